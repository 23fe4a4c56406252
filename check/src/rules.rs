//! The rules that follow from what a query means. Others look at a whole spec.

use crate::severity::Severity;

/// A rule: every finding has one.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code: `unknown-metric`. Also the name of its page, and what suppresses it.
    pub code: &'static str,
    /// The severity of its findings, unless their author is told otherwise.
    pub severity: Severity,
    /// Whether nobody can change that: without what it demands there is nothing to go on with.
    pub is_fixed: bool,
    /// Whether it is reported only where somebody asks for it.
    pub is_off: bool,
    /// What it finds, in one line.
    pub summary: &'static str,
}

impl Rule {
    const fn new(code: &'static str, severity: Severity, summary: &'static str) -> Self {
        Self { code, severity, is_fixed: false, is_off: false, summary }
    }

    /// A mistake without whose repair nothing can be generated.
    pub const fn fixed(code: &'static str, summary: &'static str) -> Self {
        Self { is_fixed: true, ..Self::new(code, Severity::Error, summary) }
    }

    /// A mistake; an author who knows better can say so.
    pub const fn error(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Error, summary)
    }

    /// Probably a mistake.
    pub const fn warning(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Warning, summary)
    }

    /// Worth knowing.
    pub const fn note(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Note, summary)
    }

    /// Reported only where somebody asks for it.
    pub const fn off(code: &'static str, summary: &'static str) -> Self {
        Self { is_off: true, ..Self::warning(code, summary) }
    }
}

/// values of different dimensions that are compared or added
pub static UNIT_MISMATCH: Rule =
    Rule::error("unit-mismatch", "values of different dimensions that are compared or added");
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
/// a variable that nothing defines where it is used
pub static UNKNOWN_VARIABLE: Rule =
    Rule::fixed("unknown-variable", "a variable that nothing defines where it is used");
