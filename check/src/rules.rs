//! The rules that follow from what a query means. Others look at a whole spec.

use gaugewright_base::Rule;
pub use gaugewright_base::UNIT_MISMATCH;

/// a query on a metric that nothing exports
pub static UNKNOWN_METRIC: Rule = Rule::error("unknown-metric", "a query on a metric that nothing exports");
/// a query on a label that its metric does not have
pub static UNKNOWN_LABEL: Rule =
    Rule::error("unknown-label", "a query on a label that its metric does not have");
/// a matcher that no value of its label can satisfy
pub static IMPOSSIBLE_VALUE: Rule =
    Rule::error("impossible-value", "a matcher that no value of its label can satisfy");
/// a negative matcher that excludes nothing
pub static IDLE_MATCHER: Rule = Rule::warning("idle-matcher", "a negative matcher that excludes nothing");
/// a plain matcher whose text reads as a regular expression
pub static LITERAL_REGEX: Rule =
    Rule::warning("literal-regex", "a plain matcher whose text reads as a regular expression");
/// a `bool` comparison of which only counts that it is there
pub static IDLE_BOOL: Rule =
    Rule::error("idle-bool", "a `bool` comparison of which only counts that it is there");
/// an operator with the same query on both sides
pub static SAME_SIDES: Rule = Rule::warning("same-sides", "an operator with the same query on both sides");
/// a function for counters over something that is none
pub static RATE_OVER_GAUGE: Rule =
    Rule::error("rate-over-gauge", "a function for counters over something that is none");
/// a counter read without `rate` or `increase`
pub static BARE_COUNTER: Rule = Rule::error("bare-counter", "a counter read without `rate` or `increase`");
/// growth per second combined with growth per window
pub static MIXED_GROWTH: Rule =
    Rule::error("mixed-growth", "growth per second combined with growth per window");
/// buckets that are added up or have lost `le` before `histogram_quantile`
pub static LOST_LE: Rule =
    Rule::error("lost-le", "buckets that are added up or have lost `le` before `histogram_quantile`");
/// an aggregation that adds up or averages quantiles
pub static MIXED_QUANTILES: Rule =
    Rule::warning("mixed-quantiles", "an aggregation that adds up or averages quantiles");
/// an operator between two sides whose series never match
pub static NO_MATCH: Rule = Rule::error("no-match", "an operator between two sides whose series never match");
/// an operator between groups of series where one was meant
pub static MANY_TO_MANY: Rule =
    Rule::error("many-to-many", "an operator between groups of series where one was meant");
/// series of several metrics that become equal when their names are dropped
pub static EQUAL_SERIES: Rule =
    Rule::error("equal-series", "series of several metrics that become equal when their names are dropped");
/// an argument out of range: a quantile above 1
pub static BAD_ARGUMENT: Rule = Rule::error("bad-argument", "an argument out of range: a quantile above 1");
/// a threshold without a unit that reads as milliseconds, on seconds
pub static BARE_SECONDS: Rule =
    Rule::warning("bare-seconds", "a threshold without a unit that reads as milliseconds, on seconds");
/// growth of a counter that is compared with one exact number
pub static EXACT_GROWTH: Rule =
    Rule::warning("exact-growth", "growth of a counter that is compared with one exact number");
/// a comparison that no value can satisfy
pub static NEVER_TRUE: Rule = Rule::error("never-true", "a comparison that no value can satisfy");
/// a quotient inside of an aggregation that one 0/0 turns into NaN
pub static POISONED_AGGREGATE: Rule =
    Rule::warning("poisoned-aggregate", "a quotient inside of an aggregation that one 0/0 turns into NaN");
/// a variable whose values cannot stand where it is used
pub static MISPLACED_VARIABLE: Rule =
    Rule::error("misplaced-variable", "a variable whose values cannot stand where it is used");
/// a query with a variable that its dashboard does not have
pub static UNFILLED_QUERY: Rule =
    Rule::error("unfilled-query", "a query with a variable that its dashboard does not have");
/// a variable that nothing defines where it is used
pub static UNKNOWN_VARIABLE: Rule =
    Rule::fixed("unknown-variable", "a variable that nothing defines where it is used");
