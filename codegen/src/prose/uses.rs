//! What uses what: found once for all pages, so that a large spec takes no longer for each of its alerts.

use gaugewright_spec::model::{Alert, Spec};

use crate::alert::Alerts;
use crate::place::{Place, Places};

/// Who uses queries and thresholds, by name.
pub(super) struct Uses<'s> {
    alerts: Alerts<'s>,
    places: Places<'s>,
}

impl<'s> Uses<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        Self { alerts: Alerts::new(spec), places: Places::new(spec) }
    }

    /// The names of the alerts that watch a query.
    pub(super) fn watching(&self, query: &str) -> Vec<&'s str> {
        let mut names: Vec<&str> = self.alerts.watching(query).map(|alert| alert.name.as_str()).collect();
        names.dedup();
        names
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
