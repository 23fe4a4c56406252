//! The upper bounds of a histogram's buckets.

use super::Resolver;
use crate::ast::{BucketSteps, Buckets, Exponential, Linear};
use crate::decode::{Placed, QuantityText, Spanned64};
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::rules;
use crate::source::Span;
use crate::unit::Unit;

/// More than these are a mistake: each is a series of its own.
const MAX_BUCKETS: u64 = 200;

/// The bounds in the unit of the histogram, ascending; nothing if they cannot be read, which has been reported.
pub fn bounds(
    resolver: &mut Resolver<'_>,
    buckets: &Placed<Buckets>,
    unit: Option<&Unit>,
) -> Option<Vec<Number>> {
    match &buckets.value {
        Buckets::Listed(bounds) => listed(resolver, bounds, unit),
        Buckets::Made(BucketSteps { exponential: Some(steps), linear: None }) => {
            exponential(resolver, steps, unit)
        }
        Buckets::Made(BucketSteps { exponential: None, linear: Some(steps) }) => {
            linear(resolver, steps, unit)
        }
        Buckets::Made(_) => {
            let help = "`{ exponential: { start: 10ms, factor: 2, count: 12 } }` or `{ linear: { start: 1s, width: 1s, count: 10 } }`";
            bad(resolver, buckets.span, "buckets are made in one way".to_owned(), &format!("write {help}"));
            None
        }
    }
}

fn listed(resolver: &mut Resolver<'_>, bounds: &[QuantityText], unit: Option<&Unit>) -> Option<Vec<Number>> {
    let mut numbers: Vec<Number> = Vec::new();
    for bound in bounds {
        let number = resolver.quantity_in(bound, unit)?;
        if numbers.last().is_some_and(|last| *last >= number) {
            let message = format!("`{}` is not above the bound before it", *bound.0);
            bad(resolver, bound.0.span, message, "bounds ascend, each one once");
        }
        numbers.push(number);
    }
    Some(numbers)
}

fn exponential(resolver: &mut Resolver<'_>, steps: &Exponential, unit: Option<&Unit>) -> Option<Vec<Number>> {
    let start = positive(resolver, &steps.start, unit)?;
    if steps.factor.value <= Number::ONE {
        let message = "each bound is above the one before it only if the factor is more than 1".to_owned();
        bad(resolver, steps.factor.span, message, "write `factor: 2`");
        return None;
    }
    made(resolver, &steps.count, start, |last| last.times(steps.factor.value))
}

fn linear(resolver: &mut Resolver<'_>, steps: &Linear, unit: Option<&Unit>) -> Option<Vec<Number>> {
    let start = resolver.quantity_in(&steps.start, unit)?;
    let width = positive(resolver, &steps.width, unit)?;
    made(resolver, &steps.count, start, |last| last.plus(width))
}

fn positive(resolver: &mut Resolver<'_>, text: &QuantityText, unit: Option<&Unit>) -> Option<Number> {
    let number = resolver.quantity_in(text, unit)?;
    if number.to_f64() > 0.0 {
        return Some(number);
    }
    bad(resolver, text.0.span, format!("`{}` is not above 0", *text.0), "write more than 0: `10ms`");
    None
}

/// So many bounds, each made of the one before it.
fn made(
    resolver: &mut Resolver<'_>,
    count: &Spanned64,
    start: Number,
    next: impl Fn(Number) -> Option<Number>,
) -> Option<Vec<Number>> {
    if !(1..=MAX_BUCKETS).contains(&count.value) {
        let message = format!("{} buckets are not possible", count.value);
        bad(resolver, count.span, message, &format!("write a number from 1 to {MAX_BUCKETS}"));
        return None;
    }
    let bounds: Vec<Number> = std::iter::successors(Some(start), |last| next(*last))
        .take(usize::try_from(count.value).ok()?)
        .collect();
    if bounds.len() as u64 != count.value {
        let message = "these bounds have more digits than can be written".to_owned();
        bad(resolver, count.span, message, "take a rounder factor, or fewer buckets");
        return None;
    }
    Some(bounds)
}

fn bad(resolver: &mut Resolver<'_>, place: Span, message: String, help: &str) {
    resolver.report(Diagnostic::new(&rules::BAD_BUCKETS, place, message).help(help.to_owned()));
}
