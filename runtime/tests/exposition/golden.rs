use std::time::Duration;

use gaugewright::__private::Backend;
use gaugewright::Format;

use crate::{scrape, shop};

shop::shop!(Busy);
shop::shop!(Idle);

/// One of everything.
pub(crate) fn work<B: Backend>() {
    for items in [0.0, 1.0, 2.75, 1e9] {
        shop::basket_items::<B>().observe(items);
    }
    shop::build_info::<B>("v1").set();
    shop::build_info::<B>("v1").unset();
    shop::build_info::<B>("v2").set();
    shop::earned_usd_total::<B>().add(0.1);
    shop::earned_usd_total::<B>().add(0.2);
    shop::hits::<B>(1, "v2").add(7);
    shop::hits::<B>(0, "no room").inc();
    shop::http_requests_total::<B>("v2", 404).add(2);
    shop::http_requests_total::<B>("v1", 200).add(u64::MAX);
    shop::http_requests_total::<B>("no room", 500).inc();
    shop::orders_total::<B>(1).inc();
    shop::pay_duration_seconds::<B>(0).observe(Duration::from_millis(5));
    shop::pay_duration_seconds::<B>(0).observe(Duration::from_nanos(1_000_000_001));
    shop::queue_length::<B>(0).add(-3);
    shop::queue_length::<B>(1).set(f64::NAN);
}

#[test]
fn every_kind_in_both_formats() {
    work::<Busy>();
    insta::assert_snapshot!("text", scrape::<Busy>(Format::Text));
    insta::assert_snapshot!("openmetrics", scrape::<Busy>(Format::OpenMetrics));
}

#[test]
fn before_anything_happened() {
    insta::assert_snapshot!("idle", scrape::<Idle>(Format::Text));
    assert_eq!(scrape::<Idle>(Format::Text), scrape::<Idle>(Format::Text));
}
