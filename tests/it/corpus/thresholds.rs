//! Deliberate mistakes around a query: thresholds in another unit, windows that are too short.

use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::{BinaryOp, Dialect, Expr, parse};
use gaugewright_spec::unit::Unit;
use serde_json::{Value, json};

use super::Class;
use super::edits::metrics;
use super::items::Item;

const KEYS: [&str; 5] = ["above", "at_least", "below", "at_most", "equals"];

/// Whether somebody says the unit of the query's result: itself, or a threshold with a unit.
pub(super) fn has_unit(item: &Item) -> bool {
    let owner = item.at.strip_suffix("/expr").and_then(|at| item.spec.pointer(at));
    let own = owner.is_some_and(|owner| owner["unit"].is_string());
    own || thresholds(item).iter().any(|(_, text)| unit_of(text).is_some())
}

/// Specs with one mistake: its class, what was changed, the spec, and whether it can be seen.
pub(super) fn of(item: &Item, spec: &Spec, has_units: bool) -> Vec<(Class, String, Value, bool)> {
    let mut mistakes = Vec::new();
    let mut make = |class, at: &str, from: &str, to: &str, visible| {
        let mut changed = item.spec.clone();
        *changed.pointer_mut(at).expect("the place") = json!(to);
        mistakes.push((class, format!("`{from}` → `{to}`"), changed, visible));
    };
    for (at, text) in thresholds(item) {
        let alert = at.rsplit('/').nth(1).and_then(|name| spec.alert(name));
        let is_share = alert.and_then(|alert| alert.ty.unit.as_ref()).is_some_and(Unit::is_share);
        let Some(unit) = unit_of(&text) else { continue };
        let number = text.trim_end_matches(unit).trim();
        let other = if unit == "celsius" { "s" } else { "celsius" };
        make(Class::Unit, &at, &text, &format!("{number} {other}"), has_units);
        let asks_for_more = at.ends_with("/above") || at.ends_with("/at_least");
        // More than all is asked for where a value is compared with its own past.
        let within = number.parse().is_ok_and(|number: f64| number < 100.0);
        if unit == "%" && is_share && within && is_part(item) {
            make(Class::Range, &at, &text, if asks_for_more { "150%" } else { "-5%" }, true);
        }
        if unit == "%" && number.parse().is_ok_and(|number: f64| number > 1.0) {
            make(Class::Percent, &at, &text, number, is_share);
        }
    }
    let owner = item.at.strip_suffix("/expr").unwrap_or_default();
    if let Some(window) = item.spec.pointer(&format!("{owner}/window")).and_then(Value::as_str)
        && let Some(scrape) = item.spec.pointer("/service/scrape/interval").and_then(Value::as_str)
        && compares(item.text())
    {
        make(Class::Window, &format!("{owner}/window"), window, scrape, true);
    }
    mistakes
}

/// Whether the query divides a part by its whole, as far as its names say.
fn is_part(item: &Item) -> bool {
    let expr = parse(item.text(), Dialect { variables: true }).expect("a sound query");
    matches!(expr.without_parens(), Expr::Binary(quotient) if quotient.op.value == BinaryOp::Div
        && metrics(&quotient.lhs).is_subset(&metrics(&quotient.rhs)))
}

/// Whether samples within `$window` are compared with each other.
fn compares(query: &str) -> bool {
    let ranges = query.split("[$window]").count() - 1;
    let over_time = query.matches("_over_time(").count();
    ranges > over_time
}

/// The thresholds on the query, with their places.
fn thresholds(item: &Item) -> Vec<(String, String)> {
    let alerts = item.alerts();
    let written = alerts.iter().flat_map(|(at, alert)| {
        KEYS.iter()
            .filter_map(move |key| Some((format!("{at}/{key}"), alert.get(*key)?.as_str()?.to_owned())))
    });
    written.filter(|(_, text)| !text.contains('$')).collect()
}

/// The unit behind a number: `%` of `5%`.
fn unit_of(text: &str) -> Option<&str> {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || ".-+ ".contains(letter));
    (!unit.is_empty()).then_some(unit)
}
