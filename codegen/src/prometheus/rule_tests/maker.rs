//! The series that a query looks at: for each selector two instances of the service, for each group of the result one set of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gaugewright_spec::model::{Domain, Metric, MetricLabel, Spec};
use gaugewright_spec::promql::{MatchOp, Matcher};
use gaugewright_spec::unit::{Nature, Unit};

use super::plan::View;
use super::selector::{Condition, Selector};
use super::series::{Labels, Series, Shape};

/// Which series of a selector: of a group of the result, on an instance, one of several there that differ in labels which the query
/// does not name. Groups differ in these labels.
#[derive(Clone, Copy)]
pub(super) struct Which<'w> {
    pub(super) group: usize,
    pub(super) instance: usize,
    pub(super) twin: usize,
    pub(super) apart: &'w BTreeSet<String>,
}

/// Series with more labels have no tests: nobody has them, and each label is chosen anew for every test.
const MAX_LABELS: usize = 60;

/// Makes series for selectors.
pub(super) struct Maker<'m> {
    pub(super) spec: &'m Spec,
    pub(super) selectors: &'m [Selector],
    /// Labels that the query groups by: series have them even if their metric does not say so.
    pub(super) named: BTreeSet<String>,
    /// What the value of the query is compared with, if it is: histograms of which no bounds are known have some near it.
    pub(super) near: Option<f64>,
}

impl Maker<'_> {
    /// The series of a group on an instance; nothing if some label cannot be chosen.
    pub(super) fn series(&self, which: Which<'_>) -> Option<Vec<Series>> {
        let mut made: Vec<Series> = Vec::new();
        // Narrow selectors first: what they find is theirs, and the wide ones add the rest.
        let mut order: Vec<usize> = (0..self.selectors.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(self.selectors[*at].written.matchers.len()));
        for at in order {
            for series in self.of_selector(at, which)? {
                if !made.iter().any(|other| other.is(&series)) {
                    made.push(series);
                }
            }
        }
        Some(made)
    }

    fn of_selector(&self, at: usize, which: Which<'_>) -> Option<Vec<Series>> {
        let selector = &self.selectors[at];
        let name = selector.name()?;
        let found = self.spec.metrics().series(name);
        let (metric, label) = (found.map(|found| found.metric), found.and_then(|found| found.part.label));
        let is_bucket = label == Some("le") && selector.on("le").next().is_none();
        // A histogram, and a bucket of it by itself.
        if is_bucket
            && self.selectors.iter().any(|other| other.name() == Some(name) && !other.is(&selector.written))
        {
            return None;
        }
        let shape = match selector.view {
            View::Growth | View::Slope if is_bucket => Shape::Bucket,
            // A histogram that is not looked at as one, and quantiles that somebody else has computed.
            _ if is_bucket || label.is_some_and(|label| label != "le") => return None,
            View::Growth | View::Slope => Shape::Slope,
            View::Flips => Shape::Flips,
            View::Value if selector.is_time || is_time(metric) => Shape::Age,
            View::Value => Shape::Level,
        };
        let labels = self.labels(at, metric, which)?;
        let name: Rc<str> = name.into();
        let one = |bound: Option<f64>| {
            let mut labels = labels.clone();
            labels.extend(bound.map(|bound| ("le".to_owned(), written(bound))));
            let Which { group, instance, .. } = which;
            Series {
                name: name.clone(),
                labels: Rc::new(labels),
                shape,
                selector: at,
                group,
                instance,
                bound,
            }
        };
        Some(self.bounds(metric, shape).into_iter().map(one).collect())
    }

    /// The `le` of each series of a histogram; for anything else there is one series, without.
    fn bounds(&self, metric: Option<&Metric>, shape: Shape) -> Vec<Option<f64>> {
        if shape != Shape::Bucket {
            return vec![None];
        }
        let known = metric.and_then(|metric| metric.buckets.as_deref());
        let near = self.near.filter(|near| *near > 0.0).unwrap_or(1.0);
        let invented = || [0.25, 0.5, 1.0, 2.0, 4.0].map(|times| near * times).to_vec();
        let bounds =
            known.map_or_else(invented, |bounds| bounds.iter().map(|bound| bound.to_f64()).collect());
        bounds.into_iter().chain([f64::INFINITY]).map(Some).collect()
    }

    fn labels(&self, at: usize, metric: Option<&Metric>, which: Which<'_>) -> Option<Labels> {
        let selector = &self.selectors[at].written;
        // `label_*` stands for labels that nobody has named.
        let is_name = |label: &&MetricLabel| !label.name.ends_with('*');
        let own = metric.into_iter().flat_map(|metric| &metric.labels).filter(is_name);
        let domains: BTreeMap<&str, &Domain> =
            own.map(|label| (label.name.as_str(), &*label.domain)).collect();
        let matched: BTreeSet<&str> =
            selector.matchers.iter().map(|matcher| matcher.label.value.as_str()).collect();
        let mut names: BTreeSet<&str> = ["job", "instance"].into();
        names.extend(self.named.iter().map(String::as_str));
        names.remove("le");
        names.extend(domains.keys().copied().chain(matched));
        if names.len() > MAX_LABELS {
            return None;
        }
        let mut labels = Labels::new();
        for name in names {
            let turn = if which.apart.contains(name) {
                which.group
            } else if name == "instance" {
                which.instance
            } else if self.named.contains(name) {
                0
            } else {
                which.twin
            };
            let known = match name {
                "le" => Some(self.bounds(metric, Shape::Bucket).into_iter().flatten().map(written).collect()),
                _ => domains.get(name).and_then(|domain| domain.values()),
            };
            let value = self.value(at, name, known, turn)?;
            if !value.is_empty() {
                labels.insert(name.to_owned(), value);
            }
        }
        Some(labels)
    }

    /// A value of a label that the matchers allow, and if possible one that no other selector looks for.
    fn value(&self, at: usize, name: &str, known: Option<Vec<String>>, turn: usize) -> Option<String> {
        let own = &self.selectors[at];
        let matchers: Vec<&Matcher> =
            own.written.matchers.iter().filter(|matcher| matcher.label.value == name).collect();
        let mut candidates = known.filter(|known| !known.is_empty());
        let candidates = candidates.get_or_insert_with(|| invented(self.spec, name, &matchers));
        candidates.retain(|value| own.on(name).all(|condition| condition.allows(value)));
        // Of all codes, the one that everybody knows.
        candidates.sort_by_key(|value| value != "200");
        let others =
            self.selectors.iter().enumerate().filter(|(other, selector)| {
                *other != at && matchers.is_empty() && selector.name() == own.name()
            });
        let others: Vec<&Condition> = others.flat_map(|(_, selector)| selector.on(name)).collect();
        let is_alone = |value: &&String| !others.iter().any(|condition| condition.allows(value));
        let alone: Vec<String> = candidates.iter().filter(is_alone).cloned().collect();
        let candidates = if alone.is_empty() { candidates } else { &alone };
        candidates.get(turn.min(candidates.len().checked_sub(1)?)).cloned()
    }
}

fn is_time(metric: Option<&Metric>) -> bool {
    metric.and_then(|metric| metric.unit.as_ref()).map(Unit::nature) == Some(Nature::Timestamp)
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

/// A bound as the label `le` has it.
fn written(bound: f64) -> String {
    if bound.is_finite() { bound.to_string() } else { "+Inf".to_owned() }
}
