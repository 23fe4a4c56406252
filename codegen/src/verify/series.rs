//! Which metric a series belongs to.

use std::collections::BTreeMap;

use gaugewright_spec::model::Metric;

/// A metric as the owner of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner<'s> {
    pub(super) metric: &'s Metric,
    /// The label that the series has beside those of the metric: `le` or `quantile`.
    pub(super) extra: Option<&'static str>,
}

impl<'s> Owner<'s> {
    /// The labels that whoever exports the series gives it.
    pub(super) fn labels(self) -> impl Iterator<Item = &'s str> {
        self.metric.labels.iter().map(|label| label.name.as_str()).chain(self.extra)
    }
}

/// Every series of some metrics, by its name.
pub(super) fn owners<'s>(metrics: impl IntoIterator<Item = &'s Metric>) -> BTreeMap<String, Owner<'s>> {
    let mut owners = BTreeMap::new();
    for metric in metrics {
        for series in metric.kind.facts().series {
            let owner = Owner { metric, extra: series.label };
            owners.insert(format!("{}{}", metric.name, series.suffix), owner);
        }
    }
    owners
}
