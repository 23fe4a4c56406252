//! `#[derive(LabelValue)]`: an enum of the user's stands for a label, variant by variant.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, Path, Variant};

/// Expands `#[derive(LabelValue)]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    syn::parse2(input).and_then(|input| derive(&input)).unwrap_or_else(syn::Error::into_compile_error)
}

fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        let message = "only an enum can be a label: each variant is one value";
        return Err(syn::Error::new(input.ident.span(), message));
    };
    let labels: Vec<Path> = paths(&input.attrs)?;
    if labels.is_empty() {
        let message = "which label? say it: `#[label(crate::metrics::LlmError)]`";
        return Err(syn::Error::new(input.ident.span(), message));
    }
    let mut errors: Option<syn::Error> = None;
    let arms: Vec<_> = data
        .variants
        .iter()
        .filter_map(|variant| arm(variant).map_err(|error| add(&mut errors, error)).ok())
        .collect();
    if let Some(errors) = errors {
        return Err(errors);
    }
    let implementations = labels.iter().map(|label| implementation(input, label, &arms));
    Ok(quote!(#(#implementations)*))
}

fn add(errors: &mut Option<syn::Error>, error: syn::Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}

/// The pattern of a variant, and the name of the label's variant that it stands for.
fn arm(variant: &Variant) -> syn::Result<(TokenStream, Ident)> {
    let name = &variant.ident;
    let pattern = match variant.fields {
        Fields::Unit => quote!(Self_::#name),
        Fields::Unnamed(_) => quote!(Self_::#name(..)),
        Fields::Named(_) => quote!(Self_::#name { .. }),
    };
    let paths = paths(&variant.attrs)?;
    let value = match paths.as_slice() {
        [] => name.clone(),
        [path] => path.require_ident().cloned().map_err(|error| {
            syn::Error::new(error.span(), "the name of a variant of the label: `#[label(Timeout)]`")
        })?,
        [_, second, ..] => return Err(syn::Error::new(second.span(), "a variant stands for one value")),
    };
    Ok((pattern, value))
}

fn paths(attributes: &[Attribute]) -> syn::Result<Vec<Path>> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("label"))
        .map(Attribute::parse_args)
        .collect()
}

fn implementation(input: &DeriveInput, label: &Path, arms: &[(TokenStream, Ident)]) -> TokenStream {
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let patterns = arms.iter().map(|(pattern, _)| pattern);
    let values = arms.iter().map(|(_, value)| quote_spanned!(value.span()=> #label::#value));
    let span = label.span();
    let head = quote_spanned!(span=> ::gaugewright::LabelFrom<#name #arguments> for #label);
    let behind = quote_spanned!(span=> ::gaugewright::LabelFrom<&#name #arguments> for #label);
    quote! {
        #[automatically_derived]
        impl #generics #head #bounds {
            #[inline]
            #[allow(unused_variables)]
            fn label_from(value: &#name #arguments) -> Self {
                use #name as Self_;
                match *value { #(#patterns => #values,)* }
            }
        }

        #[automatically_derived]
        impl #generics #behind #bounds {
            #[inline]
            fn label_from(value: &&#name #arguments) -> Self {
                <Self as ::gaugewright::LabelFrom<#name #arguments>>::label_from(*value)
            }
        }
    }
}
