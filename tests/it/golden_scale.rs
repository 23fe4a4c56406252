//! What becomes of a spec of many Pods: shards, stores, a Prometheus above others, an autoscaler, resources of the operator, rules
//! of Grafana. Compared with what became of it when somebody last looked.

use codegen::OUTPUTS;

use crate::golden_prometheus::{assert_golden, spec};

/// Outputs, and those of their files that differ from what other goldens show.
const FILES: [(&str, &[&str]); 5] = [
    ("prometheus", &["prometheus.yml", "federation.yml", "shards/"]),
    ("kubernetes", &["base/autoscaling.yaml", "base/prometheus.yaml", "base/network-policies.yaml"]),
    (
        "operator",
        &["kustomization.yaml", "notifications.yaml", "pods-", "rules.yaml", "services-", "static-"],
    ),
    ("adapter", &[""]),
    ("grafana-alerting", &[""]),
];

#[test]
fn files_of_many_pods() {
    let spec = spec("scale/shop.yaml");
    for (name, shown) in FILES {
        let output = OUTPUTS.iter().find(|output| output.name == name).expect("an output of that name");
        let files = (output.render)(&codegen::Input::new(&spec, &codegen::Own::default()))
            .unwrap_or_else(|errors| panic!("{errors:#?}"));
        for (path, text) in files.iter().filter(|(path, _)| shown.iter().any(|start| path.starts_with(start)))
        {
            assert_golden("scale", &format!("{name}--{path}"), text);
        }
    }
}

#[test]
fn a_spec_without_scale_has_none_of_it() {
    let spec = spec("prometheus/shop.yaml");
    let rendered = codegen::render(&spec).expect("files");
    let paths: Vec<&str> = rendered.iter().map(|(path, _)| path).collect();
    for unwanted in ["federation", "shards", "adapter", "autoscaling"] {
        assert!(paths.iter().all(|path| !path.contains(unwanted)), "{unwanted}: {paths:?}");
    }
}
