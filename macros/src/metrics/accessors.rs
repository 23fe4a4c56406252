//! A function for each metric, whose arguments are its labels.

use std::fmt::Write as _;

use gaugewright_collectors::model::{Domain, MetricLabel, Track};
use gaugewright_collectors::rust_name;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::labels::Argument;
use super::layout::{Kind, Placed, Storage, limit};
use super::plan::Plan;

/// The accessors of all metrics.
pub(super) fn functions(plan: &Plan<'_>) -> TokenStream {
    let functions = plan.layout.metrics.iter().filter_map(|placed| function(plan, placed));
    quote!(#(#functions)*)
}

/// The name of the static that holds the buckets of a histogram.
pub(super) fn buckets(plan: &Plan<'_>, placed: &Placed<'_>) -> Ident {
    plan.ident(&rust_name::buckets(&placed.metric.name))
}

/// The accessor of a metric, called with the labels of the track and some more.
pub(super) fn call(
    plan: &Plan<'_>,
    track: &Track,
    metric: &str,
    extra: &[(&str, TokenStream)],
) -> Option<TokenStream> {
    let placed = plan.metric(metric)?;
    let arguments = placed.metric.labels.iter().map(|label| {
        if let Some((_, value)) = extra.iter().find(|(name, _)| *name == label.name) {
            return Some(value.clone());
        }
        let field = plan.ident(&label.name);
        track.labels.contains(&label.name).then(|| quote!(self.#field))
    });
    let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
    let accessor = plan.ident(metric);
    Some(quote!(super::#accessor(#(#arguments),*)))
}

/// Nothing if a label of it has no type, which has been reported.
fn function(plan: &Plan<'_>, placed: &Placed<'_>) -> Option<TokenStream> {
    let name = plan.ident(&placed.metric.name);
    let docs = docs(placed);
    let labels = &placed.metric.labels;
    let names: Vec<Ident> = labels.iter().map(|label| plan.ident(&label.name)).collect();
    let arguments: Vec<Argument> =
        labels.iter().zip(&names).map(|(label, name)| argument(plan, label, name)).collect::<Option<_>>()?;
    let types = arguments.iter().map(|argument| &argument.ty);
    let place = place(placed, arguments.iter().map(|Argument { label, .. }| quote!(#label.id())));
    let (handle, buckets) = handle(plan, placed);
    let place_type = match placed.storage {
        Storage::Dense(_) => quote!(::gaugewright::Dense),
        Storage::Sparse(_) => quote!(::gaugewright::Sparse),
    };
    Some(quote! {
        #[doc = #docs]
        #[inline(always)]
        pub fn #name(#(#names: #types),*) -> ::gaugewright::#handle<#place_type<__Spec>> {
            ::gaugewright::#handle::at(#place #buckets)
        }
    })
}

fn argument(plan: &Plan<'_>, label: &MetricLabel, name: &Ident) -> Option<Argument> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    Some(Argument::new(&label.domain, &quote!(#ident), name))
}

/// The index of a series is a mixed radix number: one digit a label, the last one the least.
fn place(placed: &Placed<'_>, ids: impl Iterator<Item = TokenStream>) -> TokenStream {
    let number = |value: u64| -> TokenStream {
        match placed.storage {
            Storage::Dense(_) => {
                let value = u32::try_from(value).unwrap_or(u32::MAX);
                quote!(#value)
            }
            Storage::Sparse(_) => quote!(#value),
        }
    };
    let mut index: Option<TokenStream> = None;
    for (id, size) in ids.zip(&placed.sizes) {
        let size = number(*size);
        let digit = match placed.storage {
            Storage::Dense(_) => id,
            Storage::Sparse(_) => quote!(::core::convert::Into::<::core::primitive::u64>::into(#id)),
        };
        index = Some(match index {
            Some(index) => quote!((#index) * #size + #digit),
            None => digit,
        });
    }
    match placed.storage {
        Storage::Dense(first) => {
            let width = placed.kind.width();
            let index = index.map(|index| quote!(+ #width * (#index)));
            quote!(::gaugewright::Dense::at(#first #index))
        }
        Storage::Sparse(first) => {
            let index = index.map(|index| quote!(+ (#index)));
            quote!(::gaugewright::Sparse::at(#first #index))
        }
    }
}

fn handle(plan: &Plan<'_>, placed: &Placed<'_>) -> (TokenStream, TokenStream) {
    let buckets = || {
        let buckets = buckets(plan, placed);
        quote!(, &#buckets)
    };
    match placed.kind {
        Kind::Counter => (quote!(Counter), quote!()),
        Kind::FloatCounter => (quote!(FloatCounter), quote!()),
        Kind::Gauge => (quote!(Gauge), quote!()),
        Kind::Info => (quote!(Info), quote!()),
        Kind::Durations(_) => (quote!(Durations), buckets()),
        Kind::Values(_) => (quote!(Values), buckets()),
    }
}

fn docs(placed: &Placed<'_>) -> String {
    let metric = placed.metric;
    let mut docs = format!("{}.\n\n`{}`, a {}", metric.help, metric.name, metric.kind.name());
    if let Some(unit) = metric.unit.as_ref().filter(|unit| !unit.is_dimensionless()) {
        let _ = write!(docs, " in {unit}");
    }
    docs += ".\n";
    for label in &metric.labels {
        let values = match &*label.domain {
            Domain::Closed(values) => {
                values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
            }
            Domain::Codes(first, last) => {
                format!(
                    "{first} to {last}, as `u16` or as the label's type; the nearest of them if it is out of range"
                )
            }
            Domain::Open { .. } => {
                format!("any text; new ones beyond {} become `other`", limit(&label.domain))
            }
        };
        let _ = write!(docs, "\n- `{}`: {values}", label.name);
    }
    if let Some(buckets) = &metric.buckets {
        let bounds: Vec<String> = buckets.iter().map(ToString::to_string).collect();
        let _ = write!(docs, "\n\nBuckets up to {}.", bounds.join(", "));
    }
    docs
}
