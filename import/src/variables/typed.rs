//! What a variable lists.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use super::facts;
use crate::purpose::Purpose;
use crate::tree::{Made, Text, flag, is_true, made, said, text_at, word};

/// What a variable lists, with the keys of a spec; nothing if they cannot say it.
pub(super) fn typed(source: &Source, variable: &Node, name: &Text, purpose: Purpose) -> Option<Made> {
    let place = Span { end: variable.span.start, ..variable.span };
    let mut told = Made::new(variable.span);
    match word(variable, "type") {
        Some("query") => {
            let (metric, of) = facts::label_values(source, variable)?;
            told.put("metric", said(metric));
            let is_usual = purpose == Purpose::Import;
            if !is_usual || of.value != name.value {
                told.put("of", said(of));
            }
            let (multi, all) = (is_true(variable, "multi"), is_true(variable, "includeAll"));
            if !is_usual || !multi {
                told.put("multi", flag(place, multi));
            }
            if !is_usual || all != multi {
                told.put("all", flag(place, all));
            }
        }
        Some("datasource") => told.put(
            "datasource",
            text_at(source, variable, "query").map_or_else(|| made(place, "prometheus"), said),
        ),
        Some("custom") => told.put("values", choices(source, variable)?),
        Some("interval") => told.put("interval", steps(source, variable)?),
        // An export has not filled it in.
        Some("constant") if purpose == Purpose::Audit && is_asked_for(variable) => return None,
        Some("constant") => {
            told.put("constant", text_at(source, variable, "query").map_or_else(|| made(place, ""), said));
        }
        Some("textbox") if purpose == Purpose::Import => {
            told.put("textbox", text_at(source, variable, "query").map_or_else(|| made(place, ""), said));
        }
        _ => return None,
    }
    let is_listed = matches!(word(variable, "type"), Some("query" | "datasource"));
    let filled = |key| text_at(source, variable, key).filter(|text| !text.value.is_empty());
    told.put_text("regex", filled("regex").filter(|_| is_listed));
    Some(told)
}

/// Whether somebody is asked for a constant when its dashboard is imported.
fn is_asked_for(constant: &Node) -> bool {
    word(constant, "query").is_some_and(|query| gaugewright_spec::promql::whole_variable(query).is_some())
}

/// The durations of a variable of steps: `1m,10m,1h`.
fn steps(source: &Source, variable: &Node) -> Option<Node> {
    let query = text_at(source, variable, "query")?;
    let steps: Vec<&str> = query.split(',').map(str::trim).filter(|step| !step.is_empty()).collect();
    let is_duration = |step: &&str| crate::durations::milliseconds(step).is_some_and(|time| time > 0);
    let is_told = !steps.is_empty() && steps.iter().all(is_duration);
    is_told
        .then(|| crate::tree::listed(query.span, steps.iter().map(|step| made(query.span, step)).collect()))
}

/// The values of a custom variable: `a,b` or `Text : value`.
fn choices(source: &Source, variable: &Node) -> Option<Node> {
    let query = text_at(source, variable, "query")?;
    let is_plain = word(variable, "valuesFormat").is_none_or(|format| format == "csv");
    // What a spec cannot list, Grafana may: then any text is possible.
    let is_listed = |text: &str| !text.is_empty() && text.trim() == text && !text.contains(" : ");
    let listed = |(text, value): &(String, String)| {
        let named = || {
            crate::tree::object(
                query.span,
                [("text", made(query.span, text)), ("value", made(query.span, value))],
            )
        };
        (is_listed(text) && is_listed(value))
            .then(|| if text == value { made(query.span, value) } else { named() })
    };
    let values: Option<Vec<Node>> = facts::split(&query.value).iter().map(listed).collect();
    let values = values.filter(|values| is_plain && !values.is_empty())?;
    Some(Node { span: query.span, value: Value::List(values) })
}
