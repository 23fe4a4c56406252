//! What stands between the parentheses of `metrics!`.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitBool, LitStr, Token, bracketed};

/// `"metrics-spec.yaml", mod = telemetry, check = false, by_hand = [orders_total]`.
pub(super) struct Arguments {
    /// The path of the spec.
    pub(super) path: LitStr,
    /// The name of the module that is made.
    pub(super) module: Option<Ident>,
    /// Whether queries, alerts and dashboards are checked too.
    pub(super) check: bool,
    /// The metrics of the spec that are in a hand-made registry.
    pub(super) by_hand: Vec<Ident>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            let message = "which spec? write its path: `metrics!(\"metrics-spec.yaml\")`";
            return Err(syn::Error::new(input.span(), message));
        }
        let path = input.parse().map_err(|error: syn::Error| {
            syn::Error::new(
                error.span(),
                "the path of the spec comes first, in quotes: \"metrics-spec.yaml\"",
            )
        })?;
        let mut arguments = Self { path, module: None, check: true, by_hand: Vec::new() };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            arguments.option(input)?;
        }
        Ok(arguments)
    }
}

impl Arguments {
    fn option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.parse::<Option<Token![mod]>>()?.is_some() {
            input.parse::<Token![=]>()?;
            self.module = Some(input.parse()?);
            return Ok(());
        }
        let name: Ident = input.parse()?;
        if name != "check" && name != "by_hand" {
            let message = "known are `mod = name`, `check = false` and `by_hand = [metric, ..]`";
            return Err(syn::Error::new(name.span(), message));
        }
        input.parse::<Token![=]>()?;
        if name == "check" {
            self.check = input.parse::<LitBool>()?.value;
        } else {
            let list;
            bracketed!(list in input);
            self.by_hand = Punctuated::<Ident, Token![,]>::parse_terminated(&list)?.into_iter().collect();
        }
        Ok(())
    }
}
