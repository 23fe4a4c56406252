//! The variables of a dashboard of Grafana, told as those of a spec.

use std::collections::BTreeMap;

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, Text, get, list, made, path, said, text, text_at, word};

/// Tells the variables of a dashboard, those without a name left out.
pub(crate) fn told(source: &Source, document: &Node) -> Made {
    let mut variables = Made::new(document.span);
    for variable in path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items) {
        let Some(name) = text_at(source, variable, "name").filter(|name| !name.value.is_empty()) else {
            continue;
        };
        variables.put_at(name, one(source, variable));
    }
    variables
}

/// The same for a spec that is generated again: the data source that every dashboard has is not told.
pub(crate) fn for_import(source: &Source, document: &Node) -> Made {
    let mut variables = Made::new(document.span);
    for variable in path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items) {
        let name = text_at(source, variable, "name").filter(|name| !name.value.is_empty());
        let is_new = |name: &Text| name.value != "datasource" && !variables.has(name);
        let Some(name) = name.filter(is_new) else { continue };
        variables.put_at(name, one(source, variable));
    }
    // What an export asks for when it is imported is a choice, too.
    for input in list(document, "__inputs").iter().filter(|input| word(input, "type") == Some("datasource")) {
        let (name, plugin) = (text_at(source, input, "name"), text_at(source, input, "pluginId"));
        // One that is no name of a variable is replaced when the dashboard is imported, and never read as one.
        let is_new = |name: &Text| name.value != "datasource" && !variables.has(name) && is_name(&name.value);
        if let (Some(name), Some(plugin)) = (name.filter(is_new), plugin) {
            let mut chosen = Made::new(input.span);
            chosen.put("datasource", said(plugin));
            variables.put_at(name, chosen.node());
        }
    }
    variables
}

/// Whether a variable can have this name.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The variables that are told as a text box and are none.
pub(crate) fn untold(source: &Source, document: &Node) -> Vec<Text> {
    let all = path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items);
    let is_box = |variable: &&Node| get(&one(source, variable), "textbox").is_some();
    let others = all.iter().filter(|variable| word(variable, "type") != Some("textbox")).filter(is_box);
    others.filter_map(|variable| text_at(source, variable, "name")).collect()
}

/// The data sources that the variables of a dashboard choose from, by the name of the variable.
pub(crate) struct DataSources<'n>(BTreeMap<&'n str, &'n str>);

/// The data sources of a dashboard.
pub(crate) fn data_sources(document: &Node) -> DataSources<'_> {
    let all = path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items);
    let chosen = all.iter().filter(|variable| word(variable, "type") == Some("datasource"));
    DataSources(
        chosen.filter_map(|variable| Some((word(variable, "name")?, word(variable, "query")?))).collect(),
    )
}

impl<'n> DataSources<'n> {
    /// The type of the data source of a panel or a query, if that is known.
    pub(crate) fn kind(&self, node: &'n Node) -> Option<&'n str> {
        let source = get(node, "datasource")?;
        let named = match &source.value {
            Value::Text(name) => name,
            _ => match word(source, "type") {
                Some(kind) => return Some(kind),
                None => word(source, "uid")?,
            },
        };
        let variable = named.trim_start_matches(['$', '{']).trim_end_matches('}');
        self.0.get(variable).copied()
    }
}

fn one(source: &Source, variable: &Node) -> Node {
    let place = Span { end: variable.span.start, ..variable.span };
    let mut told = Made::new(variable.span);
    match word(variable, "type") {
        Some("query") => match label_values(source, variable) {
            Some((metric, of)) => {
                told.put("metric", said(metric));
                told.put("of", said(of));
                for (key, theirs) in [("multi", "multi"), ("all", "includeAll")] {
                    let chosen = matches!(get(variable, theirs), Some(Node { value: Value::Bool(true), .. }));
                    told.put(key, Node { span: place, value: Value::Bool(chosen) });
                }
            }
            None => told.put("textbox", made(place, "")),
        },
        Some("datasource") => told.put(
            "datasource",
            text_at(source, variable, "query").map_or_else(|| made(place, "prometheus"), said),
        ),
        Some("custom") => match choices(source, variable) {
            Some(choices) => told.put("values", choices),
            None => told.put("textbox", made(place, "")),
        },
        Some("interval") => match steps(source, variable) {
            Some(steps) => told.put("interval", steps),
            None => told.put("textbox", made(place, "")),
        },
        Some("constant") => {
            told.put("constant", text_at(source, variable, "query").map_or_else(|| made(place, ""), said));
        }
        _ => told.put("textbox", made(place, "")),
    }
    told.node()
}

/// The series and the label of `label_values(series, label)`.
fn label_values(source: &Source, variable: &Node) -> Option<(Text, Text)> {
    let query = get(variable, "query")?;
    let query = match &query.value {
        Value::Map(_) => text_at(source, query, "query")?,
        _ => text(source, query)?,
    };
    let inner =
        query.value.trim().strip_prefix("label_values")?.trim().strip_prefix('(')?.strip_suffix(')')?;
    let (series, label) = inner.rsplit_once(',')?;
    let (series, label) = (series.trim(), label.trim());
    if !is_name(label) || series.is_empty() || series.starts_with('{') {
        return None;
    }
    let placed = |part: &str| {
        // Both lie in the query, the series first.
        let start =
            if part == series { query.value.find(part) } else { query.value.rfind(part) }.unwrap_or(0);
        let place = source.part_of_scalar(query.span, &query.value, Span::new(start, start + part.len()));
        Spanned::new(part.to_owned(), place)
    };
    Some((placed(series), placed(label)))
}

/// The durations of a variable of steps: `1m,10m,1h`.
fn steps(source: &Source, variable: &Node) -> Option<Node> {
    let query = text_at(source, variable, "query")?;
    let steps: Vec<&str> = query.split(',').map(str::trim).filter(|step| !step.is_empty()).collect();
    let is_duration = |step: &&str| crate::durations::milliseconds(step).is_some_and(|time| time > 0);
    let is_told =
        !steps.is_empty() && steps.iter().all(is_duration) && !crate::tree::is_true(variable, "auto");
    is_told
        .then(|| crate::tree::listed(query.span, steps.iter().map(|step| made(query.span, step)).collect()))
}

/// The values of a custom variable: `a,b` or `Text : value`.
fn choices(source: &Source, variable: &Node) -> Option<Node> {
    let options = list(variable, "options");
    let value = |option: &Node| text_at(source, option, "value").filter(|value| value.value != "$__all");
    let from_options: Vec<Node> = options.iter().filter_map(value).map(said).collect();
    let query = text_at(source, variable, "query")?;
    let split = || {
        let parts = query
            .value
            .split(',')
            .map(|part| part.rsplit_once(" : ").map_or(part, |(_, value)| value).trim());
        parts.filter(|part| !part.is_empty()).map(|part| made(query.span, part)).collect()
    };
    let values: Vec<Node> = if from_options.is_empty() { split() } else { from_options };
    // What a spec cannot list, Grafana may: then any text is possible.
    let is_listed = |value: &Node| match &value.value {
        Value::Text(text) => !text.is_empty() && text.trim() == text && !text.contains(" : "),
        _ => false,
    };
    let is_told = !values.is_empty() && values.iter().all(is_listed);
    is_told.then_some(Node { span: query.span, value: Value::List(values) })
}
