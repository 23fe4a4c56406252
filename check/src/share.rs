//! Whether a quotient is a part over its whole, so that it can never exceed 1.
//!
//! Two forms are seen: the same aggregation of the same series, the part with more matchers (`errors / all`), and a
//! sum over which one of its own terms is divided (`hits / (hits + misses)`). Spans do not count: both sides are
//! compared by what they say.

use crate::Vocabulary;
use crate::kind::{Instrument, Kind};
use crate::passing::all_pass;
use gaugewright_promql::{
    self as promql, Aggregate, AggregateOp, Binary, BinaryOp, Call, DurationExpr, Expr, Func, Grouping,
    GroupingKind, MatchOp, Matcher, MatchingKind, Pattern, RangeSelector, VectorSelector,
};

/// The largest value of a quotient of a part over its whole, if neither of its sides is ever negative: 1, or 100 if the part is
/// multiplied by that. Nothing if it is no such quotient.
pub(super) fn largest(vocabulary: &Vocabulary, quotient: &Binary) -> Option<f64> {
    let factor = factor(&quotient.lhs) / factor(&quotient.rhs);
    (factor.is_finite() && factor > 0.0 && is_share(vocabulary, quotient)).then_some(factor)
}

/// The smallest value of a quotient of a whole over its part, if neither of its sides is ever negative. Nothing if it is no such quotient.
pub(super) fn smallest(vocabulary: &Vocabulary, quotient: &Binary) -> Option<f64> {
    // Which side has many series would be turned round as well.
    if quotient.matching.as_ref().is_some_and(|matching| matching.group.is_some()) {
        return None;
    }
    let (lhs, rhs) = (quotient.rhs.clone(), quotient.lhs.clone());
    largest(vocabulary, &Binary { lhs, rhs, ..quotient.clone() }).map(f64::recip)
}

fn is_share(vocabulary: &Vocabulary, quotient: &Binary) -> bool {
    let (part, whole) = (bare(&quotient.lhs), bare(&quotient.rhs));
    let terms = terms(whole);
    let positive =
        terms.len() == 1 || !terms.iter().any(|term| matches!(term, Expr::Number(_) | Expr::Unary(_)));
    pairs_alike(quotient, part) && positive && terms.into_iter().any(|term| contained(vocabulary, part, term))
}

/// The matcher that keeps part of a share's part out of its whole, if what is divided are the same series otherwise: of
/// `x{outcome="error"} / x{outcome="success"}` the second one. Different windows, offsets and series are something else than a
/// part and its whole, and so are gauges: what is used over the limit may be one metric.
pub fn loose<'e>(vocabulary: &Vocabulary, expr: &'e Expr) -> Option<&'e Matcher> {
    match expr.without_parens() {
        Expr::Binary(binary) => {
            match (binary.op.value, binary.lhs.without_parens(), binary.rhs.without_parens()) {
                // `1 - share`, `share * 100`.
                (BinaryOp::Sub | BinaryOp::Mul, Expr::Number(_), share)
                | (BinaryOp::Mul, share, Expr::Number(_)) => loose(vocabulary, share),
                (BinaryOp::Div, part, whole) => outside(vocabulary, part, whole),
                _ => None,
            }
        }
        _ => None,
    }
}

fn outside<'e>(vocabulary: &Vocabulary, part: &Expr, whole: &'e Expr) -> Option<&'e Matcher> {
    match (part.without_parens(), whole.without_parens()) {
        // `100 * part / whole` is read from the left.
        (Expr::Binary(scaled), _) if scaled.op.value == BinaryOp::Mul && is_number(&scaled.lhs) => {
            outside(vocabulary, &scaled.rhs, whole)
        }
        (Expr::Aggregate(a), Expr::Aggregate(b)) if a.op.value == b.op.value => {
            outside(vocabulary, &a.expr, &b.expr)
        }
        (Expr::Call(a), Expr::Call(b)) if grows_with(a) && same_call(a, b) => {
            outside(vocabulary, &a.args[0], &b.args[0])
        }
        (Expr::Range(a), Expr::Range(b)) if same_range(a, b) => {
            not_implied(vocabulary, &a.selector, &b.selector)
        }
        (_, Expr::Binary(filter)) if is_filter(filter) => outside(vocabulary, part, &filter.lhs),
        _ => None,
    }
}

fn not_implied<'e>(
    vocabulary: &Vocabulary,
    part: &VectorSelector,
    whole: &'e VectorSelector,
) -> Option<&'e Matcher> {
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    let same = name(part) == name(whole) && part.modifiers.is_empty() && whole.modifiers.is_empty();
    let mut needed = whole.matchers.iter().filter(|matcher| !matcher.value.value.contains('$'));
    needed.find(|needed| {
        same && !part.matchers.iter().any(|matcher| implies(matcher, needed))
            && !all_pass(vocabulary, whole, needed)
    })
}

/// Whether each part meets its own whole: all labels are compared, or all that the part is grouped by.
pub(super) fn pairs_alike(quotient: &Binary, part: &Expr) -> bool {
    let Some(matching) = &quotient.matching else { return true };
    let Expr::Aggregate(aggregate) = bare(part) else { return false };
    let Some(grouping) = &aggregate.grouping else { return false };
    let compared = |name: &str| {
        let listed = matching.labels.iter().any(|label| label.value == name);
        listed == (matching.kind == MatchingKind::On)
    };
    let (by, names) = grouping_names(grouping);
    by && names.into_iter().all(compared)
}

/// What a sum adds up, if it is divided by how many these are, and the number by which the quotient is multiplied.
pub(super) fn mean(quotient: &Binary) -> Option<(&Expr, f64)> {
    let (sum, times) = unscaled(&quotient.lhs);
    let (count, over) = unscaled(&quotient.rhs);
    if !pairs_alike(quotient, sum) || quotient.fill.is_some() {
        return None;
    }
    let added = match (sum, count) {
        (Expr::Aggregate(sum), Expr::Aggregate(count)) => {
            let ops = (sum.op.value, count.op.value) == (AggregateOp::Sum, AggregateOp::Count);
            (ops && same_groups(sum, count) && promql::print(&sum.expr) == promql::print(&count.expr))
                .then_some(&sum.expr)
        }
        (Expr::Call(sum), Expr::Call(count))
            if sum.is(Func::SumOverTime) && count.is(Func::CountOverTime) =>
        {
            let (samples, counted) = (sum.args.first()?, count.args.first()?);
            (promql::print(samples) == promql::print(counted)).then_some(samples)
        }
        _ => None,
    };
    added.map(|added| (added, times / over))
}

/// What is multiplied by numbers, and the product of these.
fn unscaled(expr: &Expr) -> (&Expr, f64) {
    match scaled(expr) {
        Some((inner, factor)) => {
            let (bare, times) = unscaled(inner);
            (bare, factor * times)
        }
        None => (expr.without_parens(), 1.0),
    }
}

/// The terms of a sum; of anything else that itself.
fn terms(whole: &Expr) -> Vec<&Expr> {
    match whole.without_parens() {
        Expr::Binary(binary) if binary.op.value == BinaryOp::Add && binary.matching.is_none() => {
            terms(&binary.lhs).into_iter().chain(terms(&binary.rhs)).collect()
        }
        other => vec![other],
    }
}

fn contained(vocabulary: &Vocabulary, part: &Expr, whole: &Expr) -> bool {
    match (bare(part), bare(whole)) {
        (Expr::Aggregate(a), Expr::Aggregate(b)) => {
            adds_up(a) && same_aggregation(a, b) && contained(vocabulary, &a.expr, &b.expr)
        }
        (Expr::Call(a), Expr::Call(b)) => {
            grows_with(a) && same_call(a, b) && contained(vocabulary, &a.args[0], &b.args[0])
        }
        (Expr::Range(a), Expr::Range(b)) => {
            same_range(a, b) && selects_less(vocabulary, &a.selector, &b.selector)
        }
        (Expr::Vector(a), Expr::Vector(b)) => selects_less(vocabulary, a, b),
        // What a filter leaves of the whole is the whole, and what it leaves of a part is a part.
        (_, Expr::Binary(filter)) if is_filter(filter) => contained(vocabulary, part, &filter.lhs),
        (Expr::Binary(filter), _) if is_filter(filter) => contained(vocabulary, &filter.lhs, whole),
        // Zero where there is no part.
        (Expr::Binary(or), _) if or.op.value == BinaryOp::Or && is_zero(&or.rhs) => {
            contained(vocabulary, &or.lhs, whole)
        }
        // Text has no spans in it.
        (a, b) => promql::print(a) == promql::print(b),
    }
}

/// Whether more series make the result no smaller.
fn adds_up(aggregate: &Aggregate) -> bool {
    matches!(aggregate.op.value, AggregateOp::Sum | AggregateOp::Count | AggregateOp::Max)
}

fn grows_with(call: &Call) -> bool {
    call.facts().is_some_and(|facts| facts.adds_up) && call.args.len() == 1
}

fn same_call(a: &Call, b: &Call) -> bool {
    a.name.value == b.name.value && b.args.len() == 1
}

fn same_aggregation(a: &Aggregate, b: &Aggregate) -> bool {
    a.op.value == b.op.value && same_groups(a, b)
}

fn same_groups(a: &Aggregate, b: &Aggregate) -> bool {
    a.grouping.as_ref().map(grouping_names) == b.grouping.as_ref().map(grouping_names)
}

pub(super) fn grouping_names(grouping: &Grouping) -> (bool, Vec<&str>) {
    let mut names: Vec<&str> = grouping.labels.iter().map(|label| label.value.as_str()).collect();
    names.sort_unstable();
    (grouping.kind == GroupingKind::By, names)
}

fn same_range(a: &RangeSelector, b: &RangeSelector) -> bool {
    a.modifiers.is_empty() && b.modifiers.is_empty() && length(&a.range) == length(&b.range)
}

fn length(range: &DurationExpr) -> Result<u64, String> {
    match range {
        DurationExpr::Literal(duration) => Ok(duration.millis),
        DurationExpr::Variable(variable) => Err(variable.name.clone()),
        DurationExpr::Computed(expr) => range.millis().ok_or_else(|| promql::normal(expr)),
    }
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr.without_parens(), Expr::Number(_))
}

fn is_filter(binary: &Binary) -> bool {
    binary.op.value.is_comparison() && binary.bool_modifier.is_none() && is_number(&binary.rhs)
}

fn is_zero(expr: &Expr) -> bool {
    match expr.without_parens() {
        Expr::Number(number) => number.value == 0.0,
        Expr::Binary(product) => {
            product.op.value == BinaryOp::Mul && (is_zero(&product.lhs) || is_zero(&product.rhs))
        }
        Expr::Call(call) => call.is(Func::Vector) && call.args.first().is_some_and(is_zero),
        _ => false,
    }
}

/// What is multiplied or divided by numbers, without these.
fn bare(expr: &Expr) -> &Expr {
    scaled(expr).map_or_else(|| expr.without_parens(), |(inner, _)| bare(inner))
}

/// The numbers by which what is counted is multiplied, wherever between the series and the result that happens. Those in terms
/// of a sum are none of the sum.
fn factor(expr: &Expr) -> f64 {
    if let Some((inner, factor)) = scaled(expr) {
        return factor * self::factor(inner);
    }
    match expr.without_parens() {
        Expr::Aggregate(aggregate) if adds_up(aggregate) && aggregate.op.value != AggregateOp::Count => {
            factor(&aggregate.expr)
        }
        Expr::Binary(filter) if is_filter(filter) => factor(&filter.lhs),
        Expr::Binary(or) if or.op.value == BinaryOp::Or && is_zero(&or.rhs) => factor(&or.lhs),
        Expr::Binary(sum) if sum.op.value == BinaryOp::Add && sum.matching.is_none() => {
            let factors: Vec<f64> = terms(expr).into_iter().map(factor).collect();
            let first = factors.first().copied().unwrap_or(1.0);
            // Of terms that are multiplied by different numbers nobody knows the sum.
            let alike = factors.iter().all(|factor| factor.to_bits() == first.to_bits());
            if alike { first } else { f64::NAN }
        }
        _ => 1.0,
    }
}

/// What is multiplied or divided by a number that is written down, and that number.
fn scaled(expr: &Expr) -> Option<(&Expr, f64)> {
    let Expr::Binary(binary) = expr.without_parens() else { return None };
    let number = |side: &Expr| match side.without_parens() {
        Expr::Number(number) => Some(number.value).filter(|value| *value > 0.0),
        _ => None,
    };
    match binary.op.value {
        BinaryOp::Mul => number(&binary.rhs)
            .map(|factor| (&binary.lhs, factor))
            .or_else(|| number(&binary.lhs).map(|factor| (&binary.rhs, factor))),
        BinaryOp::Div => number(&binary.rhs).map(|divisor| (&binary.lhs, 1.0 / divisor)),
        _ => None,
    }
}

/// Whether everything that one selector finds is found by the other one too, or counted there.
pub fn is_part_of(vocabulary: &Vocabulary, part: &VectorSelector, whole: &VectorSelector) -> bool {
    selects_less(vocabulary, part, whole)
}

/// Whether everything that `part` selects is selected by `whole` too, or counted there: the same series or a bucket of it, and
/// no matcher that the part does not imply.
fn selects_less(vocabulary: &Vocabulary, part: &VectorSelector, whole: &VectorSelector) -> bool {
    let bucket = is_bucket_of(part, whole) || is_declared(vocabulary, part, whole);
    let name = |selector: &VectorSelector| selector.name.as_ref().map(|name| name.value.clone());
    (bucket || name(part) == name(whole))
        && part.modifiers.is_empty()
        && whole.modifiers.is_empty()
        && whole.matchers.iter().all(|needed| {
            part.matchers.iter().any(|matcher| implies(matcher, needed))
                || all_pass(vocabulary, whole, needed)
        })
}

/// Whether whoever declares the metric says that it is a part of the other one.
fn is_declared(vocabulary: &Vocabulary, part: &VectorSelector, whole: &VectorSelector) -> bool {
    let metric = part.name.as_ref().and_then(|name| vocabulary.metrics().get(name));
    let of = metric.and_then(|metric| metric.part_of.as_deref());
    of.is_some() && of == whole.name.as_deref().map(String::as_str)
}

/// Whether one is a single bucket of the histogram that the other counts.
fn is_bucket_of(part: &VectorSelector, whole: &VectorSelector) -> bool {
    let base = |selector: &VectorSelector, part: Instrument| {
        let suffix = Kind::Histogram.suffix(part);
        selector.name.as_ref().and_then(|name| name.strip_suffix(suffix)).map(str::to_owned)
    };
    let one =
        part.matchers.iter().any(|matcher| matcher.label.value == "le" && matcher.op.value == MatchOp::Equal);
    one && base(part, Instrument::Bucket).is_some_and(|name| base(whole, Instrument::Count) == Some(name))
}

/// Whether every series that one matcher lets through passes the other too.
fn implies(matcher: &Matcher, needed: &Matcher) -> bool {
    let (value, wanted) = (&matcher.value.value, &needed.value.value);
    if matcher.label.value != needed.label.value {
        return false;
    }
    if matcher.op.value == needed.op.value && value == wanted {
        return true;
    }
    let passes = |pattern: &str| Pattern::new(pattern).map(|pattern| pattern.is_match(value));
    matcher.op.value == MatchOp::Equal
        && !value.contains('$')
        && match needed.op.value {
            MatchOp::Equal => false,
            MatchOp::NotEqual => value != wanted,
            MatchOp::Regex => passes(wanted) == Some(true),
            MatchOp::NotRegex => passes(wanted) == Some(false),
        }
}
