//! Why a selector finds no series: which of its matchers takes them away, or since when they are gone.

use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::{aggregate_by, aggregate_with, any, binary, matcher, number, selector};
use gaugewright_spec::promql::{AggregateOp, BinaryOp, Expr, MatchOp, Matcher, VectorSelector, print};
use gaugewright_spec::suggest::nearest;

use super::look::{Look, moved, plain};
use super::reason::{Kind, Reason};
use crate::history::Labels;
use crate::moment::{self, Moment};

/// More values of a label than these nobody reads in a sentence.
const VALUES: usize = 5;

/// The reasons for which a selector finds nothing.
pub(super) fn missing(look: &Look<'_>, found: &VectorSelector) -> Result<Vec<Reason>, String> {
    let wanted = plain(found);
    let text = print(&wanted.clone().into());
    let Some(at) = moved(&found.modifiers, look.at) else {
        return Ok(vec![Reason::new(Kind::Unknown, format!("when `{text}` is read is not known"))]);
    };
    let mut reasons = Vec::new();
    if let Some(last) = look.last_seen(&wanted.clone().into(), at)? {
        reasons.push(ended(look, &wanted, last, at)?);
    }
    let Some(name) = wanted.name.clone() else {
        let words = format!("there is no series `{text}`, and there was none within a week");
        reasons.extend(reasons.is_empty().then(|| Reason::new(Kind::AbsentMetric, words)));
        return Ok(reasons);
    };
    let all = selector(&name.value, Vec::new());
    if !wanted.matchers.is_empty() && look.is_there(&all, at)? {
        reasons.extend(other_labels(look, &wanted, &name.value, at)?);
    }
    if !reasons.is_empty() {
        return Ok(reasons);
    }
    match look.last_seen(&all.clone().into(), at)? {
        Some(last) => Ok(vec![ended(look, &all, last, at)?]),
        None => absent(look, &name.value, at),
    }
}

/// Series that were there before.
fn ended(look: &Look<'_>, wanted: &VectorSelector, last: Moment, at: Moment) -> Result<Reason, String> {
    let text = print(&wanted.clone().into());
    let since = format!("the last sample of `{text}` is of {}", moment::shown(look.sampled(wanted, last)?));
    let labels = look
        .find_at(&wanted.clone().into(), last)?
        .into_iter()
        .next()
        .map(|one| one.labels)
        .unwrap_or_default();
    let Some((up, target)) = target(&labels) else {
        return Ok(Reason::new(Kind::Ended, since));
    };
    let now = look.find_at(&up.clone().into(), at)?;
    let reason = match now.first() {
        Some(one) if one.value == 0.0 => {
            let scraped = binary(up.into(), BinaryOp::Eq, number(Number::ONE));
            let last = look.last_seen(&scraped, at)?;
            let when = last.map_or_else(
                || "within the last week".to_owned(),
                |last| format!("since {}", moment::shown(last + 5_000)),
            );
            Reason::new(
                Kind::ScrapeFailed,
                format!("{since}: its target {target} could not be scraped {when}, `up` is 0"),
            )
        }
        Some(_) => Reason::new(
            Kind::Ended,
            format!("{since}: its target {target} is scraped, `up` is 1, and no longer exports it"),
        ),
        None if look.is_there(&up, last)? => Reason::new(
            Kind::NoTarget,
            format!("{since}: its target {target} is no longer scraped, there is no `up` of it"),
        ),
        None => Reason::new(Kind::Ended, since),
    };
    Ok(reason)
}

/// `up` of the target of a series, and its name; nothing if its labels do not tell that.
fn target(labels: &Labels) -> Option<(VectorSelector, String)> {
    let (job, instance) = (labels.get("job")?, labels.get("instance")?);
    let matchers = [("job", job), ("instance", instance)];
    let matchers = matchers.map(|(name, value)| matcher(name, MatchOp::Equal, value)).to_vec();
    Some((selector("up", matchers), format!("{instance:?} of job {job:?}")))
}

/// A metric that is there, and not with these labels: matchers are left out one by one.
fn other_labels(
    look: &Look<'_>,
    wanted: &VectorSelector,
    name: &str,
    at: Moment,
) -> Result<Vec<Reason>, String> {
    let mut reasons = Vec::new();
    for (index, one) in wanted.matchers.iter().enumerate() {
        let mut others = wanted.clone();
        others.matchers.remove(index);
        if look.is_there(&others, at)? {
            reasons.push(taken_away(look, &others, one, name, at)?);
        }
    }
    if !reasons.is_empty() {
        return Ok(reasons);
    }
    for one in &wanted.matchers {
        let alone = selector(name, vec![one.clone()]);
        if !look.is_there(&alone, at)? {
            reasons.push(taken_away(look, &selector(name, Vec::new()), one, name, at)?);
        }
    }
    if reasons.is_empty() {
        let shown: Vec<String> = wanted.matchers.iter().map(|one| format!("`{}`", written(one))).collect();
        let words =
            format!("there is `{name}` with each of {}, and no series with all of them", shown.join(", "));
        reasons.push(Reason::new(Kind::OtherLabels, words));
    }
    Ok(reasons)
}

/// What the series have instead that a matcher takes away.
fn taken_away(
    look: &Look<'_>,
    others: &VectorSelector,
    one: &Matcher,
    name: &str,
    at: Moment,
) -> Result<Reason, String> {
    let label = &one.label.value;
    let counted = aggregate_by(AggregateOp::Count, [label], others.clone().into());
    let found = look.find_at(&counted, at)?;
    let values: Vec<&String> = found.iter().filter_map(|sample| sample.labels.get(label)).collect();
    let head = format!("there is `{name}`, but none with `{}`", written(one));
    let words = if values.is_empty() {
        let elsewhere = renamed(look, others, one, at)?
            .map(|other| format!("; `{other}` has that value: was the label renamed?"));
        format!("{head}: its series have no label `{label}`{}", elsewhere.unwrap_or_default())
    } else {
        let shown: Vec<String> = values.iter().take(VALUES).map(|value| format!("{value:?}")).collect();
        let more = values.len().saturating_sub(VALUES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{head}: `{label}` is {}{more}", shown.join(", "))
    };
    Ok(Reason::new(Kind::OtherLabels, words))
}

/// Another label with the value that was looked for.
fn renamed(
    look: &Look<'_>,
    others: &VectorSelector,
    one: &Matcher,
    at: Moment,
) -> Result<Option<String>, String> {
    if one.op.value != MatchOp::Equal || one.value.value.is_empty() {
        return Ok(None);
    }
    let some = aggregate_with(AggregateOp::Topk, number(Number::integer(20)), others.clone().into());
    let found = look.find_at(&some, at)?;
    let mut pairs = found.iter().flat_map(|sample| &sample.labels);
    let other = pairs.find(|(name, value)| **value == one.value.value && *name != "__name__");
    Ok(other.map(|(name, _)| name.clone()))
}

/// A matcher as it is written in a query.
fn written(one: &Matcher) -> String {
    let text = print(&any(vec![one.clone()]).into());
    text.trim_start_matches('{').trim_end_matches('}').to_owned()
}

/// A metric that nobody exports.
fn absent(look: &Look<'_>, name: &str, at: Moment) -> Result<Vec<Reason>, String> {
    let other = similar(look, name, at)?.map(|other| format!("; there is `{other}`: was it renamed?"));
    let words =
        format!("there is no metric `{name}`, and there was none within a week{}", other.unwrap_or_default());
    let mut reasons = vec![Reason::new(Kind::AbsentMetric, words)];
    if look
        .spec
        .metrics()
        .series(name)
        .is_some_and(|series| look.spec.own_metrics().any(|own| own.name == series.metric.name))
    {
        reasons.extend(targets(look, at)?);
    }
    Ok(reasons)
}

/// Whether the service is scraped at all.
fn targets(look: &Look<'_>, at: Moment) -> Result<Option<Reason>, String> {
    let up = selector("up", look.spec.service.targets());
    let text = print(&up.clone().into());
    let found = look.find_at(&Expr::from(up), at)?;
    if found.is_empty() {
        let words = format!("no target of the service is scraped: there is no `{text}`");
        return Ok(Some(Reason::new(Kind::NoTarget, words)));
    }
    let down = found.iter().filter(|sample| sample.value == 0.0).count();
    if down == found.len() {
        return Ok(Some(Reason::new(
            Kind::ScrapeFailed,
            format!("no target of the service can be scraped: `{text}` is 0"),
        )));
    }
    Ok(None)
}

/// A metric with almost this name.
fn similar(look: &Look<'_>, name: &str, at: Moment) -> Result<Option<String>, String> {
    let start = (at / 1000 - 3600).to_string();
    let end = (at / 1000).to_string();
    let names = look.history.names(&start, &end)?;
    // Those of the spec are what they are.
    let others = names.iter().map(String::as_str).filter(|other| look.spec.metrics().series(other).is_none());
    Ok(nearest(name, others).map(str::to_owned))
}
