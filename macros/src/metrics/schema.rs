//! The spec as data for the runtime.

use gaugewright_collectors::model::{Domain, Init};
use proc_macro2::TokenStream;
use quote::quote;

use super::accessors::buckets;
use super::layout::{self, Kind, Placed, Storage};
use super::plan::Plan;

/// The statics: buckets of histograms, and the schema.
pub(super) fn statics(plan: &Plan<'_>) -> TokenStream {
    let buckets = plan.layout.metrics.iter().filter_map(|placed| bucket_static(plan, placed));
    let labels = plan.labels.iter().map(|label| {
        let name = &label.label.name;
        let domain = domain(&label.label.domain);
        quote!(__gw::Label { name: #name, domain: #domain })
    });
    let metrics = plan.layout.metrics.iter().filter_map(|placed| metric(plan, placed));
    let constants = plan.constants.iter().map(|(name, value)| quote!((#name, #value)));
    let (service, path, cells) = (&plan.service, &plan.path, plan.layout.cells);
    quote! {
        #(#buckets)*

        static SCHEMA: __gw::Schema = __gw::Schema {
            service: #service,
            path: #path,
            constants: &[#(#constants),*],
            labels: &[#(#labels),*],
            metrics: &[#(#metrics),*],
            cells: #cells,
        };
    }
}

fn bucket_static(plan: &Plan<'_>, placed: &Placed<'_>) -> Option<TokenStream> {
    let name = buckets(plan, placed);
    match &placed.kind {
        Kind::Durations(bounds) => {
            Some(quote!(static #name: __gw::DurationBuckets = __gw::DurationBuckets::new(&[#(#bounds),*]);))
        }
        Kind::Values(bounds) => {
            Some(quote!(static #name: __gw::ValueBuckets = __gw::ValueBuckets { bounds: &[#(#bounds),*] };))
        }
        _ => None,
    }
}

fn domain(domain: &Domain) -> TokenStream {
    match domain {
        Domain::Closed(values) => quote!(__gw::Domain::Closed(&[#(#values),*])),
        Domain::Codes(first, last) => {
            let [first, last] = [first, last].map(|code| u16::try_from(*code).unwrap_or(u16::MAX));
            quote!(__gw::Domain::Codes(#first, #last))
        }
        Domain::Open { .. } => {
            let limit = layout::limit(domain);
            quote!(__gw::Domain::Open(#limit))
        }
    }
}

fn metric(plan: &Plan<'_>, placed: &Placed<'_>) -> Option<TokenStream> {
    let spec = placed.metric;
    let (name, help) = (&spec.name, &spec.help);
    let unit = match unit(&spec.name) {
        Some(unit) => quote!(::core::option::Option::Some(#unit)),
        None => quote!(::core::option::Option::None),
    };
    let kind = match &placed.kind {
        Kind::Counter => quote!(Counter),
        Kind::FloatCounter => quote!(FloatCounter),
        Kind::Gauge => quote!(Gauge),
        Kind::Info => quote!(Info),
        Kind::Durations(_) => {
            let buckets = buckets(plan, placed);
            quote!(Durations(&#buckets))
        }
        Kind::Values(_) => {
            let buckets = buckets(plan, placed);
            quote!(Values(&#buckets))
        }
    };
    let labels = spec.labels.iter().map(|label| {
        let (at, _) = plan.label(&label.definition)?;
        let (name, at) = (&label.name, u16::try_from(at).ok()?);
        Some(quote!(__gw::MetricLabel { name: #name, label: #at }))
    });
    let labels: Vec<TokenStream> = labels.collect::<Option<_>>()?;
    let storage = match placed.storage {
        Storage::Dense(first) => quote!(Dense(#first)),
        Storage::Sparse(first) => quote!(Sparse(#first)),
    };
    let init = match placed.init {
        Init::All => quote!(All),
        Init::Touched => quote!(Touched),
    };
    Some(quote! {
        __gw::Metric {
            name: #name,
            help: #help,
            unit: #unit,
            kind: __gw::Kind::#kind,
            labels: &[#(#labels),*],
            storage: __gw::Storage::#storage,
            init: __gw::Init::#init,
        }
    })
}

/// OpenMetrics wants the unit to be the end of the name.
fn unit(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix("_total").unwrap_or(name);
    ["seconds", "bytes", "ratio", "celsius", "meters", "volts", "amperes", "joules", "grams"]
        .into_iter()
        .find(|unit| name.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_')))
}
