//! A function as `#[tracked]` reads it: the body stays tokens, so that the compiler's own errors about it point where they
//! always do.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Token, Visibility, braced};

/// A function with a body that nobody has looked into.
pub(super) struct Function {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) signature: Signature,
    pub(super) body: TokenStream,
    /// Where the body ends, which is where a value that is missing is missed.
    pub(super) end: Span,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let signature: Signature = input.parse()?;
        if input.peek(Token![;]) {
            let message = "there is no body to track: put the attribute on the implementation";
            return Err(syn::Error::new(signature.ident.span(), message));
        }
        let content;
        let brace = braced!(content in input);
        Ok(Self { attributes, visibility, signature, body: content.parse()?, end: brace.span.close() })
    }
}

impl Function {
    /// What keeps it from being tracked.
    pub(super) fn problem(&self) -> Option<syn::Error> {
        let constness = self.signature.constness.as_ref()?;
        Some(syn::Error::new(
            constness.span,
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
