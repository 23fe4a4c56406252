//! Dashboards of Grafana, told to be generated again. A panel has the keys of a spec as far as these say the same; any other is kept as
//! it is.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::panels::{self, Teller};
use crate::tree::{Made, Text, entries, get, items, list, made, path, said, text, text_at, word};
use crate::variables;

/// Which panels stay as they are.
#[derive(Clone, Copy)]
pub(crate) enum Kept<'k> {
    /// Those at these places.
    At(&'k BTreeSet<String>),
    /// All of them.
    All,
}

impl Kept<'_> {
    fn has(self, place: &str) -> bool {
        match self {
            Self::At(places) => places.contains(place),
            Self::All => true,
        }
    }
}

/// Tells all dashboards.
pub(crate) fn told(inputs: &Inputs, kept: Kept<'_>) -> Made {
    let mut told = Made::new(Span::new(0, 0));
    let (mut uids, mut titles) = (Names::default(), Names::default());
    for document in inputs.of(Kind::Dashboard) {
        let board = Board { source: &inputs.source, document, kept };
        let title = text_at(board.source, document, "title");
        let title = title.unwrap_or_else(|| Spanned::new("untitled".into(), document.span));
        let uid = uids.free(&[uid(document, &title)]);
        let title = Spanned::new(titles.free(std::slice::from_ref(&title.value)), title.span);
        told.put_at(Spanned::new(uid, title.span), board.told(title));
    }
    told
}

/// The queries of all panels.
pub(crate) fn queries(inputs: &Inputs) -> Vec<String> {
    let panels = inputs.of(Kind::Dashboard).flat_map(panels::all);
    let exprs = panels
        .flat_map(|panel| list(panel, "targets"))
        .filter_map(|target| text_at(&inputs.source, target, "expr"));
    exprs.map(|expr| expr.value).collect()
}

/// What dashboards have and the spec does not, beside panels: places, and what it is.
pub(crate) fn untold(inputs: &Inputs) -> Vec<(Span, String)> {
    let mut untold = Vec::new();
    for document in inputs.of(Kind::Dashboard) {
        for variable in variables::untold(&inputs.source, document) {
            let reason = format!("the variable `{}` becomes a text box", variable.value);
            untold.push((variable.span, reason));
        }
        let links = get(document, "links").filter(|links| !items(links).is_empty());
        let marks = path(document, &["annotations", "list"]).map_or(&[][..], items).iter();
        let own = marks.filter(|mark| get(mark, "builtIn").is_none()).map(|mark| mark.span);
        untold.extend(own.map(|place| (place, "marks over the panels are not imported".to_owned())));
        untold.extend(links.map(|links| (links.span, "links in the header are not imported".to_owned())));
    }
    untold
}

/// The id of a dashboard, or what follows from its title.
fn uid(document: &Node, title: &Text) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let own = word(document, "uid").filter(|uid| (2..=40).contains(&uid.len()) && uid.chars().all(fits));
    let made = || {
        let letters =
            title.chars().map(|letter| if fits(letter) { letter.to_ascii_lowercase() } else { '-' });
        let slug: String = letters.take(36).collect();
        let slug = slug.trim_matches('-').to_owned();
        if slug.len() < 2 { "dashboard".to_owned() } else { slug }
    };
    own.map_or_else(made, str::to_owned)
}

/// A dashboard that is told.
struct Board<'b> {
    source: &'b Source,
    document: &'b Node,
    kept: Kept<'b>,
}

impl Board<'_> {
    fn told(&self, title: Text) -> Node {
        let document = self.document;
        let mut told = Made::new(document.span);
        told.put("title", said(title));
        told.put_text("description", self.filled(document, "description"));
        let tags: Vec<Node> =
            list(document, "tags").iter().filter_map(|tag| text(self.source, tag)).map(said).collect();
        if !tags.is_empty() {
            told.put("tags", Node { span: document.span, value: Value::List(tags) });
        }
        let refresh = self.filled(document, "refresh").filter(|refresh| refresh.value != "false");
        told.put("refresh", refresh.map_or_else(|| made(document.span, "off"), said));
        let from = path(document, &["time", "from"]).and_then(|from| text(self.source, from));
        let back = from.and_then(|from| {
            let back = from.value.strip_prefix("now-").filter(|back| !back.contains('/'))?;
            Some(Spanned::new(back.to_owned(), from.span))
        });
        told.put_text("time", back);
        let zone = self.filled(document, "timezone").filter(|zone| zone.value != "browser");
        told.put_text("timezone", zone);
        told.put("scope", made(document.span, "none"));
        told.put_map("variables", variables::for_import(self.source, document));
        told.put("rows", Node { span: document.span, value: Value::List(self.rows()) });
        told.node()
    }

    /// A text that says something.
    fn filled(&self, node: &Node, key: &str) -> Option<Text> {
        text_at(self.source, node, key).filter(|text| !text.value.trim().is_empty())
    }

    /// The rows: panels side by side, and what stands below a heading.
    fn rows(&self) -> Vec<Node> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        let place = |panel: &Node| (number(panel, &["gridPos", "y"]), number(panel, &["gridPos", "x"]));
        let mut panels: Vec<&Node> = list(self.document, "panels").iter().collect();
        panels.sort_by_key(|panel| place(panel));
        for panel in panels {
            if word(panel, "type") == Some("row") {
                rows.push(Row {
                    heading: Some(panel),
                    top: 0,
                    panels: list(panel, "panels").iter().collect(),
                });
                continue;
            }
            let top = place(panel).0;
            match rows.last_mut() {
                Some(row) if row.heading.is_some() || row.top == top => row.panels.push(panel),
                _ => rows.push(Row { heading: None, top, panels: vec![panel] }),
            }
        }
        // Once, rows were lists beside the panels.
        for row in list(self.document, "rows") {
            rows.push(Row { heading: Some(row), top: 0, panels: list(row, "panels").iter().collect() });
        }
        rows.iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: &Row<'_>) -> Node {
        let panels = row.panels.iter().map(|panel| self.panel(panel)).collect();
        let panels = Node { span: self.document.span, value: Value::List(panels) };
        let heading = row.heading.and_then(|heading| Some((heading, self.filled(heading, "title")?)));
        let Some((heading, title)) = heading else { return panels };
        let mut told = Made::new(heading.span);
        told.put("title", said(title));
        let is_collapsed = ["collapsed", "collapse"].iter().any(|key| is_true(heading, key));
        if is_collapsed {
            told.put("collapsed", Node { span: heading.span, value: Value::Bool(true) });
        }
        told.put_text("repeat", self.filled(heading, "repeat"));
        told.put("panels", panels);
        told.node()
    }

    fn panel(&self, panel: &Node) -> Node {
        let mut told = Made::new(panel.span);
        let is_kept = self.kept.has(&crate::exact_place(self.source, panel.span));
        let key = panels::key(panel).filter(|_| !is_kept);
        let sources = variables::data_sources(self.document);
        let mut teller =
            Teller { source: self.source, sources: &sources, for_import: true, unread: Vec::new() };
        let queries = teller.queries(panel);
        let all = list(panel, "targets").len();
        let mut is_raw = false;
        match key {
            Some("text") => {
                told.put("text", said(self.title(panel)));
                let content = path(panel, &["options", "content"]).or_else(|| get(panel, "content"));
                told.put_if("content", content.cloned());
            }
            Some(key) if queries.len() == all && all > 0 => self.typed(panel, key, queries, &mut told),
            _ => {
                told.put("raw", whole(panel));
                is_raw = true;
            }
        }
        if !is_raw {
            told.put_text("repeat", self.filled(panel, "repeat"));
        }
        for (key, theirs) in [("width", "w"), ("height", "h")] {
            let size =
                path(panel, &["gridPos", theirs]).filter(|size| matches!(size.value, Value::Number(_)));
            told.put_if(key, size.cloned());
        }
        told.node()
    }

    fn title(&self, panel: &Node) -> Text {
        text_at(self.source, panel, "title").unwrap_or_else(|| Spanned::new(String::new(), panel.span))
    }

    fn typed(&self, panel: &Node, key: &str, queries: Vec<Node>, told: &mut Made) {
        told.put(key, said(self.title(panel)));
        told.put_text("description", self.filled(panel, "description"));
        told.put("queries", Node { span: panel.span, value: Value::List(queries) });
        told.put("unit", panels::unit(self.source, panel));
        for key in ["min", "max", "decimals"] {
            let value = path(panel, &["fieldConfig", "defaults", key]);
            told.put_if(key, value.filter(|value| matches!(value.value, Value::Number(_))).cloned());
        }
        for (key, word, usual) in [
            ("stack", panels::stacking(panel), "none"),
            ("calculate", panels::calculation(panel), "lastNotNull"),
        ] {
            told.put_if(key, word.filter(|word| *word != usual).map(|word| made(panel.span, word)));
        }
    }
}

/// A row that is told: a heading, or a line of the grid.
struct Row<'r> {
    heading: Option<&'r Node>,
    top: i64,
    panels: Vec<&'r Node>,
}

fn number(node: &Node, keys: &[&str]) -> i64 {
    match path(node, keys).map(|node| &node.value) {
        Some(Value::Number(text)) => text.parse().unwrap_or(0),
        _ => 0,
    }
}

fn is_true(node: &Node, key: &str) -> bool {
    matches!(get(node, key), Some(Node { value: Value::Bool(true), .. }))
}

/// A panel as it is, but for its place, which follows from the order.
fn whole(panel: &Node) -> Node {
    let keys = entries(panel).iter().filter(|(key, _)| !["id", "gridPos"].contains(&key.as_str()));
    Node { span: panel.span, value: Value::Map(keys.cloned().collect()) }
}
