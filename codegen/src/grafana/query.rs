//! Queries as panels send them: narrowed to the chosen job and instance, in the unit that Grafana expects.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Service, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::{binary, matcher, number, paren};
use gaugewright_spec::promql::{BinaryOp, Expr, MatchOp, Matcher, VectorSelector, rewrite};

/// What people choose above the panels: of which job, unless the service has only one, and of which instance.
pub(super) struct Narrowing<'s> {
    service: &'s Service,
    /// The recorded series that keep the labels of the choices.
    keeping: BTreeSet<&'s str>,
    /// Those of the service that have lost them.
    losing: BTreeSet<&'s str>,
}

impl<'s> Narrowing<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let rules = || spec.recording_groups.iter().flat_map(|group| &group.rules);
        let keeping = rules().filter(|rule| rule.keeps_choices);
        let losing = rules().filter(|rule| !rule.keeps_choices && spec.service.is_read_by(&rule.expr));
        Self {
            service: &spec.service,
            keeping: keeping.map(|rule| rule.name.as_str()).collect(),
            losing: losing.map(|rule| rule.name.as_str()).collect(),
        }
    }

    /// The query with every selector of the service's own series narrowed to what is chosen.
    pub(super) fn narrowed(&self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        rewrite::selectors(&mut expr, |selector| self.narrow(selector));
        expr
    }

    /// The same for one selector.
    pub(super) fn narrow(&self, selector: &mut VectorSelector) {
        if !self.is_narrow(selector) {
            return;
        }
        let chosen = |label: &str| {
            selector.matchers.iter().any(|matcher| matcher.label.value == label && names(matcher, label))
        };
        let added: Vec<_> = self
            .service
            .choices()
            .filter(|label| !chosen(label))
            .map(|label| matcher(label, MatchOp::Regex, &format!("${label}")))
            .collect();
        // In front, as a reader looks at the first matcher of a label; but behind what says whose series they are.
        let is_first =
            |own: &Matcher| !added.iter().any(|choice: &Matcher| choice.label.value == own.label.value);
        let says_whose =
            |matcher: &&Matcher| self.service.selector.iter().any(|own| own.says(matcher) && is_first(own));
        let at = selector.matchers.iter().take_while(says_whose).count();
        selector.matchers.splice(at..at, added);
    }

    /// Whether it finds series of the service that have the labels of the choices.
    fn is_narrow(&self, selector: &VectorSelector) -> bool {
        let is_made = |name: &String| is_rule_output(name) && !self.keeping.contains(name.as_str());
        self.service.owns(selector) && !selector.name.as_deref().is_some_and(is_made)
    }

    /// Whether what is chosen narrows what the query shows.
    pub(super) fn narrows(&self, expr: &Expr) -> bool {
        expr.selectors().any(|selector| self.is_narrow(selector))
    }

    /// Whether some of its series of the service are the same whatever is chosen.
    pub(super) fn leaves(&self, expr: &Expr) -> bool {
        expr.series_names().any(|name| self.losing.contains(name))
    }
}

/// Whether the condition compares with the variable of that name.
fn names(matcher: &Matcher, variable: &str) -> bool {
    let value = &matcher.value.value;
    let name = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or(value.strip_prefix('$'));
    name.is_some_and(|name| name.split(':').next() == Some(variable))
}

/// Whether rules make these series and not a scrape.
fn is_rule_output(name: &str) -> bool {
    name.contains(':') || name == "ALERTS" || name == "ALERTS_FOR_STATE"
}

/// The query in another unit: its values times a factor, written as one multiplication or division where one
/// suffices.
pub(super) fn scaled(expr: Expr, factor: Number) -> Expr {
    let (numerator, denominator) = factor.parts();
    let steps = [(BinaryOp::Mul, numerator), (BinaryOp::Div, denominator)];
    let steps = steps.into_iter().filter_map(|(op, whole)| Some((op, Number::fraction(whole, 1)?)));
    steps.filter(|(_, whole)| *whole != Number::ONE).fold(expr, |expr, (op, whole)| computed(expr, op, whole))
}

fn computed(expr: Expr, op: BinaryOp, whole: Number) -> Expr {
    let plain = match &expr {
        Expr::Vector(_) | Expr::Call(_) | Expr::Aggregate(_) | Expr::Paren(_) | Expr::Number(_) => true,
        // Ours, from the line before: they go from left to right.
        Expr::Binary(node) => {
            matches!(node.op.value, BinaryOp::Mul | BinaryOp::Div) && node.matching.is_none()
        }
        _ => false,
    };
    let lhs = if plain { expr } else { paren(expr) };
    binary(lhs, op, number(whole))
}
