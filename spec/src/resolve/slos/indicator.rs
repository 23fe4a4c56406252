//! What an objective counts: read, and checked where it stands.

use super::Uses;
use super::build::{binary, matcher, over, selector, sum};
use crate::ast;
use crate::check::{self, Labels, Scope, Ty};
use crate::decode::{Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::kind::Kind;
use crate::lint::{rules, short_window};
use crate::model::{Indicator, Metric, RATE_WINDOW};
use crate::number::Number;
use crate::promql::{self, BinaryOp, Dialect, Expr, MatchOp, ParseError, VectorSelector};
use crate::resolve::queries::Window;
use crate::resolve::scope;
use crate::source::Span;
use crate::suggest;
use crate::unit::Unit;

/// Nothing is left to replace: the selectors stand in rules.
const SCOPE: Scope<'_> = Scope::Rule { window: false };

/// What is counted, and the least of it.
pub(super) struct Counted {
    pub(super) indicator: Indicator,
    pub(super) min_traffic: Option<Number>,
}

/// Reads the indicator of an objective.
pub(super) fn read(uses: &mut Uses<'_, '_>, name: &Text, ast: &Placed<ast::Slo>) -> Option<Counted> {
    fits_together(uses, name, ast)?;
    let (indicator, traffic) =
        if let (Some(part), Some(of)) = (ast.bad.as_ref().or(ast.good.as_ref()), &ast.of) {
            parts(uses, ast, part, of)?
        } else if let (Some(histogram), Some(within)) = (&ast.latency, &ast.within) {
            latency(uses, ast, histogram, within)?
        } else {
            ratio(uses, ast, ast.ratio.as_ref()?)?
        };
    let min_traffic = match (&ast.min_traffic, traffic) {
        (Some(text), Some(ty)) => Some(uses.resolver.quantity_in(text, ty.unit.as_ref())?),
        (Some(QuantityText(text)), None) => {
            let message = "nothing says what the traffic is";
            let diagnostic = Diagnostic::new(&rules::MISSING_KEY, text.span, message);
            uses.resolver
                .report(diagnostic.help("name the counter of all that happens: `of: requests_total`"));
            return None;
        }
        (None, _) => None,
    };
    Some(Counted { indicator, min_traffic })
}

/// An objective says in one way what it counts.
fn fits_together(uses: &mut Uses<'_, '_>, name: &Text, ast: &ast::Slo) -> Option<()> {
    let ways: [(&str, &Option<Text>); 4] =
        [("bad", &ast.bad), ("good", &ast.good), ("latency", &ast.latency), ("ratio", &ast.ratio)];
    let mut given = ways.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.span)));
    let Some((key, place)) = given.next() else {
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, name.span, "nothing says what is counted");
        uses.resolver.report(
            diagnostic.help(
                "write `bad` or `good` with `of`, `latency` with `within`, or `ratio` for anything else",
            ),
        );
        return None;
    };
    if let Some((other, second)) = given.next() {
        let message = format!("`{key}` and `{other}` exclude each other");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, second, message);
        uses.resolver.report(diagnostic.help("keep one of the two"));
        return None;
    }
    let of =
        Partner { key: "of", found: ast.of.as_ref().map(|text| text.span), example: "of: requests_total" };
    let within =
        Partner { key: "within", found: ast.within.as_ref().map(|text| text.0.span), example: "within: 1s" };
    let matching =
        Partner { key: "matching", found: ast.matching.as_ref().map(|text| text.span), example: "" };
    for (partner, needed, allowed) in [
        (of, matches!(key, "bad" | "good"), key == "ratio"),
        (within, key == "latency", false),
        (matching, false, key == "latency"),
    ] {
        match partner.found {
            None if needed => {
                let message = format!("`{key}` needs `{}` beside it", partner.key);
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, place, message);
                uses.resolver.report(diagnostic.help(format!("add `{}`", partner.example)));
                return None;
            }
            Some(span) if !needed && !allowed => {
                let message = format!("`{}` means nothing beside `{key}`", partner.key);
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, span, message);
                uses.resolver.report(diagnostic.help("remove it"));
                return None;
            }
            _ => {}
        }
    }
    Some(())
}

/// A key that belongs to others.
struct Partner {
    key: &'static str,
    found: Option<Span>,
    example: &'static str,
}

/// What is bad or good, of all.
fn parts(uses: &mut Uses<'_, '_>, ast: &ast::Slo, part: &Text, of: &Text) -> Option<(Indicator, Option<Ty>)> {
    let (part_text, of_text) = (part, of);
    let (part, of) = (counter(uses, part), counter(uses, of));
    let (part, of) = (part?, of?);
    let (part_ty, of_ty) = (rate(uses, part_text, &part), rate(uses, of_text, &of));
    // A label that one of them lacks is said once.
    if kept(uses, ast, part_text, &part_ty.labels) {
        kept(uses, ast, of_text, &of_ty.labels);
    }
    contained(uses, part_text, &part, &of);
    let (part, of) = (Box::new(part), Box::new(of));
    let indicator =
        if ast.bad.is_some() { Indicator::Bad { bad: part, of } } else { Indicator::Good { good: part, of } };
    Some((indicator, Some(of_ty)))
}

/// A selector of counters.
fn counter(uses: &mut Uses<'_, '_>, text: &Text) -> Option<VectorSelector> {
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
            let error = ParseError::new(other.span(), "this is no counter with its conditions");
            let help = "write its name and what its labels have to be, without `rate`: `requests_total{status=\"error\"}`. \
                        Anything else goes into `ratio`";
            uses.resolver.promql_error(text, error.with_help(help));
            None
        }
    }
}

/// The rate of counters, checked where they stand.
fn rate(uses: &mut Uses<'_, '_>, text: &Text, selector: &VectorSelector) -> Ty {
    // That the windows of objectives hold too few scrapes is said of the objective.
    let window = RATE_WINDOW.max(short_window::least(uses.circumstances.scrape));
    uses.checked(text, SCOPE, &over("rate", selector, window))
}

/// The labels of `by` have to be there. Says whether they are.
fn kept(uses: &mut Uses<'_, '_>, ast: &ast::Slo, counter: &Text, labels: &Labels) -> bool {
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
fn whose(label: &str) -> Option<&'static str> {
    match label {
        "slo" | "service" => Some("everything of an objective"),
        "alertname" | "component" | "severity" => Some("every alert of an objective"),
        _ => None,
    }
}

/// Reports labels of a share that the objective has itself, if series differ in them.
fn covered(uses: &mut Uses<'_, '_>, text: &Text, labels: &Labels) {
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
fn contained(uses: &mut Uses<'_, '_>, text: &Text, part: &VectorSelector, of: &VectorSelector) {
    let rate = |selector| sum(&[], over("rate", selector, RATE_WINDOW));
    if let Some(matcher) = check::loose(&binary(rate(part), BinaryOp::Div, rate(of))) {
        uses.loose_share(text.span, matcher);
        return;
    }
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    // A metric that there is not has been reported.
    let known = |selector| name(selector).is_some_and(|name| uses.vocabulary.find(&name).is_some());
    if name(part) == name(of) || !known(part) || !known(of) {
        return;
    }
    let message = "this counts something else than `of`, so it may be no share of it";
    let diagnostic = Diagnostic::new(&rules::LOOSE_SHARE, text.span, message);
    uses.resolver.report(
        diagnostic
            .note("nobody says that what is counted here is counted there too")
            .help("count both with one metric, told apart by a label; or write the share as `ratio`"),
    );
}

/// What is soon enough, of all.
fn latency(
    uses: &mut Uses<'_, '_>,
    ast: &ast::Slo,
    histogram: &Text,
    within: &QuantityText,
) -> Option<(Indicator, Option<Ty>)> {
    let vocabulary = uses.vocabulary;
    let found = vocabulary.find(&format!("{}_count", **histogram)).map(|found| found.metric);
    let Some(metric) =
        found.filter(|metric| metric.name == histogram.value && metric.kind == Kind::Histogram)
    else {
        let histograms = vocabulary.metrics().iter().filter(|metric| metric.kind == Kind::Histogram);
        uses.resolver.undefined("histogram", histogram, histograms.map(|metric| metric.name.as_str()));
        return None;
    };
    let bound = uses.resolver.quantity_in(within, metric.unit.as_ref())?;
    is_bound(uses, metric, within, bound)?;
    let matchers = match &ast.matching {
        Some(text) => scope::matchers(uses.resolver, text)?,
        None => Vec::new(),
    };
    let own = |suffix, matchers| {
        let mut own = selector(&format!("{}{suffix}", metric.name), matchers);
        vocabulary.scope(&mut own);
        own
    };
    let of = own("_count", matchers.clone());
    let text = ast.matching.as_ref().unwrap_or(histogram);
    let ty = rate(uses, text, &of);
    kept(uses, ast, histogram, &ty.labels);
    let bucket = own("_bucket", [matchers, vec![le(bound)]].concat());
    let (bucket, of) = (Box::new(bucket), Box::new(of));
    Some((Indicator::Latency { bucket, of, within: bound }, Some(ty)))
}

/// Between two bounds a histogram knows nothing.
fn is_bound(uses: &mut Uses<'_, '_>, metric: &Metric, within: &QuantityText, bound: Number) -> Option<()> {
    let Some(bounds) = metric.buckets.as_deref().filter(|bounds| !bounds.contains(&bound)) else {
        return Some(());
    };
    let unit = metric.unit.as_ref().map(ToString::to_string).unwrap_or_default();
    let below = bounds.iter().rev().find(|other| **other < bound);
    let above = bounds.iter().find(|other| **other > bound);
    let near: Vec<String> = below.into_iter().chain(above).map(|bound| format!("`{bound}{unit}`")).collect();
    let message = format!("`{}` has no bucket that ends at {}", metric.name, *within.0);
    let mut diagnostic = Diagnostic::new(&rules::SLO_BUCKET, within.0.span, message)
        .note("how many took at most so long is not counted")
        .help(format!("take {}, or add a bucket", near.join(" or ")));
    if let Some(place) = metric.span {
        diagnostic = diagnostic.also(place, "the histogram");
    }
    uses.resolver.report(diagnostic);
    None
}

/// A bound as the servers store it: whole ones have another text in Prometheus 3.
fn le(bound: Number) -> promql::Matcher {
    match bound.decimal() {
        Some(whole) if !whole.contains('.') => matcher("le", MatchOp::Regex, &format!("{whole}(\\.0)?")),
        _ => matcher("le", MatchOp::Equal, &bound.to_string()),
    }
}

/// The share as the author computes it.
fn ratio(uses: &mut Uses<'_, '_>, ast: &ast::Slo, text: &Text) -> Option<(Indicator, Option<Ty>)> {
    let query = uses.take(text.span, None, Some(text), Scope::Rule { window: true }, true)?;
    let filled = |minutes: u64| {
        promql::print(&uses.fill(&query.expr, Some(Window::Fixed(Duration::from_secs(60 * minutes)))))
    };
    if filled(1) == filled(2) {
        let diagnostic =
            Diagnostic::new(&rules::BAD_VALUE, text.span, "this looks at the same time in every window");
        uses.resolver
            .report(diagnostic.help("write `$window` where it looks back: `rate(errors_total[$window])`"));
        return None;
    }
    let is_share = |unit: &Unit| unit.is_dimensionless() && unit.scale() == Number::ONE;
    if let Some(unit) = query.ty.unit.as_ref().filter(|unit| !is_share(unit)) {
        let message =
            format!("this gives values in {unit}, and the share of what is bad is a number from 0 to 1");
        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message);
        uses.resolver.report(diagnostic.help("divide what is bad by all that happens"));
        return None;
    }
    if kept(uses, ast, text, &query.ty.labels) {
        covered(uses, text, &query.ty.labels);
    }
    let of = match &ast.of {
        Some(text) => {
            let of = counter(uses, text)?;
            let ty = rate(uses, text, &of);
            kept(uses, ast, text, &ty.labels);
            Some((of, ty))
        }
        None => None,
    };
    let (of, ty) = of.map_or((None, None), |(of, ty)| (Some(Box::new(of)), Some(ty)));
    Some((Indicator::Ratio { ratio: uses.fill(&query.expr, None), of }, ty))
}
