//! Hand-made collectors of the crate `prometheus`.

pub(crate) mod first;

use std::sync::LazyLock;
use std::time::Instant;

use axum::Router;
use axum::routing::get;
use prometheus::{HistogramVec, IntCounterVec, register_histogram_vec, register_int_counter_vec};

use crate::shop::sell;

static ORDERS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let help = "Orders, failed ones included";
    register_int_counter_vec!("orders_total", help, &["shop", "status"]).expect("a new name")
});

static DURATION: LazyLock<HistogramVec> = LazyLock::new(|| {
    let bounds = vec![0.1, 0.5, 1.0, 5.0, 10.0];
    register_histogram_vec!("order_duration_seconds", "Time of an order", &["shop"], bounds)
        .expect("a new name")
});

pub(crate) fn order(shop: &str, is_sold: bool) {
    let start = Instant::now();
    let status = if sell(is_sold).is_ok() { "success" } else { "error" };
    ORDERS.with_label_values(&[shop, status]).inc();
    DURATION.with_label_values(&[shop]).observe(start.elapsed().as_secs_f64());
}

pub(crate) fn router() -> Router {
    Router::new().route("/metrics", get(|| async { scrape() }))
}

fn scrape() -> String {
    prometheus::TextEncoder::new().encode_to_string(&prometheus::gather()).unwrap_or_default()
}
