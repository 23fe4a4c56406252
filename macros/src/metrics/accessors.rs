//! A function for each metric, whose arguments are its labels.

use std::fmt::Write as _;

use gaugewright_spec::model::{Domain, MetricLabel};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::layout::{Kind, Placed, Storage};
use super::plan::Plan;

/// The accessors of all metrics.
pub(super) fn functions(plan: &Plan<'_>) -> TokenStream {
    let functions = plan.layout.metrics.iter().filter_map(|placed| function(plan, placed));
    quote!(#(#functions)*)
}

/// The name of the static that holds the buckets of a histogram.
pub(super) fn buckets(plan: &Plan<'_>, placed: &Placed<'_>) -> Ident {
    plan.ident(&format!("BUCKETS_{}", placed.metric.name.to_ascii_uppercase()))
}

/// Nothing if a label of it has no type, which has been reported.
fn function(plan: &Plan<'_>, placed: &Placed<'_>) -> Option<TokenStream> {
    let name = plan.ident(&placed.metric.name);
    let docs = docs(plan, placed);
    let labels = &placed.metric.labels;
    let names: Vec<Ident> = labels.iter().map(|label| plan.ident(&label.name)).collect();
    let types: Vec<TokenStream> = labels.iter().map(|label| argument(plan, label)).collect::<Option<_>>()?;
    let ids = labels.iter().zip(&names).map(|(label, name)| match *label.domain {
        Domain::Open { .. } => quote!(::gaugewright::TextFor::into_label(#name).id()),
        _ => quote!(#name.id()),
    });
    let place = place(placed, ids);
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

fn argument(plan: &Plan<'_>, label: &MetricLabel) -> Option<TokenStream> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    Some(match *label.domain {
        Domain::Open { .. } => quote!(impl ::gaugewright::TextFor<#ident>),
        _ => quote!(#ident),
    })
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

fn docs(plan: &Plan<'_>, placed: &Placed<'_>) -> String {
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
            Domain::Codes(first, last) => format!("{first} to {last}"),
            Domain::Open { .. } => "any text".to_owned(),
        };
        let _ = write!(docs, "\n- `{}`: {values}", label.name);
    }
    if let Some(buckets) = &metric.buckets {
        let bounds: Vec<String> = buckets.iter().map(ToString::to_string).collect();
        let _ = write!(docs, "\n\nBuckets up to {}.", bounds.join(", "));
    }
    if let Some(alerts) = plan.alerts.get(&metric.name) {
        let _ = write!(docs, "\n\nAlerts on it: {}.", alerts.join(", "));
    }
    docs
}
