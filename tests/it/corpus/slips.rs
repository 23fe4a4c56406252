//! More mistakes: those of whoever copies a line, or takes a part for something else.

use gaugewright_spec::promql::{AggregateOp, BinaryOp, Expr, MatchOp, Matcher, Visit, print, walk};

use super::Class;
use super::edits::{Edit, Surroundings, knows_values};

/// Every mistake of these classes.
pub(super) fn of(expr: &Expr, around: &Surroundings<'_>) -> Vec<Edit> {
    let mut finder = Finder { around, edits: Vec::new() };
    finder.expr(expr);
    finder.edits
}

struct Finder<'s> {
    around: &'s Surroundings<'s>,
    edits: Vec<Edit>,
}

impl Visit for Finder<'_> {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call)
                if call.name.value.ends_with("quantile") || call.name.value == "quantile_over_time" =>
            {
                self.percent(call.args.first());
            }
            Expr::Aggregate(aggregate) if aggregate.op.value == AggregateOp::Quantile => {
                self.percent(aggregate.param.as_ref());
            }
            Expr::Aggregate(aggregate) if aggregate.op.value == AggregateOp::Count => {
                self.kept(&aggregate.expr);
            }
            Expr::Binary(binary) if matches!(binary.op.value, BinaryOp::And | BinaryOp::Unless) => {
                self.kept(&binary.rhs);
            }
            Expr::Binary(binary) if binary.op.value == BinaryOp::Div && binary.matching.is_none() => {
                let reads = |side: &Expr| side.series_names().next().is_some();
                if reads(&binary.lhs) && reads(&binary.rhs) && !matches!(binary.rhs, Expr::Binary(_)) {
                    self.add(Class::Copied, binary.lhs.span(), print(&binary.rhs), true);
                }
            }
            _ => {}
        }
        walk(self, expr);
    }

    fn selector(&mut self, selector: &gaugewright_spec::promql::VectorSelector) {
        let Some(name) = &selector.name else { return };
        for matcher in &selector.matchers {
            self.alternative(name, matcher);
        }
    }
}

impl Finder<'_> {
    fn add(&mut self, class: Class, span: gaugewright_spec::source::Span, text: String, visible: bool) {
        self.edits.push(Edit { class, span, text, visible });
    }

    /// A quantile in percent.
    fn percent(&mut self, quantile: Option<&Expr>) {
        if let Some(Expr::Number(number)) = quantile
            && number.value > 0.02
            && number.value < 1.0
        {
            self.add(Class::Quantile, number.span, format!("{}", (number.value * 100.0).round()), true);
        }
    }

    /// `bool` where only the series that are left count.
    fn kept(&mut self, expr: &Expr) {
        if let Expr::Binary(comparison) = expr.without_parens()
            && comparison.op.value.is_comparison()
            && comparison.bool_modifier.is_none()
        {
            let text = format!("{} bool", comparison.op.value);
            self.add(Class::Bool, comparison.op.span, text, true);
        }
    }

    /// One of several alternatives is misspelt; and a regular expression after `=`.
    fn alternative(&mut self, metric: &str, matcher: &Matcher) {
        let value = matcher.value.value.as_str();
        let is_plain = value
            .split('|')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
        if !matcher.op.value.is_regex() || !value.contains('|') || !is_plain {
            return;
        }
        let quote = &matcher.value.text[..1];
        let visible = knows_values(self.around.spec, metric, matcher);
        self.add(Class::Alternative, matcher.value.span, format!("{quote}{value}7{quote}"), visible);
        let literal = if matcher.op.value == MatchOp::Regex { "=" } else { "!=" };
        self.add(Class::Literal, matcher.op.span, literal.to_owned(), true);
    }
}
