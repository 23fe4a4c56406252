//! What people hear about their mistakes, with the place of each.

use std::fmt::Write;

use gaugewright_spec::promql::{Dialect, ParseError, parse, type_check};

const QUERIES: &[&str] = &[
    "",
    "rates(up[5m])",
    "RATE(up[5m])",
    "frobnicate(up)",
    "rate(up)",
    "rate(sum(up))",
    "abs(up[5m])",
    "round(up, 1, 2)",
    "label_join(up)",
    "histogram_quantile(up, 0.9)",
    "sum by (",
    "sum by (5) (up)",
    "sum by (a:b) (up)",
    "sum by (job) (up) by (x)",
    "sum()",
    "topk(up)",
    "topk(up, 3)",
    "count_values(5, up)",
    "up{job=api}",
    "up{job==\"api\"}",
    "up{job}",
    "up{job=\"api\" instance=\"b\"}",
    "up{job=$job}",
    "up{job=\"api\"",
    "up{job=\"api}",
    "up{job=\"\\d\"}",
    "up{job=~\"a(b\"}",
    "up{job=~\"a\\\\d[\"}",
    "up{__name__=\"down\"}",
    "{job=~\".*\"}",
    "1 > 2",
    "up + bool 1",
    "up and 1",
    "up * group_left (a) up",
    "up * on (a) group_left (a) up",
    "up and on (a) group_left up",
    "1 + on (a) up",
    "up = 1",
    "up =~ \"x\"",
    "up up",
    "up)",
    "(up",
    "up +",
    "up[5m",
    "up[5x]",
    "up[0s]",
    "up[foo]",
    "up[1m1h]",
    "sum(up)[5m]",
    "$x(up)",
    "up @ start() [5m]",
    "up[5m + ]",
    "up[5m - 10m]",
    "up[5m / 0]",
    "up[sum(5m)]",
    "up[min_of(5m)]",
    "up offset (5m) + up",
    "up + fill(up) up",
    "up + fill(0) fill_left(1) up",
    "up and fill(0) up",
    "1 + fill(0) up",
    "sum(up) anchored",
    "up[5m:] smoothed",
    "up[5m] anchored smoothed",
    "avg_over_time(up[5m] smoothed)",
    "1 </ 2",
    "up </ bool 2",
    "up offset 5m [1h]",
    "up offset 5m offset 6m",
    "sum(up) offset 5m",
    "up offset x",
    "up @ now",
    "up @ Inf",
    "-up[5m]",
    "up[5m] + \"x\"",
    "up[5m][5m:]",
    "1.2.3",
    "1e999",
    "rate(up[5m],)",
    "a:b(up)",
    "up & up",
    "info(up, down)",
    "rate(up) + rates(up[5m]) + {}",
];

/// The query, carets below the place, the words.
fn show(query: &str, error: &ParseError) -> String {
    let before = query.get(..error.span.start as usize).map_or(0, |text| text.chars().count());
    let marked = query.get(error.span.range()).map_or(0, |text| text.chars().count());
    let mut text =
        format!("{query}\n{}{}\n{}\n", " ".repeat(before), "^".repeat(marked.max(1)), error.message);
    if let Some(help) = &error.help {
        let _ = writeln!(text, "help: {help}");
    }
    text
}

#[test]
fn mistakes_are_explained_at_their_place() {
    let mut all = Vec::new();
    for query in QUERIES {
        let errors = match parse(query, Dialect { variables: true }) {
            Err(error) => vec![error],
            Ok(expr) => type_check(&expr).err().unwrap_or_else(|| panic!("{query} is right")),
        };
        all.extend(errors.iter().map(|error| show(query, error)));
    }
    insta::assert_snapshot!(all.join("\n"));
}
