//! An alert of a rule file, told as one of a spec.

use gaugewright_spec::source::Source;
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::yaml::Node;

use crate::rules::{duration, labels};
use crate::tree::{Made, Text, entries, get, said, text};

/// Tells an alert of a group.
pub(crate) fn told(
    source: &Source,
    (rule, group): (&Node, &Node),
    expr: &Text,
    name: &Text,
    severity: Option<Text>,
) -> Node {
    let mut alert = Made::new(rule.span);
    alert.put("name", said(name.clone()));
    alert.put("expr", said(expr.clone()));
    for key in ["for", "keep_firing_for"] {
        alert.put_if(key, get(rule, key).and_then(|hold| duration(source, hold)));
    }
    let has_severity = severity.is_some();
    alert.put_text("severity", severity);
    let mut own = Made::new(rule.span);
    for (name, value) in labels(rule, group) {
        let is_said = name.value == "severity" && has_severity || name.value == "alertname";
        if let Some(value) = text(source, value).filter(|_| !is_said) {
            own.put_at(name.clone(), template(value));
        }
    }
    alert.put_map("labels", own);
    let mut others = Made::new(rule.span);
    for (name, value) in get(rule, "annotations").map_or(&[][..], entries) {
        let Some(value) = text(source, value) else { continue };
        match name.value.as_str() {
            "summary" | "description" => alert.put_at(name.clone(), template(value)),
            _ => others.put_at(name.clone(), template(value)),
        }
    }
    alert.put_map("annotations", others);
    alert.node()
}

/// A text with placeholders, or a template of Prometheus where it is more than that.
fn template(text: Text) -> Node {
    if is_simple(&text.value) {
        return said(text);
    }
    let mut template = Made::new(text.span);
    template.put("template", said(text));
    template.node()
}

/// Whether a text has placeholders only that mean the same in a spec and in a rule file.
fn is_simple(text: &str) -> bool {
    let Ok(template) = Template::parse(text) else { return false };
    // Of all that a spec has, only these begin with a dollar.
    let written = text.match_indices("{{").all(|(at, _)| text[at + 2..].trim_start().starts_with('$'));
    written && !template.parts.iter().any(|part| matches!(part, Part::Value(_) | Part::Threshold(_)))
}
