//! Queries as panels send them: narrowed to the chosen job and instance, in the unit that Grafana expects.

use gaugewright_spec::model::Service;
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{
    Binary, BinaryOp, Expr, MatchOp, Matcher, NumberLiteral, Paren, VectorSelector, Visit, VisitMut,
};
use gaugewright_spec::source::{Span, Spanned};

use crate::selector::matcher;

/// The labels by which panels can be narrowed further, each with a variable of the same name: of which job, unless the service has
/// only one, and of which instance.
pub(super) fn choices(service: &Service) -> impl Iterator<Item = &'static str> {
    let is_open = |label: &&str| !service.identity().any(|(fixed, _)| fixed == *label);
    ["job", "instance"].into_iter().filter(is_open)
}

/// The query with every selector of the service's own series narrowed to the chosen values of [`choices`].
pub(super) fn narrowed(expr: &Expr, service: &Service) -> Expr {
    let mut expr = expr.clone();
    Narrower(service).expr(&mut expr);
    expr
}

struct Narrower<'s>(&'s Service);

impl VisitMut for Narrower<'_> {
    fn selector(&mut self, selector: &mut VectorSelector) {
        narrow(selector, self.0);
    }
}

/// The same for one selector.
pub(super) fn narrow(selector: &mut VectorSelector, service: &Service) {
    if !is_narrow(selector, service) {
        return;
    }
    let chosen = |label: &str| {
        selector.matchers.iter().any(|matcher| matcher.label.value == label && names(matcher, label))
    };
    let added: Vec<_> = choices(service)
        .filter(|label| !chosen(label))
        .map(|label| matcher(label, MatchOp::Regex, &format!("${label}")))
        .collect();
    // Behind what says whose series they are, and before all else: a reader looks at the first matcher of a label.
    let says_whose = |matcher: &&Matcher| service.selector.iter().any(|own| own.says(matcher));
    let at = selector.matchers.iter().take_while(says_whose).count();
    selector.matchers.splice(at..at, added);
}

/// Whether a choice narrows it: it finds series that are scraped of the service.
fn is_narrow(selector: &VectorSelector, service: &Service) -> bool {
    service.owns(selector) && !is_rule_output(selector)
}

/// Whether a choice narrows what the query shows.
pub(super) fn is_narrowed(expr: &Expr, service: &Service) -> bool {
    selects(expr, |selector| is_narrow(selector, service))
}

/// Whether some of its series are recorded: a choice leaves them as they are.
pub(super) fn is_recorded(expr: &Expr) -> bool {
    selects(expr, is_rule_output)
}

fn selects(expr: &Expr, is_it: impl Fn(&VectorSelector) -> bool) -> bool {
    struct Finder<F>(F, bool);
    impl<F: Fn(&VectorSelector) -> bool> Visit for Finder<F> {
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
fn is_rule_output(selector: &VectorSelector) -> bool {
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
