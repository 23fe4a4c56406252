//! Queries as panels send them: narrowed to the chosen job and instance, in the unit that Grafana expects.

use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{
    Binary, BinaryOp, Expr, MatchOp, Matcher, NumberLiteral, Paren, VectorSelector, Visit, VisitMut, walk_mut,
};
use gaugewright_spec::source::{Span, Spanned};

use crate::selector::matcher;

/// The labels by which every panel can be narrowed, each with a variable of the same name.
pub(super) const SCOPE: [&str; 2] = ["job", "instance"];

/// The query with every selector narrowed to the chosen values of [`SCOPE`].
pub(super) fn scoped(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    Scope.expr(&mut expr);
    expr
}

struct Scope;

impl VisitMut for Scope {
    fn expr(&mut self, expr: &mut Expr) {
        walk_mut(self, expr);
    }

    fn selector(&mut self, selector: &mut VectorSelector) {
        if is_rule_output(selector) {
            return;
        }
        let narrowed = |label: &str| {
            selector.matchers.iter().any(|matcher| matcher.label.value == label && names(matcher, label))
        };
        let missing = SCOPE.into_iter().filter(|label| !narrowed(label));
        // In front: a reader, and the linter, look at the first condition on a label.
        let added: Vec<_> =
            missing.map(|label| matcher(label, MatchOp::Regex, &format!("${label}"))).collect();
        selector.matchers.splice(0..0, added);
        selector.braces.get_or_insert(Span::default());
    }
}

/// Whether a choice of [`SCOPE`] narrows what the query shows: some of its series are scraped.
pub(super) fn is_narrowed(expr: &Expr) -> bool {
    selects(expr, |selector| !is_rule_output(selector))
}

/// Whether some of its series are recorded: a choice of [`SCOPE`] leaves them as they are.
pub(super) fn is_recorded(expr: &Expr) -> bool {
    selects(expr, is_rule_output)
}

fn selects(expr: &Expr, is_it: fn(&VectorSelector) -> bool) -> bool {
    struct Finder(fn(&VectorSelector) -> bool, bool);
    impl Visit for Finder {
        fn selector(&mut self, selector: &VectorSelector) {
            self.1 |= (self.0)(selector);
        }
    }
    let mut finder = Finder(is_it, false);
    finder.expr(expr);
    finder.1
}

/// Whether the condition compares with the variable of that name.
fn names(matcher: &Matcher, variable: &str) -> bool {
    let value = &matcher.value.value;
    let name = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or(value.strip_prefix('$'));
    name.is_some_and(|name| name.split(':').next() == Some(variable))
}

/// Whether rules make these series and not a scrape: aggregated, they mostly have no instance and no job, and
/// a condition on one would hide them.
pub(super) fn is_rule_output(selector: &VectorSelector) -> bool {
    let name = selector.name.as_ref().map_or("", |name| name.value.as_str());
    name.contains(':') || name == "ALERTS" || name == "ALERTS_FOR_STATE"
}

/// The query in another unit: its values times a factor, written as one multiplication or division where one
/// suffices.
pub(super) fn scaled(expr: Expr, factor: Number) -> Expr {
    let (numerator, denominator) = factor.parts();
    let mut expr = expr;
    if numerator != 1 {
        expr = computed(expr, BinaryOp::Mul, numerator);
    }
    if denominator != 1 {
        expr = computed(expr, BinaryOp::Div, denominator);
    }
    expr
}

fn computed(expr: Expr, op: BinaryOp, whole: i128) -> Expr {
    let span = Span::default();
    let plain = match &expr {
        Expr::Vector(_) | Expr::Call(_) | Expr::Aggregate(_) | Expr::Paren(_) | Expr::Number(_) => true,
        // Ours, from the line before: they go from left to right.
        Expr::Binary(node) => {
            matches!(node.op.value, BinaryOp::Mul | BinaryOp::Div) && node.matching.is_none()
        }
        _ => false,
    };
    let lhs = if plain { expr } else { Expr::Paren(Box::new(Paren { span, expr })) };
    let text = whole.to_string();
    #[allow(clippy::cast_precision_loss)] // Only the text is ever written.
    let value = whole as f64;
    Expr::Binary(Box::new(Binary {
        span,
        lhs,
        op: Spanned::new(op, span),
        bool_modifier: None,
        matching: None,
        rhs: Expr::Number(NumberLiteral { span, value, text }),
    }))
}
