//! `metrics!`: reads a spec, and makes a module of collectors from it.

mod accessors;
mod arguments;
mod by_hand;
mod http;
mod labels;
mod layout;
mod outcomes;
mod parts;
mod plan;
mod schema;
mod tracks;

use std::path::PathBuf;

use gaugewright_collectors::diagnostic::{Diagnostic, Severity};
use gaugewright_collectors::source::Source;
use gaugewright_collectors::{Loaded, load, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use arguments::Arguments;
use plan::Plan;

/// Expands `metrics!("metrics-spec.yaml")`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let arguments: Arguments = match syn::parse2(input) {
        Ok(arguments) => arguments,
        Err(error) => return error.into_compile_error(),
    };
    match read(&arguments) {
        Ok((path, text)) => {
            let source = Source::new(arguments.path.value(), text);
            let made = module(&arguments, &source);
            // The compiler learns here that the module depends on the file.
            quote! {
                #made
                const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);
            }
        }
        Err(message) => syn::Error::new(arguments.path.span(), message).into_compile_error(),
    }
}

/// The spec's text, and its absolute path: relative ones start where the crate's `Cargo.toml` is.
fn read(arguments: &Arguments) -> Result<(String, String), String> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let path = root.join(arguments.path.value());
    let text = std::fs::read_to_string(&path).map_err(|error| {
        format!(
            "cannot read the spec: {error}\nlooked for {}\na relative path starts at the folder of the crate's Cargo.toml",
            path.display()
        )
    })?;
    Ok((path.to_string_lossy().into_owned(), text))
}

/// The expansion for a spec that is no file.
#[cfg(test)]
pub(crate) fn from_text(source: &Source) -> TokenStream {
    let path = syn::LitStr::new("metrics-spec.yaml", Span::call_site());
    module(&Arguments { path, module: None, check: true, by_hand: Vec::new() }, source)
}

/// The module, and an error for each finding.
fn module(arguments: &Arguments, source: &Source) -> TokenStream {
    let Loaded { collectors, findings } = load(source);
    let findings = if arguments.check { checked(source, findings) } else { findings };
    let errors = findings.iter().filter(|finding| finding.rule.severity == Severity::Error);
    let mut messages: Vec<String> =
        errors.map(|finding| format!("\n{}", plain::shown(finding, source))).collect();
    if !arguments.check && collectors.is_some() {
        messages.clear();
    }
    let span = Span::call_site();
    let module = arguments.module.clone().unwrap_or_else(|| Ident::new("metrics", span));
    let mut misplaced = Vec::new();
    let made = collectors.map(|mut collectors| {
        misplaced = by_hand::leave_out(&mut collectors, &arguments.by_hand);
        if !messages.is_empty() {
            // What has a mistake is not there, and has been said.
            misplaced.clear();
        }
        let (plan, problems) = Plan::new(&collectors, span);
        // The check has said them, with their places, unless it was told not to.
        if !findings.iter().any(|finding| finding.rule.code == "rust-name") || !arguments.check {
            messages.extend(problems);
        }
        contents(&plan)
    });
    let errors = messages
        .into_iter()
        .map(|message| syn::Error::new(arguments.path.span(), message))
        .chain(misplaced)
        .map(syn::Error::into_compile_error);
    quote! {
        /// The collectors of the spec, its labels and its tracks.
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction, dead_code, non_camel_case_types)]
        pub mod #module {
            #made
        }
        #(#errors)*
    }
}

fn contents(plan: &Plan<'_>) -> TokenStream {
    let statics = schema::statics(plan);
    let labels = labels::types(plan);
    let accessors = accessors::functions(plan);
    let tracks = tracks::module(plan);
    let layers = http::layers(plan);
    quote! {
        use ::gaugewright::__private as __gw;

        #statics
        ::gaugewright::__backend!(__Spec, &SCHEMA);
        #labels
        #accessors
        #tracks
        #layers
        ::gaugewright::__exposition!(__Spec);
    }
}

/// What is found in the whole spec: in what collectors need of it the same as without.
#[cfg(feature = "check")]
fn checked(source: &Source, _: Vec<Diagnostic>) -> Vec<Diagnostic> {
    gaugewright_spec::load_as_written(source).findings
}

/// The rest is checked where files are generated from it.
#[cfg(not(feature = "check"))]
fn checked(_: &Source, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings
}
