//! How panels and what stands above them are told, found by comparing what is generated with what was there.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::yaml::Node;

/// How parts of dashboards are told, by their places.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// Those that stay as they are.
    pub(crate) kept: BTreeSet<String>,
    /// What stands beside the keys of a spec, as Grafana spells it.
    pub(crate) beside: BTreeMap<String, Node>,
    /// Whether all panels stay as they are.
    pub(crate) as_they_are: bool,
}
