//! The whole sample spec of this repository, as a service would use it.
#![allow(clippy::float_cmp, reason = "whole numbers are exact")]
#![deny(missing_docs, warnings)]

gaugewright::metrics!("../metrics-spec.yaml");

use metrics::{Model, Provider, TokenType, track};

#[test]
fn accessors_count_what_they_name() {
    let model = Model::from("gpt-4");
    metrics::llm_tokens_total(Provider::Openai, model, TokenType::Prompt).add(12);
    metrics::llm_tokens_total(Provider::Openai, "gpt-4", TokenType::Prompt).inc();
    assert_eq!(metrics::llm_tokens_total(Provider::Openai, model, TokenType::Prompt).get(), 13);
    assert_eq!(metrics::llm_tokens_total(Provider::Openai, model, TokenType::Completion).get(), 0);
    assert_eq!(model.as_str(), "gpt-4");
}

#[test]
fn a_track_records_calls_errors_and_amounts() {
    use metrics::{LlmError, Outcome};
    let call = track::llm(Provider::Xai, "grok");
    call.track().prompt_tokens(Some(7_u32));
    assert_eq!(metrics::llm_requests_in_progress(Provider::Xai).get(), 1.0);
    call.succeed();
    track::llm(Provider::Xai, "grok").fail(LlmError::Timeout);
    let ended = |outcome| metrics::llm_requests_total(Provider::Xai, "grok", outcome).get();
    assert_eq!((ended(Outcome::Success), ended(Outcome::Error), ended(Outcome::Cancelled)), (1, 1, 0));
    assert_eq!(metrics::llm_errors_total(Provider::Xai, "grok", LlmError::Timeout).get(), 1);
    assert_eq!(metrics::llm_request_duration_seconds(Provider::Xai, "grok").count(), 2);
    assert_eq!(metrics::llm_tokens_total(Provider::Xai, "grok", TokenType::Prompt).get(), 7);
    assert_eq!(metrics::llm_requests_in_progress(Provider::Xai).get(), 0.0);
}

#[test]
fn labels_know_their_values() {
    assert_eq!("anthropic".parse(), Ok(Provider::Anthropic));
    let error = "antropic".parse::<Provider>().expect_err("no such provider");
    assert_eq!(error.to_string(), "`antropic` is not a value of the label `provider`");
    assert_eq!(Provider::ALL.len(), 3);
    assert_eq!(metrics::Status::nearest(999).code(), 599);
    assert_eq!(metrics::Status::new(99), None);
}
