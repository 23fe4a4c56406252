//! One dashboard, with its rows and panels.

use gaugewright_spec::source::{Source, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use super::header;
use crate::choices::Choices;
use crate::panels::{self, Looks, Teller};
use crate::tree::{Made, Text, entries, get, is_true, list, listed, made, path, said, text, text_at, word};
use crate::variables;

/// A dashboard that is told.
pub(super) struct Board<'b> {
    pub(super) source: &'b Source,
    pub(super) document: &'b Node,
    pub(super) choices: &'b Choices,
}

impl Board<'_> {
    pub(super) fn told(&self, title: Text) -> Node {
        let document = self.document;
        let mut told = Made::new(document.span);
        told.put("title", said(title));
        told.put_text("description", self.filled(document, "description"));
        let tags: Vec<Node> =
            list(document, "tags").iter().filter_map(|tag| text(self.source, tag)).map(said).collect();
        if !tags.is_empty() {
            told.put("tags", listed(document.span, tags));
        }
        let is_time = |refresh: &Text| refresh.value.starts_with(|first: char| first.is_ascii_digit());
        let refresh = self.filled(document, "refresh").filter(is_time);
        told.put("refresh", refresh.map_or_else(|| made(document.span, "off"), said));
        let from = path(document, &["time", "from"]).and_then(|from| text(self.source, from));
        let back = from.and_then(|from| {
            let back = from.value.strip_prefix("now-").filter(|back| !back.contains('/'))?;
            Some(Spanned::new(back.to_owned(), from.span))
        });
        told.put_text("time", back);
        // `browser` and `default` leave it to whoever looks.
        let is_zone = |zone: &Text| zone.value.eq_ignore_ascii_case("utc") || zone.value.contains('/');
        let zone = self.filled(document, "timezone").filter(is_zone);
        told.put_text("timezone", zone);
        told.put("scope", made(document.span, "none"));
        told.put_if("links", header::told_links(self.source, document, self.choices));
        told.put_if("annotations", header::annotations(self.source, document, self.choices));
        told.put_map("variables", variables::for_import(self.source, document, self.choices));
        let looks: Vec<Looks> = panels::all(document)
            .into_iter()
            .filter_map(|panel| Some(panels::looks(&self.typed(panel)?.0)))
            .collect();
        let style = panels::common(&looks, document.span).node();
        let rows = self.rows(&style);
        if !entries(&style).is_empty() {
            told.put("style", style);
        }
        told.put("rows", listed(document.span, rows));
        told.node()
    }

    /// A text that says something.
    fn filled(&self, node: &Node, key: &str) -> Option<Text> {
        text_at(self.source, node, key).filter(|text| !text.value.trim().is_empty())
    }

    /// The rows: panels side by side, and what stands below a heading.
    fn rows(&self, style: &Node) -> Vec<Node> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        let mut panels: Vec<&Node> = list(self.document, "panels").iter().collect();
        panels.sort_by_key(|panel| panels::place(panel));
        for panel in panels {
            if word(panel, "type") == Some("row") {
                rows.push(Row {
                    heading: Some(panel),
                    top: 0,
                    panels: list(panel, "panels").iter().collect(),
                });
                continue;
            }
            let top = panels::place(panel).0;
            match rows.last_mut() {
                Some(row) if row.heading.is_some() || row.top == top => row.panels.push(panel),
                _ => rows.push(Row { heading: None, top, panels: vec![panel] }),
            }
        }
        // Once, rows were lists beside the panels.
        for row in list(self.document, "rows") {
            rows.push(Row { heading: Some(row), top: 0, panels: list(row, "panels").iter().collect() });
        }
        rows.iter().map(|row| self.row(row, style)).collect()
    }

    fn row(&self, row: &Row<'_>, style: &Node) -> Node {
        let panels = row.panels.iter().map(|panel| self.panel(panel, style)).collect();
        let panels = listed(self.document.span, panels);
        let heading = row.heading.and_then(|heading| Some((heading, self.filled(heading, "title")?)));
        let Some((heading, title)) = heading else { return panels };
        let mut told = Made::new(heading.span);
        told.put("title", said(title));
        let is_collapsed = ["collapsed", "collapse"].iter().any(|key| is_true(heading, key));
        if is_collapsed {
            told.put("collapsed", crate::tree::flag(heading.span, true));
        }
        told.put_text("repeat", self.filled(heading, "repeat"));
        told.put("panels", panels);
        told.node()
    }

    fn panel(&self, panel: &Node, style: &Node) -> Node {
        let mut told = Made::new(panel.span);
        match self.typed(panel) {
            Some((today, kind)) => self.with_keys(&today, kind, panel, style, &mut told),
            None => told.put("raw", whole(panel)),
        }
        for (key, theirs) in [("width", "w"), ("height", "h")] {
            let size =
                path(panel, &["gridPos", theirs]).filter(|size| matches!(size.value, Value::Number(_)));
            told.put_if(key, size.cloned());
        }
        told.node()
    }

    /// A panel in today's form with the key of its type, if it is told with the keys of a spec.
    pub(super) fn typed(&self, panel: &Node) -> Option<(Node, &'static str)> {
        if self.choices.as_they_are
            || self.choices.kept.contains(&crate::exact_place(self.source, panel.span))
        {
            return None;
        }
        let today = panels::today(self.source, panel);
        let kind = panels::key(&today)?;
        let all = list(panel, "targets").len();
        let is_told = kind == "text" || (all > 0 && self.queries(&today).len() == all);
        let is_told = is_told
            && panels::letters(&today).is_some()
            && panels::meaning(self.source, &today, kind, &mut Made::new(panel.span)).is_some();
        is_told.then_some((today, kind))
    }

    fn queries(&self, panel: &Node) -> Vec<Node> {
        let sources = variables::data_sources(self.document);
        Teller { source: self.source, sources: &sources, for_import: true, unread: Vec::new() }.queries(panel)
    }

    fn with_keys(&self, today: &Node, kind: &'static str, panel: &Node, style: &Node, told: &mut Made) {
        told.put(kind, said(self.title(panel)));
        told.put_text("description", self.filled(panel, "description"));
        if kind == "text" {
            let content = path(panel, &["options", "content"]).or_else(|| get(panel, "content"));
            told.put_if("content", content.cloned());
        } else {
            let mut queries = self.queries(today);
            match queries.as_mut_slice() {
                // One query stands in the panel itself.
                [Node { value: Value::Map(keys), .. }]
                    if !keys.iter().any(|(key, _)| ["hide", "ref"].contains(&key.value.as_str())) =>
                {
                    for (key, value) in keys.drain(..) {
                        told.put_at(key, value);
                    }
                }
                _ => told.put("queries", listed(panel.span, queries)),
            }
            // That it can be told has been seen.
            let _ = panels::meaning(self.source, today, kind, told);
            told.put_map("style", panels::own_style(&panels::looks(today), style, panel.span));
        }
        told.put_text("repeat", self.filled(panel, "repeat"));
        let is_vertical = word(panel, "repeatDirection") == Some("v") && get(panel, "repeat").is_some();
        told.put_if("repeat_direction", is_vertical.then(|| made(panel.span, "vertical")));
        let most = get(panel, "maxPerRow").filter(|_| get(panel, "repeat").is_some());
        told.put_if("max_per_row", most.filter(|most| matches!(most.value, Value::Number(_))).cloned());
        told.put_if("raw", self.choices.beside.get(&crate::exact_place(self.source, panel.span)).cloned());
    }

    fn title(&self, panel: &Node) -> Text {
        text_at(self.source, panel, "title").unwrap_or_else(|| Spanned::new(String::new(), panel.span))
    }
}

/// A row that is told: a heading, or a line of the grid.
struct Row<'r> {
    heading: Option<&'r Node>,
    top: i64,
    panels: Vec<&'r Node>,
}

/// A panel as it is, but for its place, which follows from the order.
fn whole(panel: &Node) -> Node {
    let keys = entries(panel).iter().filter(|(key, _)| !["id", "gridPos"].contains(&key.as_str()));
    Node { span: panel.span, value: Value::Map(keys.cloned().collect()) }
}
