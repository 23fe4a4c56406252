//! A function as `#[tracked]` reads it: the body stays tokens, so that the compiler's own errors about it point where they
//! always do. So do the parameters: nobody needs to know them, and what reads them takes longer to compile than all of this.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Visibility};

use super::signature::Signature;

/// A function with a body that nobody has looked into.
pub(super) struct Function {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    /// All that stands between these and the body.
    pub(super) signature: TokenStream,
    pub(super) is_async: bool,
    /// The type behind the arrow.
    pub(super) output: Option<TokenStream>,
    pub(super) body: TokenStream,
    /// Where the body ends, which is where a value that is missing is missed.
    pub(super) end: Span,
    constness: Option<Span>,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let rest: TokenStream = input.parse()?;
        let mut signature: Vec<TokenTree> = rest.into_iter().collect();
        // Behind the body nothing can follow: what else stands in braces is a part of the signature.
        let body = match signature.pop() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Some(group),
            _ => None,
        };
        let Signature { name, constness, is_async, output } = Signature::read(&signature)?;
        let signature = signature.into_iter().collect();
        let Some(body) = body else {
            let message = "there is no body to track: put the attribute on the implementation";
            return Err(syn::Error::new(name.span(), message));
        };
        let end = body.span_close();
        Ok(Self { attributes, visibility, signature, is_async, output, body: body.stream(), end, constness })
    }
}

impl Function {
    /// What keeps it from being tracked.
    pub(super) fn problem(&self) -> Option<syn::Error> {
        Some(syn::Error::new(
            self.constness?,
            "a `const fn` may run while compiling, where nothing can be counted: remove `const` or the attribute",
        ))
    }
}

/// The item as it was written, with an error beside it.
pub(super) fn with_error(item: &TokenStream, error: &syn::Error) -> TokenStream {
    let mut tokens = error.to_compile_error();
    item.to_tokens(&mut tokens);
    tokens
}
