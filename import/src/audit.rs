//! Everything that was read, checked.

use gaugewright_spec::check::PlaceLabel;
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::Source;
use gaugewright_spec::suggest;

use crate::assemble::{self, Head};
use crate::exposition::Exposition;
use crate::inputs::{File, Inputs, Kind, Skipped};
use crate::judge::{almost, judged, routings};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
use crate::rules;
use crate::vocabulary::Known;
use crate::{dashboards, dialect, proof, refused, words};

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
    /// Routes of Alertmanagers.
    pub routes: usize,
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

/// Reads files and checks them, with what scrapes say of metrics.
pub fn audit(files: &[File], scrapes: &[Exposition]) -> Audit {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Audit);
    let counts = Counts {
        alerts: rules.alert_count,
        recordings: rules.recording_count,
        dashboards: inputs.count(Kind::Dashboard),
        routes: inputs.of(Kind::Alertmanager).map(proof::count_routes).sum(),
    };
    let dashboards = dashboards::told(&mut inputs);
    let head =
        Head { name: "audit", off: &OFF, outside: Known::new(scrapes).all(), rhythm: Rhythm::default() };
    let tree = assemble::spec(head, &rules, dashboards, None);
    let routings = if counts.alerts > 0 { routings(&inputs) } else { Vec::new() };
    let gaugewright_spec::Audited { mut findings, routings } =
        gaugewright_spec::audit(&inputs.source, &tree, &routings);
    findings.retain(|finding| !is_of_two_files(finding, &inputs.source) && !is_left_over(finding));
    findings.extend(inputs.of(Kind::Rules).flat_map(refused::of_rules));
    findings.extend(judged(&mut inputs));
    findings.extend(almost(routings));
    findings.append(&mut inputs.broken);
    findings.sort_by_key(Diagnostic::span);
    dialect::set_apart(&mut findings, &mut inputs);
    let findings = findings.into_iter().map(words::fitting).collect();
    Audit { source: inputs.source, findings, skipped: inputs.skipped, counts }
}

/// Whether an override is for series that the panel once had, as far as one can see: it does nothing, and nobody misses it. One whose name is
/// almost that of a series is a slip.
fn is_left_over(finding: &Diagnostic) -> bool {
    let is_near = finding.helps.iter().any(|help| suggest::is_offer(help));
    finding.rule.code == "unmatched-override" && !is_near
}

/// What is said twice is a mistake where one Prometheus reads both, and nobody knows that of two files.
fn is_of_two_files(finding: &Diagnostic, source: &Source) -> bool {
    const TWICE: [&str; 3] = ["duplicate-name", "recorded-twice", "shadowed-alert"];
    let is_elsewhere = |label: &PlaceLabel| !source.is_same_file(label.span, finding.span());
    TWICE.contains(&finding.rule.code) && finding.labels.iter().any(is_elsewhere)
}
