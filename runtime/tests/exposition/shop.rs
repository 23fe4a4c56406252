//! A spec with one metric of each kind.

use gaugewright::__private::{
    Backend, Domain, DurationBuckets, Init, Kind, Label, Metric, MetricLabel, Schema, Storage, ValueBuckets,
    open_id,
};
use gaugewright::{Counter, Dense, Durations, FloatCounter, Gauge, Info, Sparse, Values};

static TIMES: DurationBuckets = DurationBuckets::new(&[5_000_000, 300_000_000, 1_000_000_000]);
static SIZES: ValueBuckets = ValueBuckets { bounds: &[1.0, 2.5, 1e6] };

const OUTCOME: MetricLabel = MetricLabel { name: "status", label: 0 };
const PAGE: MetricLabel = MetricLabel { name: "page", label: 1 };
const CODE: MetricLabel = MetricLabel { name: "code", label: 2 };

static SCHEMA: Schema = Schema {
    service: "shop",
    path: "/metrics",
    constants: &[],
    labels: &[
        Label { name: "outcome", domain: Domain::Closed(&["success", "error"]) },
        Label { name: "page", domain: Domain::Open(2) },
        Label { name: "code", domain: Domain::Codes(200, 599) },
    ],
    metrics: &[
        metric("basket_items", "Items in a basket", None, Kind::Values(&SIZES), &[], Storage::Dense(0)),
        metric("build_info", "What runs", None, Kind::Info, &[PAGE], Storage::Dense(5)),
        metric("earned_usd_total", "Income", Some("usd"), Kind::FloatCounter, &[], Storage::Dense(11)),
        metric(
            "hits",
            "No _total, \"by\" history\\",
            None,
            Kind::Counter,
            &[OUTCOME, PAGE],
            Storage::Dense(12),
        ),
        metric("http_requests_total", "Two\nlines", None, Kind::Counter, &[PAGE, CODE], Storage::Sparse(0)),
        metric("orders_total", "", None, Kind::Counter, &[OUTCOME], Storage::Dense(18)),
        metric(
            "pay_duration_seconds",
            "Time to pay",
            Some("seconds"),
            Kind::Durations(&TIMES),
            &[OUTCOME],
            Storage::Dense(20),
        ),
        metric("queue_length", "Waiting", None, Kind::Gauge, &[OUTCOME], Storage::Dense(30)),
    ],
    cells: 34,
};

/// Those with closed labels are there from the start.
const fn metric(
    name: &'static str,
    help: &'static str,
    unit: Option<&'static str>,
    kind: Kind,
    labels: &'static [MetricLabel],
    storage: Storage,
) -> Metric {
    let is_counter_or_gauge = matches!(kind, Kind::Counter | Kind::FloatCounter | Kind::Gauge);
    let init =
        if is_counter_or_gauge && matches!(storage, Storage::Dense(_)) { Init::All } else { Init::Touched };
    Metric { name, help, unit, kind, labels, storage, init }
}

/// A backend with that schema, for one test: what another test counts does not show.
macro_rules! shop {
    ($backend:ident) => {
        gaugewright::__backend!($backend, crate::shop::schema());
    };
}
pub(crate) use shop;

pub(crate) const fn schema() -> &'static Schema {
    &SCHEMA
}

pub(crate) fn basket_items<B: Backend>() -> Values<Dense<B>> {
    Values::at(Dense::at(0), &SIZES)
}

pub(crate) fn build_info<B: Backend>(page: &str) -> Info<Dense<B>> {
    Info::at(Dense::at(5 + 2 * open_id::<B>(1, page)))
}

pub(crate) fn earned_usd_total<B: Backend>() -> FloatCounter<Dense<B>> {
    FloatCounter::at(Dense::at(11))
}

pub(crate) fn hits<B: Backend>(status: u32, page: &str) -> Counter<Dense<B>> {
    Counter::at(Dense::at(12 + 3 * status + open_id::<B>(1, page)))
}

pub(crate) fn http_requests_total<B: Backend>(page: &str, code: u16) -> Counter<Sparse<B>> {
    Counter::at(Sparse::at(400 * u64::from(open_id::<B>(1, page)) + u64::from(code - 200)))
}

pub(crate) fn orders_total<B: Backend>(status: u32) -> Counter<Dense<B>> {
    Counter::at(Dense::at(18 + status))
}

pub(crate) fn pay_duration_seconds<B: Backend>(status: u32) -> Durations<Dense<B>> {
    Durations::at(Dense::at(20 + 5 * status), &TIMES)
}

pub(crate) fn queue_length<B: Backend>(status: u32) -> Gauge<Dense<B>> {
    Gauge::at(Dense::at(30 + 2 * status))
}
