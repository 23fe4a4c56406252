//! How a call ended, as the labels of a track's metrics say it: the status of its calls, and the kinds of its errors.

use gaugewright_collectors::model::{Domain, MetricLabel, Track};
use proc_macro2::TokenStream;
use quote::quote;

use super::accessors::call;
use super::labels::label_type;
use super::plan::Plan;

/// The label that says how a call ended.
pub(super) fn status_of<'p>(plan: &'p Plan<'_>, track: &Track) -> Option<&'p MetricLabel> {
    plan.metric(track.calls.as_deref()?)?.metric.label("status")
}

/// From how a call ended to the label `status` of the calls; nothing if that cannot say it.
pub(super) fn outcome(plan: &Plan<'_>, status: &MetricLabel) -> Option<TokenStream> {
    let value = |names: &[&str]| first_value(plan, status, names);
    let (success, error) = (value(&["success"])?, value(&["error"])?);
    let (cancelled, panic) = (value(&["cancelled", "error"])?, value(&["panic", "error"])?);
    Some(quote! {
        let status = match outcome {
            ::gaugewright::Outcome::Success => #success,
            ::gaugewright::Outcome::Error => #error,
            ::gaugewright::Outcome::Cancelled => #cancelled,
            ::gaugewright::Outcome::Panic => #panic,
        };
    })
}

/// How a track counts its errors.
pub(super) struct Errors {
    /// The type that tells them apart.
    pub(super) kind: TokenStream,
    /// Counts one of that kind.
    pub(super) count: Option<TokenStream>,
    /// Counts those that have no error value: panics, and what is cancelled if the calls count that as an error.
    pub(super) at_end: Option<TokenStream>,
}

/// What counts the errors of a track, if it does; nothing if its metric has been reported.
pub(super) fn errors(plan: &Plan<'_>, track: &Track) -> Option<Errors> {
    let Some(errors) = &track.errors else {
        return Some(Errors { kind: quote!(()), count: None, at_end: None });
    };
    let label = plan.metric(errors)?.metric.label("error_type");
    let kind = match label {
        Some(label) => label_type(plan, label)?,
        None => quote!(()),
    };
    let counter = call(plan, track, errors, &[("error_type", quote!(error))])?;
    let arm = |outcome: TokenStream, value: &str| {
        let kind = match label {
            Some(label) => first_value(plan, label, &[value, "other"])?,
            None => quote!(()),
        };
        Some(quote!(::gaugewright::Outcome::#outcome => self.error(#kind),))
    };
    let panic = arm(quote!(Panic), "panic");
    let is_error = status_of(plan, track).is_some_and(|status| !status.domain.contains("cancelled"));
    let cancelled = is_error.then(|| arm(quote!(Cancelled), "cancelled")).flatten();
    let at_end =
        (panic.is_some() || cancelled.is_some()).then(|| quote!(match outcome { #panic #cancelled _ => {} }));
    Some(Errors { kind, count: Some(quote!(#counter.inc();)), at_end })
}

/// The first of these values that a label can have.
fn first_value(plan: &Plan<'_>, label: &MetricLabel, names: &[&str]) -> Option<TokenStream> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    match *label.domain {
        Domain::Closed(_) => {
            let variant = names.iter().find_map(|name| planned.variant(name))?;
            Some(quote!(super::#ident::#variant))
        }
        Domain::Open { .. } => {
            let name = names.first()?;
            Some(quote!(super::#ident::from(#name)))
        }
        Domain::Codes(..) => None,
    }
}
