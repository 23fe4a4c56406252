//! Dashboards of Grafana, told as those of a spec: their variables, and the queries of their panels.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::tree::{Made, Text, get, list, said, text_at, word};
use crate::variables;

/// Tells all dashboards of all files.
pub(crate) fn told(inputs: &Inputs) -> Made {
    let mut dashboards = Made::new(Span::new(0, 0));
    let mut titles = Names::default();
    for (number, document) in inputs.of(Kind::Dashboard).enumerate() {
        let key = format!("dashboard-{number}");
        let place = Span { end: document.span.start, ..document.span };
        dashboards.put_at(Spanned::new(key, place), dashboard(&inputs.source, document, &mut titles));
    }
    dashboards
}

fn dashboard(source: &Source, document: &Node, titles: &mut Names) -> Node {
    let mut dashboard = Made::new(document.span);
    let title =
        text_at(source, document, "title").unwrap_or_else(|| Spanned::new("untitled".into(), document.span));
    let unique = titles.free(std::slice::from_ref(&title.value));
    dashboard.put("title", said(Spanned::new(unique, title.span)));
    dashboard.put_map("variables", variables::told(source, document));
    let mut rows = Vec::new();
    for panel in panels(document) {
        let mut told = told_panel(source, panel);
        if !told.is_empty() {
            rows.push(Node { span: panel.span, value: Value::List(std::mem::take(&mut told)) });
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

/// The queries of a panel as panels of a spec; none if it has none in `PromQL`.
fn told_panel(source: &Source, panel: &Node) -> Vec<Node> {
    let data = data_source(panel);
    let queries: Vec<Node> =
        list(panel, "targets").iter().filter_map(|target| query(source, target, data)).collect();
    if queries.is_empty() {
        return Vec::new();
    }
    let title = text_at(source, panel, "title").filter(|title| !title.value.trim().is_empty());
    let title = title
        .unwrap_or_else(|| Spanned::new("untitled".into(), Span { end: panel.span.start, ..panel.span }));
    let mut told = Made::new(panel.span);
    told.put("timeseries", said(title));
    told.put("queries", Node { span: panel.span, value: Value::List(queries) });
    told.put_text("repeat", text_at(source, panel, "repeat").filter(|name| !name.value.is_empty()));
    vec![told.node()]
}

/// The type of the data source of a panel or query, if it says one.
fn data_source(node: &Node) -> Option<&str> {
    get(node, "datasource").and_then(|source| word(source, "type"))
}

fn query(source: &Source, target: &Node, of_panel: Option<&str>) -> Option<Node> {
    let is_prometheus = data_source(target).or(of_panel).is_none_or(|kind| kind == "prometheus");
    let expr =
        text_at(source, target, "expr").filter(|expr| is_prometheus && !expr.value.trim().is_empty())?;
    let mut query = Made::new(target.span);
    query.put("expr", said(expr));
    query.put_text("legend", text_at(source, target, "legendFormat").filter(is_legend));
    Some(query.node())
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
