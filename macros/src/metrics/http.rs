//! Tracks that count HTTP requests: a layer fills them in, not `#[tracked]`.

use gaugewright_collectors::model::{Domain, Track};
use gaugewright_collectors::rust_name;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::accessors::call;
use super::parts::{duration_of, field_type};
use super::plan::Plan;
use crate::names;

/// Whether the calls of a track are HTTP requests: their status is then a code.
pub(super) fn is_http(plan: &Plan<'_>, track: &Track) -> bool {
    let calls = track.calls.as_deref().and_then(|calls| plan.metric(calls));
    calls
        .and_then(|calls| calls.metric.label("status"))
        .is_some_and(|status| matches!(*status.domain, Domain::Codes(..)))
}

/// What to write instead of `#[tracked]` with such a track.
pub(super) fn instead_of_tracked(track: &Track) -> String {
    let name = &track.name;
    format!("track `{name}` counts HTTP requests: give `{name}_layer()` to `Router::layer` instead")
}

/// The layers of all HTTP tracks, named after them.
pub(super) fn layers(plan: &Plan<'_>) -> TokenStream {
    let layers = plan.tracks.iter().filter(|track| is_http(plan, track)).map(|track| {
        let function = plan.ident(&rust_name::layer(&track.name));
        let name = Ident::new(&names::camel(&track.name), plan.span);
        quote! {
            ::gaugewright::__if_axum! {
                /// Counts HTTP requests, but not the scrapes. Give it to `Router::layer`.
                pub fn #function() -> ::gaugewright::HttpLayer<track::#name> {
                    ::gaugewright::HttpLayer::new().skip(SCHEMA.path)
                }
            }
        }
    });
    quote!(#(#layers)*)
}

/// The struct that a request is counted under.
pub(super) fn track(plan: &Plan<'_>, track: &Track) -> Option<TokenStream> {
    let name = Ident::new(&names::camel(&track.name), plan.span);
    let docs = format!("What an HTTP request of track `{}` is counted under.", track.name);
    let fields: Vec<Ident> = track.labels.iter().map(|label| plan.ident(label)).collect();
    let types: Vec<(TokenStream, bool)> =
        track.labels.iter().map(|label| field_type(plan, track, label)).collect::<Option<_>>()?;
    let field_types = types.iter().map(|(ty, _)| ty);
    let values = types.iter().zip(&fields).map(|((ty, open), field)| match open {
        true => quote!(#ty::from(#field)),
        false => quote!(::core::str::FromStr::from_str(#field).unwrap_or(#ty::Other)),
    });
    let (begin, end) = recording(plan, track)?;
    let status = status_type(plan, track)?;
    Some(quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        pub struct #name {
            #(#fields: #field_types,)*
        }

        ::gaugewright::__if_axum! {
            impl ::gaugewright::HttpTrack for #name {
                #[allow(unused_variables)]
                fn begin(method: &'static ::core::primitive::str, endpoint: &::core::primitive::str) -> Self {
                    let this = Self { #(#fields: #values),* };
                    this.begun();
                    this
                }

                fn end(self, status: ::core::primitive::u16, nanos: ::core::primitive::u64) {
                    self.ended(super::#status::nearest(status), nanos);
                }
            }
        }

        impl #name {
            fn begun(self) { #begin }

            #[allow(unused_variables)]
            fn ended(self, status: super::#status, nanos: ::core::primitive::u64) { #end }
        }
    })
}

/// What is recorded when a request begins, and when it ends.
fn recording(plan: &Plan<'_>, track: &Track) -> Option<(Option<TokenStream>, TokenStream)> {
    let status = [("status", quote!(status))];
    let counter = call(plan, track, track.calls.as_deref()?, &status)?;
    let duration = track.duration.as_deref().and_then(|name| call(plan, track, name, &status));
    let duration = duration.map(|histogram| duration_of(plan, track, &histogram));
    let gauge = track.in_flight.as_deref().and_then(|name| call(plan, track, name, &[]));
    let begin = gauge.as_ref().map(|gauge| quote!(#gauge.inc();));
    let end = gauge.map(|gauge| quote!(#gauge.dec();));
    Some((begin, quote!(#end #counter.inc(); #duration)))
}

fn status_type<'p>(plan: &'p Plan<'_>, track: &Track) -> Option<&'p Ident> {
    let status = plan.metric(track.calls.as_deref()?)?.metric.label("status")?;
    plan.label(&status.definition).map(|(_, planned)| &planned.ident)
}
