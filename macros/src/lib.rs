//! The macros of Gaugewright. Each has its folder, and in it: parse, validate, expand. What users read about them
//! stands where `gaugewright` exports them.

#![forbid(unsafe_code)]

mod label_value;
mod metrics;
mod names;
mod tracked;

#[cfg(test)]
mod expansions;

use proc_macro::TokenStream;

/// Makes typed collectors from a `metrics-spec.yaml`.
#[proc_macro]
pub fn metrics(input: TokenStream) -> TokenStream {
    metrics::expand(input.into()).into()
}

/// Instruments a function.
#[proc_macro_attribute]
pub fn tracked(arguments: TokenStream, item: TokenStream) -> TokenStream {
    tracked::expand(&arguments.into(), item.into()).into()
}

/// Lets an enum of yours stand for a label of the spec.
#[proc_macro_derive(LabelValue, attributes(label))]
pub fn label_value(input: TokenStream) -> TokenStream {
    label_value::expand(input.into()).into()
}
