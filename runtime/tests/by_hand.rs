//! The runtime without the macros: this file writes by hand what `metrics!` makes of a small spec.

use std::time::Duration;

/// What `metrics!` would make.
mod metrics {
    use gaugewright::__private::{
        self as gw, Domain, DurationBuckets, Init, Kind, Label, Metric, MetricLabel, Schema, Storage,
    };
    use gaugewright::{Counter, Dense, Durations, Gauge, LabelFrom, Sparse};

    static BUCKETS: DurationBuckets = DurationBuckets::new(&[100_000_000, 500_000_000, 1_000_000_000]);

    static SCHEMA: Schema = Schema {
        service: "by-hand",
        path: "/metrics",
        labels: &[
            Label { name: "endpoint", domain: Domain::Open(200) },
            Label { name: "model", domain: Domain::Open(2) },
            Label { name: "outcome", domain: Domain::Closed(&["success", "error", "cancelled"]) },
            Label { name: "provider", domain: Domain::Closed(&["openai", "anthropic"]) },
            Label { name: "status", domain: Domain::Codes(100, 599) },
        ],
        metrics: &[
            Metric {
                name: "http_requests_total",
                help: "Requests answered",
                unit: None,
                kind: Kind::Counter,
                labels: &[
                    MetricLabel { name: "endpoint", label: 0 },
                    MetricLabel { name: "status", label: 4 },
                ],
                storage: Storage::Sparse(0),
                init: Init::Touched,
            },
            Metric {
                name: "llm_in_progress",
                help: "Calls under way",
                unit: None,
                kind: Kind::Gauge,
                labels: &[MetricLabel { name: "provider", label: 3 }],
                storage: Storage::Dense(0),
                init: Init::All,
            },
            Metric {
                name: "llm_request_duration_seconds",
                help: "Time of a call",
                unit: Some("seconds"),
                kind: Kind::Durations(&BUCKETS),
                labels: &[
                    MetricLabel { name: "provider", label: 3 },
                    MetricLabel { name: "model", label: 1 },
                ],
                storage: Storage::Dense(4),
                init: Init::Touched,
            },
            Metric {
                name: "llm_requests_total",
                help: "Calls",
                unit: None,
                kind: Kind::Counter,
                labels: &[
                    MetricLabel { name: "provider", label: 3 },
                    MetricLabel { name: "status", label: 2 },
                ],
                storage: Storage::Dense(34),
                init: Init::All,
            },
        ],
        cells: 40,
    };

    gaugewright::__backend!(Spec, &SCHEMA);

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Provider {
        Openai,
        Anthropic,
    }

    impl LabelFrom<Provider> for Provider {
        fn label_from(value: &Provider) -> Self {
            *value
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Outcome {
        Success,
        Error,
        Cancelled,
    }

    impl From<gaugewright::Outcome> for Outcome {
        fn from(outcome: gaugewright::Outcome) -> Self {
            match outcome {
                gaugewright::Outcome::Success => Self::Success,
                gaugewright::Outcome::Cancelled => Self::Cancelled,
                gaugewright::Outcome::Error | gaugewright::Outcome::Panic => Self::Error,
            }
        }
    }

    macro_rules! open {
        ($name:ident, $label:literal) => {
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct $name(u32);

            impl<T: AsRef<str> + ?Sized> From<&T> for $name {
                #[inline]
                fn from(value: &T) -> Self {
                    Self(gw::open_id::<Spec>($label, value.as_ref()))
                }
            }

            impl<T: AsRef<str> + ?Sized> LabelFrom<T> for $name {
                #[inline]
                fn label_from(value: &T) -> Self {
                    value.into()
                }
            }
        };
    }
    open!(Endpoint, 0);
    open!(Model, 1);

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Status(u16);

    impl Status {
        pub fn new(code: u16) -> Option<Self> {
            (100..=599).contains(&code).then_some(Self(code))
        }
    }

    #[inline]
    pub fn http_requests_total(endpoint: impl Into<Endpoint>, status: Status) -> Counter<Sparse<Spec>> {
        let index = u64::from(endpoint.into().0) * 500 + u64::from(status.0 - 100);
        Counter::at(Sparse::at(index))
    }

    #[inline]
    pub fn llm_in_progress(provider: Provider) -> Gauge<Dense<Spec>> {
        Gauge::at(Dense::at(2 * (provider as u32)))
    }

    #[inline]
    pub fn llm_request_duration_seconds(
        provider: Provider,
        model: impl Into<Model>,
    ) -> Durations<Dense<Spec>> {
        Durations::at(Dense::at(4 + 5 * ((provider as u32) * 3 + model.into().0)), &BUCKETS)
    }

    #[inline]
    pub fn llm_requests_total(provider: Provider, status: Outcome) -> Counter<Dense<Spec>> {
        Counter::at(Dense::at(34 + (provider as u32) * 3 + status as u32))
    }

    pub mod track {
        use super::{Model, Outcome, Provider};

        /// What `#[tracked(llm)]` wants to know.
        #[derive(Clone, Copy, Debug)]
        pub struct Llm {
            pub provider: Provider,
            pub model: Model,
        }

        impl super::gw::Track for Llm {
            type Error = ();

            fn begin(self) {
                super::llm_in_progress(self.provider).inc();
            }

            fn end(self, outcome: gaugewright::Outcome, nanos: u64) {
                super::llm_in_progress(self.provider).dec();
                super::llm_requests_total(self.provider, Outcome::from(outcome)).inc();
                let duration = super::llm_duration(self.provider, self.model);
                duration.observe_nanos(nanos);
            }

            fn error(self, (): ()) {}
        }
    }

    fn llm_duration(provider: Provider, model: Model) -> Durations<Dense<Spec>> {
        llm_request_duration_seconds(provider, model)
    }
}

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
    series("/signals", 200).add(3);
    let count = |endpoint, code| series(endpoint, code).get();
    assert_eq!(
        (count("/signals/{id}", 200), count("/signals/{id}", 404), count("/signals", 200)),
        (100, 100, 3)
    );
    assert_eq!(count("/signals", 404), 0);
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
