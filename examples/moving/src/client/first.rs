//! `orders_total` is in the spec, the duration still in the registry.

use std::sync::LazyLock;
use std::time::Instant;

use axum::Router;
use gaugewright::Collision;
use prometheus_client::registry::{Registry, Unit};

use super::{DURATION, Labels};
use crate::shop::sell;

gaugewright::metrics!("metrics-spec.yaml", by_hand = [order_duration_seconds]);
use metrics::Status;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry::default();
    registry.register_with_unit("order_duration", "Time of an order", Unit::Seconds, DURATION.clone());
    registry
});

pub(crate) fn order(shop: &str, is_sold: bool) {
    let start = Instant::now();
    let status = if sell(is_sold).is_ok() { Status::Success } else { Status::Error };
    metrics::orders_total(shop, status).inc();
    DURATION.get_or_create(&Labels::from([("shop", shop.to_owned())])).observe(start.elapsed().as_secs_f64());
}

pub(crate) fn router() -> Result<Router, Collision> {
    Ok(metrics::exposition().with(&*REGISTRY)?.router())
}
