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

/// What wakes somebody stands in the guide to the deployment as well.
#[test]
fn a_critical_threshold_changes_the_list_of_critical_alerts() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    let spec = std::fs::read_to_string(path).expect("the spec");
    let from = "      query: error_ratio\n      above: 5%\n";
    assert!(spec.contains(from));
    let after = files(&spec.replace(from, "      query: error_ratio\n      above: 4%\n"));
    let deployment = after.get("docs/DEPLOYMENT.md").expect("the page");
    let line = deployment.lines().find(|line| line.contains("[HighErrorRate]")).expect("its line");
    assert!(line.contains("above 4% for 5m"), "{line}");
}

#[test]
fn a_threshold_changes_rule_test_panel_runbook_and_docs_and_nothing_else() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    let spec = std::fs::read_to_string(path).expect("the spec");
    assert!(spec.contains(FROM));
    let (before, after) = (files(&spec), files(&spec.replace(FROM, TO)));
    let changed: BTreeSet<&str> =
        after.iter().filter(|(path, text)| before.get(path) != Some(text)).map(|(path, _)| path).collect();
    let own = [
        "docs/MONITORING.md",
        "docs/runbooks/HighLLMErrorRate.md",
        "docs/runbooks/HighLLMErrorRate.svg",
        "docs/runbooks/README.md",
        "monitoring/grafana/llm-usage-dashboard.json",
        // The color of what the alert watches.
        "monitoring/grafana/signal-harvester-overview-dashboard.json",
        "monitoring/prometheus/alerts.yml",
        "monitoring/prometheus/tests/HighLLMErrorRate.yml",
    ];
    for path in own {
        assert!(changed.contains(path), "{path} is as it was");
    }
    // The same texts stand in the cluster's ConfigMaps, and their checksums in its Deployments; the operator and Grafana get the same rules.
    let copies = ["monitoring/k8s/", "monitoring/operator/", "monitoring/grafana-alerting/"];
    let mut others = changed.iter().filter(|path| !own.contains(path));
    assert!(others.all(|path| copies.iter().any(|folder| path.starts_with(folder))), "{changed:?}");

    let text = |path: &str| after.get(path).expect("a file");
    let rule = text("monitoring/prometheus/alerts.yml").split("alert: HighLLMErrorRate").nth(1).expect("it");
    assert!(rule.split("for:").next().is_some_and(|expr| expr.contains("0.07")), "{rule}");
    assert!(rule.contains("More than 7% of the requests"));
    assert!(text("monitoring/prometheus/tests/HighLLMErrorRate.yml").contains("7.087%"));
    assert!(text("docs/runbooks/HighLLMErrorRate.md").contains("above 7% for 5m"));
    assert!(text("docs/runbooks/HighLLMErrorRate.svg").contains("above 7% for 5m"));
    assert!(text("docs/runbooks/README.md").contains("above 7% for 5m"));
    // In the list of alerts, beside the panel, and among the baselines; the old number is nowhere near the alert.
    let lines: Vec<&str> =
        text("docs/MONITORING.md").lines().filter(|line| line.contains("HighLLMErrorRate")).collect();
    for words in [": above 7% | 5m |", "| 7% ([HighLLMErrorRate]", "| at most 7% | [HighLLMErrorRate]"] {
        assert!(lines.iter().any(|line| line.contains(words)), "{words}: {lines:#?}");
    }
    assert!(lines.iter().all(|line| !line.contains("5%")), "{lines:#?}");
    let dashboard: serde_json::Value =
        serde_json::from_str(text("monitoring/grafana/llm-usage-dashboard.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let panel = panels.iter().find(|panel| panel["title"] == "LLM Error Rate").expect("the panel");
    let steps = &panel["fieldConfig"]["defaults"]["thresholds"]["steps"];
    assert!(steps.as_array().is_some_and(|steps| steps.iter().any(|step| step["value"] == 0.07)), "{steps}");
}
