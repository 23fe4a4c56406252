//! Which parts of a query not every supported Prometheus knows.

use crate::ast::{
    Binary, DurationExpr, Expr, Label, Matcher, Matching, Modifiers, Name, NumberLiteral, VectorSelector,
};
use crate::functions::{BASELINE, Flag, Version, function, version};
use crate::operator::AggregateOp;
use crate::quote;
use crate::visit::{Visit, walk};
use gaugewright_base::{Span, Spanned};

/// A part of a query that needs a certain Prometheus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Where it is used.
    pub span: Span,
    /// What it is, as the subject of a sentence.
    pub name: String,
    /// The first version that has it.
    pub since: Version,
    /// The first version that no longer has it.
    pub removed: Option<Version>,
    /// The flag that enables it, if it needs one.
    pub flag: Option<Flag>,
}

impl Feature {
    /// The flag without which that version refuses it.
    pub fn flag_in(&self, version: Version) -> Option<Flag> {
        self.flag.filter(|flag| flag.is_needed_by(version))
    }
}

/// Everything in a query that not every Prometheus from [`BASELINE`] on accepts, in the order of the text.
pub fn features(expr: &Expr) -> Vec<Feature> {
    let mut finder = Finder { found: Vec::new() };
    finder.expr(expr);
    finder.found.sort_by_key(|feature| feature.span);
    finder.found
}

/// What a feature is, but for its place: the first version that has it, and its flag.
#[derive(Clone, Copy)]
struct Kind(Version, Option<Flag>);

/// Names of which Prometheus 2 has no series.
const UTF8_NAMES: Kind = Kind(version(3, 0), None);
const QUOTED_IN_BRACES: Kind = Kind(version(2, 51), None);
const QUOTED_IN_LISTS: Kind = Kind(version(2, 55), None);
const DURATIONS_AS_NUMBERS: Kind = Kind(version(2, 54), None);
const UNDERSCORES: Kind = Kind(version(2, 54), None);
const LIMIT_AGGREGATIONS: Kind =
    Kind(version(2, 54), Some(Flag { name: "promql-experimental-functions", until: None }));
const TRIMMING: Kind = Kind(version(3, 11), None);
const EDGES: Kind = Kind(version(3, 7), Some(Flag { name: "promql-extended-range-selectors", until: None }));
const FILLING: Kind = Kind(version(3, 10), Some(Flag { name: "promql-binop-fill-modifiers", until: None }));
const DURATION_FLAG: Flag = Flag { name: "promql-duration-expr", until: Some(version(3, 14)) };
const COMPUTED_DURATIONS: Kind = Kind(version(3, 4), Some(DURATION_FLAG));
/// A sign in front of a duration alone, which needs no flag.
const SIGNED_DURATIONS: Kind = Kind(version(3, 4), None);
const STEP: Kind = Kind(version(3, 6), Some(DURATION_FLAG));
const RANGE: Kind = Kind(version(3, 10), Some(DURATION_FLAG));
/// They were called `min` and `max` before, which no later version reads.
const MIN_AND_MAX: Kind = Kind(version(3, 13), Some(DURATION_FLAG));

struct Finder {
    found: Vec<Feature>,
}

impl Finder {
    fn note(&mut self, span: Span, name: impl Into<String>, Kind(since, flag): Kind) {
        self.found.push(Feature { span, name: name.into(), since, removed: None, flag });
    }

    fn number(&mut self, number: &NumberLiteral) {
        if number.text.contains('_') {
            self.note(number.span, "an underscore in a number", UNDERSCORES);
        }
        let digits = number.text.trim_start_matches(['+', '-']);
        let hex = digits.starts_with("0x") || digits.starts_with("0X");
        if !hex && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(is_unit) {
            self.note(number.span, "a duration as a number", DURATIONS_AS_NUMBERS);
        }
    }

    fn name(&mut self, name: &Name, classic: bool, quoted: Kind) {
        if name.has_variables() {
            return;
        }
        if !classic {
            self.note(name.span, "a name that needs quotes", UTF8_NAMES);
        } else if name.span.range().len() > name.value.len() {
            // The span of a quoted name is longer than the name.
            self.note(name.span, "a quoted name", quoted);
        }
    }

    fn call(&mut self, name: &Spanned<String>) {
        let Some(function) = function(name) else { return };
        let facts = function.facts;
        if facts.since > BASELINE || facts.removed.is_some() || facts.flag.is_some() {
            self.found.push(Feature {
                span: name.span,
                name: format!("the function `{}`", function.name),
                since: facts.since,
                removed: facts.removed,
                flag: facts.flag,
            });
        }
    }

    fn aggregation(&mut self, op: &Spanned<AggregateOp>) {
        if op.value.is_experimental() {
            self.note(op.span, format!("the aggregation `{}`", op.value), LIMIT_AGGREGATIONS);
        }
    }

    fn binary(&mut self, binary: &Binary) {
        if binary.op.value.is_trim() {
            self.note(binary.op.span, format!("the operator `{}`", binary.op.value), TRIMMING);
        }
        if let Some(fill) = &binary.fill {
            self.note(fill.span, "filling in of missing series", FILLING);
            for number in fill.left.iter().chain(&fill.right) {
                self.number(number);
            }
        }
    }

    /// What a duration is computed of. One note says that it is, others what else it needs.
    fn computed(&mut self, expr: &Expr) {
        let signed = matches!(expr, Expr::Unary(unary) if matches!(unary.expr, Expr::Number(_)));
        let (name, kind) = if signed {
            ("a sign in front of a duration", SIGNED_DURATIONS)
        } else {
            ("a computed duration", COMPUTED_DURATIONS)
        };
        self.note(expr.span(), name, kind);
        for call in expr.calls() {
            // In durations upper and lower case are alike.
            let kind = match call.name.to_ascii_lowercase().as_str() {
                "range" => RANGE,
                "min_of" | "max_of" => MIN_AND_MAX,
                _ => STEP,
            };
            self.note(call.name.span, format!("`{}` in a duration", call.name.value), kind);
        }
    }
}

/// The last letter of a duration.
const fn is_unit(c: char) -> bool {
    matches!(c, 's' | 'm' | 'h' | 'd' | 'w' | 'y')
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Number(number) => self.number(number),
            Expr::Call(call) => self.call(&call.name),
            Expr::Aggregate(aggregate) => self.aggregation(&aggregate.op),
            Expr::Binary(binary) => self.binary(binary),
            _ => {}
        }
        walk(self, expr);
    }

    fn selector(&mut self, selector: &VectorSelector) {
        if let Some(name) = &selector.name {
            self.name(name, quote::is_classic_metric(name), QUOTED_IN_BRACES);
        }
        for matcher in &selector.matchers {
            self.matcher(matcher);
        }
        self.modifiers(&selector.modifiers);
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.name(&matcher.label, quote::is_plain_matcher_label(&matcher.label), QUOTED_IN_BRACES);
    }

    fn label(&mut self, label: &Label) {
        self.name(label, quote::is_plain_matcher_label(label), QUOTED_IN_LISTS);
    }

    fn matching(&mut self, matching: &Matching) {
        for label in matching.labels.iter().chain(matching.group.iter().flat_map(|group| &group.labels)) {
            self.label(label);
        }
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        if let Some(edges) = &modifiers.edges {
            self.note(edges.span, format!("the modifier `{}`", edges.text()), EDGES);
        }
        if let Some(offset) = &modifiers.offset {
            if offset.duration.millis() == Some(0) {
                self.note(offset.span, "an offset of zero", DURATIONS_AS_NUMBERS);
            }
            self.duration(&offset.duration);
        }
        if let Some(crate::ast::AtTime::Timestamp(number)) = modifiers.at.as_ref().map(|at| &at.time) {
            self.number(number);
        }
    }

    fn duration(&mut self, duration: &DurationExpr) {
        match duration {
            DurationExpr::Literal(duration) if !duration.text.ends_with(is_unit) => {
                self.note(duration.span, "a number as a duration", DURATIONS_AS_NUMBERS);
            }
            DurationExpr::Computed(expr) => self.computed(expr),
            DurationExpr::Literal(_) | DurationExpr::Variable(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::features;
    use crate::functions::version;
    use crate::{Dialect, parse};

    #[test]
    fn what_is_new_is_known_with_its_version_and_flag() {
        for (query, found) in [
            ("x </ 5", "the operator `</` 3.11"),
            ("x[5m] anchored", "the modifier `anchored` 3.7 promql-extended-range-selectors"),
            ("a + fill(0) b", "filling in of missing series 3.10 promql-binop-fill-modifiers"),
            ("x[2 * 5m]", "a computed duration 3.4 promql-duration-expr"),
            ("x offset +5m", "a sign in front of a duration 3.4"),
            (
                "x[min_of(1m, step())]",
                "`min_of` in a duration 3.13 promql-duration-expr; a computed duration 3.4 promql-duration-expr; \
                 `step` in a duration 3.6 promql-duration-expr",
            ),
            ("first_over_time(x[5m])", "the function `first_over_time` 3.7 promql-experimental-functions"),
            ("x @ 1m", "a duration as a number 2.54"),
            ("limitk(1, x)", "the aggregation `limitk` 2.54 promql-experimental-functions"),
            (
                "x[range()]",
                "`range` in a duration 3.10 promql-duration-expr; a computed duration 3.4 promql-duration-expr",
            ),
            ("{\"x\", 'job'=\"a\"}", "a quoted name 2.51; a quoted name 2.51"),
            ("sum by (\"job\") (x)", "a quoted name 2.55"),
            (
                "{\"a:b\"} / on (\"by\") {\"a.b\"}",
                "a quoted name 2.51; a quoted name 2.55; a name that needs quotes 3.0",
            ),
            ("sum by (\"a:b\") (x)", "a name that needs quotes 3.0"),
            ("info(x)", "the function `info` 2.55 promql-experimental-functions"),
            ("histogram_stddev(x)", "the function `histogram_stddev` 2.47"),
            ("x[5m] offset -5m @ start()", ""),
        ] {
            let features = features(&parse(query, Dialect::default()).unwrap());
            let said: Vec<_> = features
                .iter()
                .map(|feature| {
                    let flag = feature.flag.map(|flag| format!(" {}", flag.name)).unwrap_or_default();
                    format!("{} {}{flag}", feature.name, feature.since)
                })
                .collect();
            assert_eq!(said.join("; "), found, "{query}");
        }
    }

    #[test]
    fn flags_go_when_something_is_stable() {
        let features = features(&parse("first_over_time(x[2 * 5m])", Dialect::default()).unwrap());
        assert!(features.iter().all(|feature| feature.flag_in(version(3, 13)).is_some()));
        assert!(features.iter().all(|feature| feature.flag_in(version(3, 14)).is_none()));
    }
}
