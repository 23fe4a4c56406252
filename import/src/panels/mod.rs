//! Panels of Grafana, told as those of a spec: their queries, what their values mean, and how they are drawn.

mod fields;
mod graph;
mod heatmap;
mod leaves;
mod overrides;
mod plain;
mod singlestat;
mod style;
mod today;

use gaugewright_spec::model::Calculation;
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::yaml::{Node, Value};

pub(crate) use leaves::{beside, leaves};
pub(crate) use overrides::names as override_names;
pub(crate) use style::{Looks, common, looks, own as own_style};
pub(crate) use today::today;

use crate::queries;
use crate::tree::{Made, Text, entries, get, is_true, items, list, made, path, said, text_at, word};
use crate::variables::DataSources;

/// What panels are told with.
pub(crate) struct Teller<'t> {
    pub(crate) source: &'t Source,
    pub(crate) sources: &'t DataSources<'t>,
    /// Whether more is told than what is checked.
    pub(crate) for_import: bool,
    /// Queries that are not told, and why.
    pub(crate) unread: Vec<(Span, &'static str)>,
}

/// All panels of a dashboard, those in rows included: rows are panels today, and once were lists beside them.
pub(crate) fn all(document: &Node) -> Vec<&Node> {
    let mut all = Vec::new();
    let mut waiting: Vec<&Node> = list(document, "rows").iter().rev().collect();
    waiting.extend(list(document, "panels").iter().rev());
    while let Some(panel) = waiting.pop() {
        all.push(panel);
        waiting.extend(list(panel, "panels").iter().rev());
    }
    all
}

/// How a series becomes one number, as Grafana calls it.
pub(crate) fn calculation(panel: &Node) -> Option<&str> {
    let calculations =
        path(panel, &["options", "reduceOptions"]).map_or(&[][..], |reduce| list(reduce, "calcs"));
    match &calculations.first()?.value {
        Value::Text(calculation) => Some(calculation),
        _ => None,
    }
}

/// The key of a panel by Grafana's names for its type.
const TYPES: [(&str, &str); 12] = [
    ("timeseries", "timeseries"),
    ("stat", "stat"),
    ("gauge", "gauge"),
    ("bargauge", "bargauge"),
    ("piechart", "piechart"),
    ("table", "table"),
    ("heatmap", "heatmap"),
    ("barchart", "barchart"),
    ("histogram", "histogram"),
    ("state-timeline", "state_timeline"),
    ("status-history", "status_history"),
    ("text", "text"),
];

/// The key of a panel in a spec; nothing if a spec has no such type.
pub(crate) fn key(panel: &Node) -> Option<&'static str> {
    // Tables once had styles for their columns.
    let kind = word(panel, "type").filter(|_| get(panel, "styles").is_none())?;
    TYPES.iter().find(|(theirs, _)| *theirs == kind).map(|(_, ours)| *ours)
}

/// The title of a panel that is told with the key of its type.
pub(crate) fn told_title(told: &Node) -> Option<&str> {
    TYPES.iter().find_map(|(_, ours)| word(told, ours))
}

/// The unit of a panel in today's form, as a spec says it: that there is none is said, too.
fn unit(source: &Source, panel: &Node) -> Node {
    let of_fields =
        path(panel, &["fieldConfig", "defaults", "unit"]).and_then(|unit| crate::tree::text(source, unit));
    let id = of_fields.map(|unit| unit.value).filter(|id| !id.is_empty());
    made(panel.span, &["grafana:", id.as_deref().unwrap_or("none")].concat())
}

/// The least time between two points that a query or a panel asks for: `1m`, or a variable.
pub(crate) fn min_step(source: &Source, node: &Node) -> Option<Text> {
    let step = text_at(source, node, "interval")?;
    let is_step = step.value.starts_with(|first: char| first.is_ascii_digit());
    // Grafana's own variables are what it takes anyway.
    let is_variable = step.value.starts_with('$') && !step.value.starts_with("$__");
    (is_step || is_variable).then_some(step)
}

/// A value in one form, equal for values that are equal.
pub(crate) fn canonical(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(text) => text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string()),
        Value::Text(text) => format!("{text:?}"),
        Value::List(_) => format!("[{}]", items(node).iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Map(_) => {
            let mut keys: Vec<String> = entries(node)
                .iter()
                .map(|(key, value)| format!("{:?}:{}", key.value, canonical(value)))
                .collect();
            keys.sort();
            format!("{{{}}}", keys.join(","))
        }
    }
}

/// Whether a query asks for the latest value alone: tables of old asked so without saying it.
pub(crate) fn is_instant(target: &Node) -> bool {
    is_true(target, "instant")
}

/// Tells what a panel in today's form says beside its queries. Nothing if a spec cannot say which series an override is for.
pub(crate) fn meaning(source: &Source, panel: &Node, kind: &str, told: &mut Made) -> Option<()> {
    told.put("unit", unit(source, panel));
    fields::told(source, panel, told);
    let calculation = calculation(panel).filter(|id| *id != Calculation::Last.id());
    let calculation = calculation.and_then(|id| overrides::word_of(&Calculation::ALL, Calculation::id, id));
    told.put_if("calculate", calculation.map(|word| made(panel.span, word)));
    // The only query may have said it.
    if !told.has("min_step") {
        told.put_text("min_step", min_step(source, panel));
    }
    told.put_if(
        "max_points",
        get(panel, "maxDataPoints").filter(|most| matches!(most.value, Value::Number(_))).cloned(),
    );
    let has_exemplars = list(panel, "targets").iter().any(|target| is_true(target, "exemplar"));
    if has_exemplars {
        told.put("exemplars", crate::tree::flag(panel.span, true));
    }
    told.put_if("links", get(panel, "links").and_then(|links| fields::links(source, links)));
    told.put_if("transformations", fields::transformations(panel, kind));
    told.put_if("overrides", overrides::told(source, panel).ok()?);
    Some(())
}

/// What a panel's queries have to be called so that it says the same: `A`, `B` and so on, unless it names them otherwise. Nothing if no names
/// tell them apart.
pub(crate) fn letters(panel: &Node) -> Option<Vec<String>> {
    let targets = list(panel, "targets");
    if !needs_its_letters(panel) {
        return Some((0..targets.len()).map(gaugewright_spec::model::ref_id).collect());
    }
    let own = names(panel);
    let differ = own.iter().collect::<std::collections::BTreeSet<_>>().len() == own.len();
    (differ && own.iter().all(|letter| !letter.trim().is_empty())).then_some(own)
}

/// What Grafana calls the queries of a panel: where one says nothing, it takes the first letter that none has.
pub(super) fn names(panel: &Node) -> Vec<String> {
    let targets = list(panel, "targets");
    let mut names: Vec<String> =
        targets.iter().map(|target| word(target, "refId").unwrap_or_default().to_owned()).collect();
    for at in 0..names.len() {
        if names[at].is_empty() {
            let free =
                (0..=names.len()).map(gaugewright_spec::model::ref_id).find(|letter| !names.contains(letter));
            names[at] = free.unwrap_or_default();
        }
    }
    names
}

/// The same, if these are not those of their places.
pub(crate) fn own_letters(panel: &Node) -> Option<Vec<String>> {
    letters(panel).filter(|_| needs_its_letters(panel))
}

/// Whether a panel names its queries in a way that only their letters keep: a spec numbers them anew.
fn needs_its_letters(panel: &Node) -> bool {
    let own = names(panel);
    let renamed: Vec<&str> = own
        .iter()
        .enumerate()
        .filter(|(at, own)| **own != gaugewright_spec::model::ref_id(*at))
        .map(|(_, own)| own.as_str())
        .collect();
    let overrides = path(panel, &["fieldConfig", "overrides"]).map(canonical).unwrap_or_default();
    let has_steps = get(panel, "transformations").is_some_and(|list| !items(list).is_empty());
    let is_named = |letter: &&str| overrides.contains(&format!("#{letter}\""));
    !renamed.is_empty() && (has_steps || renamed.iter().any(is_named))
}

/// Whether a panel in today's form asks for the latest value alone if its queries say nothing: it shows one, and that is the last.
fn asks_once(panel: &Node) -> bool {
    let shows_one =
        matches!(key(panel), Some("stat" | "gauge" | "bargauge" | "piechart" | "table" | "barchart"));
    let draws = key(panel) == Some("stat")
        && leaves::word_at(panel, &["options", "graphMode"]).is_none_or(|mode| mode == "area");
    // What a spec has no word for, it takes for the last.
    let word = calculation(panel).and_then(|id| overrides::word_of(&Calculation::ALL, Calculation::id, id));
    shows_one && !draws && word.is_none_or(|word| word == "last")
}

/// What the answer of a query is, if that is not what is usual there.
fn format(panel: &Node, target: &Node) -> Option<&'static str> {
    let usual = match key(panel)? {
        "table" => "table",
        "barchart" if is_instant(target) => "table",
        "barchart" => "time_series",
        _ => return None,
    };
    let own = match word(target, "format") {
        Some("table") => "table",
        Some("time_series") | None => "time_series",
        Some(_) => return None,
    };
    (own != usual).then_some(own)
}

impl Teller<'_> {
    /// The queries of a panel that are PromQL, and can be told.
    pub(crate) fn queries(&mut self, panel: &Node) -> Vec<Node> {
        let of_panel = self.sources.kind(panel);
        let usual = asks_once(panel);
        let mut told = Vec::new();
        let letters = letters(panel).unwrap_or_default();
        // Grafana asks what is hidden only where an expression computes with it.
        let asks_all = self.for_import || list(panel, "targets").iter().any(is_expression);
        for (at, target) in list(panel, "targets").iter().enumerate() {
            let is_prometheus =
                self.sources.kind(target).or(of_panel).is_none_or(|kind| kind == "prometheus");
            let expr = text_at(self.source, target, "expr");
            let is_asked = asks_all || !is_true(target, "hide");
            let is_query = |expr: &Text| is_prometheus && is_asked && !expr.value.trim().is_empty();
            let Some(expr) = expr.filter(is_query) else { continue };
            match queries::unread(&expr.value, true) {
                Some(reason) => self.unread.push((expr.span, reason)),
                None => {
                    let letter = letters.get(at).filter(|own| **own != gaugewright_spec::model::ref_id(at));
                    let mut query = self.query(target, expr, usual, letter);
                    if let Some(format) = format(panel, target).filter(|_| self.for_import) {
                        query.put("format", made(target.span, format));
                    }
                    told.push(query.node());
                }
            }
        }
        told
    }

    fn query(&self, target: &Node, expr: Text, usual: bool, letter: Option<&String>) -> Made {
        let mut query = Made::new(target.span);
        query.put("expr", said(expr));
        // Nobody sees the legend of what is hidden, and a table has columns for labels.
        let is_shown = !is_true(target, "hide") && word(target, "format") != Some("table");
        let is_seen = self.for_import || is_shown;
        let legend =
            text_at(self.source, target, "legendFormat").filter(|legend| is_seen && is_legend(legend));
        query.put_text("legend", legend);
        if self.for_import {
            query.put_if("ref", letter.map(|letter| made(target.span, letter)));
            let flag = |flag: bool| crate::tree::flag(target.span, flag);
            if is_instant(target) != usual {
                query.put("instant", flag(!usual));
            }
            if is_true(target, "hide") {
                query.put("hide", flag(true));
            }
            query.put_text("min_step", min_step(self.source, target));
        }
        query
    }

    /// The title of a panel, or a word for it.
    pub(crate) fn title(&self, panel: &Node) -> Text {
        let title = text_at(self.source, panel, "title").filter(|title| !title.value.trim().is_empty());
        title.unwrap_or_else(|| Spanned::new("untitled".into(), Span { end: panel.span.start, ..panel.span }))
    }
}

/// Whether a target computes with what others give.
fn is_expression(target: &Node) -> bool {
    const EXPRESSION: &str = "__expr__";
    let is_it = |source: &Node| {
        source.value == Value::Text(EXPRESSION.into())
            || word(source, "uid") == Some(EXPRESSION)
            || word(source, "type") == Some(EXPRESSION)
    };
    get(target, "datasource").is_some_and(is_it)
}

/// Whether a legend is one of a spec: text and labels.
pub(crate) fn is_legend(legend: &Text) -> bool {
    let is_told =
        |read: Template| read.parts.iter().all(|part| matches!(part, Part::Text(_) | Part::Label(_)));
    !legend.value.trim().is_empty()
        && legend.value != "__auto"
        && Template::parse(&legend.value).is_ok_and(is_told)
}
