//! The table of rules.

use super::Rule;
use crate::diagnostic::Severity::{self, Error, Warning};

macro_rules! rules {
    ($($name:ident = $code:literal, $severity:expr, $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Rule = rule($code, $severity, $summary);
        )*
        /// Every rule, in the order of the table.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

const fn rule(code: &'static str, severity: Severity, summary: &'static str) -> Rule {
    Rule { code, severity, summary }
}

rules! {
    // The form of the spec.
    YAML_SYNTAX = "yaml-syntax", Error, "the spec is not valid YAML";
    UNKNOWN_KEY = "unknown-key", Error, "a key that the spec does not have";
    MISSING_KEY = "missing-key", Error, "a key that must be there is not";
    WRONG_TYPE = "wrong-type", Error, "a value of another type than its key takes";
    BAD_VALUE = "bad-value", Error, "a value that its key cannot take";
    DUPLICATE_NAME = "duplicate-name", Error, "two things of one kind with the same name";
    UNDEFINED_NAME = "undefined-name", Error, "a name that refers to nothing";
    // Metrics, labels, tracks.
    BAD_NAME = "bad-name", Error, "a name that Prometheus or Grafana refuses";
    BAD_LABEL = "bad-label", Error, "a label definition that says too little or too much";
    BAD_BUCKETS = "bad-buckets", Error, "histogram buckets that are missing, unsorted, or not a histogram's";
    SERIES_COLLISION = "series-collision", Error, "two metrics that export the same series name";
    BAD_TRACK = "bad-track", Error, "a track that names a metric which cannot record what it should";
    NAMING = "naming", Warning, "a metric name that breaks Prometheus' conventions";
    UNCOLLECTED = "uncollected", Warning, "a catalogue that no scrape job collects";
    // Quantities and units.
    BAD_QUANTITY = "bad-quantity", Error, "a quantity that cannot be read";
    UNIT_MISMATCH = "unit-mismatch", Error, "values of different dimensions that are compared or added";
    UNKNOWN_UNIT = "unknown-unit", Error, "a unit that nothing declares";
    // Queries.
    PROMQL_SYNTAX = "promql-syntax", Error, "a query that Prometheus would not accept";
    UNKNOWN_METRIC = "unknown-metric", Error, "a query on a metric that nothing exports";
    UNKNOWN_LABEL = "unknown-label", Error, "a query on a label that its metric does not have";
    IMPOSSIBLE_VALUE = "impossible-value", Error, "a matcher that no value of its label can satisfy";
    RATE_OVER_GAUGE = "rate-over-gauge", Error, "a function for counters over something that is none";
    BARE_COUNTER = "bare-counter", Error, "a counter read without `rate` or `increase`";
    LOST_LE = "lost-le", Error, "buckets that have lost `le` before `histogram_quantile`";
    NO_MATCH = "no-match", Error, "an operator between two sides whose series never match";
    MANY_TO_MANY = "many-to-many", Error, "an operator between groups of series where one was meant";
    NEVER_TRUE = "never-true", Error, "a comparison that no value can satisfy";
    ALWAYS_TRUE = "always-true", Error, "an alert whose threshold every value passes";
    UNKNOWN_VARIABLE = "unknown-variable", Error, "a variable that nothing defines where it is used";
    // Alerts.
    ALERT_WITHOUT_CONDITION = "alert-without-condition", Error, "an alert that fires for every series of its query";
    BAD_TEMPLATE = "bad-template", Error, "a legend or annotation whose placeholders cannot be read";
    DROPPED_LABEL = "dropped-label", Error, "a legend or annotation with a label that the query has dropped";
    // Dashboards.
    PANEL_WITHOUT_DESCRIPTION = "panel-without-description", Warning, "a panel that does not say what it shows";
    FIXED_RATE_WINDOW = "fixed-rate-window", Warning, "a window that does not follow the zoom of its panel";
    BAD_PANEL = "bad-panel", Error, "a panel that contradicts itself";
    // Suppressions.
    UNUSED_ALLOW = "unused-allow", Warning, "a silenced finding that does not occur";
}
