//! Numbers that are most likely meant in another unit.

use crate::kind::Kind;
use crate::ty::is_one;
use crate::unit::{Base, Unit};
use crate::{Ty, Vocabulary};
use gaugewright_promql::number::Number;

/// What to write instead of a bare number that values in seconds are compared with, if it reads as milliseconds: `500` for half a
/// second. Only of times that are measured: an age may be a thousand seconds.
pub fn milliseconds(vocabulary: &Vocabulary, ty: &Ty, number: f64) -> Option<String> {
    let is_observed = |name: &String| {
        let metric = vocabulary.metrics().get(name);
        metric.is_some_and(|metric| matches!(metric.kind, Kind::Histogram | Kind::Summary))
    };
    let is_time = ty.unit.as_ref() == Some(&Unit::seconds())
        && ty.is_certain()
        && !ty.metrics.is_empty()
        && ty.metrics.iter().all(is_observed);
    // Minutes and hours are written in seconds by habit.
    let reads_so = number >= 100.0 && number % 50.0 == 0.0 && number % 60.0 != 0.0;
    (is_time && reads_so).then(|| format!("write `{number}ms`, or `{number}s` if that is meant"))
}

/// What to write instead of a comparison of growth with one exact number, if that is what it is. Prometheus extrapolates growth to the
/// whole window, so that it hardly ever is a whole number; without any growth it is exactly 0.
pub fn exact_growth(ty: &Ty, number: f64) -> Option<&'static str> {
    // Nothing grows by less than nothing.
    let is_growth = ty.growth.is_some() && ty.literal.is_none() && number > 0.0;
    is_growth.then_some(
        "ask whether it is greater or less: `above`, `below`, `>`, `<`; or round it first: `round(…)`",
    )
}

/// Why growth is hardly ever one exact number.
pub const EXTRAPOLATED: &str = "growth is extrapolated from the samples in its window: after one event it is 1.034, or 1.07, as they lie";

/// Whether a number that a ratio is compared with is a percentage: nothing is ten times its whole.
pub(crate) fn is_percentage(ty: &Ty, number: f64) -> bool {
    let is_ratio = ty.unit.as_ref() == Some(&Unit::ratio());
    is_ratio && ty.is_certain() && number > 10.0
}

/// What to do about a count that is divided by bytes.
pub const DIVIDE_ALIKE: &str =
    "divide by what is counted in the same way: errors by requests, free inodes by all inodes";

/// The unit of values that are a count for each byte, if a number that they are compared with reads as a share of a whole: nothing is
/// counted once for a thousand bytes and compared by that.
pub fn per_byte(ty: &Ty, number: f64) -> Option<&Unit> {
    let unit = ty.unit.as_ref()?;
    let counts = |(base, power): (&Base, &i8)| match base {
        Base::Byte => *power == -1,
        Base::Named(name) => *power == 1 && Unit::is_count(name),
        Base::Second => false,
    };
    let is_share = |number: f64| (0.001..=1.0).contains(&number);
    let reads_so =
        is_one(ty.times) && is_share(number) || is_one(ty.times / 100.0) && is_share(number / 100.0);
    let is_count = unit.dimension().contains_key(&Base::Byte) && unit.dimension().iter().all(counts);
    (is_count && !ty.guessed && reads_so && unit.scale() == Number::ONE).then_some(unit)
}
