//! What uses what: found once for all pages, so that a large spec takes no longer for each of its alerts.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Spec};

use crate::grafana::place::{Place, Places};

/// Who uses queries and thresholds, by name.
pub(super) struct Uses<'s> {
    alerts: BTreeMap<&'s str, &'s Alert>,
    /// Alerts that watch a query.
    watching: BTreeMap<&'s str, Vec<&'s str>>,
    places: Places<'s>,
}

impl<'s> Uses<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let mut watching: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (_, alert) in spec.alerts() {
            if let Some(query) = &alert.query {
                watching.entry(query).or_default().push(&alert.name);
            }
        }
        Self {
            alerts: spec.alerts().map(|(_, alert)| (alert.name.as_str(), alert)).collect(),
            watching,
            places: Places::new(spec),
        }
    }

    pub(super) fn alert(&self, name: &str) -> Option<&'s Alert> {
        self.alerts.get(name).copied()
    }

    /// The alerts that watch a query.
    pub(super) fn watching(&self, query: &str) -> Vec<&'s str> {
        self.watching.get(query).cloned().unwrap_or_default()
    }

    /// The panels that ask a query.
    pub(super) fn asking(&self, query: &str) -> impl Iterator<Item = Place<'s>> {
        self.places.asking(query)
    }

    /// The panels that draw the threshold of an alert or ask its query.
    pub(super) fn showing(&self, alert: &Alert) -> Vec<Place<'s>> {
        self.places.showing(alert)
    }
}
