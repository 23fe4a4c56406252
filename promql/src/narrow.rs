//! A query for a part of its series: conditions on a label of the result, brought to the selectors that the label comes from.

use crate::ast::{Aggregate, Binary, Call, Expr, GroupingKind, Matcher, MatchingKind, Side, VectorSelector};
use crate::functions::LabelsOf;
use crate::operator::{AggregateOp, BinaryOp};
use crate::value_type::ValueType;
use gaugewright_base::Span;

/// The query that gives those of its series whose label fulfils these conditions, which are all on that label. Nothing where no
/// condition in a selector says so: a `topk` would choose among fewer, a made label is in no selector.
#[must_use]
pub fn narrowed(expr: &Expr, label: &str, matchers: &[Matcher]) -> Option<Expr> {
    let mut narrowed = expr.clone();
    Narrow { label, matchers }.expr(&mut narrowed)?;
    Some(narrowed)
}

struct Narrow<'n> {
    label: &'n str,
    matchers: &'n [Matcher],
}

impl Narrow<'_> {
    /// Changes an expression; nothing if that cannot be done.
    fn expr(&self, expr: &mut Expr) -> Option<()> {
        match expr {
            Expr::Number(_) | Expr::String(_) | Expr::Variable(_) => Some(()),
            Expr::Vector(selector) => self.selector(selector),
            Expr::Range(range) => self.selector(&mut range.selector),
            Expr::Subquery(subquery) => self.expr(&mut subquery.expr),
            Expr::Unary(unary) => self.expr(&mut unary.expr),
            Expr::Paren(paren) => self.expr(&mut paren.expr),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "one of several that can fail")]
    fn selector(&self, selector: &mut VectorSelector) -> Option<()> {
        selector.matchers.extend_from_slice(self.matchers);
        selector.braces.get_or_insert(Span::default());
        Some(())
    }

    fn aggregate(&self, aggregate: &mut Aggregate) -> Option<()> {
        let grouping = aggregate.grouping.as_ref();
        let keeps = grouping.is_some_and(|grouping| {
            let is_named = grouping.labels.iter().any(|label| label.value == self.label);
            is_named == (grouping.kind == GroupingKind::By)
        });
        // The other labels of what is chosen stay, whatever the groups are.
        let makes_it = aggregate.op.value == AggregateOp::CountValues
            && !matches!(aggregate.param.as_ref().map(Expr::without_parens), Some(Expr::String(made)) if made.value != self.label);
        if keeps && !makes_it { self.expr(&mut aggregate.expr) } else { None }
    }

    fn call(&self, call: &mut Call) -> Option<()> {
        let facts = call.facts()?;
        if facts.returns == ValueType::Scalar {
            return Some(());
        }
        let makes_it = match facts.labels {
            LabelsOf::WithoutName | LabelsOf::All => false,
            LabelsOf::WithoutBuckets => self.label == "le",
            LabelsOf::Replaced | LabelsOf::Joined => !matches!(
                call.args.get(1).map(Expr::without_parens),
                Some(Expr::String(made)) if made.value != self.label
            ),
            LabelsOf::OfMatchers | LabelsOf::None | LabelsOf::Unknown => true,
        };
        if makes_it {
            return None;
        }
        call.args.iter_mut().try_for_each(|arg| self.expr(arg))
    }

    fn binary(&self, binary: &mut Binary) -> Option<()> {
        if binary.fill.is_some() {
            return None;
        }
        let matching = binary.matching.as_ref();
        let is_compared = matching.is_none_or(|matching| {
            let is_named = matching.labels.iter().any(|label| label.value == self.label);
            is_named == (matching.kind == MatchingKind::On)
        });
        let (left, right) = match (binary.op.value, matching.and_then(|matching| matching.group.as_ref())) {
            // Of the other side only whether it is there.
            (BinaryOp::And | BinaryOp::Unless, _) => (true, false),
            _ if is_compared => (true, true),
            // The side with many series has its own labels, and those that it takes over.
            (_, Some(group)) => {
                let is_taken = group.labels.iter().any(|label| label.value == self.label);
                let is_left = (group.side == Side::Left) != is_taken;
                (is_left, !is_left)
            }
            // The label is not in the result, or what is left out of one side depends on the whole other one.
            (_, None) => return None,
        };
        if left {
            self.expr(&mut binary.lhs)?;
        }
        if right {
            self.expr(&mut binary.rhs)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::narrowed;
    use crate::build::matcher;
    use crate::{Dialect, MatchOp, normal, parse};

    #[test]
    fn conditions_go_where_the_label_comes_from() {
        for (query, expected) in [
            ("x", r#"x{l="v"}"#),
            ("sum by (l) (rate(x[5m]))", r#"sum by (l) (rate(x{l="v"}[5m]))"#),
            ("sum by (l) (a) / sum by (l) (b)", r#"sum by (l) (a{l="v"}) / sum by (l) (b{l="v"})"#),
            ("sum without (other) (x)", r#"sum without (other) (x{l="v"})"#),
            ("topk by (l) (1, x)", r#"topk by (l) (1, x{l="v"})"#),
            ("100 * a / 2", r#"100 * a{l="v"} / 2"#),
            ("time() - max by (l) (a)", r#"time() - max by (l) (a{l="v"})"#),
            ("a and on (other) b", r#"a{l="v"} and on (other) b"#),
            ("a unless b", r#"a{l="v"} unless b"#),
            ("a or b", r#"a{l="v"} or b{l="v"}"#),
            ("a * on (i) group_left () b", r#"a{l="v"} * on (i) group_left () b"#),
            ("a * on (i) group_left (l) b", r#"a * on (i) group_left (l) b{l="v"}"#),
            ("a * on (i) group_right () b", r#"a * on (i) group_right () b{l="v"}"#),
            ("a * on (i, l) group_left (k) b", r#"a{l="v"} * on (i, l) group_left (k) b{l="v"}"#),
            (
                "histogram_quantile(0.9, sum by (le, l) (rate(x_bucket[5m])))",
                r#"histogram_quantile(0.9, sum by (le, l) (rate(x_bucket{l="v"}[5m])))"#,
            ),
            (
                r#"label_replace(x, "k", "$1", "l", "(.*)")"#,
                r#"label_replace(x{l="v"}, "k", "$1", "l", "(.*)")"#,
            ),
            ("max_over_time(sum by (l) (x)[1h:])", r#"max_over_time(sum by (l) (x{l="v"})[1h:])"#),
            ("a > scalar(b)", r#"a{l="v"} > scalar(b)"#),
        ] {
            assert_eq!(of(query).as_deref(), Some(normal(&read(expected)).as_str()), "{query}");
        }
    }

    #[test]
    fn where_none_says_it_there_is_none() {
        for query in [
            "sum(x)",
            "sum without (l) (x)",
            "topk(1, x)",
            r#"label_replace(x, "l", "$1", "k", "(.*)")"#,
            r#"count_values by (k) ("l", x)"#,
            "a or on (i) b",
            "a / on (i) b",
            "a / ignoring (l) b",
            "a or vector(0)",
            "absent(x)",
            "info(x)",
        ] {
            assert_eq!(of(query), None, "{query}");
        }
    }

    fn read(query: &str) -> crate::Expr {
        parse(query, Dialect::default()).unwrap()
    }

    fn of(query: &str) -> Option<String> {
        narrowed(&read(query), "l", &[matcher("l", MatchOp::Equal, "v")]).map(|expr| normal(&expr))
    }
}
