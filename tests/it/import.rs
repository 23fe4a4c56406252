//! What `gaugewright import` makes of files that people have: `import/<case>/` is a folder of them, `expected.yaml` in it the spec, and
//! `expected.md` what became of every rule.

use std::collections::BTreeMap;

use gaugewright_import::{File, Imported, Inputs, Report, UNEXPLAINED, Verdict, compare, import, markdown};
use gaugewright_spec::source::Source;

use crate::audit::{cases, files};

/// Mends what this test finds, if what is made now is what should be made.
const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests import";

/// What a spec that was imported generates for Prometheus, compared with what it was made of.
fn proven(imported: &Imported) -> Report {
    let source = Source::new("metrics-spec.yaml", &*imported.text);
    let (spec, findings) = codegen::load(&source).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert!(
        findings.iter().all(|finding| finding.severity < gaugewright_spec::diagnostic::Severity::Warning),
        "{findings:#?}"
    );
    let files = codegen::render(&spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let of_prometheus = files.iter().filter(|(path, _)| path.starts_with("monitoring/prometheus/"));
    let made: Vec<File> =
        of_prometheus.map(|(path, text)| File { name: path.to_owned(), text: text.to_owned() }).collect();
    let left_out = imported.left_out.iter().map(|left| (left.name.clone(), left.reason.clone()));
    let items = compare(&imported.inputs, &Inputs::read(&made), &left_out.collect::<BTreeMap<_, _>>());
    Report { items, skipped: imported.inputs.skipped.clone() }
}

#[test]
fn every_case_becomes_what_is_expected() {
    let mut wrong = Vec::new();
    for case in cases("import") {
        let imported = import(&files(&case), &[], "shop").unwrap_or_else(|words| panic!("{words}"));
        let report = markdown(&proven(&imported));
        wrong.extend(crate::audit::compare(&case, "expected.yaml", &imported.text).err());
        wrong.extend(crate::audit::compare(&case, "expected.md", &report).err());
    }
    assert!(wrong.is_empty(), "{}\nto accept: {UPDATE}", wrong.join("\n\n"));
}

/// What was audited can be imported, and all of it is given back or said to be left out.
#[test]
fn nothing_is_lost_without_a_word() {
    for case in cases("audit").iter().chain(&cases("import")) {
        let imported =
            import(&files(case), &[], "shop").unwrap_or_else(|words| panic!("{}: {words}", case.display()));
        for item in proven(&imported).items.iter().filter(|item| !item.is_given_back()) {
            let is_explained = matches!(&item.verdict, Verdict::Missing(reason) if reason != UNEXPLAINED);
            assert!(is_explained, "{}: {item:#?}", case.display());
        }
    }
}
