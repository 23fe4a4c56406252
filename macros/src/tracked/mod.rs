//! `#[tracked]`: parse the arguments and the item, validate, expand. Whatever is wrong, the item itself stays.

mod angles;
mod arguments;
mod expand;
mod function;
mod future;
mod items;
mod signature;
mod value;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Token, Visibility};

use arguments::Arguments;
use function::{Function, with_error};

/// Expands `#[tracked(arguments)] item`.
pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    if arguments.to_string() == "skip" {
        return item;
    }
    let parsed: Arguments = match syn::parse2(arguments.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return with_error(&item, &error),
    };
    let expanded = match kind(item.clone()) {
        Kind::Impl => items::implementation(arguments, item.clone()),
        Kind::Module => items::module(arguments, item.clone()),
        Kind::Function => {
            syn::parse2::<Function>(item.clone()).and_then(|function| match function.problem() {
                Some(problem) => Err(problem),
                None => Ok(expand::function(&parsed, function)),
            })
        }
        Kind::Other => Err(syn::Error::new_spanned(
            first_line(&item),
            "`#[tracked]` goes on a function, an `impl` block or a module",
        )),
    };
    expanded.unwrap_or_else(|error| with_error(&item, &error))
}

/// What the attribute stands on.
enum Kind {
    Function,
    Impl,
    Module,
    Other,
}

impl Parse for Kind {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let kind = if input.peek(Token![impl]) || input.peek(Token![unsafe]) && input.peek2(Token![impl]) {
            Self::Impl
        } else if input.peek(Token![mod]) {
            Self::Module
        } else if [input.peek(Token![fn]), input.peek(Token![async]), input.peek(Token![unsafe])]
            .contains(&true)
            || input.peek(Token![extern])
            || input.peek(Token![const]) && (input.peek2(Token![fn]) || !input.peek3(Token![:]))
        {
            Self::Function
        } else {
            Self::Other
        };
        input.parse::<TokenStream>()?;
        Ok(kind)
    }
}

fn kind(item: TokenStream) -> Kind {
    syn::parse2(item).unwrap_or(Kind::Other)
}

/// The beginning of an item, for a place to point at.
fn first_line(item: &TokenStream) -> TokenStream {
    let tokens = item.clone().into_iter().take(2);
    quote!(#(#tokens)*)
}
