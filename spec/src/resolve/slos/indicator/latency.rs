//! What is soon enough: the bucket of a histogram, of its count.

use super::counters::{kept, rate};
use crate::ast;
use crate::check::Ty;
use crate::decode::{QuantityText, Text};
use crate::kind::{Instrument, Kind};
use crate::model::Indicator;
use crate::number::Number;
use crate::promql::build::{matcher, selector};
use crate::promql::{self, MatchOp};
use crate::resolve::queries::QueryContext;
use crate::resolve::scope;
use crate::rules::slo_bucket;

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
    if let Some(found) = slo_bucket::find(metric, within, bound) {
        uses.resolver.report(found);
        return None;
    }
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

/// A bound as the servers store it: whole ones have another text in Prometheus 3.
fn le(bound: Number) -> promql::Matcher {
    match bound.decimal() {
        Some(whole) if !whole.contains('.') => matcher("le", MatchOp::Regex, &format!("{whole}(\\.0)?")),
        _ => matcher("le", MatchOp::Equal, &bound.to_string()),
    }
}
