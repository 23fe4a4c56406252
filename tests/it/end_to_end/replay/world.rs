//! Thirty days of a shop, a sample a minute, with incidents at known times.

use std::fmt::Write as _;

/// The first minute, in Unix seconds.
pub(super) const START: i32 = 1_764_633_600;
/// How many minutes there are.
pub(super) const MINUTES: i32 = 30 * 24 * 60;

/// An incident: the minute of its first sample, how many it has, and its value.
pub(super) type Incident = (i32, i32, f64);

/// Shares of failing requests in the north.
pub(super) const FAILURES: [Incident; 6] = [
    (2_000, 45, 0.3),
    (9_000, 20, 0.12),
    (15_500, 12, 0.3),
    // Too short for `for`.
    (20_000, 1, 0.5),
    (28_000, 240, 0.09),
    (41_000, 60, 0.2),
];
/// Lengths of the queue for mails.
pub(super) const QUEUES: [Incident; 5] = [
    (1_000, 30, 150.0),
    // Not long enough.
    (5_000, 9, 900.0),
    (12_345, 11, 101.0),
    (30_000, 100, 500.0),
    // Together with the one before: it is kept firing over the gap.
    (30_104, 20, 300.0),
];
/// Moments without a scrape: the first, and how many.
const GAP: (i32, i32) = (1_700, 10);

/// The value of what an incident changes, in a minute.
fn value(incidents: &[Incident], minute: i32, calm: f64) -> f64 {
    let is_in = |(start, length, _): &&Incident| (*start..start + length).contains(&minute);
    incidents.iter().find(is_in).map_or(calm, |incident| incident.2)
}

/// `up` of a target: one is scraped all the time, one cannot be scraped since twenty minutes before the faults, one is no longer
/// scraped since forty minutes before them.
fn up(instance: &str, minute: i32) -> Option<f64> {
    match instance {
        "b" => Some(if minute > FAULTS - 20 { 0.0 } else { 1.0 }),
        "c" => (minute <= FAULTS - 40 && !(GAP.0..GAP.0 + GAP.1).contains(&minute)).then_some(1.0),
        _ => Some(1.0),
    }
}

/// All samples, as OpenMetrics.
pub(super) fn samples() -> String {
    let mut text = String::new();
    let target = r#"job="shop",instance="a:8000""#;
    let _ = writeln!(text, "# TYPE up gauge");
    for instance in ["a", "b", "c"] {
        let labels = format!(r#"job="shop",instance="{instance}:8000""#);
        for (minute, value) in (0..MINUTES).filter_map(|minute| Some((minute, up(instance, minute)?))) {
            let _ = writeln!(text, "up{{{labels}}} {value} {}", START + minute * 60);
        }
    }
    let mut gauge = |name: &str, labels: &str, value: &dyn Fn(i32) -> f64| {
        let _ = writeln!(text, "# TYPE {name} gauge");
        for minute in (0..MINUTES).filter(|minute| !(GAP.0..GAP.0 + GAP.1).contains(minute)) {
            let _ = writeln!(text, "{name}{{{target}{labels}}} {} {}", value(minute), START + minute * 60);
        }
    };
    gauge("queue_items", r#",queue="mail""#, &|minute| value(&QUEUES, minute, 20.0));
    gauge("lag_seconds", "", &|minute| {
        if minute % 301 < 290 { 30.0 } else { 700.0 }
    });
    gauge("stock_items", "", &|minute| f64::from(150 - minute / 10 % 150));
    text.push_str("# TYPE requests unknown\n");
    for (region, code) in [("north", 200), ("north", 500), ("south", 200)] {
        let mut total = 0.0;
        for minute in 0..MINUTES {
            let share = if region == "north" { value(&FAILURES, minute, 0.001) } else { 0.0 };
            total += 600.0 * if code == 500 { share } else { 1.0 - share };
            let labels = format!(r#"{target},region="{region}",code="{code}""#);
            let _ = writeln!(text, "requests_total{{{labels}}} {total:.3} {}", START + minute * 60);
        }
    }
    text
}

/// The minute at which something is wrong with some metrics: half past eight in the evening.
pub(super) const FAULTS: i32 = 29 * 1440 + 1230;
/// Since which minute these have samples.
const SINCE: i32 = FAULTS - 180;

/// Metrics with which something is wrong.
pub(super) fn faults() -> String {
    let mut text = String::new();
    let shop = r#"job="shop",instance="a:8000""#;
    let mut series = |name: &str, kind: &str, labels: &str, value: &dyn Fn(i32) -> Option<f64>| {
        // One family has several series, all of which have to stand together.
        let head = format!("# TYPE {} {kind}\n", name.trim_end_matches("_total"));
        if !text.contains(&head) {
            text.push_str(&head);
        }
        for minute in SINCE..=FAULTS + 5 {
            if let Some(value) = value(minute) {
                let _ = writeln!(text, "{name}{{{labels}}} {value} {}", START + minute * 60);
            }
        }
    };
    let counted = |each: f64| move |minute: i32| Some(f64::from(minute - SINCE) * each);
    series("jobs_waiting", "gauge", &format!(r#"{shop},lane="mail""#), &|_| Some(500.0));
    series("orders_total", "unknown", r#"instance="a:8000""#, &counted(30.0));
    series("flaky_ratio", "gauge", shop, &|minute| Some(if (FAULTS - minute) % 10 >= 6 { 0.9 } else { 0.1 }));
    // Reset 12 minutes before.
    series("work_total", "unknown", shop, &|minute| {
        let since = if minute < FAULTS - 12 { SINCE } else { FAULTS - 12 };
        Some(f64::from(minute - since) * 60.0)
    });
    for shelf in ["left", "right"] {
        series("sales_total", "unknown", &format!(r#"{shop},shelf="{shelf}""#), &|_| Some(70.0));
    }
    series("email_sent_total", "unknown", shop, &counted(1.0));
    series("temperature_celsius", "gauge", r#"job="shop",instance="b:8000""#, &|minute| {
        (minute <= FAULTS - 20).then_some(90.0)
    });
    series("pressure_pascals", "gauge", r#"job="shop",instance="c:8000""#, &|minute| {
        (minute <= FAULTS - 40).then_some(90.0)
    });
    for (shelf, load) in [("left", 0.9), ("right", 0.7)] {
        series("load_ratio", "gauge", &format!(r#"{shop},shelf="{shelf}""#), &|_| Some(load));
    }
    series("limit_ratio", "gauge", &format!(r#"{shop},shelf="top""#), &|_| Some(0.5));
    series("boots_total", "unknown", shop, &|minute| (minute >= FAULTS - 10).then_some(4.0));
    // What Prometheus itself writes of its alerts.
    for alert in ["Inhibited", "Silenced", "Muted", "ErrorRatio"] {
        let severity = match alert {
            "ErrorRatio" => "critical",
            "Muted" => "info",
            _ => "warning",
        };
        let component = if alert == "ErrorRatio" { "shop" } else { "faults" };
        let team = if alert == "Silenced" { r#",team="web""# } else { "" };
        let labels = format!(
            r#"alertname="{alert}",alertstate="firing",severity="{severity}",component="{component}"{team}"#
        );
        series("ALERTS", "gauge", &labels, &|_| Some(1.0));
    }
    text
}
