//! What uses what: found once for all pages, so that a large spec takes no longer for each of its alerts.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Spec};

/// Who uses queries and thresholds, by name.
pub(super) struct Uses<'s> {
    alerts: BTreeMap<&'s str, &'s Alert>,
    /// Alerts that watch a query.
    watching: BTreeMap<&'s str, Vec<&'s str>>,
    /// Panels that ask a query.
    asking: BTreeMap<&'s str, Vec<Place<'s>>>,
    /// Panels that draw the threshold of an alert.
    drawing: BTreeMap<&'s str, Vec<Place<'s>>>,
}

/// A panel. Places are ordered as in the spec.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place<'s> {
    number: usize,
    pub(super) dashboard: &'s str,
    pub(super) panel: &'s str,
}

impl<'s> Uses<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let mut uses = Self {
            alerts: spec.alerts().map(|(_, alert)| (alert.name.as_str(), alert)).collect(),
            watching: BTreeMap::new(),
            asking: BTreeMap::new(),
            drawing: BTreeMap::new(),
        };
        for (_, alert) in spec.alerts() {
            if let Some(query) = &alert.query {
                uses.watching.entry(query).or_default().push(&alert.name);
            }
        }
        let panels = spec.dashboards.iter().flat_map(|board| board.panels().map(move |panel| (board, panel)));
        for (number, (board, panel)) in panels.enumerate() {
            let place = Place { number, dashboard: &board.title, panel: &panel.title };
            for query in panel.targets().iter().filter_map(|target| target.query.as_deref()) {
                uses.asking.entry(query).or_default().push(place);
            }
            for alert in panel.lines.iter().filter_map(|line| line.alert.as_deref()) {
                uses.drawing.entry(alert).or_default().push(place);
            }
        }
        uses
    }

    pub(super) fn alert(&self, name: &str) -> Option<&'s Alert> {
        self.alerts.get(name).copied()
    }

    /// The alerts that watch a query.
    pub(super) fn watching(&self, query: &str) -> Vec<&'s str> {
        self.watching.get(query).cloned().unwrap_or_default()
    }

    /// The panels that ask a query, each once.
    pub(super) fn asking(&self, query: &str) -> Vec<Place<'s>> {
        let mut places = self.asking.get(query).cloned().unwrap_or_default();
        places.dedup();
        places
    }

    /// The panels that draw the threshold of an alert or ask its query, each once.
    pub(super) fn showing(&self, alert: &Alert) -> Vec<Place<'s>> {
        let mut places = self.drawing.get(alert.name.as_str()).cloned().unwrap_or_default();
        places.extend(alert.query.iter().flat_map(|query| self.asking(query)));
        places.sort_unstable();
        places.dedup();
        places
    }
}
