//! One number in the spec is changed, and everything that depends on it changes with it.

use std::collections::BTreeSet;

use codegen::Files;
use gaugewright_spec::source::Source;

const FROM: &str = "      query: llm_error_ratio\n      above: 5%\n";
const TO: &str = "      query: llm_error_ratio\n      above: 7%\n";

fn files(spec: &str) -> Files {
    let loaded = gaugewright_spec::load_on(&Source::new("metrics-spec.yaml", spec), None);
    codegen::render(&loaded.spec.unwrap_or_else(|| panic!("{:?}", loaded.findings))).expect("files")
}

#[test]
fn a_threshold_changes_rule_test_panel_and_runbook_and_nothing_else() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    let spec = std::fs::read_to_string(path).expect("the spec");
    assert!(spec.contains(FROM));
    let (before, after) = (files(&spec), files(&spec.replace(FROM, TO)));
    let changed: BTreeSet<&str> =
        after.iter().filter(|(path, text)| before.get(path) != Some(text)).map(|(path, _)| path).collect();
    let own = [
        "docs/runbooks/HighLLMErrorRate.md",
        "docs/runbooks/README.md",
        "monitoring/grafana/llm-usage-dashboard.json",
        "monitoring/prometheus/alerts.yml",
        "monitoring/prometheus/tests/HighLLMErrorRate.yml",
    ];
    for path in own {
        assert!(changed.contains(path), "{path} is as it was");
    }
    // The same texts stand in the cluster's ConfigMaps, and their checksums in its Deployments.
    let mut others = changed.iter().filter(|path| !own.contains(path));
    assert!(others.all(|path| path.starts_with("monitoring/k8s/")), "{changed:?}");

    let text = |path: &str| after.get(path).expect("a file");
    let rule = text("monitoring/prometheus/alerts.yml").split("alert: HighLLMErrorRate").nth(1).expect("it");
    assert!(rule.split("for:").next().is_some_and(|expr| expr.contains("0.07")), "{rule}");
    assert!(rule.contains("More than 7% of the requests"));
    assert!(text("monitoring/prometheus/tests/HighLLMErrorRate.yml").contains("7.087%"));
    assert!(text("docs/runbooks/HighLLMErrorRate.md").contains("above 7% for 5m"));
    assert!(text("docs/runbooks/README.md").contains("above 7% for 5m"));
    let dashboard: serde_json::Value =
        serde_json::from_str(text("monitoring/grafana/llm-usage-dashboard.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let panel = panels.iter().find(|panel| panel["title"] == "LLM Error Rate").expect("the panel");
    let steps = &panel["fieldConfig"]["defaults"]["thresholds"]["steps"];
    assert!(steps.as_array().is_some_and(|steps| steps.iter().any(|step| step["value"] == 0.07)), "{steps}");
}
