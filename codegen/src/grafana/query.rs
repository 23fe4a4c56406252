//! Queries as panels send them: narrowed to the chosen job and instance, in the unit that Grafana expects.

use gaugewright_spec::promql::{
    Binary, BinaryOp, Expr, MatchOp, Matcher, NumberLiteral, Paren, StringLiteral, VectorSelector, VisitMut,
    walk_mut,
};
use gaugewright_spec::source::{Span, Spanned};

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

/// A condition on a label.
pub(super) fn matcher(label: &str, op: MatchOp, value: &str) -> Matcher {
    let span = Span::default();
    Matcher {
        span,
        label: Spanned::new(label.into(), span),
        op: Spanned::new(op, span),
        value: StringLiteral { span, value: value.into(), text: quoted(value) },
    }
}

/// A selector of series.
pub(super) fn selector(name: &str, matchers: Vec<Matcher>) -> Expr {
    let span = Span::default();
    Expr::Vector(Box::new(VectorSelector {
        span,
        name: Some(Spanned::new(name.into(), span)),
        braces: (!matchers.is_empty()).then_some(span),
        matchers,
        modifiers: gaugewright_spec::promql::Modifiers::default(),
    }))
}

/// The query multiplied: Prometheus counts time in seconds, Grafana's dates in milliseconds.
pub(super) fn multiplied(expr: Expr, factor: u32) -> Expr {
    let span = Span::default();
    let plain = matches!(
        expr,
        Expr::Vector(_) | Expr::Call(_) | Expr::Aggregate(_) | Expr::Paren(_) | Expr::Number(_)
    );
    let lhs = if plain { expr } else { Expr::Paren(Box::new(Paren { span, expr })) };
    let number = NumberLiteral { span, value: f64::from(factor), text: factor.to_string() };
    Expr::Binary(Box::new(Binary {
        span,
        lhs,
        op: Spanned::new(BinaryOp::Mul, span),
        bool_modifier: None,
        matching: None,
        rhs: Expr::Number(number),
    }))
}

fn quoted(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    ["\"", &escaped, "\""].concat()
}
