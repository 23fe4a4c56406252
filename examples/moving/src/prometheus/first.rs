//! `orders_total` is in the spec, the duration still in the registry.

use std::time::Instant;

use axum::Router;
use gaugewright::Collision;

use super::DURATION;
use crate::shop::sell;

gaugewright::metrics!("metrics-spec.yaml", by_hand = [order_duration_seconds]);
use metrics::Status;

pub(crate) fn order(shop: &str, is_sold: bool) {
    let start = Instant::now();
    let status = if sell(is_sold).is_ok() { Status::Success } else { Status::Error };
    metrics::orders_total(shop, status).inc();
    DURATION.with_label_values(&[shop]).observe(start.elapsed().as_secs_f64());
}

pub(crate) fn router() -> Result<Router, Collision> {
    Ok(metrics::exposition().with(prometheus::default_registry().clone())?.router())
}
