//! The headings of dashboards; and what a panel shows: its type, its queries, and all that it says of its values and how they are drawn, in today's form.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::parallel;
use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use super::facts::{Fact, Sort, normal};
use crate::boards;
use crate::inputs::Inputs;
use crate::panels;
use crate::tree::{is_true, list, text_at, word};

/// The panels of all dashboards, and the headings above them.
pub(super) fn of(inputs: &Inputs) -> Vec<Fact> {
    let boards = boards::titled(inputs);
    let facts = parallel::map(&boards, |(document, title)| of_board(&inputs.source, document, title));
    facts.into_iter().flatten().collect()
}

fn of_board(source: &Source, document: &Node, board: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    for row in boards::rows(document) {
        let heading = row.heading.map(|heading| {
            facts.push(self::heading(source, document, heading, board));
            called(source, heading)
        });
        let panels = row.panels.into_iter().filter(|panel| word(panel, "type").is_some());
        facts.extend(panels.map(|panel| {
            let mut fact = fact(source, panel, board);
            fact.says.extend(heading.clone().map(|title| (ROW.to_owned(), title)));
            if boards::repeat(document, panel).is_none() {
                fact.says
                    .retain(|key, _| !["repeat", "repeatDirection", "maxPerRow"].contains(&key.as_str()));
            }
            fact
        }));
    }
    facts
}

/// Under which heading a panel stands.
const ROW: &str = "row";

/// A heading, and what it does.
fn heading(source: &Source, document: &Node, heading: &Node, board: &str) -> Fact {
    let mut says = BTreeMap::new();
    if boards::is_collapsed(heading) {
        says.insert("collapsed".to_owned(), "true".to_owned());
    }
    says.extend(boards::repeat(document, heading).map(|by| ("repeat".to_owned(), by.to_owned())));
    let name = format!("{board}: {}", called(source, heading));
    let place = crate::exact_place(source, heading.span);
    Fact { sort: Sort::Row, name, group: board.to_owned(), place, says }
}

fn called(source: &Source, node: &Node) -> String {
    text_at(source, node, "title").map(|title| title.value).unwrap_or_default()
}

fn fact(source: &Source, panel: &Node, board: &str) -> Fact {
    let place = crate::exact_place(source, panel.span);
    let panel = &panels::today(source, panel);
    let title = called(source, panel);
    let mut says = BTreeMap::new();
    let kind = panels::key(panel).or_else(|| word(panel, "type")).unwrap_or_default();
    says.insert("type".to_owned(), kind.to_owned());
    let asks = if kind == "text" { &[][..] } else { list(panel, "targets") };
    for (number, target) in asks.iter().enumerate() {
        says.insert(format!("targets.{number}"), query(source, panel, target));
    }
    if let Some(letters) = panels::own_letters(panel) {
        says.insert("targets.names".to_owned(), letters.join(", "));
    }
    if list(panel, "targets").iter().any(|target| is_true(target, "exemplar")) {
        says.insert("targets.exemplars".to_owned(), "true".to_owned());
    }
    says.extend(panels::leaves(panel).into_iter().map(|(path, node)| (path, panels::canonical(node))));
    Fact { sort: Sort::Panel, name: format!("{board}: {title}"), group: board.to_owned(), place, says }
}

/// What has to stand beside the keys of a spec for a panel of the dashboards with these titles to say all that it said, by its place: what
/// differs so far.
pub(crate) fn beside(
    inputs: &Inputs,
    titles: &BTreeSet<String>,
    differing: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Node> {
    let source = &inputs.source;
    let mut found = BTreeMap::new();
    if differing.is_empty() {
        return found;
    }
    for panel in boards::titled_among(inputs, titles).flat_map(panels::all) {
        let place = crate::exact_place(source, panel.span);
        let Some(paths) = differing.get(&place) else { continue };
        let today = panels::today(source, panel);
        if let Some(beside) = panels::beside(&today, paths.iter().map(String::as_str)) {
            found.insert(place, beside);
        }
    }
    found
}

fn query(source: &Source, panel: &Node, target: &Node) -> String {
    let Some(expr) = text_at(source, target, "expr") else { return panels::canonical(target) };
    let legend = text_at(source, target, "legendFormat").map(|legend| legend.value).unwrap_or_default();
    let legend = if legend == "__auto" { "" } else { legend.trim() };
    let asks = if panels::is_instant(target) { "instant" } else { "range" };
    let hidden = if is_true(target, "hide") { ", hidden" } else { "" };
    let legend = super::texts::normal(legend);
    // Rows of a heatmap are called by their bounds.
    let is_bound = panels::key(panel) == Some("heatmap") && legend == "{{ le }}";
    let legend = if is_bound { String::new() } else { legend };
    let step = panels::min_step(source, target).or_else(|| panels::min_step(source, panel));
    let step = step.map(|step| {
        crate::durations::milliseconds(&step.value).map_or(step.value, |time| format!("{time}ms"))
    });
    let step = step.map_or_else(String::new, |step| format!(", every {step}"));
    // In a table each label is a column, or each query.
    let is_table =
        matches!(panels::key(panel), Some("table" | "barchart")) && word(target, "format") == Some("table");
    let format = if is_table { ", as a table" } else { "" };
    format!("{} ({asks}{hidden}{step}{format}, legend `{legend}`)", normal(&expr.value))
}
