//! Hand-made collectors of the crate `prometheus-client`.

pub(crate) mod first;

use std::sync::LazyLock;
use std::time::Instant;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::shop::sell;

type Labels = Vec<(&'static str, String)>;

static ORDERS: LazyLock<Family<Labels, Counter>> = LazyLock::new(Family::default);
static DURATION: LazyLock<Family<Labels, Histogram>> =
    LazyLock::new(|| Family::new_with_constructor(|| Histogram::new([0.1, 0.5, 1.0, 5.0, 10.0])));

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry::default();
    registry.register("orders", "Orders, failed ones included", ORDERS.clone());
    registry.register_with_unit("order_duration", "Time of an order", Unit::Seconds, DURATION.clone());
    registry
});

pub(crate) fn order(shop: &str, is_sold: bool) {
    let start = Instant::now();
    let status = if sell(is_sold).is_ok() { "success" } else { "error" };
    ORDERS.get_or_create(&vec![("shop", shop.to_owned()), ("status", status.to_owned())]).inc();
    DURATION.get_or_create(&vec![("shop", shop.to_owned())]).observe(start.elapsed().as_secs_f64());
}

pub(crate) fn router() -> Router {
    const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Router::new().route("/metrics", get(|| async { ([(CONTENT_TYPE, OPENMETRICS)], scrape()) }))
}

fn scrape() -> String {
    let mut text = String::new();
    // Writing to memory does not fail.
    encode(&mut text, &REGISTRY).unwrap_or_default();
    text
}
