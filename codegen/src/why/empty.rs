//! Why a part of a query finds nothing: walks down to the part that is to blame.

use gaugewright_spec::model::Recording;
use gaugewright_spec::promql::build::{call, matcher, selector};
use gaugewright_spec::promql::{
    Binary, BinaryOp, Call, Expr, Func, LabelsOf, MatchOp, Matcher, RangeSelector, VectorSelector, print,
};

use super::look::{Look, braces, in_unit, moved, plain, short, with};
use super::matching;
use super::reason::{Kind, Reason};
use super::selector::missing;
use crate::history::Labels;
use crate::moment::{self, Moment};

/// The reasons for which an expression is empty.
pub(super) fn why(look: &Look<'_>, expr: &Expr) -> Result<Vec<Reason>, String> {
    match expr {
        Expr::Paren(node) => why(look, &node.expr),
        Expr::Unary(node) => why(look, &node.expr),
        Expr::Vector(node) => of_selector(look, node),
        Expr::Range(node) => of_range(look, node),
        Expr::Aggregate(node) => of_child(look, expr, &node.expr),
        Expr::Call(node) => of_call(look, expr, node),
        Expr::Binary(node) => of_binary(look, expr, node),
        Expr::Subquery(node) if node.modifiers.is_empty() => of_child(look, expr, &node.expr),
        Expr::Subquery(_) | Expr::Number(_) | Expr::String(_) | Expr::Variable(_) => Ok(vec![unknown(expr)]),
    }
}

/// Why a selector finds nothing, of scraped series or of recorded ones.
pub(super) fn of_selector(look: &Look<'_>, found: &VectorSelector) -> Result<Vec<Reason>, String> {
    let wanted = plain(found);
    let (rule, at) = (recording(look, &wanted), moved(&found.modifiers, look.at));
    if let Some((rule, at)) = rule.zip(at) {
        // It may have recorded others than are looked for.
        let own = rule.labels.iter().map(|(name, value)| matcher(name, MatchOp::Equal, value));
        if !look.is_there(&selector(&rule.name, own.collect()), at)? {
            return not_recorded(look, rule, &wanted, at);
        }
    }
    missing(look, found)
}

/// The rule of the spec that records the series of a selector.
fn recording<'s>(look: &Look<'s>, wanted: &VectorSelector) -> Option<&'s Recording> {
    let name = &wanted.name.as_ref()?.value;
    look.spec.recording_groups.iter().flat_map(|group| &group.rules).find(|rule| {
        let fits = |matcher: &Matcher| {
            let own = rule.labels.get(&matcher.label.value);
            matcher.op.value != MatchOp::Equal || own.is_none_or(|own| *own == matcher.value.value)
        };
        rule.name == *name && wanted.matchers.iter().all(fits)
    })
}

fn not_recorded(
    look: &Look<'_>,
    rule: &Recording,
    wanted: &VectorSelector,
    at: Moment,
) -> Result<Vec<Reason>, String> {
    let text = print(&wanted.clone().into());
    let since = match look.last_seen(&wanted.clone().into(), at)? {
        Some(last) => format!("has not been recorded since {}", moment::shown(last)),
        None => "is not recorded, and was not within a week".to_owned(),
    };
    if look.find_at(&rule.expr, at)?.is_empty() {
        let mut reasons =
            vec![Reason::new(Kind::NotRecorded, format!("`{text}` {since}: its query has no result"))];
        reasons.extend(why(look, &rule.expr)?);
        return Ok(reasons);
    }
    let words = format!(
        "`{text}` {since}, though its query has a result: this Prometheus has not loaded the recording rule, or evaluates it too seldom"
    );
    Ok(vec![Reason::new(Kind::NotRecorded, words)])
}

/// Whether an expression finds nothing; of a range, whether it has no sample.
fn is_empty(look: &Look<'_>, expr: &Expr) -> Result<bool, String> {
    let asked = match expr.without_parens() {
        Expr::String(_) => return Ok(false),
        Expr::Range(_) | Expr::Subquery(_) => call(Func::CountOverTime, vec![expr.clone()]),
        other => other.clone(),
    };
    Ok(look.find(&asked)?.is_empty())
}

fn unknown(expr: &Expr) -> Reason {
    let words = format!("`{}` has no result, and what it is made of has one: why is not known", short(expr));
    Reason::new(Kind::Unknown, words)
}

fn of_child(look: &Look<'_>, expr: &Expr, child: &Expr) -> Result<Vec<Reason>, String> {
    if is_empty(look, child)? { why(look, child) } else { Ok(vec![unknown(expr)]) }
}

fn of_range(look: &Look<'_>, range: &RangeSelector) -> Result<Vec<Reason>, String> {
    let at_its_time = VectorSelector { modifiers: range.modifiers.clone(), ..range.selector.clone() };
    of_selector(look, &at_its_time)
}

fn of_call(look: &Look<'_>, expr: &Expr, node: &Call) -> Result<Vec<Reason>, String> {
    let is_absence = node.facts().is_some_and(|facts| facts.labels == LabelsOf::OfMatchers);
    for arg in &node.args {
        let arg = arg.without_parens();
        if is_absence {
            let found = match arg {
                Expr::Range(_) | Expr::Subquery(_) => call(Func::CountOverTime, vec![arg.clone()]),
                _ => arg.clone(),
            };
            if let Some(one) = look.find(&found)?.first() {
                let words = format!(
                    "`{}` has no result, because there are series: {}",
                    short(expr),
                    series(arg, &one.labels)
                );
                return Ok(vec![Reason::new(Kind::Present, words)]);
            }
        } else if is_empty(look, arg)? {
            return why(look, arg);
        } else if let Expr::Range(range) = arg {
            return few_samples(look, expr, node, range);
        }
    }
    Ok(vec![unknown(expr)])
}

/// A series of a selector that was found.
fn series(selector: &Expr, labels: &Labels) -> String {
    let name = selector.series_names().next().unwrap_or_default();
    format!("`{name}{}`", braces(labels))
}

/// A rate needs two samples.
fn few_samples(
    look: &Look<'_>,
    expr: &Expr,
    node: &Call,
    range: &RangeSelector,
) -> Result<Vec<Reason>, String> {
    let counted = look.find(&call(Func::CountOverTime, vec![Expr::Range(Box::new(range.clone()))]))?;
    let most = counted.iter().map(|sample| sample.value).fold(0.0, f64::max);
    if most >= 2.0 {
        return Ok(vec![unknown(expr)]);
    }
    let words = format!(
        "`{}` has one sample within the window, and `{}` needs two: the series began just now, or the window is too short for the scrape interval",
        print(&Expr::Range(Box::new(range.clone()))),
        node.name.value
    );
    Ok(vec![Reason::new(Kind::FewSamples, words)])
}

fn of_binary(look: &Look<'_>, expr: &Expr, node: &Binary) -> Result<Vec<Reason>, String> {
    let (lhs, rhs) = (is_empty(look, &node.lhs)?, is_empty(look, &node.rhs)?);
    let op = node.op.value;
    match op {
        BinaryOp::Or => {
            let mut reasons = why(look, &node.lhs)?;
            reasons.extend(
                why(look, &node.rhs)?
                    .into_iter()
                    .filter(|reason| !reasons.contains(reason))
                    .collect::<Vec<_>>(),
            );
            return Ok(reasons);
        }
        _ if lhs => return why(look, &node.lhs),
        BinaryOp::Unless => return removed(look, node),
        _ if rhs => return why(look, &node.rhs),
        _ => {}
    }
    if op.is_comparison() {
        return compared(look, expr, node);
    }
    matching::differ(look, expr, node)
}

/// What stands on the left is taken away by the right side.
fn removed(look: &Look<'_>, node: &Binary) -> Result<Vec<Reason>, String> {
    let example = look.find(&node.rhs)?.first().map(|one| braces(&one.labels)).unwrap_or_default();
    let words = format!(
        "`unless` takes everything of `{}` away, because there is `{}` {example}",
        short(&node.lhs),
        short(&node.rhs)
    );
    Ok(vec![Reason::new(Kind::Present, words.trim_end())])
}

/// A comparison that holds for nothing.
fn compared(look: &Look<'_>, expr: &Expr, node: &Binary) -> Result<Vec<Reason>, String> {
    let is_number = |side: &Expr| side.selectors().next().is_none();
    if !is_number(&node.lhs) && !is_number(&node.rhs) {
        // Without the comparison: whether any two of them meet.
        let mut met = expr.clone();
        if let Expr::Binary(met) = &mut met {
            met.op.value = BinaryOp::Sub;
        }
        if look.find(&met)?.is_empty() {
            return matching::differ(look, expr, node);
        }
    }
    let found = |side: &Expr| -> Result<String, String> {
        let unit = look.unit(side);
        let samples = look.find(side)?;
        let shown = samples
            .iter()
            .take(3)
            .map(|one| format!("{}{}", in_unit(unit.as_ref(), one.value), with(&one.labels)));
        let more = if samples.len() > 3 { ", …" } else { "" };
        Ok(shown.collect::<Vec<_>>().join(", ") + more)
    };
    let (left, right) = (found(&node.lhs)?, found(&node.rhs)?);
    let words = format!("`{}` is {left}, which is not {} {right}", short(&node.lhs), node.op.value);
    Ok(vec![Reason::new(Kind::Threshold, words)])
}
