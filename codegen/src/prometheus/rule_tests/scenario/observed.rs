//! Histograms whose quantile is what it has to be.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::prometheus::rule_tests::series::Series;

/// The histograms of a query, and the quantile that it looks at.
#[derive(Default)]
pub(super) struct Histograms {
    /// The finite bounds of each, by the name of its buckets.
    bounds: BTreeMap<Rc<str>, Vec<f64>>,
    /// The share of the observations that a quantile is not below.
    share: Option<f64>,
}

impl Histograms {
    pub(super) fn new(series: &[Series], share: Option<f64>) -> Self {
        let mut bounds: BTreeMap<Rc<str>, Vec<f64>> = BTreeMap::new();
        for (series, bound) in series.iter().filter_map(|series| Some((series, series.bound?))) {
            let known = bounds.entry(series.name.clone()).or_default();
            if bound.is_finite() && !known.contains(&bound) {
                known.push(bound);
            }
        }
        for bounds in bounds.values_mut() {
            bounds.sort_by(f64::total_cmp);
        }
        Self { bounds, share }
    }

    /// Whether there is a quantile to be looked at.
    pub(super) fn are_looked_at(&self) -> bool {
        self.share.is_some() && !self.bounds.is_empty()
    }

    /// The bounds of all.
    pub(super) fn bounds(&self) -> impl Iterator<Item = f64> {
        self.bounds.values().flatten().copied()
    }

    /// What a bucket of an instance counts if a quantile of its histogram is this.
    pub(super) fn observed(&self, bucket: &Series, quantile: f64) -> Option<f64> {
        let (share, bounds) = (self.share?, self.bounds.get(&bucket.name)?);
        let at = bounds.iter().position(|bound| *bound >= quantile)?;
        let low = if at == 0 { 0.0 } else { bounds[at - 1] };
        let part = (quantile - low) / (bounds[at] - low);
        // Where the quantile lies early in its bucket, some observations lie before the bucket; else some lie behind.
        let (before, upto) =
            if part <= share { ((share - part) / (1.0 - part), 1.0) } else { (0.0, share / part) };
        let count = match bucket.bound? {
            bound if bound.is_infinite() => 1.0,
            bound if bound < bounds[at] => before,
            bound if bound > bounds[at] => 1.0,
            _ => upto,
        };
        Some(split(count, bucket.instance))
    }
}

/// What an instance has of the observations up to a bound: the first has the small ones, the second the large ones, so that neither
/// looks like both.
fn split(share: f64, instance: usize) -> f64 {
    if instance == 0 { share.min(0.5) } else { (share - 0.5).max(0.0) }
}
