//! What is drawn otherwise than before: a dashboard of pairs of panels, before and after, of each dashboard in which some differ.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sheet::{Notes, Sheet};
use super::{Board, Preview};

/// Half of Grafana's grid.
const HALF: u64 = 12;
/// How tall a text in place of a panel is.
const TEXT: u64 = 4;

/// The panels that differ between two previews. `names` says what is before and what is after.
pub(super) fn compared(before: Preview, after: Preview, (old, new): (&str, &str)) -> Preview {
    let mut earlier: BTreeMap<String, Board> =
        before.boards.into_iter().map(|board| (board.uid.clone(), board)).collect();
    let mut boards = Vec::new();
    for board in after.boards {
        let was = earlier.remove(&board.uid);
        boards.extend(pair(was, Some(board), (old, new)));
    }
    boards.extend(earlier.into_values().filter_map(|was| pair(Some(was), None, (old, new))));
    let differs = if boards.is_empty() { "No panel is drawn otherwise" } else { "What is drawn otherwise" };
    let about = format!("{differs} in {new} than in {old}.");
    Preview { service: after.service, about, boards, pictures: after.pictures }
}

/// A panel on one side: Grafana's JSON, and what is known of it.
struct Side {
    json: Value,
    notes: Option<Notes>,
}

/// The dashboard of pairs; nothing if no panel differs.
fn pair(was: Option<Board>, is: Option<Board>, (old, new): (&str, &str)) -> Option<Board> {
    let (uid, stem) = was.as_ref().or(is.as_ref()).map(|board| (board.uid.clone(), board.stem.clone()))?;
    let title = is.as_ref().or(was.as_ref()).map(|board| board.title.clone())?;
    let base = is.as_ref().or(was.as_ref()).map(|board| board.sheet.dashboard.clone())?;
    let mut choices = BTreeMap::new();
    let mut sides = |board: Option<Board>| {
        let Some(Board { sheet, .. }) = board else { return Vec::new() };
        let Sheet { dashboard, mut notes, choices: own } = sheet;
        choices.extend(own);
        panels(dashboard)
            .into_iter()
            .map(|json| {
                let id = json["id"].as_u64().and_then(|id| u32::try_from(id).ok());
                Side { notes: id.and_then(|id| notes.remove(&id)), json }
            })
            .collect::<Vec<_>>()
    };
    let (was, is) = (sides(was), sides(is));
    let pairs: Vec<_> = matched(was, is).into_iter().filter(differs).collect();
    if pairs.is_empty() {
        return None;
    }
    let count = pairs.len();
    let mut made = Made::default();
    for (was, is) in pairs {
        made.add(was, is);
    }
    let panels = if count == 1 { "1 panel".to_owned() } else { format!("{count} panels") };
    let description = format!("{panels}: on the left as in {old}, on the right as in {new}");
    let mut dashboard = base;
    dashboard["panels"] = Value::Array(made.panels);
    dashboard["description"] = description.clone().into();
    let sheet = Sheet { dashboard, notes: made.notes, choices };
    Some(Board { uid, title, description, stem, sheet })
}

/// The panels of a dashboard, those of folded rows too.
fn panels(dashboard: Value) -> Vec<Value> {
    let Value::Object(mut keys) = dashboard else { return Vec::new() };
    let Some(Value::Array(items)) = keys.remove("panels") else { return Vec::new() };
    items.into_iter().flat_map(|item| if item["type"] == "row" { panels(item) } else { vec![item] }).collect()
}

/// Which panel is which: those of one title are one, those of a title in their order; then those that ask the same.
fn matched(was: Vec<Side>, is: Vec<Side>) -> Vec<(Option<Side>, Option<Side>)> {
    let mut earlier: Vec<Option<Side>> = was.into_iter().map(Some).collect();
    let mut all: Vec<(Option<Side>, Option<Side>)> = is.into_iter().map(|side| (None, Some(side))).collect();
    for same in [same_title, same_queries] {
        for (before, after) in all.iter_mut().filter(|(before, _)| before.is_none()) {
            let is_it = |one: &&mut Option<Side>| one.as_ref().zip(after.as_ref()).is_some_and(same);
            *before = earlier.iter_mut().find(is_it).and_then(Option::take);
        }
    }
    all.extend(earlier.into_iter().flatten().map(|gone| (Some(gone), None)));
    all
}

fn same_title((one, other): (&Side, &Side)) -> bool {
    one.json["title"] == other.json["title"]
}

fn same_queries((one, other): (&Side, &Side)) -> bool {
    !one.json["targets"].is_null() && one.json["targets"] == other.json["targets"]
}

/// Whether more differs than the place.
fn differs((was, is): &(Option<Side>, Option<Side>)) -> bool {
    let drawn = |side: &Option<Side>| {
        let mut json = side.as_ref()?.json.clone();
        let keys = json.as_object_mut()?;
        for place in ["id", "gridPos"] {
            keys.remove(place);
        }
        Some(json)
    };
    drawn(was) != drawn(is)
}

/// The panels of pairs, one pair below the other.
#[derive(Default)]
struct Made {
    panels: Vec<Value>,
    notes: BTreeMap<u32, Notes>,
    id: u32,
    top: u64,
}

impl Made {
    fn add(&mut self, was: Option<Side>, is: Option<Side>) {
        let tall = |side: &Option<Side>| side.as_ref().and_then(|side| side.json["gridPos"]["h"].as_u64());
        let height = tall(&was).max(tall(&is)).unwrap_or(TEXT);
        let (was, is) = match (was, is) {
            (Some(was), Some(is)) => (was, is),
            (None, Some(is)) => (instead(&is, "There was no such panel."), is),
            (Some(was), None) => {
                let gone = instead(&was, "This panel is gone.");
                (was, gone)
            }
            (None, None) => return,
        };
        for (side, x, when) in [(was, 0, "before"), (is, HALF, "after")] {
            self.id += 1;
            let Side { mut json, notes } = side;
            let title = format!("{} ({when})", json["title"].as_str().unwrap_or_default());
            json["title"] = title.trim_start().into();
            json["id"] = self.id.into();
            json["gridPos"] = json!({ "h": height, "w": HALF, "x": x, "y": self.top });
            if let Some(keys) = json.as_object_mut() {
                // Each is there once, whatever is chosen.
                keys.remove("repeat");
            }
            self.notes.extend(notes.map(|notes| (self.id, notes)));
            self.panels.push(json);
        }
        self.top += height;
    }
}

/// A text in the place of a panel that is on the other side alone.
fn instead(other: &Side, words: &str) -> Side {
    let json = json!({
        "type": "text",
        "title": other.json["title"],
        "options": { "content": words, "mode": "markdown" },
        "fieldConfig": { "defaults": {}, "overrides": [] },
    });
    Side { json, notes: None }
}
