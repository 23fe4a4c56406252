//! The variables of a dashboard of Grafana, told as those of a spec.

pub(crate) mod facts;
mod raw;
mod typed;

pub(crate) use raw::whole;

use std::collections::BTreeMap;

use gaugewright_spec::model::{DATA_SOURCE_LABEL, Hide, Refresh, Sort};
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

use crate::choices::Choices;
use crate::purpose::Purpose;
use crate::tree::{Made, Text, flag, get, is_true, list, made, path, said, text_at, word};
use typed::typed;

/// Tells the variables of a dashboard, those without a name left out.
pub(crate) fn told(source: &Source, document: &Node) -> Made {
    let mut variables = Made::new(document.span);
    for variable in path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items) {
        let Some(name) = text_at(source, variable, "name").filter(|name| !name.value.is_empty()) else {
            continue;
        };
        let told = typed(source, variable, &name, Purpose::Audit);
        let told = told.map(|mut told| {
            told.put_if("hide", hidden(variable));
            told.node()
        });
        variables.put_at(name, told.unwrap_or_else(|| text_box(variable)));
    }
    variables
}

/// A variable of which nothing is known but its name: any text.
fn text_box(variable: &Node) -> Node {
    let place = Span { end: variable.span.start, ..variable.span };
    crate::tree::object(variable.span, [("textbox", made(place, ""))])
}

/// The same for a spec that is generated again.
pub(crate) fn for_import(source: &Source, document: &Node, choices: &Choices) -> Made {
    let mut variables = Made::new(document.span);
    for (name, variable) in named(source, document) {
        let told = with_keys(source, document, variable, choices).map(Made::node);
        let mut raw = Made::new(variable.span);
        raw.put("raw", raw::variable(variable));
        variables.put_at(name, told.unwrap_or_else(|| raw.node()));
    }
    variables.drop_first(is_usual);
    // What an export asks for when it is imported is a choice, too.
    for input in list(document, "__inputs").iter().filter(|input| word(input, "type") == Some("datasource")) {
        let (name, plugin) = (text_at(source, input, "name"), text_at(source, input, "pluginId"));
        let is_new = |name: &Text| is_word(&name.value) && name.value != "datasource" && !variables.has(name);
        if let (Some(name), Some(plugin)) = (name.filter(is_new), plugin) {
            let mut chosen = Made::new(input.span);
            chosen.put("datasource", said(plugin));
            variables.put_at(name, chosen.node());
        }
    }
    // An export that has lost its questions still names what they were about.
    let mut asked = Vec::new();
    asked_for(source, document, &mut asked);
    for (name, plugin) in asked {
        if is_word(&name.value) && name.value != "datasource" && !variables.has(&name) {
            let mut chosen = Made::new(name.span);
            chosen.put("datasource", said(plugin));
            variables.put_at(name, chosen.node());
        }
    }
    variables
}

/// The variables that data sources of a known type are named by, `{ type: loki, uid: "${DS_LOKI}" }`: their names, and the types.
fn asked_for(source: &Source, node: &Node, found: &mut Vec<(Text, Text)>) {
    match &node.value {
        Value::List(nodes) => nodes.iter().for_each(|inner| asked_for(source, inner, found)),
        Value::Map(entries) => {
            if let Some(of) = get(node, "datasource")
                && let (Some(uid), Some(plugin)) = (text_at(source, of, "uid"), text_at(source, of, "type"))
                && let Some(name) = gaugewright_spec::promql::whole_variable(&uid.value)
                // What Grafana answers itself is chosen by nobody.
                && !["__expr__", "datasource", "grafana"].contains(&plugin.value.as_str())
            {
                found.push((Spanned::new(name.to_owned(), uid.span), plugin));
            }
            for (_, inner) in entries {
                asked_for(source, inner, found);
            }
        }
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Whether a variable is the choice of a data source that every generated dashboard begins with.
fn is_usual((name, told): &Entry) -> bool {
    let says = |key, value| word(told, key) == Some(value);
    name.value == "datasource"
        && crate::tree::entries(told).len() == 2
        && says("datasource", "prometheus")
        && says("label", DATA_SOURCE_LABEL)
}

/// The variables of a dashboard that a spec can have: those with a name, each name once, and no other `datasource` than a Prometheus.
pub(crate) fn named<'n>(source: &Source, document: &'n Node) -> Vec<(Text, &'n Node)> {
    let all = path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items);
    let mut found: Vec<(Text, &Node)> = Vec::new();
    for variable in all {
        let name = text_at(source, variable, "name").filter(|name| !name.value.is_empty());
        let is_free = |name: &Text| found.iter().all(|(other, _)| other.value != name.value);
        let asks =
            || word(variable, "type") == Some("datasource") && word(variable, "query") == Some("prometheus");
        let is_new =
            |name: &Text| is_word(&name.value) && is_free(name) && (name.value != "datasource" || asks());
        found.extend(name.filter(is_new).map(|name| (name, variable)));
    }
    found
}

/// Whether Grafana reads a name behind `$`.
fn is_word(name: &str) -> bool {
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'_';
    name.bytes().all(is_letter)
        && !name.starts_with("__")
        && !name.starts_with(|first: char| first.is_ascii_digit())
}

/// The variables that no spec can have: places, and why.
pub(crate) fn untold(source: &Source, document: &Node) -> Vec<(Span, String)> {
    let all = path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items);
    let told: Vec<Span> = named(source, document).iter().map(|(_, variable)| variable.span).collect();
    let others = all.iter().filter(|variable| !told.contains(&variable.span));
    let reason = |variable: &Node| match word(variable, "name") {
        Some("datasource") => "the variable `datasource` of a spec chooses a Prometheus".to_owned(),
        Some(name) if is_word(name) => format!("another variable has the name `{name}`"),
        Some(name) if !name.is_empty() => format!("nothing can name the variable `{name}`"),
        _ => "a variable without a name is never used".to_owned(),
    };
    others.map(|variable| (variable.span, reason(variable))).collect()
}

/// A variable with the keys of a spec; nothing if it is told as it is.
pub(crate) fn with_keys(
    source: &Source,
    document: &Node,
    variable: &Node,
    choices: &Choices,
) -> Option<Made> {
    let place = crate::exact_place(source, variable.span);
    if choices.kept.contains(&place)
        || data_sources(document).kind(variable).is_some_and(|kind| kind != "prometheus")
    {
        return None;
    }
    let name = text_at(source, variable, "name")?;
    let mut told = typed(source, variable, &name, Purpose::Import)?;
    looks(source, variable, &name, &mut told);
    told.put_if("raw", choices.beside.get(&place).cloned());
    Some(told)
}

/// The data sources that the variables of a dashboard choose from, by the name of the variable.
pub(crate) struct DataSources<'n>(BTreeMap<&'n str, &'n str>);

/// The data sources of a dashboard.
pub(crate) fn data_sources(document: &Node) -> DataSources<'_> {
    let all = path(document, &["templating", "list"]).map_or(&[][..], crate::tree::items);
    let chosen = all.iter().filter(|variable| word(variable, "type") == Some("datasource"));
    let chosen = chosen.filter_map(|variable| Some((word(variable, "name")?, word(variable, "query")?)));
    // What an export asks for when it is imported.
    let inputs = list(document, "__inputs").iter().filter(|input| word(input, "type") == Some("datasource"));
    let inputs = inputs.filter_map(|input| Some((word(input, "name")?, word(input, "pluginId")?)));
    DataSources(inputs.chain(chosen).collect())
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
        self.0.get(variable).copied().or_else(|| called(named))
    }
}

/// The type of a data source that is called like it, as most people call their only one.
fn called(name: &str) -> Option<&'static str> {
    const TYPES: [&str; 7] =
        ["cloudwatch", "elasticsearch", "graphite", "influxdb", "jaeger", "loki", "tempo"];
    TYPES.into_iter().find(|of| name.eq_ignore_ascii_case(of))
}

/// What else a spec says of a variable.
fn looks(source: &Source, variable: &Node, name: &Text, told: &mut Made) {
    let place = Span { end: variable.span.start, ..variable.span };
    let kind = word(variable, "type").unwrap_or_default();
    let filled = |key| text_at(source, variable, key).filter(|text| !text.value.is_empty());
    told.put_text("label", filled("label").filter(|label| label.value != name.value));
    if ["custom", "datasource"].contains(&kind) {
        let (multi, all) = (is_true(variable, "multi"), is_true(variable, "includeAll"));
        told.put_if("multi", multi.then(|| flag(place, true)));
        told.put_if("all", (all != multi).then(|| flag(place, all)));
    }
    if is_true(variable, "includeAll") && ["query", "custom", "datasource"].contains(&kind) {
        told.put_text("all_value", filled("allValue"));
    }
    let first = facts::current(source, variable).filter(|_| ["query", "custom", "interval"].contains(&kind));
    if let Some([value]) = first.as_deref() {
        told.put("default", made(place, value));
    }
    if kind == "query" {
        let order = Sort::ALL.get(number_at(variable, "sort").unwrap_or_default());
        told.put_if(
            "sort",
            order.filter(|order| order.1 != Sort::default()).map(|order| made(place, order.0)),
        );
        let moment = Refresh::ALL.get(number_at(variable, "refresh").unwrap_or_default());
        told.put_if(
            "refresh",
            moment.filter(|moment| moment.1 != Refresh::default()).map(|moment| made(place, moment.0)),
        );
    }
    told.put_if("hide", hidden(variable));
}

/// What is not shown of a variable, if something is not.
fn hidden(variable: &Node) -> Option<Node> {
    let place = Span { end: variable.span.start, ..variable.span };
    let hide = number_at(variable, "hide").and_then(|at| Hide::ALL.get(at));
    let is_said =
        |hide: &&(&str, Hide)| hide.1 != Hide::default() && word(variable, "type") != Some("constant");
    hide.filter(is_said).map(|hide| made(place, hide.0))
}

/// A number that Grafana has for a word.
fn number_at(variable: &Node, key: &str) -> Option<usize> {
    match &get(variable, key)?.value {
        // Once, there was only now and never.
        Value::Bool(is) => Some(usize::from(*is)),
        Value::Number(text) | Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}
