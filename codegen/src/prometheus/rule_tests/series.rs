//! The series that a query looks at: for each selector two instances of the service, for each group of the result one set of them.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Domain, Metric, Spec};
use gaugewright_spec::promql::{self, Expr, MatchOp, Matcher, VectorSelector, Visit, walk};
use gaugewright_spec::unit::Nature;

use super::evaluate::Labels;

/// How the samples of a series follow from its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// They are the value.
    Level,
    /// They grow by the value every second.
    Slope,
    /// They are a time that is the value ago.
    Age,
    /// They grow, and with others they are a histogram.
    Bucket,
}

/// A series of a test.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) labels: Labels,
    pub(super) shape: Shape,
    /// The selector that it was made for.
    pub(super) selector: usize,
    /// The group of the result that it belongs to: the first is the one that gets into trouble.
    pub(super) group: usize,
    /// The instance that it comes from.
    pub(super) instance: usize,
    /// Its `le`, if it is a bucket.
    pub(super) bound: Option<f64>,
}

impl Series {
    /// As promtool reads it, which is a selector.
    pub(super) fn written(&self) -> String {
        let labels = self.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        promql::print_series(&self.name, labels)
    }
}

/// A selector of the query, and how it looks at its series.
pub(super) struct Seen {
    pub(super) selector: VectorSelector,
    grows: bool,
    /// What its matchers ask for, in their order.
    conditions: Vec<Condition>,
}

/// A matcher, read.
struct Condition {
    label: String,
    negative: bool,
    wanted: Wanted,
}

enum Wanted {
    Text(String),
    Pattern(regex_lite::Regex),
}

impl Condition {
    /// Nothing if its pattern cannot be read.
    fn new(matcher: &Matcher) -> Option<Self> {
        let op = matcher.op.value;
        let text = &matcher.value.value;
        let wanted = if op.is_regex() {
            Wanted::Pattern(regex_lite::Regex::new(&format!("^(?:{text})$")).ok()?)
        } else {
            Wanted::Text(text.clone())
        };
        Some(Self { label: matcher.label.value.clone(), negative: op.is_negative(), wanted })
    }

    fn allows(&self, value: &str) -> bool {
        let is_it = match &self.wanted {
            Wanted::Text(text) => text == value,
            Wanted::Pattern(pattern) => pattern.is_match(value),
        };
        is_it != self.negative
    }
}

impl Seen {
    fn new(selector: &VectorSelector, grows: bool) -> Option<Self> {
        let conditions = selector.matchers.iter().map(Condition::new).collect::<Option<_>>()?;
        Some(Self { selector: selector.clone(), grows, conditions })
    }

    /// Whether it is written like that.
    pub(super) fn is(&self, selector: &VectorSelector) -> bool {
        let same = |a: &Matcher, b: &Matcher| {
            a.label.value == b.label.value && a.op.value == b.op.value && a.value.value == b.value.value
        };
        let (own, other) = (&self.selector.matchers, &selector.matchers);
        self.selector.name.as_deref() == selector.name.as_deref()
            && own.len() == other.len()
            && own.iter().zip(other).all(|(a, b)| same(a, b))
    }

    /// Whether it finds a series.
    pub(super) fn finds(&self, series: &Series) -> bool {
        let value = |label: &str| series.labels.get(label).map_or("", String::as_str);
        self.selector.name.as_ref().is_some_and(|name| name.value == series.name)
            && self.conditions.iter().all(|condition| condition.allows(value(&condition.label)))
    }

    fn on<'s>(&'s self, label: &'s str) -> impl Iterator<Item = &'s Condition> {
        self.conditions.iter().filter(move |condition| condition.label == label)
    }
}

/// Every selector of a query, once; nothing if a pattern cannot be read.
pub(super) fn selectors(expr: &Expr) -> Option<Vec<Seen>> {
    struct Finder {
        seen: Option<Vec<Seen>>,
        in_range: bool,
    }
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Range(range) = expr {
                self.in_range = true;
                self.selector(&range.selector);
                self.in_range = false;
                return;
            }
            walk(self, expr);
        }
        fn selector(&mut self, selector: &VectorSelector) {
            let Some(seen) = &mut self.seen else { return };
            if seen.iter().any(|seen| seen.is(selector)) {
                return;
            }
            match Seen::new(selector, self.in_range) {
                Some(new) => seen.push(new),
                None => self.seen = None,
            }
        }
    }
    let mut finder = Finder { seen: Some(Vec::new()), in_range: false };
    finder.expr(expr);
    finder.seen
}

/// Makes series for selectors.
pub(super) struct Maker<'m> {
    pub(super) spec: &'m Spec,
    pub(super) seen: &'m [Seen],
    /// Labels that the query groups by: series have them even if their metric does not say so.
    pub(super) named: BTreeSet<String>,
}

impl Maker<'_> {
    /// The series of a group on an instance; nothing if some label cannot be chosen.
    pub(super) fn series(
        &self,
        group: usize,
        instance: usize,
        apart: &BTreeSet<String>,
    ) -> Option<Vec<Series>> {
        let mut made: Vec<Series> = Vec::new();
        // Narrow selectors first: what they find is theirs, and the wide ones add the rest.
        let mut order: Vec<usize> = (0..self.seen.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(self.seen[*at].selector.matchers.len()));
        for at in order {
            let Seen { selector, grows, .. } = &self.seen[at];
            let name = &selector.name.as_ref()?.value;
            let (metric, label) = self.metric(name);
            let shape = match (
                label,
                metric.and_then(|metric| metric.unit.as_ref()).map(gaugewright_spec::unit::Unit::nature),
            ) {
                (Some("le"), _) if *grows => Shape::Bucket,
                (Some(_), _) => return None,
                (None, _) if *grows => Shape::Slope,
                (None, Some(Nature::Timestamp)) => Shape::Age,
                (None, _) => Shape::Level,
            };
            let labels = self.labels(at, metric, group, instance, apart)?;
            for bound in bounds(metric, shape) {
                let mut labels = labels.clone();
                let written =
                    |bound: f64| if bound.is_finite() { bound.to_string() } else { "+Inf".to_owned() };
                labels.extend(bound.map(|bound| ("le".to_owned(), written(bound))));
                let series =
                    Series { name: name.clone(), labels, shape, selector: at, group, instance, bound };
                if !made.iter().any(|other| other.name == series.name && other.labels == series.labels) {
                    made.push(series);
                }
            }
        }
        Some(made)
    }

    /// The metric of a series, and the label that the series has beside the metric's own.
    fn metric(&self, series: &str) -> (Option<&Metric>, Option<&'static str>) {
        let short = series.rsplit_once('_').map(|(name, _)| name);
        for metric in
            [Some(series), short].into_iter().flatten().filter_map(|name| self.spec.metrics.get(name))
        {
            for part in metric.kind.facts().series {
                if series.strip_suffix(part.suffix) == Some(metric.name.as_str()) {
                    return (Some(metric), part.label);
                }
            }
        }
        (None, None)
    }

    fn labels(
        &self,
        at: usize,
        metric: Option<&Metric>,
        group: usize,
        instance: usize,
        apart: &BTreeSet<String>,
    ) -> Option<Labels> {
        let selector = &self.seen[at].selector;
        let own = metric.into_iter().flat_map(|metric| &metric.labels);
        let domains: BTreeMap<&str, &Domain> =
            own.map(|label| (label.name.as_str(), &*label.domain)).collect();
        let matched = selector.matchers.iter().map(|matcher| matcher.label.value.as_str());
        let mut names: BTreeSet<&str> = ["job", "instance"].into();
        names.extend(domains.keys().copied().chain(matched).chain(self.named.iter().map(String::as_str)));
        names.remove("le");
        let mut labels = Labels::new();
        for name in names {
            let turn = if apart.contains(name) {
                group
            } else if name == "instance" {
                instance
            } else {
                0
            };
            let value = self.value(at, name, domains.get(name).copied(), turn)?;
            if !value.is_empty() {
                labels.insert(name.to_owned(), value);
            }
        }
        Some(labels)
    }

    /// A value of a label that the matchers allow, and if possible one that no other selector looks for.
    fn value(&self, at: usize, name: &str, domain: Option<&Domain>, turn: usize) -> Option<String> {
        let (seen, selector) = (&self.seen[at], &self.seen[at].selector);
        let matchers: Vec<&Matcher> =
            selector.matchers.iter().filter(|matcher| matcher.label.value == name).collect();
        let mut candidates =
            domain.and_then(Domain::values).unwrap_or_else(|| invented(self.spec, name, &matchers));
        candidates.retain(|value| seen.on(name).all(|condition| condition.allows(value)));
        // Of all codes, the one that everybody knows.
        candidates.sort_by_key(|value| value != "200");
        let others = self.seen.iter().enumerate().filter(|(other, seen)| {
            *other != at
                && matchers.is_empty()
                && seen.selector.name.as_ref().map(|name| &name.value)
                    == selector.name.as_ref().map(|name| &name.value)
        });
        let others: Vec<&Condition> = others.flat_map(|(_, seen)| seen.on(name)).collect();
        let is_alone = |value: &&String| !others.iter().any(|condition| condition.allows(value));
        let alone: Vec<String> = candidates.iter().filter(is_alone).cloned().collect();
        let candidates = if alone.is_empty() { candidates } else { alone };
        candidates.get(turn.min(candidates.len().checked_sub(1)?)).cloned()
    }
}

/// Values for a label of which no list is known: what the matchers ask for, and some of ours.
fn invented(spec: &Spec, name: &str, matchers: &[&Matcher]) -> Vec<String> {
    let asked = matchers
        .iter()
        .filter(|matcher| matcher.op.value == MatchOp::Equal)
        .map(|matcher| matcher.value.value.clone());
    let patterns = matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Regex);
    // The simplest text of a pattern: its first alternative without what may be repeated.
    let simplest = patterns.map(|matcher| {
        let first = matcher.value.value.split('|').next().unwrap_or_default();
        first.replace(".*", "").replace(".+", "x").replace('\\', "")
    });
    let usual = match name {
        "job" => vec![spec.service.name.clone()],
        "instance" => vec![
            format!("10.0.0.1:{}", spec.service.scrape.port),
            format!("10.0.0.2:{}", spec.service.scrape.port),
        ],
        _ => vec![format!("{name}-a"), format!("{name}-b"), format!("{name}-c")],
    };
    asked.chain(simplest).chain(usual).collect()
}

/// The `le` of each series of a histogram; for anything else there is one series, without.
fn bounds(metric: Option<&Metric>, shape: Shape) -> Vec<Option<f64>> {
    let bounds = metric.and_then(|metric| metric.buckets.as_deref());
    match (shape, bounds) {
        (Shape::Bucket, Some(bounds)) => {
            bounds.iter().map(|bound| Some(bound.to_f64())).chain([Some(f64::INFINITY)]).collect()
        }
        _ => vec![None],
    }
}
