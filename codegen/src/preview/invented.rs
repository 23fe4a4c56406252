//! What is shown where there is no Prometheus: values that the types of a query allow, and that pass each threshold once. The page
//! draws the curves; here is decided which there are, and between which values they move.

use std::collections::BTreeMap;

use gaugewright_spec::check::Ty;
use gaugewright_spec::model::{Panel, PanelKind, SeriesMatch, Spec, StepsMode, Target};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::{DurationExpr, Expr, Func, whole_variable};
use gaugewright_spec::template::Template;
use gaugewright_spec::unit::{Base, Nature, Unit};
use serde::Serialize;

use super::series::{self, Series};
use super::states::{self, States};
use super::{MOMENT, firing};

/// The invented answer of a query.
#[derive(Debug, Serialize)]
pub(super) struct Invented {
    series: Vec<Series>,
    /// No value is below.
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    /// No value is above.
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    /// Most values are above.
    from: f64,
    /// Most values are below.
    to: f64,
    /// What the first series reaches for a while, in the order of time.
    humps: Vec<f64>,
    shape: Shape,
    /// The only values there are, the usual one first, where a panel has a text for each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    states: Vec<f64>,
    /// Labels of which a variable chooses the values.
    chosen: BTreeMap<String, String>,
}

/// How values move.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Shape {
    /// Up and down.
    Smooth,
    /// The same in whole numbers.
    Whole,
    /// Up only.
    Growing,
    /// Buckets of a histogram.
    Buckets,
    /// From one of a few values to another.
    States,
}

/// A value at which something changes.
struct Level {
    at: f64,
    /// Whether the values below it are bad.
    bad_below: bool,
    /// Whether the query is what is compared with it.
    is_own: bool,
}

/// Invents the answer of a query of a panel.
pub(super) fn invent((index, target): (usize, &Target), panel: &Panel, spec: &Spec) -> Invented {
    if let Some((firing, value)) = firing::of(&target.expr, spec) {
        return of_alerts(firing, value);
    }
    let ty = &target.ty;
    let is_heatmap = panel.kind == PanelKind::Heatmap;
    let factor = target.factor.to_f64();
    let (low, high) = bounds(ty, target, panel);
    let states = states::of((index, target), panel, (low, high));
    if !states.values.is_empty() {
        return of_states(
            (states, target),
            series::of((ty, &target.expr, &named(target)), &spec.service, false, false),
        );
    }
    let levels = if target.right_axis { Vec::new() } else { levels((index, target), panel, spec) };
    let (from, to) = match typical(&levels, (low, high)) {
        Some((from, to)) => (from, to),
        None => {
            let (from, to) = match target.unit.as_ref() {
                Some(unit) if unit.is_share() && tells_failures(&target.expr) => FEW,
                unit => usual(ty, unit.or(panel.shown.as_ref()), counted_for(&target.expr)),
            };
            within((from * factor, to * factor), (low, high))
        }
    };
    let is_amount = levels.is_empty() && low >= 0.0 && high.is_infinite();
    let rank = rank(&target.expr);
    let scaled = |value: f64| if low <= 0.0 && value > 0.0 { value * rank } else { value };
    Invented {
        series: series::of((ty, &target.expr, &named(target)), &spec.service, is_heatmap, is_amount),
        low: low.is_finite().then_some(low),
        high: high.is_finite().then_some(high),
        from: scaled(from),
        to: scaled(to),
        humps: humps(&levels, (from, to), (low, high)),
        shape: shape(ty, target, is_heatmap),
        states: Vec::new(),
        chosen: chosen(target),
    }
}

/// The labels that its legend names.
fn named(target: &Target) -> Vec<&str> {
    target.legend.iter().flat_map(Template::labels).map(|label| label.value.as_str()).collect()
}

/// A query that gives one of a few values: where one of them is the usual one, the first series has each of the others for a while.
fn of_states((States { values, has_usual }, target): (States, &Target), series: Vec<Series>) -> Invented {
    Invented {
        series,
        low: None,
        high: None,
        from: values.iter().copied().fold(f64::INFINITY, f64::min),
        to: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        humps: if has_usual { values[1..].to_vec() } else { Vec::new() },
        shape: Shape::States,
        states: values,
        chosen: chosen(target),
    }
}

/// Firing alerts, as they are now.
fn of_alerts(firing: Vec<BTreeMap<String, String>>, value: f64) -> Invented {
    Invented {
        series: firing.into_iter().map(series::alone).collect(),
        low: Some(0.0),
        high: None,
        from: value,
        to: value,
        humps: Vec::new(),
        shape: Shape::Whole,
        states: Vec::new(),
        chosen: BTreeMap::new(),
    }
}

/// Units of money.
const MONEY: [&str; 3] = ["USD", "EUR", "GBP"];

/// How much fails where nothing is wrong.
const FEW: (f64, f64) = (0.001, 0.02);

/// Whether a query looks for what has failed.
fn tells_failures(expr: &Expr) -> bool {
    let fails = |text: &str| text == "5.." || series::has_failed(text);
    expr.series_names().any(|name| name.contains("error") || name.contains("failure") || name.contains("5xx"))
        || expr.matchers().any(|matcher| !matcher.op.value.is_negative() && fails(&matcher.value.value))
}

/// The values that are possible, as far as the checker knows; and who sets the ends of an axis expects them between these.
fn bounds(ty: &Ty, target: &Target, panel: &Panel) -> (f64, f64) {
    let factor = target.factor.to_f64();
    let (low, high) = (ty.bounds.low * factor, ty.bounds.high * factor);
    // Nobody has more than all of something, though nothing says so of a quotient.
    let share = target.unit.as_ref().filter(|unit| unit.is_share());
    let whole = share.map(|unit| 1.0 / unit.scale().to_f64());
    let is_more =
        |whole: &f64| panel.lines.iter().any(|line| line.at.to_f64() * panel.factor.to_f64() > *whole);
    let high = whole.filter(|whole| !is_more(whole)).map_or(high, |whole| high.min(whole));
    let end = |number: Option<Number>| {
        let number = number.filter(|_| !target.right_axis)?;
        Some(number.times(panel.factor).unwrap_or(number).to_f64())
    };
    let (from, to) =
        (end(panel.min).map_or(low, |end| low.max(end)), end(panel.max).map_or(high, |end| high.min(end)));
    if from < to { (from, to) } else { (low, high) }
}

/// Where the panel draws lines and changes colors, in the numbers that it shows.
fn levels((index, target): (usize, &Target), panel: &Panel, spec: &Spec) -> Vec<Level> {
    let is_share = panel.shown.as_ref().is_some_and(|unit| unit.is_share() && unit.scale() == Number::ONE);
    let shown = |number: Number| number.times(panel.factor).unwrap_or(number).to_f64();
    let lines = panel.lines.iter().map(|line| {
        let query = line.alert.as_ref().and_then(|key| spec.alert(key)?.query.as_ref());
        let is_own = query.is_none() || panel.targets().len() == 1 || query == target.query.as_ref();
        // Who draws a line of his own high up in a share means what should be reached.
        let is_aim = line.alert.is_none() && is_share && shown(line.at) > 0.5;
        Level { at: shown(line.at), bad_below: line.bad_below || is_aim, is_own }
    });
    // What is said of one query alone goes before what is said of all.
    let own = panel.settings.overrides.iter().rev();
    let own = own.filter(|own| own.series == SeriesMatch::Query(index)).map(|own| &own.steps);
    let all_steps =
        own.filter(|steps| !steps.is_empty()).chain([&panel.steps]).next().unwrap_or(&panel.steps);
    // Where the last color is that of a good value, the low ones are bad.
    let bad_below = all_steps.last().is_some_and(|step| step.color.name().contains("green"));
    let is_absolute = panel.settings.steps_mode == StepsMode::Absolute;
    let steps = all_steps.iter().filter(|_| is_absolute).filter_map(|step| step.from);
    let steps = steps.map(|from| Level { at: shown(from), bad_below, is_own: true });
    let mut all: Vec<Level> = lines.chain(steps).filter(|level| level.at.is_finite()).collect();
    all.sort_by(|one, other| one.at.total_cmp(&other.at));
    all.dedup_by(|one, other| one.at.total_cmp(&other.at).is_eq());
    all
}

/// Between which values a series moves of which nothing is wrong, if it has thresholds.
fn typical(levels: &[Level], (low, high): (f64, f64)) -> Option<(f64, f64)> {
    let ceiling = levels.iter().filter(|level| !level.bad_below).map(|level| level.at).min_by(f64::total_cmp);
    let floor = levels.iter().filter(|level| level.bad_below).map(|level| level.at).max_by(f64::total_cmp);
    let between =
        |from: f64, to: f64, (low, high): (f64, f64)| (from + (to - from) * low, from + (to - from) * high);
    match (floor, ceiling) {
        (None, None) => None,
        (Some(floor), Some(ceiling)) => Some(between(floor, ceiling, (0.25, 0.75))),
        // Where nothing lies on the good side, the end itself is good.
        (None, Some(ceiling)) if ceiling <= low => Some((low, low)),
        (Some(floor), None) if floor >= high => Some((high, high)),
        (None, Some(ceiling)) => {
            let from = if low.is_finite() && low < ceiling { low } else { ceiling - ceiling.abs().max(1.0) };
            Some(between(from, ceiling, (0.3, 0.7)))
        }
        (Some(floor), None) => {
            let to = if high.is_finite() && high > floor { high } else { floor + floor.abs().max(1.0) };
            Some(between(floor, to, (0.4, 0.85)))
        }
    }
}

/// A value behind each threshold, and within what is possible.
fn humps(levels: &[Level], (from, to): (f64, f64), (low, high): (f64, f64)) -> Vec<f64> {
    let reached = |level: &Level| {
        let (usual, end) = if level.bad_below { (to, low) } else { (from, high) };
        if usual.total_cmp(&level.at).is_eq() && end.is_finite() {
            return end;
        }
        let behind = level.at + (level.at - usual) * 0.2;
        let middle = f64::midpoint(level.at, end);
        if level.bad_below { behind.max(middle) } else { behind.min(middle) }
    };
    let own = levels.iter().filter(|level| level.is_own).map(reached);
    own.filter(|value| value.is_finite() && (low..=high).contains(value)).collect()
}

/// For how many seconds a query counts what happens all the time, if that is long.
fn counted_for(expr: &Expr) -> Option<f64> {
    const LONG: f64 = 3600.0;
    let is_rare = tells_failures(expr) || expr.series_names().any(|name| name.contains("restart"));
    if is_rare || !expr.calls().any(|call| call.is(Func::Increase)) {
        return None;
    }
    let seconds = expr.windows().filter_map(|(range, _)| match range {
        DurationExpr::Literal(range) => u32::try_from(range.millis / 1000).ok().map(f64::from),
        _ => None,
    });
    seconds.max_by(f64::total_cmp).filter(|seconds| *seconds >= LONG)
}

/// What is usual for values of a unit, in that unit.
fn usual(ty: &Ty, shown: Option<&Unit>, counted_for: Option<f64>) -> (f64, f64) {
    if ty.bounds.is_one() {
        return (ty.bounds.low, ty.bounds.high);
    }
    // Seconds of work in a second have no dimension, and are shown as a share.
    let own = ty.unit.as_ref().filter(|unit| !unit.is_dimensionless());
    let Some(unit) = own.or(shown).or(ty.unit.as_ref()) else { return (20.0, 90.0) };
    let scale = unit.scale().to_f64();
    let (from, to) = match powers(unit).as_slice() {
        // The hour before the moment that is shown.
        _ if unit.nature() == Nature::Timestamp => (MOMENT - 3600.0, MOMENT - 60.0),
        _ if unit.is_share() => (0.35, 0.8),
        [(Base::Second, 1)] if ty.quantile.high.is_finite() => {
            (ty.quantile.high * scale * 0.04, ty.quantile.high * scale * 0.25)
        }
        [(Base::Second, 1)] => (0.2, 1.8),
        [(Base::Byte, 1)] => (4e8, 3e9),
        // A few dozens a day.
        [(Base::Named(name), 1), (Base::Second, -1)] | [(Base::Second, -1), (Base::Named(name), 1)]
            if MONEY.contains(&name.as_str()) =>
        {
            (0.000_25, 0.000_9)
        }
        [(Base::Named(name), 1)] if MONEY.contains(&name.as_str()) => (20.0, 90.0),
        [.., (Base::Byte, 1)] | [(Base::Byte, 1), ..] => (2e5, 4e6),
        [(Base::Second, -1)]
        | [(Base::Named(_), 1), (Base::Second, -1)]
        | [(Base::Second, -1), (Base::Named(_), 1)] => (0.8, 14.0),
        // As many as at that rate.
        [] | [(Base::Named(_), 1)] => {
            counted_for.map_or((20.0, 90.0), |seconds| (0.8 * seconds, 14.0 * seconds))
        }
        _ => (20.0, 90.0),
    };
    (from / scale, to / scale)
}

fn powers(unit: &Unit) -> Vec<(Base, i8)> {
    unit.dimension().iter().map(|(base, power)| (base.clone(), *power)).collect()
}

/// The same, moved to where values can be.
fn within((from, to): (f64, f64), (low, high): (f64, f64)) -> (f64, f64) {
    if from >= low && to <= high {
        return (from, to);
    }
    match (low.is_finite(), high.is_finite()) {
        (true, true) => (low + (high - low) * 0.35, low + (high - low) * 0.8),
        (true, false) => (low, low + (to - from)),
        _ => (high - (to - from), high),
    }
}

/// How a quantile compares with the highest that people ask for: the median of a panel lies below its 95th percentile.
fn rank(expr: &Expr) -> f64 {
    let quantiles = expr.calls().filter(|call| call.is(Func::HistogramQuantile));
    let ranks = quantiles.filter_map(|call| match call.args.first() {
        Some(Expr::Number(rank)) if (0.0..=1.0).contains(&rank.value) => Some(rank.value),
        _ => None,
    });
    ranks.last().map_or(1.0, |rank| 0.3 + 0.7 * rank.powi(6))
}

fn shape(ty: &Ty, target: &Target, is_heatmap: bool) -> Shape {
    let counts = ty.unit.as_ref().is_none_or(Unit::is_counted);
    let is_computed = target.expr.calls().next().is_some()
        || target.expr.parts().any(|part| matches!(part, Expr::Binary(_)));
    if is_heatmap && ty.labels.get("le").is_some() {
        Shape::Buckets
    } else if ty.instrument.is_counter() {
        Shape::Growing
    } else if counts && !is_computed {
        Shape::Whole
    } else {
        Shape::Smooth
    }
}

/// The labels whose values a variable chooses.
fn chosen(target: &Target) -> BTreeMap<String, String> {
    let matchers = target.panel_expr().matchers().filter(|matcher| !matcher.op.value.is_negative());
    let named = matchers.filter_map(|matcher| {
        let variable = whole_variable(&matcher.value.value)?;
        Some((matcher.label.value.clone(), variable.to_owned()))
    });
    named.collect()
}
