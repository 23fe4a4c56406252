//! Queries on pages: typed by the checker against the spec of the sample, and answered by a real Prometheus.

use gaugewright_spec::source::Source;
use gaugewright_spec::types;

use super::markdown::{blocks, pages};
use crate::end_to_end::prometheus::Prometheus;
use crate::end_to_end::{tool, workspace};

/// What Grafana puts in their place.
const VARIABLES: [(&str, &str); 5] = [
    ("$__rate_interval_ms", "300000"),
    ("$__rate_interval", "5m"),
    ("$__range", "1h"),
    ("$__interval", "1m"),
    ("$", ""),
];

#[test]
fn every_query_is_typed_and_answered() {
    let pages = pages();
    let spec = Source::new("metrics-spec.yaml", workspace::read(workspace::path("metrics-spec.yaml")));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n"));
    let mut wrong = Vec::new();
    let all = blocks(&pages, "promql");
    for block in &all {
        let typed = types::of(&spec, &block.text).unwrap_or_else(|findings| panic!("{findings:?}"));
        wrong.extend(
            typed
                .findings
                .iter()
                .filter(|finding| finding.severity >= gaugewright_spec::diagnostic::Severity::Warning)
                // `types` does not know what rules of objectives record; Prometheus reads these queries below.
                .filter(|finding| finding.rule.code != "unknown-metric" || !finding.message.contains("`slo:"))
                .map(|finding| {
                    format!("{block}: {}: {}\n{}", finding.rule.code, finding.message, block.text)
                }),
        );
        let asked =
            VARIABLES.iter().fold(block.text.clone(), |text, (name, value)| text.replace(name, value));
        wrong.extend(server.query(&asked).err().map(|error| format!("{block}: {error}\n{asked}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.len() > 120, "{} queries", all.len());
}
