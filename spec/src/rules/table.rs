//! The table of rules.

use super::Rule;
pub use gaugewright_check::rules::*;
pub use gaugewright_collectors::rules::{
    BAD_BUCKETS, BAD_LABEL, BAD_NAME, BAD_QUANTITY, BAD_TRACK, BAD_VALUE, DUPLICATE_NAME, EXPIRED_ALLOW,
    FOLDED_GAUGE, MISSING_KEY, NAMING, RUST_NAME, SERIES_COLLISION, UNCOUNTED_FAILURE, UNDEFINED_NAME,
    UNKNOWN_KEY, UNKNOWN_UNIT, UNUSED_ALLOW, WRONG_TYPE, YAML_SYNTAX,
};

/// Declares rules, each with its page; those of queries and of collectors are only named, to stand in their place in the table.
macro_rules! rules {
    (@page $code:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lints/", $code, ".md"))
    };
    ($($name:ident = $level:ident($code:literal $(, $summary:literal)?);)*) => {
        $($(
            #[doc = $summary]
            pub static $name: Rule = Rule::$level($code, $summary);
        )?)*
        /// Every rule, in the order of the table.
        pub static ALL: &[&Rule] = &[$(&$name),*];
        /// The page of each rule: what it finds, why that matters, an example and its correction.
        static PAGES: &[(&str, &str)] = &[$(($code, rules!(@page $code))),*];
    };
}

/// The page of the rule with that code, in Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

rules! {
    // The form of the spec.
    YAML_SYNTAX = collectors("yaml-syntax");
    UNKNOWN_KEY = collectors("unknown-key");
    MISSING_KEY = collectors("missing-key");
    WRONG_TYPE = collectors("wrong-type");
    BAD_VALUE = collectors("bad-value");
    DUPLICATE_NAME = collectors("duplicate-name");
    UNDEFINED_NAME = collectors("undefined-name");
    // Metrics, labels, tracks.
    BAD_NAME = collectors("bad-name");
    BAD_LABEL = collectors("bad-label");
    BAD_BUCKETS = collectors("bad-buckets");
    SERIES_COLLISION = collectors("series-collision");
    BAD_TRACK = collectors("bad-track");
    RUST_NAME = collectors("rust-name");
    FOLDED_GAUGE = collectors("folded-gauge");
    UNCOUNTED_FAILURE = collectors("uncounted-failure");
    NAMING = collectors("naming");
    SERIES_BUDGET = warning("series-budget", "more series than the service may export");
    UNQUERIED = off("unqueried", "a metric that no alert, panel or query reads");
    UNCOLLECTED = warning("uncollected", "a catalogue that no scrape job collects");
    // Quantities and units.
    BAD_QUANTITY = collectors("bad-quantity");
    UNIT_MISMATCH = check("unit-mismatch");
    UNKNOWN_UNIT = collectors("unknown-unit");
    // Queries.
    PROMQL_SYNTAX = fixed("promql-syntax", "a query that Prometheus would not accept");
    PROMQL_VERSION = error("promql-version", "a query that the deployed Prometheus does not understand");
    UNKNOWN_METRIC = check("unknown-metric");
    UNKNOWN_LABEL = check("unknown-label");
    IMPOSSIBLE_VALUE = check("impossible-value");
    IDLE_MATCHER = check("idle-matcher");
    LITERAL_REGEX = check("literal-regex");
    IDLE_BOOL = check("idle-bool");
    SAME_SIDES = check("same-sides");
    RATE_OVER_GAUGE = check("rate-over-gauge");
    BARE_COUNTER = check("bare-counter");
    LOOSE_SHARE = error("loose-share", "a ratio whose whole does not contain its part");
    MIXED_GROWTH = check("mixed-growth");
    LOST_LE = check("lost-le");
    MIXED_QUANTILES = check("mixed-quantiles");
    NO_MATCH = check("no-match");
    MANY_TO_MANY = check("many-to-many");
    EQUAL_SERIES = check("equal-series");
    BAD_ARGUMENT = check("bad-argument");
    BARE_SECONDS = check("bare-seconds");
    EXACT_GROWTH = check("exact-growth");
    NEVER_TRUE = check("never-true");
    ALWAYS_TRUE = error("always-true", "an alert whose threshold every value passes");
    POISONED_AGGREGATE = check("poisoned-aggregate");
    STALE_INTERVAL = warning("stale-interval", "a scrape or evaluation interval longer than the staleness limit");
    SHORT_WINDOW = warning("short-window", "a window that holds less than four scrapes");
    BEYOND_RETENTION = warning("beyond-retention", "a query that looks back further than samples are kept");
    NEEDLESS_REGEX = warning("needless-regex", "a regular expression that a plain matcher or none can replace");
    INTEGER_BOUND = warning("integer-bound", "a whole `le` or `quantile`, which Prometheus 3 writes in another way");
    RECORDED_CIRCLE = error("recorded-circle", "recording rules that wait for each other");
    RECORDED_TWICE = warning("recorded-twice", "two recording rules of the same query");
    RECORDING_NAME = warning("recording-name", "a recording rule whose name says what it does not record");
    UNKNOWN_VARIABLE = check("unknown-variable");
    UNFILLED_QUERY = check("unfilled-query");
    MISPLACED_VARIABLE = check("misplaced-variable");
    MULTI_VALUE_MATCHER = error("multi-value-matcher", "`=` or `!=` with a variable of which several values can be chosen");
    // Alerts.
    ALERT_WITHOUT_CONDITION = error("alert-without-condition", "an alert that fires for every series of its query");
    BAD_TEMPLATE = fixed("bad-template", "a legend or annotation whose placeholders cannot be read");
    DROPPED_LABEL = error("dropped-label", "a legend or annotation with a label that the query has dropped");
    REPEATED_UNIT = warning("repeated-unit", "a text that repeats the unit of a value");
    COVERED_LABEL = error("covered-label", "a label of an alert that overwrites a label of its series");
    EMPTY_LABEL = warning("empty-label", "a label of an alert that is empty");
    FRAGILE_ALERT = warning("fragile-alert", "an alert on whichever series happen to be the largest");
    MISSING_SEVERITY = warning("missing-severity", "an alert without a severity");
    MISSING_SUMMARY = warning("missing-summary", "an alert without a summary");
    SHORT_HOLD = warning("short-hold", "a `for` that is over before the next evaluation");
    HASTY_ABSENT = warning("hasty-absent", "an alert on absence that fires after one failed scrape");
    LONG_HOLD = warning("long-hold", "a `for` so long that the alert hardly ever fires");
    FIRST_INCREASE = warning("first-increase", "an alert that misses the first event of a series");
    NEVER_RUN = warning("never-run", "an alert on the age of something that may never have happened");
    SHADOWED_ALERT = warning("shadowed-alert", "an alert that fires only while another one is firing");
    DEPLOYED_VERSION = error("deployed-version", "something that the deployed Prometheus, Alertmanager or Grafana does not know yet");
    // Notifications.
    UNROUTED_ALERT = warning("unrouted-alert", "an alert that no route takes");
    DEAD_ROUTE = warning("dead-route", "a route that no alert can take");
    MUTED_ROUTE = error("muted-route", "a route that is muted whenever it is active");
    UNUSED_RECEIVER = warning("unused-receiver", "a receiver or time interval that no route names");
    MISSING_MINUTE = warning("missing-minute", "a time interval that ends one minute before midnight");
    ROUNDED_REPEAT = warning("rounded-repeat", "a repeat interval that is not a multiple of its group interval");
    DEAD_INHIBITION = error("dead-inhibition", "an inhibition that can silence nothing");
    MUTUAL_INHIBITION = error("mutual-inhibition", "alerts that silence each other");
    // Objectives.
    SLO_BUCKET = fixed("slo-bucket", "a latency objective whose limit is not a bucket bound");
    // Dashboards.
    MIXED_UNITS = warning("mixed-units", "values of different dimensions on one axis");
    UNFILLED_TEXT = error("unfilled-text", "a text with a variable that its dashboard does not have");
    AMBIGUOUS_LEGEND = warning("ambiguous-legend", "a legend that calls two series by one name");
    UNMATCHED_OVERRIDE = warning("unmatched-override", "an override for series that the panel does not have");
    FOREIGN_LINE = warning("foreign-line", "a panel with the threshold of an alert on something else");
    PANEL_WITHOUT_DESCRIPTION = warning("panel-without-description", "a panel that does not say what it shows");
    CONVERTED_QUERY = note("converted-query", "a panel that shows its query in another unit than it is written in");
    RAISED_BURN = warning("raised-burn", "a burn of an objective that is raised to 1, as its window is short");
    FIXED_RATE_WINDOW = warning("fixed-rate-window", "a window that does not follow the zoom of its panel");
    BAD_PANEL = fixed("bad-panel", "a panel that contradicts itself");
    // Suppressions.
    EXPIRED_ALLOW = collectors("expired-allow");
    UNUSED_ALLOW = collectors("unused-allow");
}
