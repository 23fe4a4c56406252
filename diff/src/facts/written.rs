//! What somebody has written, and what follows from that.

use gaugewright_spec::model::{Dashboard, Spec};

/// The dashboards that somebody has written: others are told with what they follow from.
pub(super) fn written(spec: &Spec) -> impl Iterator<Item = &Dashboard> {
    spec.dashboards.iter().filter(|dashboard| !dashboard.is_made)
}
