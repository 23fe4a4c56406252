//! What Grafana is given as it stands: whole panels, and keys of others. Told by paths: `fieldConfig.defaults.unit`.

use gaugewright_spec::model::{Panel, PanelKind, Value};

use super::said::value;
use crate::item::Item;
use crate::table::drawn as row;

/// Paths that are told otherwise, or say nothing.
const ELSEWHERE: [&str; 8] =
    ["id", "type", "title", "description", "gridPos", "pluginVersion", "repeat", "repeatDirection"];

/// Beginnings of paths that only change how something looks.
const LOOKS: [&str; 13] = [
    "options.legend",
    "options.tooltip",
    "options.orientation",
    "options.colorMode",
    "options.graphMode",
    "options.justifyMode",
    "options.textMode",
    "options.wideLayout",
    "fieldConfig.defaults.color",
    "fieldConfig.defaults.decimals",
    "fieldConfig.defaults.custom",
    "links",
    "transparent",
];
/// Those of them that decide what is seen.
const MEANING: [&str; 3] = [
    "fieldConfig.defaults.custom.stacking",
    "fieldConfig.defaults.custom.scaleDistribution",
    "fieldConfig.defaults.custom.axisPlacement",
];
/// Keys of queries that are told as queries.
const OF_TARGETS: [&str; 3] = ["expr", "refId", "legendFormat"];

/// The type of a panel, as Grafana calls it.
pub(super) fn panel_type(panel: &Panel) -> &str {
    let raw = panel.settings.raw.iter().find(|(key, _)| key == "type").and_then(|(_, value)| value.text());
    raw.filter(|_| panel.kind == PanelKind::Raw).unwrap_or_else(|| panel.kind.name())
}

pub(super) fn put(item: &mut Item, panel: &Panel) {
    let mut told = Told { item, are_queries_told: are_all_told(panel) };
    for (key, said) in &panel.settings.raw {
        told.value(key, said);
    }
}

/// Whether all queries of a raw panel are those of a Prometheus.
fn are_all_told(panel: &Panel) -> bool {
    let targets = panel.settings.raw.iter().find(|(key, _)| key == "targets");
    matches!(targets, Some((_, Value::List(targets))) if targets.len() == panel.targets().len())
}

struct Told<'i> {
    item: &'i mut Item,
    are_queries_told: bool,
}

impl Told<'_> {
    fn value(&mut self, path: &str, said: &Value) {
        if ELSEWHERE.contains(&path) || self.is_of_query(path) {
            return;
        }
        match said {
            Value::Map(entries) => {
                let is_target = path.strip_prefix("targets.").is_some_and(|number| !number.contains('.'));
                for (key, inner) in entries {
                    if !(is_target && is_usual(entries, key, inner)) {
                        self.value(&format!("{path}.{key}"), inner);
                    }
                }
            }
            Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_))) => {
                for (at, inner) in items.iter().enumerate() {
                    self.value(&format!("{path}.{at}"), inner);
                }
            }
            // What is not said and what is said to be nothing are the same.
            Value::Null => {}
            Value::List(items) if items.is_empty() => {}
            scalar => {
                let aspect = if is_look(path) { &row::PANEL_LOOK } else { &row::PANEL_RAW };
                self.item.each(aspect, path, value(scalar));
            }
        }
    }

    fn is_of_query(&self, path: &str) -> bool {
        let key = path.strip_prefix("targets.").and_then(|rest| rest.split_once('.')).map(|(_, key)| key);
        self.are_queries_told && key.is_some_and(|key| OF_TARGETS.contains(&key))
    }
}

/// Whether a key of a query says what is so without it, or is about its editor.
fn is_usual(target: &[(String, Value)], key: &str, said: &Value) -> bool {
    match key {
        "editorMode" => true,
        "hide" | "exemplar" | "instant" => *said == Value::Bool(false),
        // One value beside the range is another question.
        "range" => {
            let asks_once = target.iter().any(|(key, said)| key == "instant" && *said == Value::Bool(true));
            !asks_once && *said == Value::Bool(true)
        }
        "interval" => *said == Value::Text(String::new()),
        _ => false,
    }
}

fn is_look(path: &str) -> bool {
    let below = |of: &str| path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let is_color = matches!(path.rsplit('.').next(), Some("color" | "fixedColor"));
    (is_color || LOOKS.iter().any(|of| below(of))) && !MEANING.iter().any(|of| below(of))
}
