//! What is known while a dashboard is made.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::PanelVariable;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, AlertGroup, Style};
use crate::resolve::queries::QueryContext;

/// Makes a dashboard of a spec.
pub(super) struct Builder<'b, 'u, 's> {
    pub(super) uses: &'b mut QueryContext<'u, 's>,
    pub(super) alerts: &'b [AlertGroup],
    pub(super) by_name: &'b BTreeMap<&'b str, Vec<&'b Alert>>,
    pub(super) titles: &'b [(String, String)],
    pub(super) variables: Vec<PanelVariable>,
    /// Those of which several values can be chosen.
    pub(super) several: BTreeSet<String>,
    /// Those that choose a Prometheus.
    pub(super) sources: BTreeSet<String>,
    /// Whether its queries are narrowed to the service's own series.
    pub(super) own: bool,
    /// How far back the dashboard shows when opened.
    pub(super) time: Duration,
    /// How its panels are drawn unless they say otherwise.
    pub(super) style: Style,
    /// What is said of the fixed windows of named queries, which other panels may use, too.
    pub(super) fixed_windows: BTreeMap<String, Diagnostic>,
}
