//! What happens to counters within a window: they begin, or begin anew, and what they counted then does not count.

use gaugewright_spec::promql::build::{call, matcher};
use gaugewright_spec::promql::{Expr, Func, MatchOp, RangeSelector, VectorSelector, print};

use super::look::{Look, braces, moved, plain};
use super::reason::{Kind, Reason};
use crate::history::Labels;
use crate::moment::{self, Moment};

/// Windows with more series are not looked at sample by sample.
const MAX_SERIES: usize = 50;
/// Nor are longer ones, in milliseconds.
const LONGEST: u64 = 86_400_000;

/// What is to be said of the windows over counters of an expression.
pub(super) fn notes(look: &Look<'_>, expr: &Expr) -> Result<Vec<Reason>, String> {
    let mut reasons = Vec::new();
    let counting = expr.calls().filter(|call| call.is(Func::Rate) || call.is(Func::Increase));
    for node in counting {
        for arg in &node.args {
            if let Expr::Range(range) = arg.without_parens() {
                for reason in of_window(look, range)? {
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
            }
        }
    }
    Ok(reasons)
}

fn of_window(look: &Look<'_>, range: &RangeSelector) -> Result<Vec<Reason>, String> {
    let text = print(&Expr::Range(Box::new(range.clone())));
    let Some(length) = range.range.millis().filter(|length| *length <= LONGEST) else {
        return Ok(Vec::new());
    };
    let Some(end) = moved(&range.modifiers, look.at) else { return Ok(Vec::new()) };
    let over = |func| look.find(&call(func, vec![Expr::Range(Box::new(range.clone()))]));
    if over(Func::CountOverTime)?.len() > MAX_SERIES {
        return Ok(Vec::new());
    }
    let begin = end - i64::try_from(length).unwrap_or(i64::MAX);
    let scrape = i64::try_from(look.spec.service.scrape.interval.as_millis()).unwrap_or(i64::MAX);
    let mut reasons = Vec::new();
    for (labels, samples) in look.history.samples(&text, look.at)? {
        let name = range.selector.name.as_ref().map(|name| name.value.as_str()).unwrap_or_default();
        let series = format!("{name}{}", braces(&labels));
        let mut pairs = samples.iter().zip(samples.iter().skip(1));
        if let Some(((_, before), (when, after))) = pairs.find(|(one, other)| other.1 < one.1) {
            let words = format!(
                "`{series}` was reset at {} within the window, from {before} to {after}: what it counted between its last sample and the restart is lost",
                moment::shown(*when)
            );
            reasons.push(Reason::new(Kind::Reset, words));
        } else if let Some((first, value)) = samples.first()
            && *first > begin + 2 * scrape
            && *value > 0.0
            && !was_there(look, &range.selector, &labels, *first)?
        {
            let words = format!(
                "`{series}` began at {} within the window, with {value}: a rate counts only what comes after its first sample",
                moment::shown(*first)
            );
            reasons.push(Reason::new(Kind::Began, words));
        }
    }
    Ok(reasons)
}

/// Whether a series was there just before a moment.
fn was_there(
    look: &Look<'_>,
    selector: &VectorSelector,
    labels: &Labels,
    before: Moment,
) -> Result<bool, String> {
    let matchers = labels.iter().filter(|(name, _)| *name != "__name__");
    let matchers = matchers.map(|(name, value)| matcher(name, MatchOp::Equal, value)).collect();
    let series = VectorSelector { matchers, braces: Some(selector.span), ..plain(selector) };
    look.is_there(&series, before - 1)
}
