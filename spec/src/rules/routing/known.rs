//! What is known of the labels of alerts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ast;
use crate::check::{Labels, Values};
use crate::decode::Map;
use crate::model::{Alert, AlertGroup};
use crate::source::Span;
use crate::template::{Part, Template};

/// An alert, and what is known of its labels.
pub(crate) struct Known<'a> {
    pub(crate) alert: &'a Alert,
    pub(crate) labels: Labels,
    /// Its name in the spec; nothing if it was made.
    pub(crate) place: Option<Span>,
}

/// Every alert of a spec.
pub(crate) struct Alerts<'a> {
    known: Vec<Known<'a>>,
    /// What is known of alerts that come from elsewhere, if some do: nothing.
    others: Option<Labels>,
}

/// Whether something holds for all series of an alert, for none, or for nobody knows which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holds {
    Never,
    Perhaps,
    Always,
}

impl<'a> Alerts<'a> {
    pub(crate) fn new(groups: &'a [AlertGroup], written: &Map<ast::AlertMap>, others_come: bool) -> Self {
        let places: BTreeMap<&str, Span> = written
            .iter()
            .flat_map(|(_, alerts)| alerts.iter())
            .map(|(name, _)| (name.value.as_str(), name.span))
            .collect();
        let known = |alert: &'a Alert| Known {
            alert,
            labels: labels(alert),
            place: places.get(alert.key.as_str()).copied(),
        };
        let known = groups.iter().flat_map(|group| &group.alerts).map(known).collect();
        Self { known, others: others_come.then(Labels::unknown) }
    }

    /// The alerts of the spec.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Known<'a>> {
        self.known.iter()
    }

    /// What is known of the labels of every alert, those from elsewhere included.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Labels> {
        self.iter().map(|known| &known.labels).chain(&self.others)
    }

    /// Whether alerts come from elsewhere.
    pub(crate) fn others_come(&self) -> bool {
        self.others.is_some()
    }

    /// Whether some alert can have that label.
    pub(crate) fn may_have(&self, label: &str) -> bool {
        self.labels().any(|labels| labels.may_have(label))
    }

    /// The labels of all alerts, as far as they are known.
    pub(crate) fn label_names(&self) -> BTreeSet<String> {
        self.iter().flat_map(|known| known.labels.names()).map(str::to_owned).collect()
    }

    /// Every value that a label of an alert can have; nothing if that is not known.
    pub(crate) fn values(&self, label: &str) -> Option<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        for labels in self.labels() {
            match labels.get(label) {
                Some(presence) => all.extend(presence.values.list()?),
                None if labels.is_open() => return None,
                None => {}
            }
        }
        Some(all)
    }
}

/// Every value that a label can have, the empty one included where it may be missing; nothing if that is not known.
pub(super) fn values_of(labels: &Labels, label: &str) -> Option<BTreeSet<String>> {
    let Some(presence) = labels.get(label) else {
        return (!labels.is_open()).then(|| BTreeSet::from([String::new()]));
    };
    let mut values = presence.values.list()?;
    if !presence.certain {
        values.insert(String::new());
    }
    Some(values)
}

/// The labels that its notifications can have.
fn labels(alert: &Alert) -> Labels {
    let mut series = alert.ty.labels.clone();
    series.remove("__name__");
    let mut labels = series.clone();
    let fixed = |value: &str| (true, Values::Only(Arc::new(BTreeSet::from([value.to_owned()]))));
    for (name, value) in &alert.labels {
        let (certain, values) = value.fixed().map_or_else(|| filled(value, &series), |value| fixed(&value));
        labels.set(name, certain, values);
    }
    let severity = alert.severity.iter().map(|severity| ("severity", severity.name()));
    for (name, value) in severity.chain([("alertname", alert.name.as_str())]) {
        let (certain, values) = fixed(value);
        labels.set(name, certain, values);
    }
    labels
}

/// Whether a label that is filled in is always there, and what it can be.
fn filled(value: &Template, series: &Labels) -> (bool, Values) {
    let one = match value.parts.as_slice() {
        [Part::Label(label)] => series.get(label),
        _ => None,
    };
    let is_certain = |part: &Part| match part {
        Part::Label(label) => series.get(label).is_some_and(|presence| presence.certain),
        Part::Text(text) => !text.is_empty(),
        Part::Value(_) | Part::Number(_) | Part::Threshold(_) | Part::Labels(_) => true,
        Part::Go(_) => false,
    };
    let values = one.map_or(Values::Any, |presence| presence.values.clone());
    (value.parts.iter().any(is_certain), values)
}
