//! The other libraries, each used as its documentation says.

#[cfg(feature = "foundations")]
pub mod foundations;
pub mod low_cardinality;
mod values;

use std::sync::LazyLock;

use measured::label::StaticLabelSet;
use measured::{FixedCardinalityLabel, LabelGroup};
use prometheus::{HistogramVec, IntCounterVec, IntGauge, histogram_opts, opts};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::{counter::Counter, family::Family, histogram::Histogram};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::ours::{Model, Outcome, Provider};

const BOUNDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
const LABELS: &[&str] = &["provider", "model", "status"];

/// What has to be set up once.
pub fn prepare() {
    struct Nothing;
    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Nothing {}
    let subscriber = tracing_subscriber::registry().with(Nothing);
    tracing::subscriber::set_global_default(subscriber).expect("the first one");
    metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder().expect("the first one");
}

pub static COUNTER: LazyLock<IntCounterVec> =
    LazyLock::new(|| IntCounterVec::new(opts!("calls_total", "Calls"), LABELS).expect("valid"));
pub static HISTOGRAM: LazyLock<HistogramVec> = LazyLock::new(|| {
    let options = histogram_opts!("call_duration_seconds", "Time of a call", BOUNDS.to_vec());
    HistogramVec::new(options, LABELS).expect("valid")
});
pub static GAUGE: LazyLock<IntGauge> =
    LazyLock::new(|| IntGauge::new("in_progress", "Calls under way").expect("valid"));
pub static NAMED: LazyLock<IntCounterVec> = LazyLock::new(|| {
    IntCounterVec::new(opts!("named_total", "Calls by name"), &["provider", "name"]).expect("valid")
});

prometheus_static_metric::make_static_metric! {
    pub struct Calls: IntCounter {
        "provider" => { openai, anthropic, xai },
        "model" => { small, medium, large, huge },
        "status" => { success, error, cancelled },
    }
}
pub static STATIC: LazyLock<Calls> = LazyLock::new(|| Calls::from(&COUNTER));

/// The three labels, for those who want a struct.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ClientLabels {
    provider: ClientValue,
    model: ClientValue,
    status: ClientValue,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelValue)]
enum ClientValue {
    A,
    B,
    C,
    D,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ClientName {
    provider: ClientValue,
    name: String,
}

const CLIENT: [ClientValue; 4] = [ClientValue::A, ClientValue::B, ClientValue::C, ClientValue::D];
static CLIENT_COUNTER: LazyLock<Family<ClientLabels, Counter>> = LazyLock::new(Family::default);
static CLIENT_HISTOGRAM: LazyLock<Family<ClientLabels, Histogram>> =
    LazyLock::new(|| Family::new_with_constructor(|| Histogram::new(BOUNDS)));
static CLIENT_NAMED: LazyLock<Family<ClientName, Counter>> = LazyLock::new(Family::default);

fn client_labels(provider: Provider, model: Model, status: Outcome) -> ClientLabels {
    let value = |index: usize| CLIENT[index].clone();
    ClientLabels {
        provider: value(provider as usize),
        model: value(model as usize),
        status: value(status as usize),
    }
}

pub fn client_counter(provider: Provider, model: Model, status: Outcome) {
    CLIENT_COUNTER.get_or_create(&client_labels(provider, model, status)).inc();
}

pub fn client_histogram(provider: Provider, model: Model, status: Outcome, value: f64) {
    CLIENT_HISTOGRAM.get_or_create(&client_labels(provider, model, status)).observe(value);
}

pub fn client_named(name: &str) {
    CLIENT_NAMED.get_or_create(&ClientName { provider: ClientValue::A, name: name.to_owned() }).inc();
}

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum MeasuredProvider {
    Openai,
    Anthropic,
    Xai,
}

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum MeasuredModel {
    Small,
    Medium,
    Large,
    Huge,
}

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum MeasuredOutcome {
    Success,
    Error,
    Cancelled,
}

#[derive(LabelGroup)]
#[label(set = MeasuredSet)]
struct MeasuredLabels {
    #[label(fixed)]
    provider: MeasuredProvider,
    #[label(fixed)]
    model: MeasuredModel,
    #[label(fixed)]
    status: MeasuredOutcome,
}

fn measured_set() -> MeasuredSet {
    MeasuredSet {
        provider: StaticLabelSet::new(),
        model: StaticLabelSet::new(),
        status: StaticLabelSet::new(),
    }
}

static MEASURED_COUNTER: LazyLock<measured::CounterVec<MeasuredSet>> =
    LazyLock::new(|| measured::CounterVec::with_label_set(measured_set()));
static MEASURED_HISTOGRAM: LazyLock<measured::HistogramVec<MeasuredSet, 14>> = LazyLock::new(|| {
    let thresholds = measured::metric::histogram::Thresholds::with_buckets(BOUNDS);
    measured::HistogramVec::with_label_set_and_metadata(measured_set(), thresholds)
});

fn measured_labels(provider: Provider, model: Model, status: Outcome) -> MeasuredLabels {
    MeasuredLabels {
        provider: [MeasuredProvider::Openai, MeasuredProvider::Anthropic, MeasuredProvider::Xai]
            [provider as usize],
        model: [MeasuredModel::Small, MeasuredModel::Medium, MeasuredModel::Large, MeasuredModel::Huge]
            [model as usize],
        status: [MeasuredOutcome::Success, MeasuredOutcome::Error, MeasuredOutcome::Cancelled]
            [status as usize],
    }
}

pub fn measured_counter(provider: Provider, model: Model, status: Outcome) {
    MEASURED_COUNTER.inc(measured_labels(provider, model, status));
}

pub fn measured_histogram(provider: Provider, model: Model, status: Outcome, value: f64) {
    MEASURED_HISTOGRAM.observe(measured_labels(provider, model, status), value);
}
