//! Dashboards of Grafana, told as those of a spec: their variables, and the queries of their panels.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::boards::rows;
use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::panels::{self, Teller};
use crate::tree::{Made, list, listed, object, said, text_at};
use crate::variables;

/// Tells all dashboards of all files.
pub(crate) fn told(inputs: &mut Inputs) -> Made {
    let mut dashboards = Made::new(Span::new(0, 0));
    let mut titles = Names::default();
    let mut unread = Vec::new();
    for (number, document) in inputs.of(Kind::Dashboard).enumerate() {
        let key = format!("dashboard-{number}");
        let place = Span { end: document.span.start, ..document.span };
        let told = dashboard(&inputs.source, document, &mut titles, &mut unread);
        dashboards.put_at(Spanned::new(key, place), told);
    }
    for (place, reason) in unread {
        inputs.skip_at(place, reason);
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
    let mut teller = Teller { source, sources: &sources, for_import: false, unread: Vec::new() };
    for one in rows::rows(document) {
        // Panels may stand inside of others.
        let all = one.panels.iter().flat_map(|panel| std::iter::once(*panel).chain(panels::all(panel)));
        let told: Vec<Node> = all.filter_map(|panel| queried(&mut teller, panel)).collect();
        if !told.is_empty() {
            rows.push(row(source, one.heading, told));
        }
    }
    unread.append(&mut teller.unread);
    dashboard.put("rows", Node { span: document.span, value: Value::List(rows) });
    dashboard.node()
}

/// The queries of a panel; nothing if it has none.
fn queried(teller: &mut Teller<'_>, panel: &Node) -> Option<Node> {
    let queries = teller.queries(panel);
    if queries.is_empty() {
        return None;
    }
    let mut told = Made::new(panel.span);
    let names = if queries.len() == list(panel, "targets").len() {
        panels::override_names(teller.source, panel)
    } else {
        Vec::new()
    };
    told.put("timeseries", said(teller.title(panel)));
    told.put("queries", Node { span: panel.span, value: Value::List(queries) });
    told.put_text("repeat", repeated_by(teller.source, panel));
    if !names.is_empty() {
        let all = names.into_iter().map(|name| object(name.span, [("match", said(name))]));
        told.put("overrides", listed(panel.span, all.collect()));
    }
    Some(told.node())
}

/// A row: where a heading is repeated, each of its panels has one value of the variable.
fn row(source: &Source, heading: Option<&Node>, panels: Vec<Node>) -> Node {
    let span = panels.first().map_or(Span::new(0, 0), |panel| panel.span);
    let panels = Node { span, value: Value::List(panels) };
    let Some((heading, by)) = heading.and_then(|heading| Some((heading, repeated_by(source, heading)?)))
    else {
        return panels;
    };
    let mut told = Made::new(heading.span);
    told.put("title", said(Spanned::new("untitled".into(), heading.span)));
    told.put_text("repeat", Some(by));
    told.put("panels", panels);
    told.node()
}

/// The variable by which a panel or a row is repeated.
fn repeated_by(source: &Source, node: &Node) -> Option<Spanned<String>> {
    text_at(source, node, "repeat").filter(|name| !name.value.is_empty())
}
