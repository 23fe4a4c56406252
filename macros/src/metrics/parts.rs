//! What is made alike for every track, whether `#[tracked]` or a layer fills it in.

use gaugewright_collectors::model::{Domain, MetricLabel, Track};
use gaugewright_collectors::rust_name::metrics_of;
use proc_macro2::TokenStream;
use quote::quote;

use super::labels::label_type;
use super::layout::Kind;
use super::plan::Plan;

/// The type of a field, and whether its label is open.
pub(super) fn field_type(plan: &Plan<'_>, track: &Track, label: &str) -> Option<(TokenStream, bool)> {
    let label = field_label(plan, track, label)?;
    let ty = label_type(plan, label)?;
    Some((ty, matches!(*label.domain, Domain::Open { .. })))
}

/// A label of a track, as the first metric that has it says what it is.
pub(super) fn field_label<'p>(plan: &'p Plan<'_>, track: &'p Track, label: &str) -> Option<&'p MetricLabel> {
    metrics_of(track).find_map(|name| plan.metric(name)?.metric.label(label))
}

/// How the histogram of its duration is told of `nanos`.
pub(super) fn duration_of(plan: &Plan<'_>, track: &Track, histogram: &TokenStream) -> TokenStream {
    let kind = track.duration.as_ref().and_then(|name| plan.metric(name)).map(|placed| &placed.kind);
    match kind {
        Some(Kind::Durations(_)) => quote!(#histogram.observe_nanos(nanos);),
        _ => quote!(#histogram.observe(::gaugewright::__private::seconds(nanos));),
    }
}
