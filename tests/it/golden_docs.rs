//! The pages that are made of small specs, compared with what was made when somebody last looked.

use codegen::{Files, OUTPUTS, Own, Spec};

use crate::golden_prometheus::{assert_golden, spec};

fn files(spec: &Spec) -> Files {
    let output = OUTPUTS.iter().find(|output| output.name == "docs").expect("the output");
    (output.render)(&codegen::Input::new(spec, &Own::default()))
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}

#[test]
fn pages_of_a_spec_that_has_everything() {
    let files = files(&spec("prometheus/shop.yaml"));
    for page in ["MONITORING.md", "DEPLOYMENT.md"] {
        assert_golden("docs", &format!("shop--{page}"), files.get(page).expect("the page"));
    }
}

#[test]
fn pages_of_a_spec_that_has_little() {
    let files = files(&spec("docs/bare.yaml"));
    for page in ["MONITORING.md", "DEPLOYMENT.md"] {
        assert_golden("docs", &format!("bare--{page}"), files.get(page).expect("the page"));
    }
    let monitoring = files.get("MONITORING.md").expect("the page");
    assert!(!monitoring.contains("## Dashboards") && !monitoring.contains("kubectl"), "it has none");
}

#[test]
fn a_spec_that_measures_nothing_has_pages_too() {
    let source = "spec: 1\nservice: { name: idle, scrape: { port: 80, interval: 1m } }\n";
    let source = gaugewright_spec::source::Source::new("idle.yaml", source);
    let (spec, _) = gaugewright_spec::load(&source).unwrap_or_else(|findings| panic!("{findings:?}"));
    let files = files(&spec);
    let monitoring = files.get("MONITORING.md").expect("the page");
    let sections: Vec<&str> = monitoring.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert!(!sections.contains(&"Metrics") && sections.contains(&"Troubleshooting"), "{sections:?}");
}

/// Every key of the schema has its line, and every record its place.
#[test]
fn the_reference_has_every_key() {
    let files = files(&spec("docs/bare.yaml"));
    let reference = files.get("spec-reference.md").expect("the page");
    let schema = gaugewright_spec::schema::json().to_value();
    let definitions = schema["$defs"].as_object().expect("definitions");
    for (name, definition) in
        definitions.iter().map(|(name, value)| (name.as_str(), value)).chain([("", &schema)])
    {
        let heading = if name.is_empty() { "## The spec\n".to_owned() } else { format!("\n## {name}\n") };
        let section = reference.split(&heading).nth(1).unwrap_or_else(|| panic!("{name} has no place"));
        let section = section.split("\n## ").next().unwrap_or_default();
        for (key, value) in definition["properties"].as_object().into_iter().flatten() {
            let line = section.lines().find(|line| line.starts_with(&format!("| `{key}` |")));
            let line = line.unwrap_or_else(|| panic!("{name}.{key} has no line"));
            let about = value["description"].as_str().expect("a description").replace('|', "\\|");
            assert!(line.contains(&about), "{line}");
        }
    }
}
