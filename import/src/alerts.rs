//! An alert of a rule file, told as one of a spec.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::labels::{filled_in, labels};
use crate::templates;
use crate::threshold;
use crate::tree::{Made, Text, entries, get, made, said, text};

/// An alert, and what is known of it.
pub(crate) struct Written<'w> {
    /// Its key in the spec.
    pub(crate) key: &'w str,
    pub(crate) name: &'w Text,
    pub(crate) expr: &'w Text,
    /// Its severity, if it is a plain word.
    pub(crate) severity: Option<Text>,
    /// What is silenced at it.
    pub(crate) allow: Made,
}

/// Tells an alert of a group. It may be split: into a query and its threshold.
pub(crate) fn told(
    source: &Source,
    splits: bool,
    (rule, group): (&Node, &Node),
    written: Written<'_>,
) -> Node {
    let Written { key, name, expr, severity, allow } = written;
    let mut alert = Made::new(rule.span);
    if key != name.value {
        alert.put("name", said(name.clone()));
    }
    match threshold::split(expr).filter(|_| splits) {
        Some((query, key, number)) => {
            alert.put("expr", said(query));
            alert.put(key, number);
        }
        None => alert.put("expr", said(expr.clone())),
    }
    for key in ["for", "keep_firing_for"] {
        alert.put_if(key, get(rule, key).and_then(|hold| duration(source, hold)));
    }
    let has_severity = severity.is_some();
    alert.put_text("severity", severity);
    let mut own = Made::new(rule.span);
    for (name, value) in labels(rule, group) {
        let is_said = name.value == "severity" && has_severity || name.value == "alertname";
        if let Some(value) = filled_in(source, value).filter(|_| !is_said) {
            // That the value makes a new alert of each is to be found in what people have, and to be given back.
            let told = match name.value.as_str() {
                "severity" => templates::template(value),
                _ if splits => templates::of_label(value),
                _ => templates::told(value),
            };
            own.put_at(name.clone(), told);
        }
    }
    alert.put_map("labels", own);
    let mut others = Made::new(rule.span);
    for (name, value) in get(rule, "annotations").map_or(&[][..], entries) {
        let Some(value) = filled_in(source, value) else { continue };
        match name.value.as_str() {
            "summary" | "description" => alert.put_at(name.clone(), templates::told(value)),
            _ => others.put_at(name.clone(), templates::told(value)),
        }
    }
    alert.put_map("annotations", others);
    alert.put_map("allow", allow);
    alert.node()
}

/// A duration as a spec says it: 0 has a unit.
fn duration(source: &Source, node: &Node) -> Option<Node> {
    let text = text(source, node)?;
    let is_zero = text.value.trim() == "0";
    Some(if is_zero { made(text.span, "0s") } else { said(text) })
}
