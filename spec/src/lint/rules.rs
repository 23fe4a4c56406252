//! The table of rules.

use super::Rule;
use crate::diagnostic::Severity;

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

/// How bad a rule's findings are, and what a spec can do about them.
type Level = (Severity, Say);

/// What a spec can do about a rule.
enum Say {
    /// Nothing.
    Reported,
    /// Grade and silence its findings.
    Judged,
    /// Ask for it.
    Asked,
}

/// Nothing can be generated from what is wrong like this.
const FIXED: Level = (Severity::Error, Say::Reported);
/// Wrong, but an author who knows better can say so.
const ERROR: Level = (Severity::Error, Say::Judged);
/// Worth knowing.
const NOTE: Level = (Severity::Note, Say::Judged);
const WARNING: Level = (Severity::Warning, Say::Judged);
/// Reported only where a spec asks for it.
const OFF: Level = (Severity::Warning, Say::Asked);

const fn rule(code: &'static str, (severity, always): Level, summary: &'static str) -> Rule {
    let (is_fixed, is_off) = (matches!(always, Say::Reported), matches!(always, Say::Asked));
    Rule { code, severity, is_fixed, is_off, summary }
}

rules! {
    // The form of the spec.
    YAML_SYNTAX = "yaml-syntax", FIXED, "the spec is not valid YAML";
    UNKNOWN_KEY = "unknown-key", FIXED, "a key that the spec does not have";
    MISSING_KEY = "missing-key", FIXED, "a key that must be there is not";
    WRONG_TYPE = "wrong-type", FIXED, "a value of another type than its key takes";
    BAD_VALUE = "bad-value", FIXED, "a value that its key cannot take";
    DUPLICATE_NAME = "duplicate-name", FIXED, "two things of one kind with the same name";
    UNDEFINED_NAME = "undefined-name", FIXED, "a name that refers to nothing";
    // Metrics, labels, tracks.
    BAD_NAME = "bad-name", FIXED, "a name that Prometheus or Grafana refuses";
    BAD_LABEL = "bad-label", FIXED, "a label definition that says too little or too much";
    BAD_BUCKETS = "bad-buckets", FIXED, "histogram buckets that are missing, unsorted, or not a histogram's";
    SERIES_COLLISION = "series-collision", FIXED, "two metrics that export the same series name";
    BAD_TRACK = "bad-track", FIXED, "a track that names a metric which cannot record what it should";
    RUST_NAME = "rust-name", ERROR, "two names of the spec that would be one in Rust";
    FOLDED_GAUGE = "folded-gauge", WARNING, "a gauge that is set, with a label whose values may be folded";
    UNCOUNTED_FAILURE = "uncounted-failure", WARNING, "a track whose errors leave out some calls that fail";
    NAMING = "naming", WARNING, "a metric name that breaks Prometheus' conventions";
    SERIES_BUDGET = "series-budget", WARNING, "more series than the service may export";
    UNQUERIED = "unqueried", OFF, "a metric that no alert, panel or query reads";
    UNCOLLECTED = "uncollected", WARNING, "a catalogue that no scrape job collects";
    // Quantities and units.
    BAD_QUANTITY = "bad-quantity", FIXED, "a quantity that cannot be read";
    UNIT_MISMATCH = "unit-mismatch", FIXED, "values of different dimensions that are compared or added";
    UNKNOWN_UNIT = "unknown-unit", FIXED, "a unit that nothing declares";
    // Queries.
    PROMQL_SYNTAX = "promql-syntax", FIXED, "a query that Prometheus would not accept";
    PROMQL_VERSION = "promql-version", ERROR, "a query that the deployed Prometheus does not understand";
    UNKNOWN_METRIC = "unknown-metric", ERROR, "a query on a metric that nothing exports";
    UNKNOWN_LABEL = "unknown-label", ERROR, "a query on a label that its metric does not have";
    IMPOSSIBLE_VALUE = "impossible-value", ERROR, "a matcher that no value of its label can satisfy";
    IDLE_MATCHER = "idle-matcher", WARNING, "a negative matcher that excludes nothing";
    RATE_OVER_GAUGE = "rate-over-gauge", ERROR, "a function for counters over something that is none";
    BARE_COUNTER = "bare-counter", ERROR, "a counter read without `rate` or `increase`";
    LOOSE_SHARE = "loose-share", ERROR, "a share whose part is not contained in its whole";
    MIXED_GROWTH = "mixed-growth", ERROR, "growth per second beside growth within a window";
    LOST_LE = "lost-le", ERROR, "buckets that are added up or have lost `le` before `histogram_quantile`";
    NO_MATCH = "no-match", ERROR, "an operator between two sides whose series never match";
    MANY_TO_MANY = "many-to-many", ERROR, "an operator between groups of series where one was meant";
    BAD_ARGUMENT = "bad-argument", ERROR, "a number that its function cannot take: a quantile above 1";
    NEVER_TRUE = "never-true", ERROR, "a comparison that no value can satisfy";
    ALWAYS_TRUE = "always-true", ERROR, "an alert whose threshold every value passes";
    POISONED_AGGREGATE = "poisoned-aggregate", WARNING, "a quotient inside of an aggregation that one 0/0 turns into NaN";
    STALE_INTERVAL = "stale-interval", WARNING, "scrapes or evaluations further apart than samples live";
    SHORT_WINDOW = "short-window", WARNING, "a window that holds less than four scrapes";
    BEYOND_RETENTION = "beyond-retention", WARNING, "a query that looks back further than samples are kept";
    NEEDLESS_REGEX = "needless-regex", WARNING, "a regular expression that a plain matcher or none can replace";
    INTEGER_BOUND = "integer-bound", WARNING, "a whole `le` or `quantile`, which Prometheus 3 writes in another way";
    RECORDING_NAME = "recording-name", WARNING, "a recording rule whose name says what it does not record";
    UNKNOWN_VARIABLE = "unknown-variable", FIXED, "a variable that nothing defines where it is used";
    MULTI_VALUE_MATCHER = "multi-value-matcher", ERROR, "`=` or `!=` with a variable of which several values can be chosen";
    // Alerts.
    ALERT_WITHOUT_CONDITION = "alert-without-condition", FIXED, "an alert that fires for every series of its query";
    BAD_TEMPLATE = "bad-template", FIXED, "a legend or annotation whose placeholders cannot be read";
    DROPPED_LABEL = "dropped-label", ERROR, "a legend or annotation with a label that the query has dropped";
    REPEATED_UNIT = "repeated-unit", WARNING, "a text that says the unit of a value once more";
    COVERED_LABEL = "covered-label", ERROR, "a label of an alert in the place of one by which its series differ";
    EMPTY_LABEL = "empty-label", WARNING, "a label of an alert that is empty";
    FRAGILE_ALERT = "fragile-alert", WARNING, "an alert on whichever series happen to be the largest";
    SHORT_HOLD = "short-hold", WARNING, "a `for` that is over before the next evaluation";
    HASTY_ABSENT = "hasty-absent", WARNING, "an alert on absence that fires after one failed scrape";
    NEVER_RUN = "never-run", WARNING, "an alert on the age of something that may never have happened";
    SHADOWED_ALERT = "shadowed-alert", WARNING, "an alert that fires only while another one says the same";
    DEPLOYED_VERSION = "deployed-version", ERROR, "something that the deployed Prometheus, Alertmanager or Grafana does not know yet";
    // Notifications.
    UNROUTED_ALERT = "unrouted-alert", WARNING, "an alert that no route takes";
    DEAD_ROUTE = "dead-route", WARNING, "a route that no alert can take";
    MUTED_ROUTE = "muted-route", ERROR, "a route that is muted whenever it is active";
    UNUSED_RECEIVER = "unused-receiver", WARNING, "a receiver or time interval that no route names";
    DEAD_INHIBITION = "dead-inhibition", ERROR, "an inhibition that can silence nothing";
    MUTUAL_INHIBITION = "mutual-inhibition", ERROR, "alerts that silence themselves or each other";
    // Objectives.
    SLO_BUCKET = "slo-bucket", FIXED, "a latency objective whose limit is no bound of its histogram";
    // Dashboards.
    MIXED_UNITS = "mixed-units", WARNING, "values of different dimensions on one axis";
    AMBIGUOUS_LEGEND = "ambiguous-legend", WARNING, "a legend that calls two series by one name";
    FOREIGN_LINE = "foreign-line", WARNING, "a panel with the threshold of an alert on something else";
    PANEL_WITHOUT_DESCRIPTION = "panel-without-description", WARNING, "a panel that does not say what it shows";
    CONVERTED_QUERY = "converted-query", NOTE, "a panel that shows its query in another unit than it is written in";
    FIXED_RATE_WINDOW = "fixed-rate-window", WARNING, "a window that does not follow the zoom of its panel";
    BAD_PANEL = "bad-panel", FIXED, "a panel that contradicts itself";
    // Suppressions.
    EXPIRED_ALLOW = "expired-allow", WARNING, "a suppression whose last day has passed";
    UNUSED_ALLOW = "unused-allow", WARNING, "a silenced finding that does not occur";
}
