//! What somebody has written, and what follows from objectives.

use gaugewright_spec::model::{Dashboard, Spec};

/// The dashboards that somebody has written: that of the objectives is told with these.
pub(super) fn written(spec: &Spec) -> impl Iterator<Item = &Dashboard> {
    // It comes behind all others.
    let others =
        if spec.slos.is_empty() { spec.dashboards.len() } else { spec.dashboards.len().saturating_sub(1) };
    spec.dashboards.iter().take(others)
}
