//! Dashboards of Grafana, told as those of a spec: their variables, and the queries of their panels.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::panels::{self, Teller};
use crate::tree::{Made, said, text_at};
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
    for panel in panels::all(document) {
        let queries = teller.queries(panel);
        if queries.is_empty() {
            continue;
        }
        let mut told = Made::new(panel.span);
        told.put("timeseries", said(teller.title(panel)));
        told.put("queries", Node { span: panel.span, value: Value::List(queries) });
        told.put_text("repeat", text_at(source, panel, "repeat").filter(|name| !name.value.is_empty()));
        rows.push(Node { span: panel.span, value: Value::List(vec![told.node()]) });
    }
    unread.append(&mut teller.unread);
    dashboard.put("rows", Node { span: document.span, value: Value::List(rows) });
    dashboard.node()
}
