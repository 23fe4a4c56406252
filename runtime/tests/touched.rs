//! What was touched once is exported from then on, whatever it counts and whenever scrapes happen; and no value that is
//! infinite or no number spoils a sum.
#![allow(clippy::float_cmp, reason = "whole numbers and halves are exact")]

use std::time::Duration;

use gaugewright::Format;

gaugewright::metrics!("tests/touched.yaml");

/// The samples of a series, and of a histogram's series, without their metric's name: `_count 1`.
fn scraped(metric: &str, labels: &str) -> Vec<String> {
    let mut out = Vec::new();
    metrics::encode(&mut out, Format::Text);
    let text = String::from_utf8(out).expect("an exposition is text");
    let samples = text.lines().filter_map(|line| line.strip_prefix(metric));
    samples.filter(|sample| sample.contains(labels)).map(str::to_owned).collect()
}

/// The value of the only series with these labels, or of a histogram's series with that suffix.
fn value(series: &str, labels: &str) -> Option<f64> {
    match scraped(&format!("{series}{{"), labels).as_slice() {
        [] => None,
        [sample] => Some(sample.rsplit_once(' ').expect("a value").1.parse().expect("a number")),
        several => panic!("{several:?}"),
    }
}

#[test]
fn adding_nothing_touches() {
    metrics::events_total("nothing").add(0);
    metrics::spent_usd_total("nothing").add(0.0);
    metrics::requests_total("nothing", 204).add(0);
    metrics::cost_usd_total("nothing").add(-0.0);
    metrics::waiting("nothing").add(0);
    metrics::waiting("nothing float").add_float(0.0);
    metrics::under_way("nothing").add(0);
    for series in
        ["events_total", "spent_usd_total", "requests_total", "cost_usd_total", "waiting", "under_way"]
    {
        assert_eq!(value(series, "\"nothing\""), Some(0.0), "{series}");
    }
    assert_eq!(value("waiting", "nothing float"), Some(0.0));
    metrics::events_total("nothing").add(2);
    assert_eq!(value("events_total", "\"nothing\""), Some(2.0));
}

#[test]
fn a_gauge_that_is_back_at_0_was_touched() {
    let (dense, sparse) = (metrics::waiting("back"), metrics::under_way("back"));
    dense.inc();
    sparse.inc();
    dense.dec();
    sparse.dec();
    drop(metrics::waiting("guard").in_flight());
    // Up here and down there: no thread is back at 0, all of them together are.
    let elsewhere = metrics::waiting("elsewhere");
    elsewhere.add(3);
    std::thread::scope(|scope| {
        scope.spawn(|| elsewhere.sub(3));
    });
    metrics::track::job("call").succeed();
    for name in ["back", "guard", "elsewhere", "call"] {
        assert_eq!(value("waiting", &format!("\"{name}\"")), Some(0.0), "{name}");
    }
    assert_eq!(value("under_way", "back"), Some(0.0));

    let set = metrics::waiting("set");
    set.set(2.5);
    set.inc();
    set.dec();
    assert_eq!((set.get(), value("waiting", "\"set\"")), (2.5, Some(2.5)));
    set.set(0);
    assert_eq!(value("waiting", "\"set\""), Some(0.0));
}

#[test]
fn without_a_label_too() {
    assert!(scraped("queue_length ", "").is_empty());
    metrics::queue_length().inc();
    metrics::queue_length().dec();
    assert_eq!(scraped("queue_length ", ""), ["0"]);
}

#[test]
fn a_thread_that_ends_touches_too() {
    struct Late;
    impl Drop for Late {
        fn drop(&mut self) {
            metrics::events_total("late").add(0);
            metrics::waiting("late").inc();
            metrics::waiting("late").dec();
            metrics::requests_total("late", 200).add(0);
        }
    }
    std::thread_local!(static LATE: Late = const { Late });
    let thread = std::thread::spawn(|| {
        // Destroyed after the block, which is made later.
        LATE.with(|_| ());
        metrics::events_total("early").add(0);
    });
    thread.join().expect("the thread ends well");
    for series in ["events_total", "waiting", "requests_total"] {
        assert_eq!(value(series, "\"late\""), Some(0.0), "{series}");
    }
    assert_eq!(value("events_total", "\"early\""), Some(0.0));
}

#[test]
fn looking_at_a_series_does_not_touch_it() {
    assert_eq!(metrics::events_total("looked").get(), 0);
    assert_eq!(metrics::requests_total("looked", 200).get(), 0);
    assert_eq!(metrics::under_way("looked").get() + metrics::waiting("looked").get(), 0.0);
    assert_eq!(metrics::request_seconds("looked").count() + metrics::wait_seconds("looked").count(), 0);
    let timer = metrics::wait_seconds("looked").start_timer();
    for metric in
        ["events_total", "requests_total", "under_way", "waiting", "request_seconds", "wait_seconds"]
    {
        assert!(scraped(metric, "looked").is_empty(), "{metric}");
    }
    drop(timer);
    assert_eq!(value("wait_seconds_count", "looked"), Some(1.0));
}

#[test]
fn a_fact_that_no_longer_holds_is_gone() {
    metrics::owner_info("a").set();
    assert_eq!(value("owner_info", "\"a\""), Some(1.0));
    metrics::owner_info("a").unset();
    metrics::owner_info("b").unset();
    assert!(scraped("owner_info", "").is_empty());
}

#[test]
fn an_infinity_counts_in_its_bucket_and_not_in_the_sum() {
    for histogram in [metrics::size_bytes("infinite"), metrics::size_bytes("infinite too")] {
        histogram.observe(f64::INFINITY);
        histogram.observe(10.0);
        histogram.observe(f64::NEG_INFINITY);
        histogram.observe(f64::NAN);
        histogram.observe(30.0);
        assert_eq!((histogram.count(), histogram.sum()), (4, 40.0));
    }
    let sparse = metrics::request_bytes("infinite");
    for bytes in [f64::INFINITY, 10.0, f64::NEG_INFINITY, f64::NAN] {
        sparse.observe(bytes);
    }
    assert_eq!((sparse.count(), sparse.sum()), (3, 10.0));
    let buckets = scraped("size_bytes_bucket{", "\"infinite\"");
    let counts: Vec<&str> = buckets.iter().filter_map(|bucket| Some(bucket.rsplit_once(' ')?.1)).collect();
    assert_eq!(counts, ["1", "3", "4"], "-Inf in the first bucket, +Inf in the last");
    assert_eq!(value("size_bytes_sum", "\"infinite\""), Some(40.0));
}

#[test]
fn sums_of_threads_stay_finite_together() {
    let histogram = metrics::size_bytes("huge");
    for _ in 0..2 {
        // Two at once, each with a block of its own.
        let barrier = std::sync::Barrier::new(2);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    histogram.observe(f64::MAX);
                    barrier.wait();
                });
            }
        });
    }
    assert_eq!((histogram.count(), histogram.sum()), (4, f64::MAX));
    assert_eq!(value("size_bytes_sum", "huge"), Some(f64::MAX));
}

#[test]
fn what_is_no_number_touches_and_is_left_out() {
    metrics::size_bytes("nan").observe(f64::NAN);
    metrics::request_bytes("nan").observe(f64::NAN);
    assert_eq!(
        (value("size_bytes_count", "nan"), value("request_bytes_count", "nan")),
        (Some(0.0), Some(0.0))
    );
    let spent = metrics::spent_usd_total("nan");
    for amount in [f64::NAN, f64::INFINITY, -1.0, f64::NEG_INFINITY] {
        spent.add(amount);
    }
    assert_eq!(value("spent_usd_total", "nan"), Some(0.0));
    for amount in [1.5, f64::MAX, f64::MAX] {
        spent.add(amount);
    }
    assert_eq!(spent.get(), f64::MAX);

    let gauge = metrics::waiting("nan");
    for change in [f64::NAN, f64::INFINITY, 2.0, f64::NEG_INFINITY] {
        gauge.add_float(change);
    }
    assert_eq!(value("waiting", "nan"), Some(2.0));
    // To set it is another matter: the next value replaces it.
    gauge.set(f64::NAN);
    assert!(value("waiting", "nan").is_some_and(f64::is_nan));
    gauge.set(1);
    assert_eq!(value("waiting", "nan"), Some(1.0));
}

#[test]
fn an_endless_duration_is_an_infinity() {
    for histogram in [metrics::wait_seconds("endless"), metrics::wait_seconds("endless too")] {
        for duration in [Duration::MAX, Duration::from_secs(2), Duration::from_nanos(u64::MAX)] {
            histogram.observe(duration);
        }
        assert_eq!((histogram.count(), histogram.sum()), (3, Duration::from_secs(2)));
    }
    let sparse = metrics::request_seconds("endless");
    for nanos in [u64::MAX, 5, u64::MAX] {
        sparse.observe_nanos(nanos);
    }
    assert_eq!((sparse.count(), sparse.sum()), (3, Duration::from_nanos(5)));
    let buckets = scraped("wait_seconds_bucket{", "\"endless\"");
    let counts: Vec<&str> = buckets.iter().filter_map(|bucket| Some(bucket.rsplit_once(' ')?.1)).collect();
    assert_eq!(counts, ["0", "1", "3"]);
}

#[test]
fn a_number_that_a_call_reports_is_held_to_the_same() {
    let call = metrics::track::job("reports");
    for wait in [f64::NAN, f64::INFINITY, -1.0, 2.0] {
        call.track().wait(wait);
    }
    for events in [f64::NAN, f64::INFINITY, -1.0, 1e300, 2.0] {
        call.track().events(events);
    }
    call.track().events(Duration::MAX);
    call.succeed();
    let wait = metrics::wait_seconds("reports");
    assert_eq!((wait.count(), wait.sum()), (3, Duration::from_secs(2)));
    assert_eq!(metrics::events_total("reports").get(), 2);
}
