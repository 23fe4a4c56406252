//! What a page knows of one dashboard: Grafana's JSON, and what the checker knows of each of its panels.

use std::collections::BTreeMap;

use gaugewright_spec::check::{self, Scope};
use gaugewright_spec::model::{Alert, AlertGroup, Dashboard, Panel, Spec, Target, VariableSource};
use gaugewright_spec::promql::{Expr, print};
use gaugewright_spec::types;
use serde::Serialize;
use serde_json::Value;

use super::invented::{Invented, invent};
use super::series;
use crate::alert::{self, Alerts};
use crate::excerpt::{Excerpt, Lines};
use crate::place;

/// Browsers take no longer pictures.
const MAX_UNITS: u32 = 400;

/// A dashboard, for a page.
#[derive(Debug, Serialize)]
pub(super) struct Sheet {
    /// As Grafana gets it.
    pub(super) dashboard: Value,
    /// What is known of its panels, by their numbers.
    pub(super) notes: BTreeMap<u32, Notes>,
    /// The values that variables can have, where no Prometheus says it.
    pub(super) choices: BTreeMap<String, Vec<String>>,
}

impl Sheet {
    /// The stems of the files of its alerts.
    pub(super) fn alerts(&self) -> impl Iterator<Item = &str> {
        self.notes.values().flat_map(|notes| &notes.alerts).map(|alert| alert.stem.as_str())
    }

    /// The tags of the dashboard.
    pub(super) fn tags(&self) -> Vec<&str> {
        let tags = self.dashboard["tags"].as_array();
        tags.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// How tall it is on a page, in pixels: folded rows have no panels beside them.
    pub(super) fn height(&self) -> u32 {
        const HEADER: u32 = 136;
        const FOOTER: u32 = 48;
        // A unit of the grid, and the gap below it.
        const UNIT: u32 = 38;
        let ends = self.dashboard["panels"].as_array().into_iter().flatten().filter_map(|panel| {
            let place = &panel["gridPos"];
            u32::try_from(place["y"].as_u64()? + place["h"].as_u64()?).ok()
        });
        HEADER + UNIT * ends.max().unwrap_or_default().min(MAX_UNITS) + FOOTER
    }
}

/// What is known of a panel.
#[derive(Debug, Serialize)]
pub(super) struct Notes {
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<Excerpt>,
    queries: Vec<QueryNotes>,
    alerts: Vec<AlertNotes>,
}

#[derive(Debug, Serialize)]
struct QueryNotes {
    #[serde(rename = "refId")]
    ref_id: String,
    /// Its name in the spec, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<Excerpt>,
    /// Its parts, each before what it consists of.
    parts: Vec<PartNotes>,
    invented: Invented,
}

#[derive(Debug, Serialize)]
struct PartNotes {
    depth: usize,
    text: PartText,
    /// Type, labels, unit, values, in words.
    is: String,
}

#[derive(Debug, Serialize)]
struct AlertNotes {
    /// The stem of the names of its files: that of its picture.
    stem: String,
    name: String,
    severity: String,
    /// `above 5% for 5m`.
    when: String,
    expr: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<Excerpt>,
}

/// The text of a part: where it stands in that of the whole, or else the text.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PartText {
    In([usize; 2]),
    Own(String),
}

impl PartText {
    fn of(text: String, whole: &str) -> Self {
        // JavaScript counts so.
        let length = |text: &str| text.encode_utf16().count();
        match whole.find(&text).filter(|_| text.len() < whole.len()) {
            Some(at) => {
                let from = length(&whole[..at]);
                Self::In([from, from + length(&text)])
            }
            None => Self::Own(text),
        }
    }
}

/// Gives each panel its options: those that somebody has kept as they stood may have none, or some that are not set.
fn settled(dashboard: &mut Value) {
    let Some(items) = dashboard["panels"].as_array_mut() else { return };
    for item in items {
        if item["type"] == "row" {
            settled(item);
        } else if let Some(panel) = item.as_object_mut() {
            let options = panel.entry("options").or_insert(Value::Null);
            without_nulls(options);
            if !options.is_object() {
                *options = Value::Object(serde_json::Map::new());
            }
        }
    }
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(keys) => {
            keys.retain(|_, value| !value.is_null());
            keys.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// What all sheets are made from.
pub(super) struct Around<'s> {
    spec: &'s Spec,
    lines: Lines<'s>,
    alerts: Alerts<'s>,
}

impl<'s> Around<'s> {
    pub(super) fn new(spec: &'s Spec, lines: Lines<'s>) -> Self {
        Self { spec, lines, alerts: Alerts::new(spec) }
    }

    /// The sheet of a dashboard; `json` is what Grafana gets.
    pub(super) fn sheet(&self, dashboard: &Dashboard, mut json: Value) -> Sheet {
        settled(&mut json);
        let rows = dashboard.rows.iter().enumerate();
        let places = rows.flat_map(|(row, panels)| (0..panels.panels.len()).map(move |at| (row, at)));
        let notes = place::panels(dashboard).into_iter().zip(places);
        let notes = notes.map(|(place, (row, at))| {
            (place.id, self.notes(place.panel, self.lines.panel(&dashboard.uid, row, at)))
        });
        Sheet { dashboard: json, notes: notes.collect(), choices: self.choices(dashboard) }
    }

    fn notes(&self, panel: &Panel, spec: Option<Excerpt>) -> Notes {
        let alerts = self.alerts_of(panel);
        // Nobody has written a panel that follows from an objective.
        let objective = || alerts.iter().find_map(|(group, _)| self.lines.objective(group.slo.as_ref()?));
        let targets = panel.targets().iter().enumerate();
        Notes {
            spec: spec.or_else(objective),
            queries: targets.map(|(index, target)| self.query(index, target, panel)).collect(),
            alerts: alerts.iter().map(|(group, alert)| self.alert(group, alert)).collect(),
        }
    }

    fn query(&self, index: usize, target: &Target, panel: &Panel) -> QueryNotes {
        let parts =
            check::query_with_parts(&self.spec.vocabulary, Scope::Panel(&[]), &target.expr, &mut Vec::new());
        let whole = parts.first().map(|part| part.text.clone()).unwrap_or_default();
        let noted = |part: check::Part| PartNotes {
            depth: part.depth,
            is: types::describe(&part.ty),
            text: PartText::of(part.text, &whole),
        };
        QueryNotes {
            ref_id: target.letter(index),
            spec: target.query.as_ref().and_then(|name| self.lines.query(name)),
            name: target.query.clone(),
            parts: parts.into_iter().map(noted).collect(),
            invented: invent((index, target), panel, self.spec),
        }
    }

    /// The alerts whose thresholds a panel draws, and those that watch one of its queries.
    fn alerts_of(&self, panel: &Panel) -> Vec<(&'s AlertGroup, &'s Alert)> {
        let drawn = panel.lines.iter().filter_map(|line| line.alert.as_deref());
        let drawn = drawn.flat_map(|key| self.alerts.rules(key));
        let queries = panel.targets().iter().filter_map(|target| target.query.as_deref());
        let watching = queries.flat_map(|query| self.alerts.watching(query));
        let found: Vec<&Alert> = drawn.chain(watching).collect();
        let is_found = |alert: &Alert| found.iter().any(|one| std::ptr::eq(*one, alert));
        self.spec.alerts().filter(|(_, alert)| is_found(alert)).collect()
    }

    fn alert(&self, group: &AlertGroup, alert: &Alert) -> AlertNotes {
        let objective = || self.lines.objective(group.slo.as_ref()?);
        AlertNotes {
            stem: alert.file_stem.clone(),
            name: alert.name.clone(),
            severity: alert.severity_name().to_owned(),
            when: alert::brief(alert),
            expr: print(alert.rule_expr()),
            spec: self.lines.alert(&group.name, &alert.key).or_else(objective),
        }
    }

    /// What can be chosen: values that the checker knows, or else invented ones.
    fn choices(&self, dashboard: &Dashboard) -> BTreeMap<String, Vec<String>> {
        let service = &self.spec.service;
        let given = service.choices().filter(|_| !dashboard.as_written);
        let given =
            given.map(|name| (name.to_owned(), series::choices(&check::Labels::unknown(), name, service)));
        let own = dashboard.variables.iter().filter_map(|variable| {
            let VariableSource::Label { series, of, .. } = &variable.source else { return None };
            let expr = Expr::from((**series).clone());
            let ty = check::query(&self.spec.vocabulary, Scope::Panel(&[]), &expr, &mut Vec::new());
            Some((variable.name.clone(), series::choices(&ty.labels, of, service)))
        });
        given.chain(own).collect()
    }
}
