//! Selectors: the metric exists, has the labels, and these can have the values.

use super::{Bounds, Checker, Labels, Ty, Values, le, suggest};
use crate::diagnostic::Diagnostic;
use crate::kind::Instrument;
use crate::lint::rules;
use crate::model::{Domain, Origin};
use crate::number::Number;
use crate::promql::{MatchOp, Matcher, ValueType, VectorSelector};
use crate::source::Span;
use crate::unit::Unit;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::vocabulary::Found;

impl Checker<'_> {
    pub(super) fn selector(&mut self, selector: &VectorSelector) -> Ty {
        self.modifiers(&selector.modifiers);
        let Some(name) = &selector.name else {
            return Ty::unknown();
        };
        let Some(found) = self.vocabulary.find(name) else {
            self.unknown_metric(name, name.span);
            return Ty::unknown();
        };
        let mut labels = labels_of(found, self.vocabulary.target_labels(found.metric));
        for matcher in &selector.matchers {
            self.matcher(found, &mut labels, matcher);
        }
        let instrument = found.series.instrument;
        let own = found.metric.unit.clone();
        let (bounds, quantile) = bounds_of(found);
        Ty {
            value: ValueType::Vector,
            labels,
            instrument,
            unit: match instrument {
                Instrument::Bucket | Instrument::Count | Instrument::Info => Some(Unit::one()),
                _ => own.clone(),
            },
            observed: if instrument == Instrument::Bucket { own } else { None },
            metrics: BTreeSet::from([found.metric.name.clone()]),
            bounds,
            quantile,
            ..Ty::scalar(None)
        }
    }

    fn unknown_metric(&mut self, name: &str, span: Span) {
        let place = self.place(span);
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_METRIC, place, format!("nothing exports `{name}`"));
        let help = match self.vocabulary.metrics().get(name) {
            // The name of a histogram is no series.
            Some(metric) => {
                let series = metric.kind.facts().series.iter().map(|part| format!("{name}{}", part.suffix));
                let series: Vec<_> = series.collect();
                let all = suggest::list(series.iter().map(String::as_str));
                format!("it is a {}: its series are {all}", metric.kind.name())
            }
            None => match self.vocabulary.catalogue_with(name) {
                Some(catalogue) => {
                    format!("the catalogue `{catalogue}` has it: add `{catalogue}` to `outside`")
                }
                None => {
                    let known = self.vocabulary.series_names();
                    suggest::did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
                        "declare it under `metrics`, or name the catalogue it comes from under `outside`"
                            .into()
                    })
                }
            },
        };
        self.report(diagnostic.help(help));
    }

    fn matcher(&mut self, found: Found<'_>, labels: &mut Labels, matcher: &Matcher) {
        let name = matcher.label.value.as_str();
        let metric = found.metric.name.as_str();
        if !labels.may_have(name) {
            // Matching the absence of a label that cannot be there is odd but finds something.
            let text = if matcher.op.value.is_negative() { "a condition on" } else { "a matcher on" };
            let diagnostic = Diagnostic::new(
                &rules::UNKNOWN_LABEL,
                self.place(matcher.label.span),
                format!("{text} `{name}`, which `{metric}` does not have"),
            );
            self.report(diagnostic.help(label_help(name, &format!("`{metric}`"), labels)));
            return;
        }
        if found.series.label == Some(name) && !matcher.op.value.is_negative() {
            labels.fix(name);
        }
        let Some(presence) = labels.get(name) else { return };
        let (certain, values) = (presence.certain, presence.values.clone());
        let value = &matcher.value.value;
        if value.contains('$') {
            self.variable_in_text(matcher);
            return;
        }
        let Some(narrowed) = narrow(&values, certain, matcher.op.value, value) else { return };
        if narrowed.is_empty() {
            self.impossible(found, &values, matcher);
        } else if matcher.op.value.is_negative() && excludes_nothing(&values, matcher) {
            self.idle(found, &values, matcher);
        } else if let Values::Domain(_) | Values::Only(_) = values {
            labels.narrow(name, certain && !narrowed.contains(""), Values::Only(Arc::new(narrowed)));
        }
    }

    /// Grafana also fills variables into quoted values; one that it does not know stays as it is written.
    fn variable_in_text(&mut self, matcher: &Matcher) {
        let value = matcher.value.value.as_str();
        let Some(rest) = value.strip_prefix('$') else { return };
        let name = rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(rest);
        let name = name.split(':').next().unwrap_or(name);
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let constant = self.vocabulary.constants.get(name).is_some();
        if is_name && !constant && self.scope != super::Scope::Named {
            let span = matcher.value.span;
            let braced = rest.starts_with('{');
            let variable = crate::promql::Variable { span, name: name.to_owned(), format: None, braced };
            if let Some(problem) = self.variable_problem(&variable) {
                self.report(problem);
            }
        }
    }

    /// What a misspelt value excludes is nothing, and what was meant stays in.
    fn idle(&mut self, found: Found<'_>, values: &Values, matcher: &Matcher) {
        let (name, value) = (matcher.label.value.as_str(), &matcher.value.value);
        let (guess, domain) = hints(found, values, matcher);
        let verb = if matcher.op.value.is_regex() { "matches" } else { "is" };
        let metric = &found.metric.name;
        let message =
            format!("no value of `{name}` of `{metric}` {verb} `{value}`, so this excludes nothing");
        let diagnostic = Diagnostic::new(&rules::IDLE_MATCHER, self.place(matcher.value.span), message)
            .note(format!("its values are {domain}"));
        self.report(
            diagnostic
                .help(guess.unwrap_or_else(|| "remove the matcher, or name a value that occurs".into())),
        );
    }

    fn impossible(&mut self, found: Found<'_>, values: &Values, matcher: &Matcher) {
        let (name, metric) = (matcher.label.value.as_str(), found.metric.name.as_str());
        let value = &matcher.value.value;
        let message = match matcher.op.value {
            MatchOp::Equal => format!("`{name}` of `{metric}` is never `{value}`"),
            MatchOp::Regex => format!("no value of `{name}` of `{metric}` matches `{value}`"),
            MatchOp::NotEqual | MatchOp::NotRegex => {
                format!("this leaves no value of `{name}` of `{metric}`")
            }
        };
        let (guess, domain) = hints(found, values, matcher);
        let diagnostic = Diagnostic::new(&rules::IMPOSSIBLE_VALUE, self.place(matcher.value.span), message)
            .note(format!("its values are {domain}"))
            .maybe_help(guess);
        self.report(diagnostic);
    }
}

/// The sentence that says which labels there are.
pub(super) fn label_help(name: &str, of: &str, labels: &Labels) -> String {
    // Everything has a name, and nobody means that.
    let names = || labels.names().filter(|name| *name != "__name__");
    let known = || match names().next() {
        Some(_) => format!("{of} has the labels {}", suggest::list(names())),
        None => format!("{of} has no labels"),
    };
    suggest::did_you_mean(name, names()).unwrap_or_else(known)
}

fn labels_of(found: Found<'_>, target: &[super::TargetLabel]) -> Labels {
    let open_ended = |name: &str| name.ends_with('*');
    let own = &found.metric.labels;
    let mut labels =
        if own.iter().any(|label| open_ended(&label.name)) { Labels::unknown() } else { Labels::none() };
    for label in target {
        labels.set(&label.name, label.certain, Values::Domain(label.domain.clone()));
    }
    for label in own.iter().filter(|label| !open_ended(&label.name)) {
        // What others export changes with their version: only what we export ourselves is certain.
        let values = Values::Domain(label.domain.clone());
        match found.metric.origin {
            // Of an info metric a target has one series.
            Origin::Service if found.series.instrument == Instrument::Info => {
                labels.set(&label.name, true, values);
            }
            Origin::Service => labels.set_own(&label.name, values),
            Origin::Outside => labels.set(&label.name, false, values),
        }
    }
    if let Some(extra) = found.series.label {
        labels.set_own(extra, le::values(found));
    }
    labels.set("__name__", true, Values::Any);
    labels
}

/// What the values of a series can be, and those of a quantile if it is a bucket.
fn bounds_of(found: Found<'_>) -> (Bounds, Bounds) {
    let metric = found.metric;
    let bounds = match found.series.instrument {
        Instrument::Counter | Instrument::Bucket | Instrument::Count => Bounds::POSITIVE,
        Instrument::Info => Bounds::exactly(1.0),
        // The sum of observations that can be negative may be, too: of lengths of time it is not.
        Instrument::Sum if metric.unit.as_ref().is_some_and(|unit| *unit == Unit::seconds()) => {
            Bounds::POSITIVE
        }
        _ => metric.range.as_ref().map_or(Bounds::ANY, |range| {
            let end = |end: Option<Number>, open| end.map_or(open, Number::to_f64);
            Bounds::new(end(range.low, f64::NEG_INFINITY), end(range.high, f64::INFINITY))
        }),
    };
    let quantile = match metric.buckets.as_deref() {
        // Prometheus gives the largest finite bound if the quantile lies beyond it, and takes zero for the lower end of
        // the first bucket if that one's bound is positive.
        Some(bounds @ [first, ..]) => {
            Bounds::new(first.to_f64().min(0.0), bounds.last().map_or(f64::INFINITY, |last| last.to_f64()))
        }
        _ => Bounds::ANY,
    };
    (bounds, quantile)
}

/// The most values that a regular expression is tried on: every status code, and not every number there is.
const MOST_TRIED: usize = 2000;

/// The values that a matcher leaves, if they are known; the empty text stands for "not there".
fn narrow(values: &Values, certain: bool, op: MatchOp, value: &str) -> Option<BTreeSet<String>> {
    let mut possible = match values {
        Values::Domain(domain) => match (&**domain, op) {
            // Checking one code needs no list of five hundred.
            (Domain::Codes(..), MatchOp::Equal) if domain.contains(value) => {
                return Some(BTreeSet::from([value.to_owned()]));
            }
            (Domain::Codes(first, last), _) if op.is_regex() && (last - first) as usize >= MOST_TRIED => {
                return None;
            }
            _ => domain.values()?.into_iter().collect::<BTreeSet<_>>(),
        },
        Values::Only(only) => (**only).clone(),
        Values::Any => return None,
    };
    if !certain {
        possible.insert(String::new());
    }
    let regex =
        if op.is_regex() { Some(regex_lite::Regex::new(&format!("^(?:{value})$")).ok()?) } else { None };
    possible.retain(|candidate| {
        let matches = regex.as_ref().map_or(candidate == value, |regex| regex.is_match(candidate));
        matches != op.is_negative()
    });
    Some(possible)
}

/// Whether the values are known, and none of them is what a negative matcher takes away. That a series without the label
/// passes or does not is no mistake.
fn excludes_nothing(values: &Values, matcher: &Matcher) -> bool {
    let Values::Domain(_) = values else { return false };
    let positive = if matcher.op.value.is_regex() { MatchOp::Regex } else { MatchOp::Equal };
    narrow(values, false, positive, &matcher.value.value).is_some_and(|taken| taken.is_empty())
}

/// What was probably meant, and which values there are.
fn hints(found: Found<'_>, values: &Values, matcher: &Matcher) -> (Option<String>, String) {
    let written = matcher.value.value.as_str();
    match values {
        Values::Only(_) if found.series.label == Some(matcher.label.value.as_str()) => {
            (None, le::listed(found.metric.buckets.as_deref().unwrap_or_default()))
        }
        Values::Domain(domain) => {
            let names = match &**domain {
                Domain::Closed(values) => values.as_slice(),
                _ => &[],
            };
            (suggest::did_you_mean(written, names.iter().map(String::as_str)), describe(domain))
        }
        Values::Only(only) => (None, suggest::list(only.iter().map(String::as_str))),
        Values::Any => (None, String::new()),
    }
}

fn describe(domain: &Domain) -> String {
    match domain {
        Domain::Closed(values) => suggest::list(values.iter().map(String::as_str)),
        Domain::Codes(first, last) => format!("{first} to {last}"),
        Domain::Open { .. } => "open".into(),
    }
}
