//! One dashboard, with its rows and panels.

use gaugewright_spec::source::{Source, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use super::rows::{self, Row};
use super::{header, settings};
use crate::choices::Choices;
use crate::durations::milliseconds;
use crate::panels::{self, Looks, Teller};
use crate::tree::{Made, Text, entries, get, list, listed, made, path, said, text, text_at, word};
use crate::variables;

/// A dashboard that is told.
pub(super) struct Board<'b> {
    pub(super) source: &'b Source,
    pub(super) document: &'b Node,
    pub(super) choices: &'b Choices,
}

/// A panel in today's form, and the key of its type.
type Typed = (Node, &'static str);

impl Board<'_> {
    pub(super) fn told(&self, title: Text) -> Node {
        let document = self.document;
        let mut told = Made::new(document.span);
        told.put("title", said(title));
        told.put_text("description", settings::filled(self.source, document, "description"));
        let tags: Vec<Node> =
            list(document, "tags").iter().filter_map(|tag| text(self.source, tag)).map(said).collect();
        if !tags.is_empty() {
            told.put("tags", listed(document.span, tags));
        }
        let refresh =
            settings::refresh(self.source, document).filter(|time| milliseconds(&time.value).is_some());
        told.put("refresh", refresh.map_or_else(|| made(document.span, "off"), said));
        told.put_text("time", settings::back(self.source, document));
        told.put_text("timezone", settings::timezone(self.source, document));
        told.put("scope", made(document.span, "none"));
        told.put_if("links", header::told_links(self.source, document, self.choices));
        told.put_if("annotations", header::annotations(self.source, document, self.choices));
        told.put_map("variables", variables::for_import(self.source, document, self.choices));
        let rows: Vec<(Row<'_>, Vec<Option<Typed>>)> = rows::rows(document)
            .into_iter()
            .map(|row| {
                let typed = row.panels.iter().map(|panel| self.typed(panel)).collect();
                (row, typed)
            })
            .collect();
        let typed = rows.iter().flat_map(|(_, typed)| typed).flatten();
        let looks: Vec<Looks> = typed.map(|(today, _)| panels::looks(today)).collect();
        let style = panels::common(&looks, document.span).node();
        let rows = rows.iter().map(|(row, typed)| self.row(row, typed, &style)).collect();
        if !entries(&style).is_empty() {
            told.put("style", style);
        }
        told.put("rows", listed(document.span, rows));
        told.put_if("raw", self.choices.beside.get(&crate::exact_place(self.source, document.span)).cloned());
        told.node()
    }

    fn filled(&self, node: &Node, key: &str) -> Option<Text> {
        settings::filled(self.source, node, key)
    }

    /// The variable that repeats a heading or a panel.
    fn repeat(&self, node: &Node) -> Option<Text> {
        let by = rows::repeat(self.document, node)?;
        self.filled(node, "repeat").filter(|text| text.value == by)
    }

    fn row(&self, row: &Row<'_>, typed: &[Option<Typed>], style: &Node) -> Node {
        let panels = row.panels.iter().zip(typed);
        let panels = panels.map(|(panel, typed)| self.panel(panel, typed.as_ref(), style)).collect();
        let panels = listed(self.document.span, panels);
        let Some(heading) = row.heading else { return panels };
        let mut told = Made::new(heading.span);
        told.put("title", said(self.title(heading)));
        if rows::is_collapsed(heading) {
            told.put("collapsed", crate::tree::flag(heading.span, true));
        }
        told.put_text("repeat", self.repeat(heading));
        told.put("panels", panels);
        told.node()
    }

    fn panel(&self, panel: &Node, typed: Option<&Typed>, style: &Node) -> Node {
        let mut told = Made::new(panel.span);
        match typed {
            Some((today, kind)) => self.with_keys(today, kind, panel, style, &mut told),
            None => told.put("raw", self.whole(panel)),
        }
        for (key, theirs) in [("width", "w"), ("height", "h")] {
            let size = path(panel, &["gridPos", theirs])
                .filter(|size| matches!(&size.value, Value::Number(size) if size.parse::<u32>().is_ok()));
            told.put_if(key, size.cloned());
        }
        told.node()
    }

    /// How a panel is told with the keys of a spec, if it is.
    pub(super) fn typed(&self, panel: &Node) -> Option<Typed> {
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
        let repeat = self.repeat(panel);
        let is_repeated = repeat.is_some();
        told.put_text("repeat", repeat);
        let is_vertical = word(panel, "repeatDirection") == Some("v") && is_repeated;
        told.put_if("repeat_direction", is_vertical.then(|| made(panel.span, "vertical")));
        let most = get(panel, "maxPerRow").filter(|_| is_repeated);
        told.put_if("max_per_row", most.filter(|most| matches!(most.value, Value::Number(_))).cloned());
        told.put_if("raw", self.choices.beside.get(&crate::exact_place(self.source, panel.span)).cloned());
    }

    fn title(&self, panel: &Node) -> Text {
        text_at(self.source, panel, "title").unwrap_or_else(|| Spanned::new(String::new(), panel.span))
    }

    /// A panel as it is, but for its place, which follows from the order, and what repeats it by nothing.
    fn whole(&self, panel: &Node) -> Node {
        let is_repeated = rows::repeat(self.document, panel).is_some();
        let others: &[&str] = if is_repeated { &[] } else { &["repeat", "repeatDirection", "maxPerRow"] };
        let is_own = |key: &str| !["id", "gridPos"].contains(&key) && !others.contains(&key);
        let keys = entries(panel).iter().filter(|(key, _)| is_own(key));
        Node { span: panel.span, value: Value::Map(keys.cloned().collect()) }
    }
}
