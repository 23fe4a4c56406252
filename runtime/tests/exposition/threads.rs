//! Threads that come and go while scrapes run.

#![allow(clippy::cast_precision_loss, reason = "samples are floats")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use gaugewright::Format;

use crate::{sample, scrape, shop};

shop::shop!(Crowd);

const THREADS: u64 = 64;
const ROUNDS: u64 = 400;

fn work() {
    for round in 0..ROUNDS {
        shop::orders_total::<Crowd>(0).add(3);
        shop::earned_usd_total::<Crowd>().add(0.25);
        shop::http_requests_total::<Crowd>("/", 200 + (round % 100) as u16).inc();
        shop::pay_duration_seconds::<Crowd>(1).observe_nanos(1_000_000_000);
        shop::queue_length::<Crowd>(0).inc();
        if round % 50 == 0 {
            thread::yield_now();
        }
    }
}

/// All samples that must never go down.
fn counters(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("queue"));
    let samples = lines.filter_map(|line| line.rsplit_once(' '));
    samples.map(|(name, value)| (name.to_owned(), value.parse().expect("a number"))).collect()
}

#[test]
fn nothing_is_lost_and_no_counter_goes_down() {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let scraper = scope.spawn(|| {
            let (mut before, mut scrapes) = (BTreeMap::new(), 0);
            while !done.load(Ordering::Acquire) {
                let now = counters(&scrape::<Crowd>(Format::Text));
                for (name, value) in &before {
                    assert!(now.get(name).is_some_and(|later| later >= value), "{name} was {value}: {now:?}");
                }
                (before, scrapes) = (now, scrapes + 1);
            }
            scrapes
        });
        for _ in 0..THREADS / 8 {
            let crowd: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
            for thread in crowd {
                thread.join().expect("no thread fails");
            }
        }
        done.store(true, Ordering::Release);
        assert!(scraper.join().expect("no counter goes down") > 1);
    });

    let text = scrape::<Crowd>(Format::Text);
    let total = (THREADS * ROUNDS) as f64;
    assert_eq!(sample(&text, "orders_total{status=\"success\"}"), Some(3.0 * total));
    assert_eq!(sample(&text, "earned_usd_total"), Some(0.25 * total));
    for code in 200..300 {
        let line = format!("http_requests_total{{page=\"/\",code=\"{code}\"}}");
        assert_eq!(sample(&text, &line), Some(total / 100.0), "{line}");
    }
    for line in ["_bucket{status=\"error\",le=\"1.0\"}", "_sum{status=\"error\"}", "_count{status=\"error\"}"]
    {
        assert_eq!(sample(&text, &format!("pay_duration_seconds{line}")), Some(total), "{line}");
    }
    assert_eq!(sample(&text, "queue_length{status=\"success\"}"), Some(total));
}
