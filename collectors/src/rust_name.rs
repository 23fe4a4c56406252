//! The names that a spec's words have in Rust, and where two of them would be one: what `metrics!` makes of a spec, and what a check
//! says of it before.

use std::collections::{BTreeMap, BTreeSet};

use crate::kind::Kind;
use crate::model::{Collectors, Domain, Label, Metric, Track};

/// Functions of the module that `metrics!` makes, with any features.
const FUNCTIONS: [&str; 5] = ["encode", "exposition", "collector", "router", "handler"];
/// What is beside them.
const STATICS: [&str; 1] = ["SCHEMA"];
/// Methods of a call that is going on; what it records has others beside them.
const METHODS: [&str; 1] = ["error"];

/// `rate_limited`, `GET`, `gpt-4`: `RateLimited`, `Get`, `Gpt4`. Never empty, and never a keyword.
pub fn camel(text: &str) -> String {
    let mut name = String::new();
    for word in text.split(|character: char| !character.is_ascii_alphanumeric()) {
        let shouting = !word.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut characters = word.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.extend(characters.map(|rest| if shouting { rest.to_ascii_lowercase() } else { rest }));
    }
    match name.as_bytes().first() {
        None if text.is_empty() => "Empty".to_owned(),
        None => "Other".to_owned(),
        Some(b'0'..=b'9') => format!("V{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

/// A name of letters, digits and underscores as an identifier: the few words that cannot even be written with `r#` get an underscore.
pub fn snake(name: &str) -> String {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// The static with the buckets of a histogram.
pub fn buckets(metric: &str) -> String {
    format!("BUCKETS_{}", metric.to_ascii_uppercase())
}

/// The function that makes the layer of a track which counts HTTP requests.
pub fn layer(track: &str) -> String {
    format!("{track}_layer")
}

/// Something with a name in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing<'s> {
    /// A metric of the service.
    Metric(&'s str),
    /// The definition of a label.
    Label(&'s str),
    /// A value of a label: the label, then the value.
    Value(&'s str, &'s str),
    /// A track.
    Track(&'s str),
}

/// Something that has no name of its own in Rust.
#[derive(Clone, Debug)]
pub struct Clash<'s> {
    /// What cannot be named.
    pub thing: Thing<'s>,
    /// Why.
    pub message: String,
}

/// Everything of a spec that `metrics!` cannot name.
pub fn clashes(spec: &Collectors) -> Vec<Clash<'_>> {
    let mut clashes = functions(spec);
    let labels = used_labels(spec);
    clashes.extend(types(&labels));
    clashes.extend(labels.iter().flat_map(|label| variants(label)));
    clashes.extend(spec.metrics.iter().filter_map(arguments));
    clashes.extend(tracks(spec));
    clashes
}

/// The labels that metrics of the service have, sorted by their names: others have no types.
pub fn used_labels(spec: &Collectors) -> Vec<&Label> {
    let labels = spec.metrics.iter().flat_map(|metric| &metric.labels);
    let used: BTreeSet<&str> = labels.map(|label| label.definition.as_str()).collect();
    let mut labels: Vec<&Label> =
        spec.labels.iter().filter(|label| used.contains(label.name.as_str())).collect();
    labels.sort_by(|a, b| a.name.cmp(&b.name));
    labels
}

/// Names, and what has them.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn with<'n>(names: impl IntoIterator<Item = &'n str>, what: &str) -> Self {
        Self(names.into_iter().map(|name| (name.to_owned(), format!("{what} `{name}`"))).collect())
    }

    /// Takes a name; says who has it already.
    fn take(&mut self, name: String, what: &str) -> Option<String> {
        match self.0.get(&name) {
            Some(other) => Some(format!("{what} and {other} would both be named `{name}` in Rust")),
            None => {
                self.0.insert(name, what.to_owned());
                None
            }
        }
    }
}

/// The functions and statics of the module.
fn functions(spec: &Collectors) -> Vec<Clash<'_>> {
    let mut names = Names::with(FUNCTIONS.into_iter().chain(STATICS), "the generated item");
    let layers = spec.tracks.iter().filter(|track| is_http(spec, track)).filter_map(|track| {
        let what = format!("the layer of track `{}`", track.name);
        Some(Clash {
            thing: Thing::Track(&track.name),
            message: names.take(snake(&layer(&track.name)), &what)?,
        })
    });
    let mut clashes: Vec<Clash<'_>> = layers.collect();
    for metric in &spec.metrics {
        let accessor = snake(&metric.name);
        let of_buckets = (metric.kind == Kind::Histogram).then(|| buckets(&metric.name));
        for name in [accessor].into_iter().chain(of_buckets) {
            if let Some(message) = names.take(name, &format!("metric `{}`", metric.name)) {
                clashes.push(Clash { thing: Thing::Metric(&metric.name), message });
            }
        }
    }
    clashes
}

fn types<'s>(labels: &[&'s Label]) -> Vec<Clash<'s>> {
    let mut names = Names::default();
    let clash = |label: &&'s Label| {
        let message = names.take(camel(&label.name), &format!("label `{}`", label.name))?;
        Some(Clash { thing: Thing::Label(&label.name), message })
    };
    labels.iter().filter_map(clash).collect()
}

fn variants(label: &Label) -> Vec<Clash<'_>> {
    let Domain::Closed(values) = &label.domain else { return Vec::new() };
    let mut names = Names::default();
    let clash =
        |value: &'_ String| names.take(camel(value), &format!("the value `{value}` of `{}`", label.name));
    let clash = values.iter().map(clash).collect::<Vec<_>>();
    let found = values.iter().zip(clash);
    found
        .filter_map(|(value, message)| {
            Some(Clash { thing: Thing::Value(&label.name, value), message: message? })
        })
        .collect()
}

/// The labels of a metric, which are the arguments of its function.
fn arguments(metric: &Metric) -> Option<Clash<'_>> {
    let mut names = Names::default();
    let message = metric
        .labels
        .iter()
        .find_map(|label| names.take(snake(&label.name), &format!("label `{}`", label.name)))?;
    Some(Clash {
        thing: Thing::Metric(&metric.name),
        message: format!("metric `{}`: {message}", metric.name),
    })
}

/// The structs of tracks, their functions, their methods, and their labels.
fn tracks(spec: &Collectors) -> Vec<Clash<'_>> {
    let (mut structs, mut functions) = (Names::default(), Names::default());
    let mut clashes = Vec::new();
    for track in &spec.tracks {
        let what = format!("track `{}`", track.name);
        let mut methods = Names::with(METHODS, "the generated method");
        let records = track
            .records
            .iter()
            .map(|record| (snake(&record.name), format!("`{}` in its `records`", record.name)));
        let mut of_track =
            vec![structs.take(camel(&track.name), &what), functions.take(snake(&track.name), &what)];
        of_track
            .extend(records.map(|(name, record)| Some(format!("{what}: {}", methods.take(name, &record)?))));
        of_track.push(disagreement(spec, track));
        clashes.extend(
            of_track.into_iter().flatten().map(|message| Clash { thing: Thing::Track(&track.name), message }),
        );
    }
    clashes
}

/// A label that the call site gives once must mean the same on every metric of the track.
fn disagreement(spec: &Collectors, track: &Track) -> Option<String> {
    track.labels.iter().find_map(|label| {
        let uses = metrics_of(track).filter_map(|name| spec.metrics.get(name)?.label(label));
        let definitions: BTreeSet<&str> = uses.map(|label| label.definition.as_str()).collect();
        let names: Vec<String> = definitions.iter().map(|name| format!("`{name}`")).collect();
        (names.len() > 1).then(|| {
            format!(
                "track `{}`: its metrics mean different labels by `{label}`: {}",
                track.name,
                names.join(" and ")
            )
        })
    })
}

/// The names of all metrics of a track.
pub fn metrics_of(track: &Track) -> impl Iterator<Item = &str> {
    let roles = [&track.calls, &track.duration, &track.in_flight, &track.errors, &track.last_run];
    let records = track.records.iter().map(|record| record.metric.as_str());
    roles.into_iter().flatten().map(String::as_str).chain(records)
}

/// Whether a track counts HTTP requests: the status of its calls is a code.
pub fn is_http(spec: &Collectors, track: &Track) -> bool {
    let calls = track.calls.as_deref().and_then(|calls| spec.metrics.get(calls));
    let status = calls.and_then(|calls| calls.label("status"));
    status.is_some_and(|status| matches!(*status.domain, Domain::Codes(..)))
}
