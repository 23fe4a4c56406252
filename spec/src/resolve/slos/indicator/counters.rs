//! Counters of events, checked where they stand.

use crate::promql::build::{aggregate, binary, call_over};
use std::collections::BTreeSet;

use crate::ast;
use crate::check::{self, Labels, Scope, Ty};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::RATE_WINDOW;
use crate::promql::{self, AggregateOp, BinaryOp, Dialect, Expr, Func, ParseError, VectorSelector};
use crate::resolve::queries::QueryContext;
use crate::rules::{self, always_true, loose_share};
use crate::sampling;
use crate::suggest;

/// Nothing is left to replace: the selectors stand in rules.
const SCOPE: Scope<'_> = Scope::Rule { window: false };

/// A selector of counters.
pub(super) fn counter(uses: &mut QueryContext<'_, '_>, text: &Text) -> Option<VectorSelector> {
    let expr = match promql::parse(text, Dialect { variables: false }) {
        Ok(expr) => expr,
        Err(error) => {
            uses.resolver.promql_error(text, error);
            return None;
        }
    };
    match expr {
        Expr::Vector(mut selector) if selector.name.is_some() && selector.modifiers.is_empty() => {
            uses.vocabulary.scope(&mut selector);
            Some(*selector)
        }
        other => {
            let error = ParseError::new(other.span(), "this is not a counter with matchers");
            let help = "write its name and what its labels have to be, without `rate`: `requests_total{status=\"error\"}`. \
                        Anything else goes into `ratio`";
            uses.resolver.promql_error(text, error.with_help(help));
            None
        }
    }
}

/// The rate of counters, checked where they stand.
pub(super) fn rate(uses: &mut QueryContext<'_, '_>, text: &Text, selector: &VectorSelector) -> Ty {
    // That the windows of objectives hold too few scrapes is said of the objective.
    let window = RATE_WINDOW.max(sampling::least(uses.context.scrape));
    uses.checked(text, SCOPE, &call_over(Func::Rate, selector.clone(), window))
}

/// The labels of `by` have to be there. Says whether they are.
pub(super) fn kept(uses: &mut QueryContext<'_, '_>, ast: &ast::Slo, counter: &Text, labels: &Labels) -> bool {
    let mut all = true;
    for label in &ast.by {
        if let Some(whose) = whose(label) {
            let message = format!("{whose} has a label `{}` of its own", **label);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, label.span, message);
            uses.resolver.report(diagnostic.help("leave it out: it would be overwritten"));
            all = false;
        } else if !labels.is_open() && !labels.may_have(label) {
            let message = format!("`{}` has no label `{}`", **counter, **label);
            let known = || labels.names().filter(|name| *name != "__name__");
            let help = suggest::did_you_mean(label, known())
                .unwrap_or_else(|| format!("it has {}", suggest::list(known())));
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, label.span, message);
            uses.resolver.report(diagnostic.help(help));
            all = false;
        }
    }
    all
}

/// What of an objective has this label anyway, over one of the series.
pub(in crate::resolve::slos) fn whose(label: &str) -> Option<&'static str> {
    match label {
        "slo" | "service" => Some("everything of an objective"),
        "alertname" | "component" | "severity" => Some("every alert of an objective"),
        _ => None,
    }
}

/// A part that is not contained in its whole is no share of it.
pub(super) fn contained(
    uses: &mut QueryContext<'_, '_>,
    (key, text): (&str, &Text),
    part: &VectorSelector,
    of: &VectorSelector,
) {
    let rate = |selector: &VectorSelector| {
        aggregate(AggregateOp::Sum, call_over(Func::Rate, selector.clone(), RATE_WINDOW))
    };
    if let Some(matcher) = check::loose(uses.vocabulary, &binary(rate(part), BinaryOp::Div, rate(of))) {
        uses.resolver.report(loose_share::in_query(text.span, matcher));
        return;
    }
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    // A metric that there is not has been reported.
    let known = |selector| name(selector).is_some_and(|name| uses.vocabulary.find(&name).is_some());
    if !known(part) || !known(of) {
        return;
    }
    if check::is_part_of(uses.vocabulary, part, of) {
        if check::is_part_of(uses.vocabulary, of, part) {
            uses.resolver.report(always_true::of_events(text, key));
        }
        return;
    }
    if name(part) == name(of) {
        return;
    }
    uses.resolver.report(loose_share::of_another_metric(text));
}

/// An event that is counted as bad and as good is counted twice.
pub(super) fn disjoint(
    uses: &mut QueryContext<'_, '_>,
    text: &Text,
    counted: [(&VectorSelector, &Labels); 2],
) {
    let [(bad, bad_labels), (good, good_labels)] = counted;
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    let matchers = |selector: &VectorSelector, label: &str| -> BTreeSet<String> {
        let own = selector.matchers.iter().filter(|matcher| matcher.label.value == label);
        own.map(|matcher| format!("{}{}", matcher.op.value, matcher.value.value)).collect()
    };
    let meets = |label: &str| {
        let values = |labels: &Labels| labels.get(label).and_then(|presence| presence.values.list());
        matchers(bad, label) == matchers(good, label)
            || values(bad_labels).zip(values(good_labels)).is_some_and(|(a, b)| !a.is_disjoint(&b))
    };
    let mut labels = bad.matchers.iter().chain(&good.matchers).map(|matcher| &matcher.label.value);
    if name(bad) != name(good) || !labels.all(|label| meets(label)) {
        return;
    }
    uses.resolver.report(loose_share::counted_twice(text));
}
