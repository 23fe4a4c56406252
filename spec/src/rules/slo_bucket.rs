//! `slo-bucket`: a latency objective whose limit is not a bucket bound. Between two bounds a histogram knows nothing.

use crate::decode::QuantityText;
use crate::diagnostic::Diagnostic;
use crate::model::Metric;
use crate::number::Number;
use crate::rules;

/// Looks at the limit of an objective on this histogram.
pub(crate) fn find(histogram: &Metric, within: &QuantityText, bound: Number) -> Option<Diagnostic> {
    let bounds = histogram.buckets.as_deref().filter(|bounds| !bounds.contains(&bound))?;
    let unit = histogram.unit.as_ref().map(ToString::to_string).unwrap_or_default();
    let below = bounds.iter().rev().find(|other| **other < bound);
    let above = bounds.iter().find(|other| **other > bound);
    let near: Vec<String> = below.into_iter().chain(above).map(|bound| format!("`{bound}{unit}`")).collect();
    let message = format!("`{}` has no bucket that ends at {}", histogram.name, *within.0);
    let diagnostic = Diagnostic::new(&rules::SLO_BUCKET, within.0.span, message)
        .note("the histogram does not count observations up to this bound")
        .help(format!("take {}, or add a bucket", near.join(" or ")));
    Some(match histogram.span {
        Some(place) => diagnostic.also(place, "the histogram"),
        None => diagnostic,
    })
}
