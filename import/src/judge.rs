//! What is wrong with configurations of Alertmanagers, whatever alerts come; and what looks like a slip.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::alertmanager;
use crate::assemble::{self, Head};
use crate::inputs::{Inputs, Kind};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
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

/// What no Alertmanager would take of a configuration: a route to nobody.
pub(crate) fn refused(source: &Source, document: &Node) -> Option<Diagnostic> {
    one(source, document).0.into_iter().find(|finding| finding.rule.code == "undefined-name")
}

/// What is found in a configuration, and what of it is not judged.
fn one(source: &Source, document: &Node) -> (Vec<Diagnostic>, Vec<Span>) {
    let told = alertmanager::told(source, document, Purpose::Audit);
    let outside = Node { span: document.span, value: Value::List(Vec::new()) };
    let head = Head { name: "audit", off: &[], outside, rhythm: Rhythm::default() };
    let tree = assemble::spec(head, &Rules::none(), Made::new(document.span), Some(told.notifications));
    let unread = told.unsaid.into_iter().map(|(place, _)| place).collect();
    (gaugewright_spec::audit(source, &tree), unread)
}

/// Names and values in routes that are almost those of alerts which were read: `tree` is the spec of these. Others may come from
/// elsewhere, so that this is only noted.
pub(crate) fn almost(inputs: &Inputs, tree: &Node) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for document in inputs.of(Kind::Alertmanager) {
        let mut notifications = alertmanager::told(&inputs.source, document, Purpose::Audit).notifications;
        notifications.take("other_alerts");
        let mut tree = tree.clone();
        let Value::Map(sections) = &mut tree.value else { continue };
        // What alerts are like does not follow from dashboards, and there are many of these.
        sections.retain(|(section, _)| section.value != "dashboards");
        sections.push((Spanned::new("notifications".to_owned(), document.span), notifications.node()));
        let is_in = |place: Span, finding: &Diagnostic| inputs.source.is_same_file(finding.span(), place);
        let here = |finding: &Diagnostic| inputs.of_alertmanagers().any(|place| is_in(place, finding));
        let found = gaugewright_spec::audit(&inputs.source, &tree);
        findings.extend(found.into_iter().filter(here).filter_map(noted));
    }
    findings
}

/// A finding about what no alert has, if it says what was meant.
fn noted(mut finding: Diagnostic) -> Option<Diagnostic> {
    let is_near = finding.helps.iter().any(|help| help.starts_with("did you mean"));
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
