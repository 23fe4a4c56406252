//! The variable `datasource` of a spec chooses a Prometheus. Who has one of that name for something else, as for a Loki, gets it under another name.

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::names::Names;
use crate::tree::{items, path, set, word};

/// The name that every generated dashboard has taken.
const TAKEN: &str = "datasource";

/// Gives that variable of a dashboard another name, wherever it is named. Where it stands, and why.
pub(crate) fn other_source(dashboard: &mut Node) -> Option<(Span, String)> {
    let all = path(dashboard, &["templating", "list"]).map_or(&[][..], items);
    let is_it = |variable: &&Node| word(variable, "name") == Some(TAKEN);
    let chosen = |variable: &Node| {
        word(variable, "query")
            .filter(|of| word(variable, "type") == Some("datasource") && *of != "prometheus")
            .map(str::to_owned)
    };
    let variable = all.iter().find(is_it)?;
    let (of, place) = (chosen(variable)?, variable.span);
    let mut names = Names::default();
    for name in all.iter().filter_map(|variable| word(variable, "name")).chain([TAKEN]) {
        names.free_word(name);
    }
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let letters: String = of.chars().map(|letter| if is_letter(letter) { letter } else { '_' }).collect();
    let name = names.free_word(&format!("{TAKEN}_{letters}"));
    rename(dashboard, &name);
    let reason = format!(
        "the variable `{TAKEN}` of a spec chooses a Prometheus: the one that chooses a `{of}` is called `{name}`"
    );
    Some((place, reason))
}

fn rename(node: &mut Node, name: &str) {
    let is_variable = word(node, "name") == Some(TAKEN) && word(node, "type") == Some("datasource");
    match &mut node.value {
        Value::Text(text) => *text = renamed(text, name),
        Value::List(nodes) => nodes.iter_mut().for_each(|inner| rename(inner, name)),
        Value::Map(entries) => entries.iter_mut().for_each(|(key, inner)| {
            // A panel is repeated by a mere name.
            if key.value == "repeat" && inner.value == Value::Text(TAKEN.to_owned()) {
                inner.value = Value::Text(name.to_owned());
            }
            rename(inner, name);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    if is_variable {
        let place = Span { end: node.span.start, ..node.span };
        set(node, "name", crate::tree::made(place, name));
    }
}

/// The text with the other name of the variable, in all ways in which Grafana reads one.
fn renamed(text: &str, name: &str) -> String {
    let mut new = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(TAKEN) {
        let (before, behind) = (&rest[..at], &rest[at + TAKEN.len()..]);
        let ends = |ends: &[char]| behind.starts_with(ends);
        let is_word = behind.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        let is_named = before.ends_with("${") && ends(&['}', ':', '.'])
            || before.ends_with("[[") && ends(&[']', ':', '.'])
            || before.ends_with('$') && !is_word;
        new.push_str(before);
        new.push_str(if is_named { name } else { TAKEN });
        rest = behind;
    }
    new.push_str(rest);
    new
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_variable_is_renamed_wherever_it_is_named() {
        for (text, expected) in [
            ("${datasource}", "${x}"),
            ("$datasource", "$x"),
            ("a $datasource, [[datasource]] and ${datasource:text}", "a $x, [[x]] and ${x:text}"),
            ("$datasources ${datasource_b} datasource é", "$datasources ${datasource_b} datasource é"),
        ] {
            assert_eq!(renamed(text, "x"), expected);
        }
    }
}
