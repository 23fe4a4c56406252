//! All that a variable says, key by key, without what Grafana takes for granted anyway.

use std::collections::BTreeMap;

use gaugewright_spec::promql::{self, Dialect};
use gaugewright_spec::source::{Piece, Source, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::panels::canonical;
use crate::tree::{Text, entries, get, is_true, items, path, text, text_at, word};

/// What is left from older versions, is a copy of something else, or compared in a form of its own.
const OTHERS: [&str; 16] = [
    "allFormat",
    "auto_count",
    "auto_min",
    "current",
    "datasource",
    "definition",
    "error",
    "index",
    "multiFormat",
    "name",
    "options",
    "query",
    "tagValuesQuery",
    "tags",
    "tagsQuery",
    "useTags",
];

/// Keys that mean something for some types alone.
const OF_TYPES: [(&str, &[&str]); 7] = [
    ("allValue", &["custom", "datasource", "query"]),
    ("includeAll", &["custom", "datasource", "query"]),
    ("multi", &["custom", "datasource", "query"]),
    ("refresh", &["query"]),
    ("regex", &["datasource", "query"]),
    ("skipUrlSync", &["custom", "datasource", "interval", "query", "textbox", "adhoc"]),
    ("sort", &["query"]),
];

/// What a variable says, by key. `is_foreign`: its values come from something that is no Prometheus.
pub(crate) fn says(source: &Source, variable: &Node, is_foreign: bool) -> BTreeMap<String, String> {
    let kind = word(variable, "type").unwrap_or_default();
    let name = word(variable, "name").unwrap_or_default();
    let fits = |key: &str| {
        let types = OF_TYPES.iter().find(|(known, _)| *known == key);
        !OTHERS.contains(&key) && types.is_none_or(|(_, types)| types.contains(&kind))
    };
    let mut says: BTreeMap<String, String> = entries(variable)
        .iter()
        .filter(|(key, _)| fits(key))
        .map(|(key, node)| (key.value.clone(), number(node)))
        .filter(|(_, said)| !is_nothing(said))
        .collect();
    if !is_true(variable, "includeAll") {
        says.remove("allValue");
    }
    if word(variable, "label") == Some(name) {
        says.remove("label");
    }
    if is_true(variable, "auto") {
        let of_auto = ["auto_count", "auto_min"].map(|key| (key, get(variable, key)));
        says.extend(of_auto.into_iter().filter_map(|(key, node)| Some((key.to_owned(), canonical(node?)))));
    }
    says.insert("query".to_owned(), query(source, variable, kind));
    if let Some(first) = current(source, variable) {
        says.insert("current".to_owned(), first.join(", "));
    }
    let never = kind == "query" && !says.contains_key("refresh");
    if let (true, Some(options)) =
        (never, get(variable, "options").filter(|options| !items(options).is_empty()))
    {
        says.insert("options".to_owned(), canonical(options));
    }
    if let (true, Some(asked)) = (is_foreign, get(variable, "datasource")) {
        says.insert("datasource".to_owned(), canonical(asked));
    }
    says
}

/// A value in one form: once, numbers of today were words or flags.
fn number(node: &Node) -> String {
    match &node.value {
        Value::Text(text) if text.parse::<u8>().is_ok() => text.clone(),
        _ => canonical(node),
    }
}

fn is_nothing(said: &str) -> bool {
    ["null", "\"\"", "[]", "{}", "false", "0"].contains(&said)
}

/// What lists the values, in one form.
fn query(source: &Source, variable: &Node, kind: &str) -> String {
    let said = text_at(source, variable, "query").map(|query| query.value);
    match kind {
        "query" => match label_values(source, variable) {
            Some((series, label)) => {
                let read = promql::parse(&series, Dialect { variables: true });
                let series = read.map_or(series.value, |expr| promql::normal(&expr));
                format!("label_values({series}, {})", label.value)
            }
            None => {
                get(variable, "query").map(canonical).filter(|said| !is_nothing(said)).unwrap_or_default()
            }
        },
        "custom" => format!("{:?}", split(&said.unwrap_or_default())),
        "interval" => said.unwrap_or_default().split(',').map(str::trim).collect::<Vec<_>>().join(","),
        _ => said.unwrap_or_default(),
    }
}

/// The values of a list in Grafana's own notation, with their texts: `a,Text : b`.
pub(crate) fn split(query: &str) -> Vec<(String, String)> {
    let mut parts = vec![String::new()];
    let mut letters = query.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = parts.len() - 1;
        match letter {
            '\\' if letters.peek() == Some(&',') => parts[last].extend(letters.next()),
            ',' => parts.push(String::new()),
            _ => parts[last].push(letter),
        }
    }
    let filled = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    let named = filled.map(|part| part.rsplit_once(" : ").unwrap_or((part, part)));
    named.map(|(text, value)| (text.trim().to_owned(), value.trim().to_owned())).collect()
}

/// What is chosen at first, if it is not what Grafana chooses anyway: all, or the first.
pub(crate) fn current(source: &Source, variable: &Node) -> Option<Vec<String>> {
    let kind = word(variable, "type").unwrap_or_default();
    if ["constant", "datasource", "textbox"].contains(&kind) {
        return None;
    }
    let chosen = path(variable, &["current", "value"])?;
    let chosen: Vec<String> = match &chosen.value {
        Value::List(items) => {
            items.iter().filter_map(|item| text(source, item)).map(|text| text.value).collect()
        }
        _ => text(source, chosen).map(|text| vec![text.value])?,
    };
    let has_all = is_true(variable, "includeAll");
    let is_all = chosen.iter().any(|value| value == "$__all");
    let is_nothing = chosen.iter().all(String::is_empty);
    let listed = split(&text_at(source, variable, "query").map(|query| query.value).unwrap_or_default());
    let is_first = !has_all
        && ["custom", "interval"].contains(&kind)
        && chosen.len() == 1
        && listed.first().is_some_and(|(_, value)| *value == chosen[0]);
    let is_usual = is_nothing || is_first || (has_all && is_all);
    (!is_usual).then_some(chosen)
}

/// The series and the label of `label_values(series, label)`.
pub(super) fn label_values(source: &Source, variable: &Node) -> Option<(Text, Text)> {
    let query = get(variable, "query")?;
    let query = match &query.value {
        Value::Map(_) => text_at(source, query, "query")?,
        _ => text(source, query)?,
    };
    let called = Piece::whole(&query.value).trim().strip_prefix("label_values")?;
    let inner = called.trim_start().strip_prefix("(")?;
    let (comma, end) = (inner.rfind(',')?, inner.strip_suffix(')')?.len());
    let (series, label) = (inner.part(0..comma).trim(), inner.part(comma + 1..end).trim());
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let is_read = crate::queries::unread(&series, true).is_none();
    if !is_name(&label) || series.is_empty() || series.starts_with(['{', '$', '[']) || !is_read {
        return None;
    }
    let placed = |part: Piece<'_>| {
        let place = source.part_of_scalar(query.span, &query.value, part.span());
        Spanned::new(part.as_str().to_owned(), place)
    };
    Some((placed(series), placed(label)))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn values_are_split_as_grafana_splits_them() {
        let pair = |text: &str, value: &str| (text.to_owned(), value.to_owned());
        assert_eq!(split("a, b,, "), [pair("a", "a"), pair("b", "b")]);
        assert_eq!(split(r"one\,two : 1,x"), [pair("one,two", "1"), pair("x", "x")]);
    }
}
