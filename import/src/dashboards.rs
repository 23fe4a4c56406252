//! Dashboards of Grafana, told as those of a spec: their variables, and the queries of their panels.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::queries;
use crate::tree::{Made, Text, list, said, text_at};
use crate::variables::{self, DataSources};

/// Tells all dashboards of all files.
pub(crate) fn told(inputs: &mut Inputs) -> Made {
    let mut dashboards = Made::new(Span::new(0, 0));
    let mut titles = Names::default();
    let documents: Vec<Node> = inputs.of(Kind::Dashboard).cloned().collect();
    for (number, document) in documents.iter().enumerate() {
        let key = format!("dashboard-{number}");
        let place = Span { end: document.span.start, ..document.span };
        let mut unread = Vec::new();
        let told = dashboard(&inputs.source, document, &mut titles, &mut unread);
        dashboards.put_at(Spanned::new(key, place), told);
        for (place, reason) in unread {
            inputs.skip_at(place, reason);
        }
    }
    dashboards
}

/// A query that is not checked, and why.
type Unread = (Span, &'static str);

fn dashboard(source: &Source, document: &Node, titles: &mut Names, unread: &mut Vec<Unread>) -> Node {
    let mut dashboard = Made::new(document.span);
    let sources = variables::data_sources(document);
    let title =
        text_at(source, document, "title").unwrap_or_else(|| Spanned::new("untitled".into(), document.span));
    let unique = titles.free(std::slice::from_ref(&title.value));
    dashboard.put("title", said(Spanned::new(unique, title.span)));
    dashboard.put_map("variables", variables::told(source, document));
    let mut rows = Vec::new();
    for panel in panels(document) {
        if let Some(told) = one_panel(source, panel, &sources, unread) {
            rows.push(Node { span: panel.span, value: Value::List(vec![told]) });
        }
    }
    dashboard.put("rows", Node { span: document.span, value: Value::List(rows) });
    dashboard.node()
}

/// All panels, those in rows included: rows are panels today, and once were lists beside them.
fn panels(document: &Node) -> Vec<&Node> {
    let mut all = Vec::new();
    let mut waiting: Vec<&Node> = list(document, "panels").iter().rev().collect();
    waiting.extend(list(document, "rows").iter().rev());
    while let Some(panel) = waiting.pop() {
        all.push(panel);
        waiting.extend(list(panel, "panels").iter().rev());
    }
    all
}

/// A panel with its queries; nothing if it has none in `PromQL`.
fn one_panel(
    source: &Source,
    panel: &Node,
    sources: &DataSources<'_>,
    unread: &mut Vec<Unread>,
) -> Option<Node> {
    let of_panel = sources.kind(panel);
    let mut queries = Vec::new();
    for target in list(panel, "targets") {
        let is_prometheus = sources.kind(target).or(of_panel).is_none_or(|kind| kind == "prometheus");
        let expr =
            text_at(source, target, "expr").filter(|expr| is_prometheus && !expr.value.trim().is_empty());
        let Some(expr) = expr else { continue };
        match queries::unread(&expr.value, true) {
            Some(reason) => unread.push((expr.span, reason)),
            None => queries.push(query(source, target, expr)),
        }
    }
    if queries.is_empty() {
        return None;
    }
    let title = text_at(source, panel, "title").filter(|title| !title.value.trim().is_empty());
    let untitled = || Spanned::new("untitled".into(), Span { end: panel.span.start, ..panel.span });
    let mut told = Made::new(panel.span);
    told.put("timeseries", said(title.unwrap_or_else(untitled)));
    told.put("queries", Node { span: panel.span, value: Value::List(queries) });
    told.put_text("repeat", text_at(source, panel, "repeat").filter(|name| !name.value.is_empty()));
    Some(told.node())
}

fn query(source: &Source, target: &Node, expr: Text) -> Node {
    let mut query = Made::new(target.span);
    query.put("expr", said(expr));
    query.put_text("legend", text_at(source, target, "legendFormat").filter(is_legend));
    query.node()
}

/// Whether a legend is one of a spec: text and labels.
fn is_legend(legend: &Text) -> bool {
    !legend.value.trim().is_empty()
        && legend.value != "__auto"
        && gaugewright_spec::template::Template::parse(&legend.value).is_ok_and(|read| {
            use gaugewright_spec::template::Part;
            read.parts.iter().all(|part| matches!(part, Part::Text(_) | Part::Label(_)))
        })
}
