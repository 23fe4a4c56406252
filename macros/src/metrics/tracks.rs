//! A struct for each track, with its labels as fields: what `#[tracked]` fills in.

use gaugewright_collectors::model::{Domain, MetricLabel, Record, Track};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::accessors::call;
use super::http;
use super::labels::{Argument, label_type};
use super::layout::Kind;
use super::outcomes::{Errors, errors, outcome, status_of};
use super::parts::{duration_of, field_label};
use super::plan::Plan;
use crate::names;

/// The module `track`.
pub(super) fn module(plan: &Plan<'_>) -> TokenStream {
    let tracks = plan.tracks.iter().filter_map(|track| {
        if http::is_http(plan, track) { http::track(plan, track) } else { one(plan, track) }
    });
    let by_name = by_name(plan);
    quote! {
        /// What `#[tracked(name)]` records, and a function for each to do the same for a block of code.
        pub mod track {
            #(#tracks)*
            #by_name
        }
    }
}

/// How `#[tracked(name)]` finds the struct of a track: by a function that runs while compiling and knows what to say of a
/// name that is none.
fn by_name(plan: &Plan<'_>) -> TokenStream {
    let (http, tracked): (Vec<&Track>, Vec<&Track>) =
        plan.tracks.iter().partition(|track| http::is_http(plan, track));
    let names: Vec<String> = tracked.iter().map(|track| format!("`{}`", track.name)).collect();
    let unknown = match names.as_slice() {
        [] => "there is no such track in the spec: it has none".to_owned(),
        names => format!("the spec has no such track; its tracks are {}", names.join(", ")),
    };
    let key = |track: &Track| proc_macro2::Literal::byte_string(track.name.as_bytes());
    let arms = tracked.iter().enumerate().map(|(at, track)| {
        let key = key(track);
        quote!(#key => #at,)
    });
    let http = http.iter().map(|track| {
        let (key, message) = (key(track), http::instead_of_tracked(track));
        quote!(#key => ::core::panic!("{}", #message),)
    });
    let structs = tracked.iter().enumerate().map(|(at, track)| {
        let name = Ident::new(&names::camel(&track.name), plan.span);
        quote!(impl ::gaugewright::__private::TrackAt<#at> for __Tracks { type Track = #name; })
    });
    quote! {
        /// The tracks by their position.
        #[doc(hidden)]
        pub struct __Tracks;

        #(#structs)*

        /// The position of the track with that name.
        #[doc(hidden)]
        #[track_caller]
        pub const fn __position(name: &::core::primitive::str) -> ::core::primitive::usize {
            match name.as_bytes() {
                #(#arms)*
                #(#http)*
                _ => ::core::panic!("{}", #unknown),
            }
        }
    }
}

fn one(plan: &Plan<'_>, track: &Track) -> Option<TokenStream> {
    let name = Ident::new(&names::camel(&track.name), plan.span);
    let function = plan.ident(&track.name);
    let fields: Vec<Ident> = track.labels.iter().map(|label| plan.ident(label)).collect();
    let labels: Vec<&MetricLabel> =
        track.labels.iter().map(|label| field_label(plan, track, label)).collect::<Option<_>>()?;
    let field_types: Vec<TokenStream> =
        labels.iter().map(|label| label_type(plan, label)).collect::<Option<_>>()?;
    let arguments: Vec<Argument> = labels
        .iter()
        .zip(&field_types)
        .zip(&fields)
        .map(|((label, ty), field)| Argument::new(&label.domain, ty, field))
        .collect();
    let argument_types = arguments.iter().map(|argument| &argument.ty);
    let given = arguments.iter().zip(&fields).map(|(Argument { label, .. }, field)| quote!(#field: #label));
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
        pub fn #function(#(#fields: #argument_types),*) -> ::gaugewright::Call<#name> {
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

/// The body of `impl Track`.
fn recording(plan: &Plan<'_>, track: &Track) -> Option<TokenStream> {
    // A metric that cannot be called has been reported: the track is then left without it.
    let role =
        |metric: &Option<String>, extra: &[(&str, TokenStream)]| call(plan, track, metric.as_deref()?, extra);
    let outcome = status_of(plan, track).and_then(|status| outcome(plan, status));
    let status = if outcome.is_some() { vec![("status", quote!(status))] } else { Vec::new() };
    let in_flight = role(&track.in_flight, &[]);
    let calls = role(&track.calls, &status);
    let duration = role(&track.duration, &[]);
    let last_run = role(&track.last_run, &[]);
    let Errors { kind, count, at_end } = errors(plan, track)?;
    let begin = in_flight.as_ref().map(|gauge| quote!(#gauge.inc();));
    let end = in_flight.as_ref().map(|gauge| quote!(#gauge.dec();));
    let calls = calls.map(|counter| quote!(#outcome #counter.inc();));
    let duration = duration.map(|histogram| duration_of(plan, track, &histogram));
    let last_run =
        last_run.map(|gauge| quote!(if outcome == ::gaugewright::Outcome::Success { #gauge.set_to_now(); }));
    Some(quote! {
        type Error = #kind;

        #[inline]
        fn begin(self) { #begin }

        #[inline]
        #[allow(unused_variables)]
        fn end(self, outcome: ::gaugewright::Outcome, nanos: ::core::primitive::u64) {
            #end
            #calls
            #at_end
            #duration
            #last_run
        }

        #[inline]
        #[allow(unused_variables)]
        fn error(self, error: Self::Error) { #count }
    })
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
        Kind::Durations(_) => (quote!(value), quote!(observe_seconds(amount))),
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
            let variant = planned.variant(value)?;
            Some(quote!(super::#ident::#variant))
        }
        Domain::Codes(..) => {
            let code: u16 = value.parse().ok()?;
            Some(quote!(super::#ident::nearest(#code)))
        }
        Domain::Open { .. } => Some(quote!(super::#ident::from(#value))),
    }
}
