//! `ambiguous-legend`: legends that call two series of a panel by one name.

use crate::check::Labels;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::{Expr, MatchOp, VectorSelector};
use crate::template::{Part, Template};
use crate::{rules, suggest};

/// A query of a panel, and what it calls its series.
pub(crate) struct Named<'a> {
    pub(crate) written: &'a Text,
    pub(crate) legend: &'a Template,
    pub(crate) labels: &'a Labels,
    pub(crate) expr: &'a Expr,
}

/// Looks at the queries of a panel.
pub(crate) fn find(all: &[Named<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, named) in all.iter().enumerate() {
        if let Some(alone) = in_one_query(named) {
            found.push(alone);
        } else if let Some(other) = all[..at].iter().find(|other| are_alike(other, named)) {
            let message = "two queries of this panel call their series by the same name";
            let diagnostic = Diagnostic::new(&rules::AMBIGUOUS_LEGEND, named.written.span, message);
            let diagnostic = diagnostic.also(other.written.span, "the other one");
            found.push(diagnostic.help("say in the legend what this one shows"));
        }
    }
    found
}

/// Looks for a label in which series of a query differ and which its legend leaves out.
fn in_one_query(named: &Named<'_>) -> Option<Diagnostic> {
    let is_shown = |label: &str| named.legend.labels().any(|shown| shown.value == label);
    let lost = named.labels.lost_without(is_shown);
    // One target is usual: its own labels are left out on purpose unless the query asks for them.
    let lost: Vec<&str> =
        lost.filter(|(_, presence)| presence.varies || presence.named).map(|(label, _)| label).collect();
    let first = lost.first()?;
    let message = format!(
        "series that differ in {} have the same name in this legend",
        suggest::list(lost.iter().copied())
    );
    let diagnostic = Diagnostic::new(&rules::AMBIGUOUS_LEGEND, named.written.span, message);
    Some(diagnostic.help(format!("add `{{{{ {first} }}}}` to the legend, or aggregate the label away")))
}

/// Whether a series of each can have the same name.
fn are_alike(one: &Named<'_>, other: &Named<'_>) -> bool {
    let plain = |part: &Part| match part {
        Part::Text(text) => Some(text.clone()),
        _ => None,
    };
    let same = |(one, other): (&Part, &Part)| match (one, other) {
        (Part::Label(one), Part::Label(other)) => one.value == other.value,
        (one, other) => plain(one).is_some() && plain(one) == plain(other),
    };
    let (parts, others) = (&one.legend.parts, &other.legend.parts);
    let is_apart = |label: &str| {
        let values = one.labels.get(label).zip(other.labels.get(label));
        values.is_none_or(|(one, other)| one.values.is_disjoint(&other.values))
    };
    let names_something = one.legend.labels().next().is_some();
    parts.len() == others.len()
        && parts.iter().zip(others).all(same)
        && !one.legend.labels().any(|label| is_apart(label))
        && !are_alternatives(one.expr, other.expr)
        && !(names_something && are_of_other_targets(one.expr, other.expr))
}

/// Whether what is chosen in the dashboard decides which of the two is shown: `… and on () (vector($shown) == 1)`.
fn are_alternatives(one: &Expr, other: &Expr) -> bool {
    let asked = asked_of(one);
    asked_of(other).iter().any(|name| asked.contains(name))
}

/// The variables that a query compares with.
fn asked_of(expr: &Expr) -> Vec<&str> {
    let comparisons = expr.parts().filter_map(|part| match part {
        Expr::Binary(binary) if binary.op.value.is_comparison() && binary.bool_modifier.is_none() => {
            Some(binary)
        }
        _ => None,
    });
    let parts = comparisons.flat_map(|binary| binary.lhs.parts().chain(binary.rhs.parts()));
    let names = parts.filter_map(|part| match part {
        Expr::Variable(variable) => Some(variable.name.as_str()),
        _ => None,
    });
    names.collect()
}

/// Whether both ask whether targets are up, and other ones: a target has one such series, and names of its own.
fn are_of_other_targets(one: &Expr, other: &Expr) -> bool {
    let (Some(one), Some(other)) = (only_up(one), only_up(other)) else { return false };
    let is = |selector: &VectorSelector, label: &str, differs: &str| {
        let mut matchers = selector.matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal);
        matchers.any(|matcher| matcher.label.value == label && matcher.value.value != differs)
    };
    let equal = one.matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal);
    equal
        .map(|matcher| (&*matcher.label.value, &*matcher.value.value))
        .any(|(label, value)| is(other, label, value))
}

/// The selector of a query that reads `up` and nothing else.
fn only_up(expr: &Expr) -> Option<&VectorSelector> {
    let mut selectors = expr.selectors();
    let only = selectors.next().filter(|only| only.name.as_ref().is_some_and(|name| name.value == "up"))?;
    selectors.next().is_none().then_some(only)
}
