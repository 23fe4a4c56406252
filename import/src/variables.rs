//! The variables of a dashboard of Grafana, told as those of a spec.

pub(crate) mod facts;
mod raw;

pub(crate) use raw::whole;

use std::collections::BTreeMap;

use gaugewright_spec::model::{DATA_SOURCE_LABEL, Hide, Refresh, Sort};
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

use crate::choices::Choices;
use crate::purpose::Purpose;
use crate::tree::{Made, Text, flag, get, is_true, list, made, path, said, text, text_at, word};

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

/// What a variable lists, with the keys of a spec; nothing if they cannot say it.
fn typed(source: &Source, variable: &Node, name: &Text, purpose: Purpose) -> Option<Made> {
    let place = Span { end: variable.span.start, ..variable.span };
    let mut told = Made::new(variable.span);
    match word(variable, "type") {
        Some("query") => {
            let (metric, of) = label_values(source, variable)?;
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
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let is_read = crate::queries::unread(series, true).is_none();
    if !is_name(label) || series.is_empty() || series.starts_with(['{', '$', '[']) || !is_read {
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
