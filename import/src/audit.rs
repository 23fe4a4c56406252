//! Everything that was read, checked.

use gaugewright_spec::check::PlaceLabel;
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use crate::dashboards;
use crate::inputs::{File, Inputs, Kind, Skipped};
use crate::rules::{self, Rules};
use crate::tree::{Made, made};
use crate::vocabulary;
use crate::words;

/// What was found in files.
#[derive(Debug)]
pub struct Audit {
    /// Their texts.
    pub source: Source,
    /// The findings, in the order of the files.
    pub findings: Vec<Diagnostic>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What was read.
    pub counts: Counts,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Alerts.
    pub alerts: usize,
    /// Recording rules.
    pub recordings: usize,
    /// Dashboards.
    pub dashboards: usize,
}

/// Reads files and checks them.
pub fn audit(files: &[File]) -> Audit {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs);
    let counts = Counts {
        alerts: rules.alert_count,
        recordings: rules.recording_count,
        dashboards: inputs.count(Kind::Dashboard),
    };
    let dashboards = dashboards::told(&mut inputs);
    let tree = spec(rules, dashboards);
    let mut findings = gaugewright_spec::audit(&inputs.source, &tree);
    findings.retain(|finding| !is_of_two_files(finding, &inputs.source));
    let findings = findings.into_iter().map(words::fitting).collect();
    Audit { source: inputs.source, findings, skipped: inputs.skipped, counts }
}

/// All of it as a spec. What a spec has to say and these files do not is the usual.
fn spec(rules: Rules, dashboards: Made) -> Node {
    let nowhere = Span::new(0, 0);
    let number = |number: &str| Node { span: nowhere, value: Value::Number(number.to_owned()) };
    let mut scrape = Made::new(nowhere);
    scrape.put("port", number("9090"));
    scrape.put("interval", made(nowhere, "15s"));
    let mut service = Made::new(nowhere);
    service.put("name", made(nowhere, "audit"));
    service.put_map("scrape", scrape);
    service.put("scope", made(nowhere, "none"));
    service.put("target_labels", Node { span: nowhere, value: Value::List(vec![made(nowhere, "*")]) });
    let mut checks = Made::new(nowhere);
    for code in OFF {
        checks.put(code, made(nowhere, "off"));
    }
    let mut severities = Made::new(nowhere);
    for severity in &rules.severities {
        severities.put(severity, made(nowhere, severity));
    }
    let mut spec = Made::new(nowhere);
    spec.put("spec", number("1"));
    spec.put_map("service", service);
    spec.put_map("checks", checks);
    spec.put("outside", vocabulary::outside());
    spec.put_map("queries", rules.queries);
    spec.put_map("severities", severities);
    spec.put_map("alerts", rules.alerts);
    spec.put_map("groups", rules.groups);
    spec.put_map("dashboards", dashboards);
    spec.node()
}

/// Rules that need to know what only a spec says, and those about style: what people have is as it is.
const OFF: [&str; 8] = [
    "missing-severity",
    "missing-summary",
    // Which axis a query has is told by overrides.
    "mixed-units",
    "panel-without-description",
    "recording-name",
    "short-hold",
    "short-window",
    "unknown-metric",
];

/// What is said twice is a mistake where one Prometheus reads both, and nobody knows that of two files.
fn is_of_two_files(finding: &Diagnostic, source: &Source) -> bool {
    const TWICE: [&str; 3] = ["duplicate-name", "recorded-twice", "shadowed-alert"];
    let is_elsewhere = |label: &PlaceLabel| !source.is_same_file(label.span, finding.span());
    TWICE.contains(&finding.rule.code) && finding.labels.iter().any(is_elsewhere)
}
