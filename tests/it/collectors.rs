//! `metrics!` reads less of a spec than the generator does: what it says is what the generator says of the same places, and what it
//! makes collectors of is the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gaugewright_collectors::{self as collectors, plain};
use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Origin;
use gaugewright_spec::render;
use gaugewright_spec::source::Source;

/// Every spec among the cases and examples of this repository, bad ones included.
fn specs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = vec![root.join("metrics-spec.yaml")];
    let mut open: Vec<PathBuf> = ["diagnostics", "golden", "corpus", "types", "ui", "rule_tests"]
        .map(|name| root.join("tests").join(name))
        .into();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml")
                && fs::read_to_string(&path)
                    .is_ok_and(|text| text.starts_with("spec:") || text.contains("\nspec:"))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 300, "{}", found.len());
    found
}

fn errors(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    findings.iter().filter(|finding| finding.severity == Severity::Error).collect()
}

#[test]
fn what_metrics_says_of_a_spec_the_generator_says_too() {
    let (mut wrong, mut right, mut alike) = (0, 0, 0);
    for path in specs() {
        let source = Source::new("spec.yaml", fs::read_to_string(&path).expect("a spec"));
        let lean = collectors::load(&source);
        let whole = gaugewright_spec::load_on(&source, None);
        for finding in errors(&lean.findings) {
            let (plain, human) = (plain::shown(finding, &source), render::human(finding, &source, false));
            let lines: BTreeSet<usize> =
                finding.labels.iter().map(|label| source.position(label.span.start).line).collect();
            let is_short = plain.lines().all(|line| line.len() < 130 || line.contains(" = "));
            // The library has forms of its own for several marks in a line, and for long lines.
            if lines.len() == finding.labels.len() && is_short {
                alike += 1;
                assert_eq!(plain, human, "{}", path.display());
            }
            assert!(
                whole.findings.contains(finding),
                "{}: {finding:#?}\n{:#?}",
                path.display(),
                whole.findings
            );
            wrong += 1;
        }
        let Some(spec) = whole.spec else { continue };
        // Without an error both have resolved the same.
        for finding in &lean.findings {
            assert!(whole.findings.contains(finding), "{}: {finding:#?}", path.display());
        }
        let made = lean.collectors.expect("a sound spec has collectors");
        let own: Vec<_> = spec.metrics().iter().filter(|metric| metric.origin == Origin::Service).collect();
        assert_eq!(
            format!("{:?}", made.metrics.iter().collect::<Vec<_>>()),
            format!("{own:?}"),
            "{}",
            path.display()
        );
        assert_eq!(format!("{:?}", made.labels), format!("{:?}", spec.labels), "{}", path.display());
        assert_eq!(format!("{:?}", made.tracks), format!("{:?}", spec.tracks), "{}", path.display());
        assert_eq!((made.service, made.path), (spec.service.name, spec.service.scrape.path));
        right += 1;
    }
    assert!(alike > 50, "{alike}");
    assert!(wrong > 50 && right > 150, "{wrong} errors, {right} sound specs");
}

/// What collectors do not need may be as wrong as it likes.
#[test]
fn the_rest_of_a_spec_is_passed_over() {
    let head = "spec: 1\nservice: { name: shop, scrape: { port: 8000, interval: 15s } }\n\
                metrics: { m: { calls_total: { type: counter, help: Calls } } }\n";
    let said = |rest: &str| {
        let loaded = collectors::load(&Source::new("spec.yaml", format!("{head}{rest}")));
        assert!(loaded.collectors.is_some(), "{rest}");
        loaded.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    for key in [
        "constants",
        "queries",
        "severities",
        "alerts",
        "groups",
        "slos",
        "dashboards",
        "notifications",
        "deploy",
    ] {
        assert_eq!(said(&format!("{key}: [1, {{ a: b }}]\n")), Vec::<String>::new(), "{key}");
    }
    assert_eq!(said("alerts: { a: { B: { expr: 'rate(', above: 1 } } }\n"), Vec::<String>::new());
    // A key that nobody knows is most likely one of ours.
    assert_eq!(said("dashbords: {}\n"), ["unknown key `dashbords`"]);
    assert_eq!(said("track: {}\n"), ["unknown key `track`"]);
}
