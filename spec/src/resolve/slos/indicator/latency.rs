//! What is soon enough: the bucket of a histogram, of its count.

use super::counters::{kept, rate};
use crate::ast;
use crate::check::Ty;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::kind::{Instrument, Kind};
use crate::model::{Indicator, Metric};
use crate::number::Number;
use crate::promql::build::{matcher, selector};
use crate::promql::{self, MatchOp};
use crate::resolve::queries::QueryContext;
use crate::resolve::scope;
use crate::rules;

/// What is soon enough, of all.
pub(super) fn latency(
    uses: &mut QueryContext<'_, '_>,
    ast: &ast::Slo,
    histogram: &Text,
    within: &QuantityText,
) -> Option<(Indicator, Option<Ty>)> {
    let vocabulary = uses.vocabulary;
    let found = vocabulary.find(&format!("{}_count", **histogram)).map(|found| found.metric);
    let Some(metric) =
        found.filter(|metric| metric.name == histogram.value && metric.kind == Kind::Histogram)
    else {
        let histograms = vocabulary.metrics().iter().filter(|metric| metric.kind == Kind::Histogram);
        uses.resolver.undefined("histogram", histogram, histograms.map(|metric| metric.name.as_str()));
        return None;
    };
    let bound = uses.resolver.quantity_in(within, metric.unit.as_ref())?;
    is_bound(uses, metric, within, bound)?;
    let matchers = match &ast.matching {
        Some(text) => scope::matchers(uses.resolver, text)?,
        None => Vec::new(),
    };
    let own = |part, matchers| {
        let mut own = selector(&[metric.name.as_str(), Kind::Histogram.suffix(part)].concat(), matchers);
        vocabulary.scope(&mut own);
        own
    };
    let of = own(Instrument::Count, matchers.clone());
    let text = ast.matching.as_ref().unwrap_or(histogram);
    let ty = rate(uses, text, &of);
    kept(uses, ast, histogram, &ty.labels);
    let bucket = own(Instrument::Bucket, [matchers, vec![le(bound)]].concat());
    let (bucket, of) = (Box::new(bucket), Box::new(of));
    Some((Indicator::Latency { bucket, of, within: bound }, Some(ty)))
}

/// Between two bounds a histogram knows nothing.
fn is_bound(
    uses: &mut QueryContext<'_, '_>,
    metric: &Metric,
    within: &QuantityText,
    bound: Number,
) -> Option<()> {
    let Some(bounds) = metric.buckets.as_deref().filter(|bounds| !bounds.contains(&bound)) else {
        return Some(());
    };
    let unit = metric.unit.as_ref().map(ToString::to_string).unwrap_or_default();
    let below = bounds.iter().rev().find(|other| **other < bound);
    let above = bounds.iter().find(|other| **other > bound);
    let near: Vec<String> = below.into_iter().chain(above).map(|bound| format!("`{bound}{unit}`")).collect();
    let message = format!("`{}` has no bucket that ends at {}", metric.name, *within.0);
    let mut diagnostic = Diagnostic::new(&rules::SLO_BUCKET, within.0.span, message)
        .note("the histogram does not count observations up to this bound")
        .help(format!("take {}, or add a bucket", near.join(" or ")));
    if let Some(place) = metric.span {
        diagnostic = diagnostic.also(place, "the histogram");
    }
    uses.resolver.report(diagnostic);
    None
}

/// A bound as the servers store it: whole ones have another text in Prometheus 3.
fn le(bound: Number) -> promql::Matcher {
    match bound.decimal() {
        Some(whole) if !whole.contains('.') => matcher("le", MatchOp::Regex, &format!("{whole}(\\.0)?")),
        _ => matcher("le", MatchOp::Equal, &bound.to_string()),
    }
}
