//! What is wrong with configurations of Alertmanagers, whatever alerts come; and what looks like a slip.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::suggest;
use gaugewright_spec::yaml::{Node, Value};

use crate::alertmanager;
use crate::assemble::{self, Head};
use crate::inputs::{Inputs, Kind};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
use crate::refused;
use crate::rules::Rules;
use crate::tree::Made;

/// What is found in all configurations; what of them is not judged is noted. Which alerts come to one is not known: what is said
/// holds for all.
pub(crate) fn judged(inputs: &mut Inputs) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut unread = Vec::new();
    for document in inputs.of(Kind::Alertmanager) {
        let (found, not_judged) = one(&inputs.source, document);
        findings.extend(found);
        unread.extend(not_judged);
    }
    for place in unread {
        inputs.skip_at(place, "this is more than is judged of an Alertmanager");
    }
    findings
}

/// What no Alertmanager would take of a configuration: a route to nobody, an interval that says what no interval does.
pub(crate) fn refused(source: &Source, document: &Node) -> Option<Diagnostic> {
    let named = one(source, document).0.into_iter().filter(|found| found.rule.code == "undefined-name");
    named.chain(of_keys(document)).min_by_key(Diagnostic::span)
}

/// Keys that no Alertmanager takes.
fn of_keys(document: &Node) -> Vec<Diagnostic> {
    refused::duplicates(document).into_iter().chain(alertmanager::refused(document)).collect()
}

/// What is found in a configuration, and what of it is not judged.
fn one(source: &Source, document: &Node) -> (Vec<Diagnostic>, Vec<Span>) {
    let told = alertmanager::told(source, document, Purpose::Audit);
    let outside = Node { span: document.span, value: Value::List(Vec::new()) };
    let head = Head { name: "audit", off: &[], outside, rhythm: Rhythm::default() };
    let tree = assemble::spec(head, &Rules::none(), Made::new(document.span), Some(told.notifications));
    let unread = told.unsaid.into_iter().map(|(place, _)| place).collect();
    let mut findings = gaugewright_spec::audit(source, &tree, &[]).findings;
    findings.extend(of_keys(document));
    (findings, unread)
}

/// The routings of all Alertmanagers, as if no other alerts came to them than those which are read.
pub(crate) fn routings(inputs: &Inputs) -> Vec<Node> {
    let of = |document| {
        let mut notifications = alertmanager::told(&inputs.source, document, Purpose::Audit).notifications;
        notifications.take("other_alerts");
        notifications.node()
    };
    inputs.of(Kind::Alertmanager).map(of).collect()
}

/// Names and values in routes that are almost those of alerts which were read, of all that is found in routings. Other alerts may come from
/// elsewhere, so that this is only noted.
pub(crate) fn almost(found: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    found.into_iter().filter_map(noted)
}

/// A finding about what no alert has, if it says what was meant.
fn noted(mut finding: Diagnostic) -> Option<Diagnostic> {
    let is_near = finding.helps.iter().any(|help| suggest::is_offer(help));
    if finding.rule.code != "undefined-name" || !is_near {
        return None;
    }
    let message = &finding.message;
    let of_name = message.strip_prefix("alert ").and_then(|rest| rest.strip_suffix(" is not defined"));
    let of_severity = message.strip_suffix(" is not one of the severities");
    finding.message = match (of_name, of_severity) {
        (Some(name), _) => format!("no alert that was read is called {name}"),
        (_, Some(severity)) => format!("no alert that was read has the severity {severity}"),
        _ => {
            let rest = message.strip_prefix("no alert has ")?;
            format!("no alert that was read has {rest}")
        }
    };
    finding.severity = Severity::Note;
    Some(finding)
}
