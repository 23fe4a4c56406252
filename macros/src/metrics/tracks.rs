//! A struct for each track, with its labels as fields: what `#[tracked]` fills in.

use gaugewright_spec::model::{Domain, MetricLabel, Record, Track};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::http;
use super::layout::Kind;
use super::plan::{Plan, metrics_of};
use crate::names;

/// The module `track`.
pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let tracks = plan.tracks.iter().filter_map(|track| {
        if http::is_http(plan, track) { http::track(plan, track) } else { one(plan, track) }
    });
    quote! {
        /// What `#[tracked(name)]` records, and a function for each to do the same for a block of code.
        pub mod track {
            #(#tracks)*
        }
    }
}

fn one(plan: &Plan<'_>, track: &Track) -> Option<TokenStream> {
    let name = Ident::new(&names::camel(&track.name), plan.span);
    let function = plan.ident(&track.name);
    let fields: Vec<Ident> = track.labels.iter().map(|label| plan.ident(label)).collect();
    let types: Vec<(TokenStream, bool)> =
        track.labels.iter().map(|label| field_type(plan, track, label)).collect::<Option<_>>()?;
    let field_types: Vec<_> = types.iter().map(|(ty, _)| ty).collect();
    let arguments = types
        .iter()
        .map(|(ty, open)| if *open { quote!(impl ::gaugewright::TextFor<#ty>) } else { quote!(#ty) });
    let given = types.iter().zip(&fields).map(|((_, open), field)| {
        if *open { quote!(#field: ::gaugewright::TextFor::into_label(#field)) } else { quote!(#field) }
    });
    let field_docs = track.labels.iter().map(|label| format!("The label `{label}`."));
    let docs = format!("The labels of `#[tracked({})]`.", track.name);
    let function_docs =
        format!("A call of track `{}` begins: end it with `.succeed()` or `.fail(error)`.", track.name);
    let body = recording(plan, track)?;
    let records: Vec<TokenStream> =
        track.records.iter().map(|record| recorder(plan, track, record)).collect::<Option<_>>()?;
    Some(quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        pub struct #name {
            #(#[doc = #field_docs] pub #fields: #field_types,)*
        }

        #[doc = #function_docs]
        #[inline]
        pub fn #function(#(#fields: #arguments),*) -> ::gaugewright::Call<#name> {
            ::gaugewright::Call::begin(#name { #(#given),* })
        }

        impl #name {
            #(#records)*
        }

        impl ::gaugewright::Track for #name {
            #body
        }
    })
}

/// The type of a field, and whether its label is open.
pub(super) fn field_type(plan: &Plan<'_>, track: &Track, label: &str) -> Option<(TokenStream, bool)> {
    let label = metrics_of(track).find_map(|name| plan.metric(name)?.metric.label(label))?;
    let ty = label_type(plan, label)?;
    Some((ty, matches!(*label.domain, Domain::Open { .. })))
}

fn label_type(plan: &Plan<'_>, label: &MetricLabel) -> Option<TokenStream> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    Some(quote!(super::#ident))
}

/// The body of `impl Track`.
fn recording(plan: &Plan<'_>, track: &Track) -> Option<TokenStream> {
    // A metric that cannot be called has been reported: the track is then left without it.
    let role =
        |metric: &Option<String>, extra: &[(&str, TokenStream)]| call(plan, track, metric.as_deref()?, extra);
    let outcome = track.calls.as_deref().and_then(|calls| outcome(plan, calls));
    let status = if outcome.is_some() { vec![("status", quote!(status))] } else { Vec::new() };
    let in_flight = role(&track.in_flight, &[]);
    let calls = role(&track.calls, &status);
    let duration = role(&track.duration, &[]);
    let last_run = role(&track.last_run, &[]);
    let (error_type, errors) = errors(plan, track)?;
    let begin = in_flight.as_ref().map(|gauge| quote!(#gauge.inc();));
    let end = in_flight.as_ref().map(|gauge| quote!(#gauge.dec();));
    let calls = calls.map(|counter| quote!(#outcome #counter.inc();));
    let duration = duration.map(|histogram| duration_of(plan, track, &histogram));
    let last_run =
        last_run.map(|gauge| quote!(if outcome == ::gaugewright::Outcome::Success { #gauge.set_to_now(); }));
    Some(quote! {
        type Error = #error_type;

        #[inline]
        fn begin(self) { #begin }

        #[inline]
        #[allow(unused_variables)]
        fn end(self, outcome: ::gaugewright::Outcome, nanos: ::core::primitive::u64) {
            #end
            #calls
            #duration
            #last_run
        }

        #[inline]
        #[allow(unused_variables)]
        fn error(self, error: Self::Error) { #errors }
    })
}

/// The type of the error's label, and what counts it.
fn errors(plan: &Plan<'_>, track: &Track) -> Option<(TokenStream, Option<TokenStream>)> {
    let Some(errors) = &track.errors else { return Some((quote!(()), None)) };
    let label = plan.metric(errors)?.metric.label("error_type");
    let error_type = match label {
        Some(label) => label_type(plan, label)?,
        None => quote!(()),
    };
    let counter = call(plan, track, errors, &[("error_type", quote!(error))])?;
    Some((error_type, Some(quote!(#counter.inc();))))
}

pub(super) fn duration_of(plan: &Plan<'_>, track: &Track, histogram: &TokenStream) -> TokenStream {
    let kind = track.duration.as_ref().and_then(|name| plan.metric(name)).map(|placed| &placed.kind);
    match kind {
        Some(Kind::Durations(_)) => quote!(#histogram.observe_nanos(nanos);),
        _ => quote!(#histogram.observe(::gaugewright::__private::seconds(nanos));),
    }
}

/// From how a call ended to the label `status` of the calls; nothing if they have no such label.
fn outcome(plan: &Plan<'_>, calls: &str) -> Option<TokenStream> {
    let label = plan.metric(calls)?.metric.label("status")?;
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    let value = |names: &[&str]| {
        let variant = |name: &str| {
            planned.variants.iter().find(|(_, value)| *value == name).map(|(variant, _)| variant)
        };
        match *label.domain {
            Domain::Closed(_) => {
                let variant = names.iter().find_map(|name| variant(name))?;
                Some(quote!(super::#ident::#variant))
            }
            Domain::Open { .. } => {
                let name = names.first()?;
                Some(quote!(super::#ident::from(#name)))
            }
            Domain::Codes(..) => None,
        }
    };
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

/// The method that adds a number which a call reports.
fn recorder(plan: &Plan<'_>, track: &Track, record: &Record) -> Option<TokenStream> {
    let placed = plan.metric(&record.metric)?;
    let fixed: Vec<(&str, TokenStream)> = record
        .labels
        .iter()
        .map(|(name, value)| Some((name.as_str(), fixed_value(plan, placed.metric.label(name)?, value)?)))
        .collect::<Option<_>>()?;
    let accessor = call(plan, track, &record.metric, &fixed)?;
    let name = plan.ident(&record.name);
    let docs = format!("Adds to `{}`.", record.metric);
    let (amount, add) = match placed.kind {
        Kind::Counter => (quote!(count), quote!(add(amount))),
        Kind::FloatCounter => (quote!(value), quote!(add(amount))),
        Kind::Gauge | Kind::Info => (quote!(value), quote!(set(amount))),
        Kind::Values(_) => (quote!(value), quote!(observe(amount))),
        Kind::Durations(_) => (quote!(value), quote!(observe(::gaugewright::__private::duration(amount)))),
    };
    Some(quote! {
        #[doc = #docs]
        #[inline]
        pub fn #name(self, amount: impl ::gaugewright::Amount) {
            if let ::core::option::Option::Some(amount) = ::gaugewright::Amount::#amount(amount) {
                #accessor.#add;
            }
        }
    })
}

fn fixed_value(plan: &Plan<'_>, label: &MetricLabel, value: &str) -> Option<TokenStream> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    match *label.domain {
        Domain::Closed(_) => {
            let (variant, _) = planned.variants.iter().find(|(_, known)| *known == value)?;
            Some(quote!(super::#ident::#variant))
        }
        Domain::Codes(..) => {
            let code: u16 = value.parse().ok()?;
            Some(quote!(super::#ident::nearest(#code)))
        }
        Domain::Open { .. } => Some(quote!(super::#ident::from(#value))),
    }
}
