//! What is counted is exported: by every thread, beyond the limit of an open label, and after the thread's end.
#![allow(clippy::float_cmp, reason = "whole numbers and halves are exact")]

use std::time::Duration;

gaugewright::metrics!("tests/collectors.yaml");

use metrics::{Outcome, Provider, Status, track};

#[test]
fn every_thread_counts_for_all() {
    let counter = metrics::llm_requests_total(Provider::Openai, Outcome::Success);
    let before = counter.get();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..1000).for_each(|_| counter.inc()));
        }
    });
    assert_eq!(counter.get() - before, 8000);
}

#[test]
fn an_open_label_is_folded_beyond_its_limit() {
    for model in ["gpt-4", "o3", "a third", "a fourth"] {
        metrics::llm_request_duration_seconds(Provider::Openai, model).observe(Duration::from_millis(200));
    }
    let count = |model: &str| metrics::llm_request_duration_seconds(Provider::Openai, model).count();
    assert_eq!((count("gpt-4"), count("o3"), count("other"), count("anything")), (1, 1, 2, 2));
}

#[test]
fn a_sparse_series_is_found_by_all_of_its_labels() {
    let series =
        |endpoint: &str, code| metrics::http_requests_total(endpoint, Status::new(code).expect("a code"));
    std::thread::scope(|scope| {
        for code in [200, 404] {
            scope.spawn(move || (0..100).for_each(|_| series("/signals/{id}", code).inc()));
        }
    });
    series("/signals", 200).add(1);
    // A number does as well: that of a response is a `u16`, and one in the source is what is asked for.
    let code: u16 = "200".parse().expect("a number");
    metrics::http_requests_total("/signals", code).inc();
    metrics::http_requests_total("/signals", 200).inc();
    let count = |endpoint, code| series(endpoint, code).get();
    assert_eq!(
        (count("/signals/{id}", 200), count("/signals/{id}", 404), count("/signals", 200)),
        (100, 100, 3)
    );
    assert_eq!(count("/signals", 404), 0);
    metrics::http_requests_total("/signals", 999).inc();
    assert_eq!(count("/signals", 599), 1);
}

#[test]
fn a_call_ends_once_however_it_ends() {
    use gaugewright::Call;
    let labels = track::Llm { provider: Provider::Anthropic, model: "gpt-4".into() };
    let in_flight = metrics::llm_in_progress(Provider::Anthropic);
    let ended = |outcome| metrics::llm_requests_total(Provider::Anthropic, outcome).get();

    let call = Call::begin(labels);
    assert_eq!(in_flight.get(), 1.0);
    call.succeed();
    drop(Call::begin(labels));
    let panicked = std::panic::catch_unwind(|| {
        let _call = Call::begin(labels);
        panic!("on purpose");
    });
    assert!(panicked.is_err());
    assert_eq!((ended(Outcome::Success), ended(Outcome::Cancelled), ended(Outcome::Error)), (1, 1, 1));
    assert_eq!(in_flight.get(), 0.0);
}

#[test]
fn what_runs_after_the_block_is_gone_is_counted_too() {
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            metrics::http_requests_total("/late", Status::new(500).expect("a code")).inc();
            metrics::llm_requests_total(Provider::Openai, Outcome::Error).inc();
        }
    }
    std::thread_local!(static LATE: Late = const { Late });
    let before = metrics::llm_requests_total(Provider::Openai, Outcome::Error).get();
    let thread = std::thread::spawn(|| {
        // Destroyed after the block, which is made later.
        LATE.with(|_| ());
        metrics::llm_requests_total(Provider::Openai, Outcome::Error).inc();
    });
    thread.join().expect("the thread ends well");
    assert_eq!(metrics::llm_requests_total(Provider::Openai, Outcome::Error).get() - before, 2);
    assert_eq!(metrics::http_requests_total("/late", Status::new(500).expect("a code")).get(), 1);
}

#[test]
fn a_gauge_is_set_over_the_steps_of_all_threads() {
    let gauge = metrics::llm_in_progress(Provider::Openai);
    std::thread::scope(|scope| {
        scope.spawn(|| gauge.add(5));
    });
    gauge.set(2);
    assert_eq!(gauge.get(), 2.0);
    std::thread::scope(|scope| {
        scope.spawn(|| gauge.sub(3));
    });
    gauge.add_float(0.5);
    assert_eq!(gauge.get(), -0.5);
}

#[test]
fn numbers_that_are_not_whole_are_kept() {
    let cpu = metrics::cpu_seconds_total();
    for seconds in [0.25, 1.5, -3.0, f64::NAN, f64::INFINITY] {
        cpu.add(seconds);
    }
    assert_eq!(cpu.get(), 1.75);
    let size = metrics::answer_bytes();
    for bytes in [10.0, 2000.0, 5e6, f64::NAN] {
        size.observe(bytes);
    }
    assert_eq!((size.count(), size.sum()), (3, 5_002_010.0));
}
