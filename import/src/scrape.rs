//! What scrapes say of metrics, as a catalogue of a spec.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::kind::histogram_of;
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::exposition::Exposition;
use crate::tree::{Made, made};

/// A family of metrics, as all scrapes together say it.
#[derive(Debug, Default)]
struct Family {
    kind: String,
    labels: BTreeSet<String>,
    /// The bounds of its buckets, by what they are worth.
    bounds: BTreeSet<u64>,
}

/// The name of the catalogue.
pub(crate) const NAME: &str = "scraped";

/// The metrics of scrapes, but those that a catalogue has.
#[derive(Debug, Default)]
pub(crate) struct Families(BTreeMap<String, Family>);

impl Families {
    pub(crate) fn new(scrapes: &[Exposition], is_known: impl Fn(&str) -> bool) -> Self {
        let mut families = BTreeMap::new();
        for scrape in scrapes {
            add(scrape, &mut families);
        }
        families.retain(|name, _| is_name(name) && !is_known(name));
        Self(families)
    }

    /// The labels of the metric that a series is of; nothing if there is no such metric.
    pub(crate) fn labels_of(&self, series: &str) -> Option<&BTreeSet<String>> {
        let whole = || self.0.get(histogram_of(series)?).filter(|family| family.is_whole());
        self.0.get(series).or_else(whole).map(|family| &family.labels)
    }

    /// All of them as a catalogue of a spec; nothing if there are none.
    pub(crate) fn catalogue(&self) -> Option<Node> {
        if self.0.is_empty() {
            return None;
        }
        let nowhere = Span::new(0, 0);
        let mut metrics = Made::new(nowhere);
        for (name, family) in &self.0 {
            metrics.put_at(Spanned::new(name.clone(), nowhere), metric(family));
        }
        let mut catalogue = Made::new(nowhere);
        catalogue.put("name", made(nowhere, NAME));
        catalogue.put_map("metrics", metrics);
        Some(catalogue.node())
    }
}

impl Family {
    /// Whether its series have other names than it has.
    fn is_whole(&self) -> bool {
        self.kind == "histogram" || self.kind == "summary"
    }
}

fn add(read: &Exposition, families: &mut BTreeMap<String, Family>) {
    for (name, kind) in &read.types {
        families.entry(name.clone()).or_default().kind.clone_from(kind);
    }
    for sample in &read.samples {
        let is_whole =
            |name: &&str| read.types.get(*name).is_some_and(|kind| kind == "histogram" || kind == "summary");
        let name = histogram_of(&sample.name).filter(is_whole).unwrap_or(&sample.name);
        let family = families.entry(name.to_owned()).or_default();
        let is_own = |label: &&String| !["le", "quantile"].contains(&label.as_str()) && is_label(label);
        family.labels.extend(sample.labels.keys().filter(is_own).cloned());
        let bound = sample.labels.get("le").and_then(|bound| bound.parse::<f64>().ok());
        // Bounds below 0 are rare, and left out: then the smallest is not known.
        family.bounds.extend(bound.filter(|bound| bound.is_finite() && *bound >= 0.0).map(f64::to_bits));
    }
}

fn metric(family: &Family) -> Node {
    let nowhere = Span::new(0, 0);
    let list = |texts: Vec<Node>| Node { span: nowhere, value: Value::List(texts) };
    let mut metric = Made::new(nowhere);
    let kind = match family.kind.as_str() {
        kind @ ("counter" | "gauge" | "histogram" | "summary" | "info") => kind,
        _ => "untyped",
    };
    metric.put("type", made(nowhere, kind));
    metric.put("help", made(nowhere, "as scraped"));
    if !family.labels.is_empty() {
        metric.put("labels", list(family.labels.iter().map(|label| made(nowhere, label)).collect()));
    }
    if kind == "histogram" && !family.bounds.is_empty() {
        let number =
            |bits: &u64| Node { span: nowhere, value: Value::Number(f64::from_bits(*bits).to_string()) };
        metric.put("buckets", list(family.bounds.iter().map(number).collect()));
    }
    metric.node()
}

/// Whether a name is one of a metric that a spec can name.
fn is_name(name: &str) -> bool {
    name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_label(name: &str) -> bool {
    is_name(name) && !name.starts_with("__")
}
