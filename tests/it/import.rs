//! What `gaugewright import` makes of files that people have: `import/<case>/` is a folder of them, `expected.yaml` in it the spec, and
//! `expected.md` what became of every rule and panel.

use std::path::{Path, PathBuf};

use codegen::report::changes::Compared;
use gaugewright_diff::diff;
use gaugewright_import::{File, Item, Proven, Sort, UNEXPLAINED, Verdict, import, json, markdown};
use gaugewright_spec::diagnostic::Severity;
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use crate::audit::{cases, files};

/// Mends what this test finds, if what is made now is what should be made.
const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests import";

/// What a spec that was imported generates: all of it can be generated.
pub(crate) fn generated(spec: &Spec) -> Vec<File> {
    let files = codegen::render(spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let is_compared = |path: &str| {
        ["prometheus", "grafana", "alertmanager"]
            .iter()
            .any(|of| path.starts_with(&format!("monitoring/{of}/")))
    };
    let compared = files.iter().filter(|(path, _)| is_compared(path));
    compared.map(|(path, text)| File { name: path.to_owned(), text: text.to_owned() }).collect()
}

fn imported(case: &Path) -> Proven {
    let (scrapes, files) = crate::audit::with_scrapes(&files(case));
    let proven = import(&files, &scrapes, "shop", |spec| Ok(generated(spec)))
        .unwrap_or_else(|words| panic!("{}: {words}", case.display()));
    // Nothing more is said of it.
    let source = Source::new("metrics-spec.yaml", &*proven.0.text);
    let (_, findings) = codegen::load(&source).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert!(findings.iter().all(|finding| finding.severity < Severity::Warning), "{findings:#?}");
    proven
}

#[test]
fn every_case_becomes_what_is_expected() {
    let mut wrong = Vec::new();
    for case in cases("import") {
        let (imported, report) = imported(&case);
        wrong.extend(crate::audit::compare(&case, "expected.yaml", &imported.text).err());
        wrong.extend(crate::audit::compare(&case, "expected.md", &markdown(&report)).err());
    }
    assert!(wrong.is_empty(), "{}\nto accept: {UPDATE}", wrong.join("\n\n"));
}

/// What was audited can be imported, and all of it is given back or said to be left out.
#[test]
fn nothing_is_lost_without_a_word() {
    // Files that cannot be read, or that no Alertmanager would take, are an error.
    let is_refused = |case: &PathBuf| ["broken", "refused"].iter().any(|name| case.ends_with(name));
    let audited = cases("audit").into_iter().filter(|case| !is_refused(case));
    for case in audited.chain(cases("import")) {
        for item in &imported(&case).1.items {
            assert!(is_explained(item), "{}: {item:#?}", case.display());
        }
    }
}

/// Whether an item is given back, or the report says why not.
pub(crate) fn is_explained(item: &Item) -> bool {
    match &item.verdict {
        _ if item.is_given_back() => true,
        Verdict::Missing(reason) => reason != UNEXPLAINED,
        Verdict::Yours(_) => item.sort == Sort::Setting,
        // What a spec does not say of a receiver stands among what is not imported, with the reason.
        Verdict::Differs(all) if item.sort == Sort::Receiver => all.iter().all(|one| one.is.is_none()),
        _ => false,
    }
}

/// What is secret in the cases says so.
#[test]
fn secrets_are_never_told() {
    let has_secrets =
        |case: &&PathBuf| ["comments", "encoded", "receivers"].iter().any(|name| case.ends_with(name));
    for case in cases("import").iter().filter(has_secrets) {
        let (imported, report) = imported(case);
        let written = imported.inputs.source.text().contains("never-shown");
        assert!(written && !report.secrets.is_empty());
        for text in [&imported.text, &markdown(&report), &json(&report)] {
            assert!(!text.contains("never-shown"), "{text}");
        }
    }
}

#[test]
fn what_no_alertmanager_would_take_is_an_error() {
    let case = cases("audit").into_iter().find(|case| case.ends_with("refused")).expect("the case");
    let error = import(&files(&case), &[], "shop", |spec| Ok(generated(spec))).expect_err("an error");
    assert_eq!(
        error,
        "alertmanager.yml:5: receiver `nobody` is not defined; mend it first, or leave the file out"
    );
}

/// The guide moves its shop step by step. What is imported of the files that it begins with, and the spec at its end, which the example has, differ
/// in what the guide says of them.
#[test]
fn the_guide_says_what_its_steps_change() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("text");
    let guide = read("docs/from-hand-written-to-spec.md");
    let block = |start: &str| {
        let (_, rest) = guide.split_once(&format!("```{start}")).expect("the block");
        rest.split_once("```").expect("its end").0.to_owned()
    };
    let file = |name: &str| File { name: name.to_owned(), text: block(&format!("yaml\n# {name}\n")) };
    let files = [file("prometheus.yml"), file("alerts.yml")];
    let (imported, report) = import(&files, &[], "shop", |spec| Ok(generated(spec))).expect("a spec");
    assert!(report.is_whole() && report.count(Sort::Alert) == (2, 2), "{}", markdown(&report));
    let load = |name: &str, text: &str| codegen::load(&Source::new(name, text)).expect("a sound spec").0;
    let changes = diff(
        &load("imported.yaml", &imported.text),
        &load("metrics-spec.yaml", &read("examples/moving/metrics-spec.yaml")),
    );
    let compared = Compared { old: "imported", new: "moved", changes: &changes, left_out: &[] };
    assert_eq!(compared.text(), format!("breaking\n{}", block("text\nbreaking\n")));
}
