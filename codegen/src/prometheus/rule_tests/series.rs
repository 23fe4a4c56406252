//! The series that a query looks at: for each selector two instances of the service, for each group of the result one set of them.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Domain, Metric, Spec};
use gaugewright_spec::promql::{Expr, MatchOp, Matcher, VectorSelector, Visit, walk};
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
}

impl Series {
    /// Whether a selector finds it; nothing if its pattern cannot be read.
    pub(super) fn is_selected_by(&self, selector: &VectorSelector) -> Option<bool> {
        if selector.name.as_ref().map(|name| &name.value) != Some(&self.name) {
            return Some(false);
        }
        for matcher in &selector.matchers {
            let value = self.labels.get(&matcher.label.value).map_or("", String::as_str);
            if !fits(matcher, value)? {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Whether a value passes a matcher; nothing if its pattern cannot be read.
fn fits(matcher: &Matcher, value: &str) -> Option<bool> {
    let op = matcher.op.value;
    let same = if op.is_regex() {
        regex_lite::Regex::new(&format!("^(?:{})$", matcher.value.value)).ok()?.is_match(value)
    } else {
        matcher.value.value == value
    };
    Some(same != op.is_negative())
}

/// A selector of the query, and how it looks at its series.
pub(super) struct Seen {
    pub(super) selector: VectorSelector,
    grows: bool,
}

/// Every selector of a query, once.
pub(super) fn selectors(expr: &Expr) -> Vec<Seen> {
    #[derive(Default)]
    struct Finder(Vec<Seen>, bool);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Range(range) = expr {
                self.1 = true;
                self.selector(&range.selector);
                self.1 = false;
                return;
            }
            walk(self, expr);
        }
        fn selector(&mut self, selector: &VectorSelector) {
            let text = |selector: &VectorSelector| {
                gaugewright_spec::promql::print(&Expr::Vector(Box::new(selector.clone())))
            };
            if !self.0.iter().any(|seen| text(&seen.selector) == text(selector)) {
                self.0.push(Seen { selector: selector.clone(), grows: self.1 });
            }
        }
    }
    let mut finder = Finder::default();
    finder.expr(expr);
    finder.0
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
            let Seen { selector, grows } = &self.seen[at];
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
                labels.extend(bound.map(|bound| ("le".to_owned(), bound)));
                let series = Series { name: name.clone(), labels, shape, selector: at, group, instance };
                if !made.iter().any(|other| other.name == series.name && other.labels == series.labels) {
                    made.push(series);
                }
            }
        }
        Some(made)
    }

    /// The metric of a series, and the label that the series has beside the metric's own.
    fn metric(&self, series: &str) -> (Option<&Metric>, Option<&'static str>) {
        for metric in &self.spec.metrics {
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
        let selector = &self.seen[at].selector;
        let own: Vec<&Matcher> = on(selector, name).collect();
        let mut candidates =
            domain.and_then(Domain::values).unwrap_or_else(|| invented(self.spec, name, &own));
        // Of all codes, the one that everybody knows.
        candidates.sort_by_key(|value| value != "200");
        candidates.retain(|value| own.iter().all(|matcher| fits(matcher, value) == Some(true)));
        let others: Vec<&Matcher> = self
            .seen
            .iter()
            .enumerate()
            .filter(|(other, seen)| *other != at && seen.selector.name == selector.name && own.is_empty())
            .flat_map(|(_, seen)| on(&seen.selector, name))
            .collect();
        let alone: Vec<String> = candidates
            .iter()
            .filter(|value| !others.iter().any(|matcher| fits(matcher, value) == Some(true)))
            .cloned()
            .collect();
        let candidates = if alone.is_empty() { candidates } else { alone };
        candidates.get(turn.min(candidates.len().checked_sub(1)?)).cloned()
    }
}

fn on<'s>(selector: &'s VectorSelector, name: &'s str) -> impl Iterator<Item = &'s Matcher> {
    selector.matchers.iter().filter(move |matcher| matcher.label.value == name)
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
fn bounds(metric: Option<&Metric>, shape: Shape) -> Vec<Option<String>> {
    let bounds = metric.and_then(|metric| metric.buckets.as_deref());
    match (shape, bounds) {
        (Shape::Bucket, Some(bounds)) => {
            let finite = bounds.iter().map(|bound| Some(bound.to_f64().to_string()));
            finite.chain([Some("+Inf".to_owned())]).collect()
        }
        _ => vec![None],
    }
}
