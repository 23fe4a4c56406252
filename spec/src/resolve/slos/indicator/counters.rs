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
use crate::rules::{self, short_window};
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
    let window = RATE_WINDOW.max(short_window::least(uses.context.scrape));
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

/// Reports labels of a share that the objective has itself, if series differ in them.
pub(super) fn covered(uses: &mut QueryContext<'_, '_>, text: &Text, labels: &Labels) {
    for (label, _) in labels.lost_without(|label| whose(label).is_none()) {
        let whose = whose(label).unwrap_or_default();
        let message =
            format!("{whose} has a label `{label}` of its own, and series of this share differ in theirs");
        let diagnostic = Diagnostic::new(&rules::COVERED_LABEL, text.span, message)
            .note("with two such series Prometheus refuses to evaluate the rule: they become equal");
        uses.resolver
            .report(diagnostic.help(format!("take `{label}` out of the query by aggregating it away")));
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
        uses.loose_share(text.span, matcher);
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
            everything(uses, text, key);
        }
        return;
    }
    if name(part) == name(of) {
        return;
    }
    let message = "this counts another metric than `of`, so it may not be a part of it";
    let diagnostic = Diagnostic::new(&rules::LOOSE_SHARE, text.span, message);
    uses.resolver.report(diagnostic.note("the checker cannot prove that `of` counts these events too").help(
        "write `good` instead of `of` if both are counted apart. \
                 If this is counted there too, say so: `allow: { loose-share: \"why\" }`",
    ));
}

/// A part that is all of its whole leaves nothing to alert on.
fn everything(uses: &mut QueryContext<'_, '_>, text: &Text, key: &str) {
    let (rule, message, help) = if key == "good" {
        let message =
            "the good events are all events, so nothing is ever bad and no alert of this objective can fire";
        (&rules::NEVER_TRUE, message, "say which events are good: `requests_total{status=\"success\"}`")
    } else {
        let message = "the bad events are all events, so this objective is always missed";
        (&rules::ALWAYS_TRUE, message, "say which events are bad: `requests_total{status=\"error\"}`")
    };
    uses.resolver.report(Diagnostic::new(rule, text.span, message).help(help));
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
    let message = "`good` and `bad` may count the same events";
    let diagnostic = Diagnostic::new(&rules::LOOSE_SHARE, text.span, message);
    uses.resolver.report(
        diagnostic
            .note("`bad` and `good` together are all that happens: what is in both would count twice")
            .help("tell them apart by their labels; or write the counter of all as `of` instead of `good`"),
    );
}
