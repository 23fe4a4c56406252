//! The function that measures: it begins a call, runs the body, and ends the call by what the body returned. Whatever
//! leaves the body otherwise, a panic or a dropped future, drops the call, which then records itself.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::arguments::{Arguments, Verdict};
use super::function::Function;
use super::future::Ending;
use super::signature::without_opaque;

/// Expands one function.
pub(super) fn function(arguments: &Arguments, function: Function) -> TokenStream {
    let Function { attributes, visibility, signature, is_async, output: returns, body, end, .. } = function;
    let begin = begin(arguments);
    // What is wrong with the return value is wrong with its type.
    let output = returns.as_ref().map_or_else(Span::call_site, |ty| at(ty.span()));
    let settle = settle(arguments, output);
    let returned = returns.as_ref().map_or_else(|| quote!(()), without_opaque);
    let content = if is_async {
        asynchronous(&begin, &settle, &returned, &body, end)
    } else if let Some(content) = boxed_future(&begin, &settle, &body) {
        content
    } else if is_never(&returned) {
        // It never gets to an end that could be looked at.
        quote! {
            let __gaugewright_call = #begin;
            #body
        }
    } else {
        synchronous(&begin, &settle, &returned, &body, end)
    };
    quote! {
        #(#attributes)*
        #visibility #signature {
            #content
        }
    }
}

/// The call begins: a struct literal, so that a label that is missing or misspelt is the compiler's own error. The struct is
/// looked up by the track's name, so that an unknown track is an error of ours.
fn begin(arguments: &Arguments) -> TokenStream {
    let span = arguments.track.span();
    let module = arguments.module(span);
    let name = arguments.track.unraw().to_string();
    let labels = arguments.labels.iter().map(|(name, value)| {
        let span = at(value.span());
        let value = quote_spanned!(span=> ::gaugewright::__private::label(&(#value)));
        quote!(#name: #value)
    });
    let track = Ident::new("__GaugewrightTrack", span);
    let position = quote_spanned!(span=> #module::track::__position(#name));
    quote! {
        {
            type #track =
                <#module::track::__Tracks as ::gaugewright::__private::TrackAt<{ #position }>>::Track;
            ::gaugewright::Call::begin(#track { #(#labels),* })
        }
    }
}

/// A place of the user's, for names of ours: also in a function that another macro has written.
fn at(place: Span) -> Span {
    place.resolved_at(Span::call_site())
}

/// What is recorded when the body has returned.
fn settle(arguments: &Arguments, output: Span) -> TokenStream {
    let returned = quote_spanned!(output=> ::gaugewright::__private::Returned(&__gaugewright_returned));
    // Errors in what the user wrote point at what the user wrote.
    let look = |f: &TokenStream, value: TokenStream| quote_spanned!(at(f.span())=> ::gaugewright::__private::look(#value, #f));
    let records = arguments.records.iter().map(|(name, get)| {
        let amount = look(get, quote!(__gaugewright_value));
        let record = quote_spanned!(at(get.span())=> __gaugewright_call.track().#name(#amount););
        quote! {
            if let ::core::option::Option::Some(__gaugewright_value) = #returned.value() { #record }
        }
    });
    let end = match (&arguments.verdict, &arguments.error) {
        (None, None) => quote_spanned!(output=> #returned.settle(__gaugewright_call)),
        (None, Some(kind)) => {
            let kind = look(kind, quote!(__gaugewright_error));
            quote! {
                match #returned.failure() {
                    ::core::option::Option::None => __gaugewright_call.succeed(),
                    ::core::option::Option::Some(__gaugewright_error) => __gaugewright_call.fail(#kind),
                }
            }
        }
        (Some(verdict), kind) => {
            let returned_value = || quote!(&__gaugewright_returned);
            let good = match verdict {
                Verdict::OkIf(test) => look(test, returned_value()),
                Verdict::ErrIf(test) => {
                    let bad = look(test, returned_value());
                    quote!(!#bad)
                }
            };
            let failed = match kind {
                None => quote_spanned!(output=> #returned.settle_failed(__gaugewright_call)),
                Some(kind) => {
                    let kind = look(kind, returned_value());
                    quote!(__gaugewright_call.fail(#kind))
                }
            };
            quote!(if #good { __gaugewright_call.succeed() } else { #failed })
        }
    };
    quote! {
        {
            #[allow(unused_imports)]
            use ::gaugewright::__private::AnyReturn as _;
            #(#records)*
            #end;
        }
    }
}

fn synchronous(
    begin: &TokenStream,
    settle: &TokenStream,
    returned: &TokenStream,
    body: &TokenStream,
    end: Span,
) -> TokenStream {
    // A closure catches `return` and `?`. Passed on, it may give away what it has taken, such as `&mut self`.
    let block = block(body, end);
    quote! {
        let __gaugewright_call = #begin;
        #[allow(clippy::let_unit_value, clippy::needless_return, clippy::unused_unit)]
        let __gaugewright_returned = ::gaugewright::__private::once(move || -> #returned #block);
        #settle
        __gaugewright_returned
    }
}

fn asynchronous(
    begin: &TokenStream,
    settle: &TokenStream,
    returned: &TokenStream,
    body: &TokenStream,
    end: Span,
) -> TokenStream {
    // Tells the compiler the type, which an async block cannot be given.
    let typed = (!is_never(returned)).then(|| {
        quote! {
            #[allow(unreachable_code, clippy::diverging_sub_expression, clippy::empty_loop, clippy::let_unit_value)]
            if false {
                let __gaugewright_returned: #returned = loop {};
                return __gaugewright_returned;
            }
        }
    });
    let block = block(&quote!(#typed #body), end);
    tracked_future(begin, settle, &quote!(async move #block))
}

/// Runs a future as the call.
fn tracked_future(begin: &TokenStream, settle: &TokenStream, future: &TokenStream) -> TokenStream {
    quote! {
        let __gaugewright_call = #begin;
        #[allow(clippy::let_unit_value)]
        let (__gaugewright_returned, __gaugewright_call) =
            ::gaugewright::__private::Tracked::new(__gaugewright_call, #future).await;
        if let ::core::option::Option::Some(__gaugewright_call) = __gaugewright_call #settle
        __gaugewright_returned
    }
}

/// A function that is not async but ends in `Box::pin(async move { .. })` or in an async block: what `async_trait` makes,
/// and what people write by hand. The call begins when the future is first polled.
fn boxed_future(begin: &TokenStream, settle: &TokenStream, body: &TokenStream) -> Option<TokenStream> {
    let ending = Ending::of(body)?;
    let content = tracked_future(begin, settle, &ending.future());
    Some(ending.with(&quote!(async move { #content })))
}

fn block(body: &TokenStream, end: Span) -> TokenStream {
    let mut block = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, body.clone());
    block.set_span(end);
    quote!(#block)
}

fn is_never(ty: &TokenStream) -> bool {
    ty.to_string() == "!"
}
