//! The rows of a dashboard, as Grafana draws them from what is written.

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{get, is_true, list, path, word};

/// A heading with what stands below it, or a line of the grid.
pub(crate) struct Row<'r> {
    pub(crate) heading: Option<&'r Node>,
    /// Whether its panels stand inside of the heading, so that nothing else gets there.
    is_closed: bool,
    top: i64,
    pub(crate) panels: Vec<&'r Node>,
}

/// The rows of a dashboard, from top to bottom.
pub(crate) fn rows(document: &Node) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    let place = |panel: &Node| (number(panel, &["gridPos", "y"]), number(panel, &["gridPos", "x"]));
    let mut panels: Vec<&Node> = list(document, "panels").iter().collect();
    panels.sort_by_key(|panel| place(panel));
    for panel in panels {
        if word(panel, "type") == Some("row") {
            let panels: Vec<&Node> = list(panel, "panels").iter().collect();
            let is_closed = is_collapsed(panel);
            rows.push(Row { heading: Some(panel), is_closed, top: 0, panels });
            continue;
        }
        let top = place(panel).0;
        match rows.last_mut() {
            Some(row) if if row.heading.is_some() { !row.is_closed } else { row.top == top } => {
                row.panels.push(panel);
            }
            _ => rows.push(Row { heading: None, is_closed: false, top, panels: vec![panel] }),
        }
    }
    rows.extend(old(document));
    rows
}

/// Once, rows were lists beside the panels: their titles are headings where one of them does something.
fn old(document: &Node) -> impl Iterator<Item = Row<'_>> {
    let rows = list(document, "rows");
    let does = |row: &Node| {
        is_collapsed(row) || is_true(row, "showTitle") || word(row, "repeat").is_some_and(|by| !by.is_empty())
    };
    let are_shown = rows.iter().any(does);
    rows.iter().map(move |row| Row {
        heading: are_shown.then_some(row),
        is_closed: true,
        top: 0,
        panels: list(row, "panels").iter().collect(),
    })
}

/// Whether a heading is folded.
pub(crate) fn is_collapsed(heading: &Node) -> bool {
    ["collapsed", "collapse"].iter().any(|key| is_true(heading, key))
}

/// What a heading or a panel is repeated by, if there is such a variable: else Grafana draws it once.
pub(crate) fn repeat<'n>(document: &Node, node: &'n Node) -> Option<&'n str> {
    word(node, "repeat").filter(|by| is_variable(document, by))
}

fn is_variable(document: &Node, name: &str) -> bool {
    let all = path(document, &["templating"]).map_or(&[][..], |templating| list(templating, "list"));
    let inputs = list(document, "__inputs");
    all.iter().chain(inputs).any(|variable| word(variable, "name") == Some(name))
}

/// The headings and panels that are repeated by what no dashboard has.
pub(crate) fn repeated_by_nothing<'n>(document: &'n Node) -> Vec<(&'n Node, &'n str)> {
    let of = |node: &'n Node| {
        let by = word(node, "repeat").filter(|by| !by.trim().is_empty() && !is_variable(document, by))?;
        Some((get(node, "repeat")?, by))
    };
    crate::panels::all(document).into_iter().filter_map(of).collect()
}

fn number(node: &Node, keys: &[&str]) -> i64 {
    match path(node, keys).map(|node| &node.value) {
        Some(Value::Number(text)) => text.parse().unwrap_or(0),
        _ => 0,
    }
}
