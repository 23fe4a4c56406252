//! Costs grow with the size of a spec, not with its square: ten times as much of anything takes at most twelve times as long. Measured as the
//! quickest of some runs, and of a size at which what does not grow is small.

use std::time::{Duration, Instant};

use gaugewright_spec::render;
use gaugewright_spec::source::Source;

const HEAD: &str = "spec: 1\nservice: { name: shop, scrape: { port: 8000, interval: 15s } }\n";
const METRIC: &str =
    "metrics: { shop: { orders_total: { type: counter, help: Orders, labels: [LABELS] } } }\n";
/// Twelve, and something for a machine that does other things meanwhile: what grows with the square takes a hundred times as long.
const MAX: f64 = 20.0;
/// How often is measured anew before that is believed: other tests may have begun between the two.
const TRIES: usize = 5;

/// All of them, with a separator between.
fn list(count: usize, one: impl Fn(usize) -> String, between: &str) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(between)
}

fn alert(expr: &str) -> String {
    format!("alerts: {{ shop: {{ A: {{ expr: '{expr}', above: 1, severity: warning, summary: s }} }} }}\n")
}

fn with_labels(labels: &str, used: &str) -> String {
    format!("{HEAD}labels: {{ l: {{ {labels} }} }}\n{}", METRIC.replace("LABELS", used))
}

/// What grows, and a spec with so much of it.
type Case = (&'static str, fn(usize) -> String);

const CASES: [Case; 11] = [
    ("labels in `by`", |n| {
        with_labels("open: {}", &list(n, |at| format!("a{at}: l"), ", "))
            + &alert(&format!("sum by ({}) (rate(orders_total[5m]))", list(n, |at| format!("a{at}"), ", ")))
    }),
    ("matchers", |n| {
        with_labels("open: {}", &list(n, |at| format!("a{at}: l"), ", "))
            + &alert(&format!(
                "sum(rate(orders_total{{{}}}[5m]))",
                list(n, |at| format!("a{at}=\"x\""), ", ")
            ))
    }),
    ("alternatives against values", |n| {
        with_labels(&format!("values: [{}]", list(n, |at| format!("v{at}"), ", ")), "l")
            + &alert(&format!(
                "sum(rate(orders_total{{l=~\"{}\"}}[5m]))",
                list(n, |at| format!("v{at}"), "|")
            ))
    }),
    ("beginnings against values", |n| {
        with_labels(&format!("values: [{}]", list(n, |at| format!("v{at}x"), ", ")), "l")
            + &alert(&format!(
                "sum(rate(orders_total{{l=~\"{}\"}}[5m]))",
                list(n, |at| format!("v{at}x.*"), "|")
            ))
    }),
    ("errors on one line", |n| {
        let one = |at| format!("A{at}: {{ expr: nothing{at}, above: 1, severity: warning, summary: s }}");
        format!(
            "{HEAD}{}alerts: {{ shop: {{ {} }} }}\n",
            METRIC.replace(", labels: [LABELS]", ""),
            list(n, one, ", ")
        )
    }),
    ("errors in one query", |n| {
        let by = list(n, |at| format!("nothing{at}"), ", ");
        format!(
            "{HEAD}{}{}",
            METRIC.replace(", labels: [LABELS]", ""),
            alert(&format!("sum by ({by}) (rate(orders_total[5m]))"))
        )
    }),
    ("alerts of one query", |n| {
        let one = |at| format!("    A{at}: {{ query: q, above: {at}.5, severity: warning, summary: s }}\n");
        let query = "queries: { q: { help: h, expr: 'sum(rate(orders_total[5m]))' } }\n";
        format!(
            "{HEAD}{}{query}alerts:\n  shop:\n{}",
            METRIC.replace(", labels: [LABELS]", ""),
            list(n, one, "")
        )
    }),
    ("metrics", |n| {
        let one = |at| format!("    m{at}: {{ type: gauge, help: M }}\n");
        format!("{HEAD}metrics:\n  shop:\n{}", list(n, one, ""))
    }),
    ("labels and values", |n| {
        let label = |at| format!("  l{at}: {{ values: [a, b] }}\n");
        let metric = |at| format!("    m{at}: {{ type: gauge, help: M, labels: [l{at}] }}\n");
        format!("{HEAD}labels:\n{}metrics:\n  shop:\n{}", list(n, label, ""), list(n, metric, ""))
    }),
    ("panels", |n| {
        let one = |at| {
            format!(
                "      - [ {{ stat: P{at}, description: d, expr: 'sum(rate(orders_total[$__rate_interval]))' }} ]\n"
            )
        };
        let dashboard = format!("dashboards:\n  shop:\n    title: T\n    rows:\n{}", list(n, one, ""));
        format!("{HEAD}{}{dashboard}", METRIC.replace(", labels: [LABELS]", ""))
    }),
    ("values of a label", |n| {
        with_labels(&format!("values: [{}]", list(n, |at| format!("v{at}"), ", ")), "l")
    }),
];

/// From the text to every finding as it is shown, and every file.
fn run(text: &str) {
    let source = Source::new("costs.yaml", text);
    let loaded = gaugewright_spec::load_on(&source, None);
    for finding in &loaded.findings {
        assert!(!render::human(finding, &source, false).is_empty());
    }
    if let Some(spec) = loaded.spec {
        codegen::render(&spec).expect("it is rendered");
    }
}

fn quickest(text: &str, runs: usize) -> Duration {
    let once = |_| {
        let start = Instant::now();
        run(text);
        start.elapsed()
    };
    (0..runs).map(once).min().expect("a run")
}

#[test]
fn costs_grow_with_the_size() {
    for (what, spec) in CASES {
        let (small, large) = (spec(200), spec(2000));
        let (mut least, mut words) = (f64::INFINITY, String::new());
        for _ in 0..TRIES {
            let (small, large) = (quickest(&small, 3), quickest(&large, 1));
            let ratio = large.as_secs_f64() / small.as_secs_f64();
            if ratio < least {
                (least, words) = (ratio, format!("{ratio:.1} times as long: {small:?}, {large:?}"));
            }
            if least < MAX {
                break;
            }
        }
        assert!(least < MAX, "{what}: ten times as much takes {words}");
    }
}
