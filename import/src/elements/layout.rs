//! Where the panels of the second schema stand: in a grid, in rows or tabs of such, or side by side.

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, as_number, flag, get, is_true, items, listed, number, path, word};

use super::{all, named, panel, start};

/// The columns of Grafana's grid.
const WIDTH: f64 = 24.0;
/// How high a panel is that says nothing of it.
const HEIGHT: f64 = 9.0;
/// How many layouts may stand inside of one another.
const MAX_DEPTH: usize = 8;

/// The panels of a dashboard and the headings above them.
pub(super) fn panels(dashboard: &Node) -> Vec<Node> {
    let mut placed = Placed { elements: get(dashboard, "elements"), top: 0.0, panels: Vec::new() };
    if let Some(layout) = get(dashboard, "layout") {
        placed.layout(layout, 0);
    }
    placed.panels
}

/// Whether a layout says something at any place.
pub(super) fn has(node: &Node, key: &str) -> bool {
    match &node.value {
        Value::Map(entries) => entries.iter().any(|(known, inner)| {
            known.value == key && !matches!(inner.value, Value::Null) || has(inner, key)
        }),
        Value::List(_) => items(node).iter().any(|inner| has(inner, key)),
        _ => false,
    }
}

/// The variables that rows and tabs have for themselves.
pub(super) fn variables(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Map(entries) => {
            let inner = entries.iter().flat_map(|(key, inner)| match (key.value.as_str(), &inner.value) {
                ("variables", Value::List(found)) => found.iter().collect(),
                _ => variables(inner),
            });
            inner.collect()
        }
        Value::List(_) => items(node).iter().flat_map(variables).collect(),
        _ => Vec::new(),
    }
}

/// What has its place, from top to bottom.
struct Placed<'n> {
    elements: Option<&'n Node>,
    top: f64,
    panels: Vec<Node>,
}

impl Placed<'_> {
    fn layout(&mut self, layout: &Node, depth: usize) {
        let Some(spec) = get(layout, "spec").filter(|_| depth < MAX_DEPTH) else { return };
        match word(layout, "kind") {
            Some("GridLayout") => self.grid(spec, depth),
            Some("AutoGridLayout") => self.side_by_side(spec),
            Some("RowsLayout") => all(spec, "rows").for_each(|row| self.below_heading(row, depth)),
            Some("TabsLayout") => all(spec, "tabs").for_each(|tab| self.below_heading(tab, depth)),
            _ => {}
        }
    }

    fn grid(&mut self, spec: &Node, depth: usize) {
        let (mut top, mut bottom) = (self.top, self.top);
        for item in all(spec, "items") {
            // Once, rows stood in the grid.
            if word(item, "kind") == Some("GridLayoutRow") {
                self.top = bottom;
                self.below_heading(item, depth);
                (top, bottom) = (self.top, self.top);
                continue;
            }
            let Some(item) = get(item, "spec") else { continue };
            let at = |key| get(item, key).and_then(as_number).unwrap_or_default();
            let (y, height) = (top + at("y"), at("height"));
            self.element(item, [at("x"), y, at("width"), height]);
            bottom = bottom.max(y + height);
        }
        self.top = bottom;
    }

    fn side_by_side(&mut self, spec: &Node) {
        let columns = get(spec, "maxColumnCount").and_then(as_number).unwrap_or(3.0).clamp(1.0, WIDTH);
        let width = (WIDTH / columns).floor();
        let mut left = 0.0;
        for item in all(spec, "items").filter_map(|item| get(item, "spec")) {
            if left + width > WIDTH {
                (left, self.top) = (0.0, self.top + HEIGHT);
            }
            self.element(item, [left, self.top, width, HEIGHT]);
            left += width;
        }
        self.top += if left > 0.0 { HEIGHT } else { 0.0 };
    }

    /// A row or a tab: its heading, and what is below it.
    fn below_heading(&mut self, part: &Node, depth: usize) {
        let Some(spec) = get(part, "spec") else { return };
        let is_folded = is_true(spec, "collapse") || is_true(spec, "collapsed");
        let before = self.panels.len();
        if !is_true(spec, "hideHeader") {
            let mut heading = Made::new(part.span);
            heading.put("type", named(part, "row"));
            heading.put_if("title", get(spec, "title").cloned());
            heading.put("collapsed", flag(start(part), is_folded));
            heading.put("gridPos", grid_pos(part, [0.0, self.top, WIDTH, 1.0]));
            heading.put_if("repeat", path(spec, &["repeat", "value"]).cloned());
            heading.put("panels", listed(start(part), Vec::new()));
            self.panels.push(heading.node());
            self.top += 1.0;
        }
        match get(spec, "layout") {
            Some(layout) => self.layout(layout, depth + 1),
            None => self.old_row(spec),
        }
        // What is folded stands inside of its heading.
        if is_folded && self.panels.len() > before + 1 && word(&self.panels[before], "type") == Some("row") {
            let inside = self.panels.split_off(before + 1);
            crate::tree::set(&mut self.panels[before], "panels", listed(start(part), inside));
        }
    }

    /// A row of the grid, whose elements stand in it.
    fn old_row(&mut self, spec: &Node) {
        let mut bottom = self.top;
        for item in all(spec, "elements").filter_map(|item| get(item, "spec")) {
            let at = |key| get(item, key).and_then(as_number).unwrap_or_default();
            // Its height is counted from the row.
            let (y, height) = (self.top + at("y"), at("height"));
            self.element(item, [at("x"), y, at("width"), height]);
            bottom = bottom.max(y + height);
        }
        self.top = bottom;
    }

    fn element(&mut self, item: &Node, place: [f64; 4]) {
        let name = get(item, "element").and_then(|element| word(element, "name"));
        let element = name.and_then(|name| get(self.elements?, name));
        let Some(element) = element else { return };
        let mut told = panel::told(element);
        told.put("gridPos", grid_pos(item, place));
        for (key, name) in [("value", "repeat"), ("direction", "repeatDirection"), ("maxPerRow", "maxPerRow")]
        {
            told.put_if(name, path(item, &["repeat", key]).cloned());
        }
        self.panels.push(told.node());
    }
}

fn grid_pos(item: &Node, [x, y, width, height]: [f64; 4]) -> Node {
    let mut place = Made::new(start(item));
    for (key, value) in [("x", x), ("y", y), ("w", width), ("h", height)] {
        place.put(key, number(start(item), value));
    }
    place.node()
}
