//! What the macros make, as code that somebody can read.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

/// The code, formatted.
fn pretty(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("an expansion is items");
    prettyplease::unparse(&file)
}

fn tracked(arguments: &TokenStream, item: TokenStream) -> String {
    pretty(crate::tracked::expand(arguments, item))
}

#[test]
fn a_spec_of_ten_lines() {
    let spec = "\
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
labels:
  provider: { values: [openai, anthropic], help: LLM provider }
  model: { open: { limit: 20 } }
  status: { values: [success, error] }
  reason: { values: [timeout, refused] }
metrics:
  llm:
    calls_total: { type: counter, unit: calls, labels: [provider, status], help: Calls }
    errors_total: { type: counter, unit: calls, labels: [provider, error_type: reason], help: Calls that failed }
    call_duration_seconds: { type: histogram, labels: [provider, model], buckets: [100ms, 1s], help: Time of a call }
    tokens_total: { type: counter, unit: tokens, labels: [provider], help: Tokens }
tracks:
  llm:
    labels: [provider, model]
    calls: calls_total
    duration: call_duration_seconds
    errors: errors_total
    records: { tokens: tokens_total }
";
    let source = gaugewright_collectors::source::Source::new("metrics-spec.yaml", spec);
    assert_snapshot!(pretty(crate::metrics::from_text(&source)));
}

#[test]
fn a_function() {
    let function = quote! {
        /// Asks.
        #[must_use]
        pub(crate) fn ask<'a>(&'a self, prompt: &str) -> Result<&'a str, Failure> { self.find(prompt)?; Ok(&self.answer) }
    };
    assert_snapshot!(tracked(&quote!(llm, provider = Provider::Openai, model = self.model), function));
}

#[test]
fn an_async_function_with_all_options() {
    let function = quote!(
        async fn ask(model: String) -> Result<Answer, Failure> {
            fetch(model).await
        }
    );
    let arguments = quote!(
        llm, in = shared::metrics, provider = Provider::Openai, model, record(tokens = |answer| answer.tokens),
        ok_if = |answer| answer.is_ok(), error = |_| Reason::Timeout
    );
    assert_snapshot!(tracked(&arguments, function));
}

#[test]
fn an_opaque_return_type() {
    let function = quote!(
        fn all() -> Result<impl Iterator<Item = u8>, Failure> {
            Ok([1].into_iter())
        }
    );
    assert_snapshot!(tracked(&quote!(scan), function));
}

#[test]
fn a_boxed_future() {
    let function = quote! {
        fn ask<'s>(&'s self) -> Pin<Box<dyn Future<Output = u8> + Send + 's>> { let seed = 1; Box::pin(async move { seed }) }
    };
    assert_snapshot!(tracked(&quote!(llm), function));
}

#[test]
fn an_implementation() {
    let block = quote! {
        impl Client {
            pub fn public(&self) {}
            fn private(&self) {}
            #[tracked(skip)]
            pub fn skipped(&self) {}
            pub const fn constant() {}
        }
    };
    assert_snapshot!(tracked(&quote!(llm, provider = self.provider), block));
}

#[test]
fn an_enum_for_a_label() {
    let item = quote! {
        #[label(metrics::Reason)]
        enum Failure<T> where T: Debug { Timeout, #[label(Refused)] Status(u16), Other { cause: T } }
    };
    assert_snapshot!(pretty(crate::label_value::expand(item)));
}
