//! What the checker knows of each part of a query: `types/<case>.promql` is a query about the sample spec,
//! `<case>.txt` beside it the printed tree and what is wrong with it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use gaugewright_spec::render;
use gaugewright_spec::source::Source;
use gaugewright_spec::types;

#[test]
fn every_tree_is_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let spec = fs::read_to_string(root.join("../metrics-spec.yaml")).expect("the sample spec");
    let spec = Source::new("metrics-spec.yaml", spec);
    let mut seen = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir(root.join("types")).expect("the cases") {
        let path = entry.expect("a case").path();
        if path.extension().is_none_or(|extension| extension != "promql") {
            continue;
        }
        seen += 1;
        let query = fs::read_to_string(&path).expect("a query");
        let found = shown(&spec, query.trim_end());
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, found).expect("the expected text can be written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            let _ = writeln!(wrong, "{}:\n{found}", path.display());
        }
    }
    assert!(seen >= 12, "only {seen} cases");
    assert!(wrong.is_empty(), "{wrong}");
}

fn shown(spec: &Source, query: &str) -> String {
    let typed = types::of(spec, query).expect("the sample spec is sound");
    let mut text = typed.table();
    for finding in &typed.findings {
        let _ = write!(text, "\n{}\n", render::human(finding, &typed.query, false));
    }
    text
}
