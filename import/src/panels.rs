//! Panels of Grafana, told as those of a spec: their queries.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::yaml::{Node, Value};

use crate::queries;
use crate::tree::{Made, Text, get, list, path, said, text_at, word};
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

/// How the series of a panel are stacked, in the words of a spec, which are Grafana's.
pub(crate) fn stacking(panel: &Node) -> Option<&str> {
    let of_fields = path(panel, &["fieldConfig", "defaults", "custom", "stacking"]);
    let is_old = matches!(get(panel, "stack"), Some(Node { value: Value::Bool(true), .. }));
    of_fields.and_then(|stacking| word(stacking, "mode")).or_else(|| is_old.then_some("normal"))
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

/// The key of a panel by Grafana's names for its type, older ones included.
const TYPES: [(&str, &str); 9] = [
    ("timeseries", "timeseries"),
    ("graph", "timeseries"),
    ("stat", "stat"),
    ("gauge", "gauge"),
    ("bargauge", "bargauge"),
    ("piechart", "piechart"),
    ("table", "table"),
    ("heatmap", "heatmap"),
    ("text", "text"),
];

/// The key of a panel in a spec; nothing if a spec has no such type.
pub(crate) fn key(panel: &Node) -> Option<&'static str> {
    let kind = word(panel, "type")?;
    TYPES.iter().find(|(theirs, _)| *theirs == kind).map(|(_, ours)| *ours)
}

/// The unit of a panel, as a spec says it: that there is none is said, too.
pub(crate) fn unit(source: &Source, panel: &Node) -> Node {
    let id = unit_id(source, panel);
    Node { span: panel.span, value: Value::Text(["grafana:", &id].concat()) }
}

/// Grafana's id of the unit of a panel, `none` if it has none.
pub(crate) fn unit_id(source: &Source, panel: &Node) -> String {
    let of_fields = path(panel, &["fieldConfig", "defaults", "unit"]);
    let of_axis = || list(panel, "yaxes").first().and_then(|axis| get(axis, "format"));
    let unit = of_fields.or_else(of_axis).or_else(|| get(panel, "format"));
    let id = unit.and_then(|unit| crate::tree::text(source, unit)).map(|unit| unit.value);
    id.filter(|id| !id.is_empty()).unwrap_or_else(|| "none".to_owned())
}

/// Whether a query asks for the latest value alone: tables of old asked so without saying it.
pub(crate) fn is_instant(target: &Node) -> bool {
    matches!(get(target, "instant"), Some(Node { value: Value::Bool(true), .. }))
}

impl Teller<'_> {
    /// The queries of a panel that are PromQL, and can be told.
    pub(crate) fn queries(&mut self, panel: &Node) -> Vec<Node> {
        let of_panel = self.sources.kind(panel);
        // Panels of one value ask for the latest alone.
        let usual = matches!(key(panel), Some("stat" | "gauge" | "bargauge" | "piechart" | "table"));
        let mut told = Vec::new();
        for target in list(panel, "targets") {
            let is_prometheus =
                self.sources.kind(target).or(of_panel).is_none_or(|kind| kind == "prometheus");
            let expr = text_at(self.source, target, "expr");
            let Some(expr) = expr.filter(|expr| is_prometheus && !expr.value.trim().is_empty()) else {
                continue;
            };
            match queries::unread(&expr.value, true) {
                Some(reason) => self.unread.push((expr.span, reason)),
                None => told.push(self.query(target, expr, usual)),
            }
        }
        told
    }

    fn query(&self, target: &Node, expr: Text, usual: bool) -> Node {
        let mut query = Made::new(target.span);
        query.put("expr", said(expr));
        query.put_text("legend", text_at(self.source, target, "legendFormat").filter(is_legend));
        if self.for_import {
            let flag = |flag: bool| Node { span: target.span, value: Value::Bool(flag) };
            if is_instant(target) != usual {
                query.put("instant", flag(!usual));
            }
            if matches!(get(target, "hide"), Some(Node { value: Value::Bool(true), .. })) {
                query.put("hide", flag(true));
            }
            let step = text_at(self.source, target, "interval");
            let is_step = |step: &Text| step.value.starts_with(|first: char| first.is_ascii_digit());
            query.put_text("min_step", step.filter(is_step));
        }
        query.node()
    }

    /// The title of a panel, or a word for it.
    pub(crate) fn title(&self, panel: &Node) -> Text {
        let title = text_at(self.source, panel, "title").filter(|title| !title.value.trim().is_empty());
        title.unwrap_or_else(|| Spanned::new("untitled".into(), Span { end: panel.span.start, ..panel.span }))
    }
}

/// Whether a legend is one of a spec: text and labels.
fn is_legend(legend: &Text) -> bool {
    let is_told =
        |read: Template| read.parts.iter().all(|part| matches!(part, Part::Text(_) | Part::Label(_)));
    !legend.value.trim().is_empty()
        && legend.value != "__auto"
        && Template::parse(&legend.value).is_ok_and(is_told)
}
