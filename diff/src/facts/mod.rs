//! What a model says, as facts.

mod alerts;
mod boards;
mod deployed;
mod measured;
mod notified;
mod objectives;
mod overrides;
mod panels;
mod raw;
mod recorded;
mod said;
mod variables;
mod written;

pub(crate) use written::called;

use gaugewright_spec::model::Spec;

use crate::item::Item;
use crate::names::Names;

/// What takes things out of a model. The names are those that the things that were taken out before have in the new model.
pub(crate) type Taker = fn(&Spec, &Names) -> Vec<Item>;

/// All of them. What others name comes before these.
pub(crate) const ALL: &[Taker] = &[
    measured::service,
    measured::metrics,
    measured::labels,
    measured::tracks,
    recorded::recordings,
    recorded::queries,
    notified::receivers,
    notified::intervals,
    notified::inhibitions,
    notified::whole,
    objectives::objectives,
    alerts::alerts,
    alerts::groups,
    alerts::severities,
    boards::dashboards,
    variables::variables,
    panels::panels,
    deployed::deployments,
    deployed::jobs,
    deployed::outputs,
];
