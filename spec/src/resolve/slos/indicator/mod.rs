//! What an objective counts: read, and checked where it stands.

mod counters;
mod keys;
mod latency;

pub(super) use counters::whose;

use super::QueryContext;
use crate::ast;
use crate::check::{Scope, Ty};
use crate::decode::{Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::Indicator;
use crate::number::Number;
use crate::promql::{self, VectorSelector};
use crate::resolve::queries::Window;
use crate::rules;
use crate::unit::Unit;
use counters::{contained, counter, disjoint, kept, rate};
use latency::latency;

/// What is counted, and the least of it.
pub(super) struct Counted {
    pub(super) indicator: Indicator,
    pub(super) min_traffic: Option<Number>,
}

/// Reads the indicator of an objective.
pub(super) fn read(uses: &mut QueryContext<'_, '_>, name: &Text, ast: &Placed<ast::Slo>) -> Option<Counted> {
    keys::fit_together(uses, name, ast)?;
    let (indicator, traffic) =
        if let (Some(part), Some(of)) = (ast.bad.as_ref().or(ast.good.as_ref()), &ast.of) {
            parts(uses, ast, part, of)?
        } else if let (Some(bad), Some(good)) = (&ast.bad, &ast.good) {
            apart(uses, ast, bad, good)?
        } else if let (Some(histogram), Some(within)) = (&ast.latency, &ast.within) {
            latency(uses, ast, histogram, within)?
        } else {
            ratio(uses, ast, ast.ratio.as_ref()?)?
        };
    let min_traffic = match (&ast.min_traffic, traffic) {
        (Some(text), Some(ty)) => Some(uses.resolver.quantity_in(text, ty.unit.as_ref())?),
        (Some(QuantityText(text)), None) => {
            let message = "`min_traffic` needs `of`";
            let diagnostic = Diagnostic::new(&rules::MISSING_KEY, text.span, message);
            uses.resolver
                .report(diagnostic.help("name the counter of all that happens: `of: requests_total`"));
            return None;
        }
        (None, _) => None,
    };
    Some(Counted { indicator, min_traffic })
}

/// What is bad or good, of all.
fn parts(
    uses: &mut QueryContext<'_, '_>,
    ast: &ast::Slo,
    part: &Text,
    of: &Text,
) -> Option<(Indicator, Option<Ty>)> {
    let [(counted, _), (all, ty)] = two(uses, ast, [part, of])?;
    let key = if ast.bad.is_some() { "bad" } else { "good" };
    contained(uses, (key, part), &counted, &all);
    let (part, of) = (Box::new(counted), Box::new(all));
    let indicator =
        if ast.bad.is_some() { Indicator::Bad { bad: part, of } } else { Indicator::Good { good: part, of } };
    Some((indicator, Some(ty)))
}

/// What is bad and what is good, counted apart.
fn apart(
    uses: &mut QueryContext<'_, '_>,
    ast: &ast::Slo,
    bad: &Text,
    good: &Text,
) -> Option<(Indicator, Option<Ty>)> {
    let [(bad, bad_ty), (of_good, ty)] = two(uses, ast, [bad, good])?;
    disjoint(uses, good, [(&bad, &bad_ty.labels), (&of_good, &ty.labels)]);
    Some((Indicator::Apart { bad: Box::new(bad), good: Box::new(of_good) }, Some(ty)))
}

/// Two counters and the types of their rates.
fn two(
    uses: &mut QueryContext<'_, '_>,
    ast: &ast::Slo,
    texts: [&Text; 2],
) -> Option<[(VectorSelector, Ty); 2]> {
    let [first, second] = texts.map(|text| counter(uses, text));
    let (first, second) = (first?, second?);
    let [first_ty, second_ty] =
        [(texts[0], &first), (texts[1], &second)].map(|(text, of)| rate(uses, text, of));
    // A label that one of them lacks is said once.
    if kept(uses, ast, texts[0], &first_ty.labels) {
        kept(uses, ast, texts[1], &second_ty.labels);
    }
    Some([(first, first_ty), (second, second_ty)])
}

/// The share as the author computes it.
fn ratio(uses: &mut QueryContext<'_, '_>, ast: &ast::Slo, text: &Text) -> Option<(Indicator, Option<Ty>)> {
    let query = uses.take(text.span, None, Some(text), Scope::Rule { window: true }, true)?;
    let filled = |minutes: u64| {
        promql::print(&uses.fill(&query.expr, Some(Window::Fixed(Duration::from_secs(60 * minutes)))))
    };
    if filled(1) == filled(2) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.span, "the query does not use `$window`");
        uses.resolver
            .report(diagnostic.help("write `$window` where it looks back: `rate(errors_total[$window])`"));
        return None;
    }
    let is_share = |unit: &Unit| unit.is_dimensionless() && unit.scale() == Number::ONE;
    if let Some(unit) = query.ty.unit.as_ref().filter(|unit| !is_share(unit)) {
        let message = format!("the query has the unit {unit}, but an error ratio is a number from 0 to 1");
        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message);
        uses.resolver.report(diagnostic.help("divide bad events by all events"));
    }
    if kept(uses, ast, text, &query.ty.labels) {
        uses.resolver.sink.extend(rules::covered_label::of_objective(text, &query.ty.labels, whose));
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
