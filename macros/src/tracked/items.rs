//! `#[tracked]` on an `impl` block or a module: each of its public functions gets the attribute.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, ImplItem, Item, ItemImpl, ItemMod, Signature, Visibility, parse_quote};

/// An `impl` block: its public functions, or all of them if it implements a trait.
pub(super) fn implementation(arguments: &TokenStream, mut item: ItemImpl) -> TokenStream {
    let of_trait = item.trait_.is_some();
    for inner in &mut item.items {
        if let ImplItem::Fn(function) = inner {
            let public = of_trait || matches!(function.vis, Visibility::Public(_));
            mark(arguments, public, &function.sig, &mut function.attrs);
        }
    }
    quote!(#item)
}

/// A module with its body: its public functions.
pub(super) fn module(arguments: &TokenStream, mut item: ItemMod) -> syn::Result<TokenStream> {
    let Some((_, items)) = &mut item.content else {
        let message = "this module is in another file: put `#[tracked]` on the functions there";
        return Err(syn::Error::new(item.ident.span(), message));
    };
    for inner in items {
        if let Item::Fn(function) = inner {
            let public = matches!(function.vis, Visibility::Public(_));
            mark(arguments, public, &function.sig, &mut function.attrs);
        }
    }
    Ok(quote!(#item))
}

/// A function with an attribute of its own keeps that one; a `const fn` cannot be tracked.
fn mark(arguments: &TokenStream, public: bool, signature: &Signature, attributes: &mut Vec<Attribute>) {
    let named =
        |attribute: &Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "tracked");
    if public && signature.constness.is_none() && !attributes.iter().any(named) {
        attributes.push(parse_quote!(#[::gaugewright::tracked(#arguments)]));
    }
}
