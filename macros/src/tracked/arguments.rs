//! What stands between the parentheses of `#[tracked]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Path, Token, parenthesized};

use super::value;

/// `llm, provider = Provider::Openai, record(tokens = |r| r.tokens)`.
#[derive(Clone)]
pub(super) struct Arguments {
    /// The track.
    pub(super) track: Ident,
    /// The module that `metrics!` made.
    pub(super) module: Option<Path>,
    /// Labels and what they are; a label alone is the argument of that name.
    pub(super) labels: Vec<(Ident, TokenStream)>,
    /// Numbers to record, and how to get them from what the function returned.
    pub(super) records: Vec<(Ident, TokenStream)>,
    /// When a call went well, or not.
    pub(super) verdict: Option<Verdict>,
    /// What kind of error an error is.
    pub(super) error: Option<TokenStream>,
}

/// A condition on what the function returned.
#[derive(Clone)]
pub(super) enum Verdict {
    OkIf(TokenStream),
    ErrIf(TokenStream),
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let track = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "which track? name one of the spec: `#[tracked(llm)]`")
        })?;
        if input.peek(Token![=]) {
            let message = format!("the track comes first: `#[tracked(llm, {track} = ..)]`");
            return Err(syn::Error::new(track.span(), message));
        }
        let mut arguments =
            Self { track, module: None, labels: Vec::new(), records: Vec::new(), verdict: None, error: None };
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
        if input.parse::<Option<Token![in]>>()?.is_some() {
            input.parse::<Token![=]>()?;
            self.module = Some(input.parse()?);
            return Ok(());
        }
        let name = input.call(Ident::parse_any)?;
        if name == "record" && input.peek(syn::token::Paren) {
            return self.record(input);
        }
        if !input.peek(Token![=]) {
            let value = format_ident!("{}", name, span = name.span());
            return self.label(name, quote!(#value));
        }
        input.parse::<Token![=]>()?;
        let value = written(input, &name)?;
        match name.to_string().as_str() {
            "ok_if" => self.verdict(&name, Verdict::OkIf(value)),
            "err_if" => self.verdict(&name, Verdict::ErrIf(value)),
            "error" => once(&mut self.error, &name, value),
            _ => self.label(name, value),
        }
    }

    fn label(&mut self, name: Ident, value: TokenStream) -> syn::Result<()> {
        if self.labels.iter().any(|(known, _)| *known == name) {
            return Err(syn::Error::new(name.span(), format!("label `{name}` is repeated")));
        }
        self.labels.push((name, value));
        Ok(())
    }

    fn verdict(&mut self, name: &Ident, verdict: Verdict) -> syn::Result<()> {
        if self.verdict.is_some() {
            return Err(syn::Error::new(name.span(), "one of `ok_if` and `err_if` is enough"));
        }
        self.verdict = Some(verdict);
        Ok(())
    }

    /// `record(prompt_tokens = |answer| answer.prompt_tokens)`.
    fn record(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let content;
        parenthesized!(content in input);
        while !content.is_empty() {
            let name = content.call(Ident::parse_any)?;
            if !content.peek(Token![=]) {
                let message = format!("how do you get `{name}`? write `{name} = |returned| ..`");
                return Err(syn::Error::new(name.span(), message));
            }
            content.parse::<Token![=]>()?;
            let value = written(&content, &name)?;
            self.records.push((name, value));
            if content.is_empty() {
                break;
            }
            content.parse::<Token![,]>()?;
        }
        Ok(())
    }

    /// The module that `metrics!` made, spelled at a place of the user's.
    pub(super) fn module(&self, span: Span) -> Path {
        self.module.clone().unwrap_or_else(|| {
            let (root, metrics) = (Ident::new("crate", span), Ident::new("metrics", span));
            syn::parse_quote!(#root::#metrics)
        })
    }
}

/// What stands behind `=`.
fn written(input: ParseStream<'_>, name: &Ident) -> syn::Result<TokenStream> {
    let value = value::read(input)?;
    if value.is_empty() {
        let message = format!("what is `{name}`? write an expression after `=`");
        return Err(syn::Error::new(input.span(), message));
    }
    Ok(value)
}

fn once<T>(slot: &mut Option<T>, name: &Ident, value: T) -> syn::Result<()> {
    if slot.replace(value).is_some() {
        return Err(syn::Error::new(name.span(), format!("`{name}` stands twice")));
    }
    Ok(())
}
