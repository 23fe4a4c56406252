//! Which series a query gives: the product of the values that its labels can have, as far as the checker knows them.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::check::{Labels, Presence, Ty};
use gaugewright_spec::checksum::fnv1a;
use gaugewright_spec::model::Service;
use gaugewright_spec::promql::Expr;
use serde::Serialize;

/// More lines in one panel nobody tells apart.
const MAX_SERIES: usize = 12;
/// How many values a label gets of which no value is known.
const UNKNOWN: usize = 2;
/// Status codes that people know, to stand for hundreds of them.
const CODES: [&str; 5] = ["200", "201", "404", "500", "503"];

/// Labels of what targets are in.
const AROUND_TARGETS: [&str; 3] = ["job", "namespace", "cluster"];

/// A series that is invented.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Series {
    /// Its labels.
    pub(super) labels: BTreeMap<String, String>,
    /// What its values follow from: the same labels of the same series give the same values everywhere.
    seed: u32,
    /// How large its values are, compared with those of others, if they are smaller.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
}

/// How much rarer than others something is that has failed.
const RARE: f64 = 0.04;
/// What labels say of it, beside status codes from 400 on.
const FAILURES: [&str; 5] = ["error", "failure", "failed", "timeout", "rejected"];

/// The series of a query, sorted by their labels, those that its legend names among them; of a histogram each bucket, if these are wanted. Of amounts there is less of what
/// has failed.
pub(super) fn of(
    (ty, expr, named): (&Ty, &Expr, &[&str]),
    service: &Service,
    with_buckets: bool,
    is_amount: bool,
) -> Vec<Series> {
    let mut all = vec![BTreeMap::new()];
    let (buckets, mut lists): (Vec<_>, Vec<_>) =
        lists(&ty.labels, named, service).into_iter().partition(|list| list.0 == "le");
    while lists.iter().map(|list| list.1.len()).product::<usize>() > MAX_SERIES {
        let longest = lists.iter_mut().max_by_key(|list| list.1.len());
        longest.map(|list| list.1.pop());
    }
    for (name, values) in lists.iter().chain(buckets.iter().filter(|_| with_buckets)) {
        all = product(&all, name, values);
    }
    // All instances of a service are alike: they come together with their Pods.
    let told = all.len();
    let targets: Vec<_> = target_labels(&ty.labels).collect();
    if !targets.is_empty() && told * UNKNOWN <= MAX_SERIES {
        let beside = |number: usize| {
            let own: Vec<_> =
                targets.iter().map(|name| ((*name).to_owned(), invented(name, number, service))).collect();
            all.iter()
                .map(move |labels: &BTreeMap<_, _>| labels.clone().into_iter().chain(own.clone()).collect())
        };
        all = (1..=UNKNOWN).flat_map(beside).collect();
    }
    let metrics = expr.series_names().fold(String::new(), |text, name| text + name + "\n");
    let series = |labels: BTreeMap<String, String>| Series {
        seed: seed(&metrics, &labels),
        weight: (is_amount && labels.values().any(|value| has_failed(value))).then_some(RARE),
        labels,
    };
    all.into_iter().map(series).collect()
}

/// A series of which only the labels are known.
pub(super) fn alone(labels: BTreeMap<String, String>) -> Series {
    Series { seed: seed("", &labels), weight: None, labels }
}

/// The values that a variable can have that lists those of a label.
pub(super) fn choices(labels: &Labels, name: &str, service: &Service) -> Vec<String> {
    match labels.get(name) {
        Some(presence) => values(name, presence, service),
        None => (1..=UNKNOWN).map(|number| invented(name, number, service)).collect(),
    }
}

/// The labels whose values are independent of each other.
fn lists(labels: &Labels, named: &[&str], service: &Service) -> Vec<(String, Vec<String>)> {
    let named =
        |name: &str| named.contains(&name) && labels.get(name).is_some_and(|one| one.values.list().is_some());
    let all = labels.names().filter_map(|name| Some((name, labels.get(name)?)));
    let known = all.filter(|(name, presence)| is_known(name, presence) || named(name));
    let known = known.filter(|(name, presence)| !is_of_target(name, presence));
    let has_target = target_labels(labels).next().is_some();
    let values = |(name, presence): (&str, &Presence)| {
        let mut all = values(name, presence, service);
        // A target is in one of them.
        if has_target && AROUND_TARGETS.contains(&name) && presence.values.list().is_none() {
            all.truncate(1);
        }
        (name.to_owned(), all)
    };
    known.map(values).collect()
}

fn target_labels(labels: &Labels) -> impl Iterator<Item = &str> {
    known(labels).filter(|(name, presence)| is_of_target(name, presence)).map(|(name, _)| name)
}

/// The labels that its series have.
fn known(labels: &Labels) -> impl Iterator<Item = (&str, &Presence)> {
    let all = labels.names().filter_map(|name| Some((name, labels.get(name)?)));
    all.filter(|(name, presence)| is_known(name, presence))
}

fn is_known(name: &str, presence: &Presence) -> bool {
    name != "__name__" && (presence.certain || presence.named)
}

/// Whether it is one of those that hang together, and any text.
fn is_of_target(name: &str, presence: &Presence) -> bool {
    ["instance", "pod", "node"].contains(&name) && presence.values.list().is_none()
}

fn values(name: &str, presence: &Presence, service: &Service) -> Vec<String> {
    let mut all: Vec<String> = match presence.values.list() {
        Some(values) => values.into_iter().filter(|value| !value.is_empty()).collect(),
        None if presence.is_several() => {
            (1..=UNKNOWN).map(|number| invented(name, number, service)).collect()
        }
        None => vec![invented(name, 1, service)],
    };
    // There is one job that anything is known of.
    all.dedup();
    if name == "le" {
        // A bound may be written in two ways, `1` and `1.0`; one series has one of them.
        let mut bounds = BTreeSet::new();
        all.retain(|value| value.parse::<f64>().is_ok_and(|bound| bounds.insert(bound.to_bits())));
    }
    if name != "le" && all.len() > MAX_SERIES && all.iter().all(|value| is_code(value)) {
        all.retain(|value| CODES.contains(&value.as_str()));
    }
    all
}

fn is_code(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value of a label says that something failed.
pub(super) fn has_failed(value: &str) -> bool {
    FAILURES.contains(&value) || (is_code(value) && value >= "400")
}

/// A value of a label that may be any text.
fn invented(name: &str, number: usize, service: &Service) -> String {
    match name {
        "job" => service.name.clone(),
        "instance" => format!("{}-{number}:{}", service.name, service.scrape.port),
        "pod" => format!("{}-{number}", service.name),
        _ => format!("{name}-{number}"),
    }
}

fn product(all: &[BTreeMap<String, String>], name: &str, values: &[String]) -> Vec<BTreeMap<String, String>> {
    let with = |labels: &BTreeMap<String, String>, value: &String| {
        let own = std::iter::once((name.to_owned(), value.clone()));
        labels.clone().into_iter().chain(own).collect()
    };
    all.iter().flat_map(|labels| values.iter().map(move |value| with(labels, value))).collect()
}

/// Buckets of one histogram share it.
fn seed(metrics: &str, labels: &BTreeMap<String, String>) -> u32 {
    let named = labels.iter().filter(|(name, _)| *name != "le");
    let text = named.fold(metrics.to_owned(), |text, (name, value)| text + name + "\0" + value + "\0");
    let hash = fnv1a(text.bytes());
    // Both halves, in four bytes that JavaScript computes with.
    u32::try_from((hash >> 32) ^ (hash & u64::from(u32::MAX))).unwrap_or_default()
}
