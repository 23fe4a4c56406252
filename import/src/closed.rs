//! Labels of scraped metrics that have few values: a spec says that these are all, until somebody says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::{self, Dialect, MatchOp, Matcher, Pattern};
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::exposition::Exposition;
use crate::notes::{Notes, Step};
use crate::scrape::Families;
use crate::tree::{Made, listed, made, object, word};

/// The most values that are few.
const MAX: usize = 10;
/// The most files that a comment names.
const MAX_NAMED: usize = 3;

/// Labels that say where something runs: tomorrow it runs elsewhere.
const OF_PLACES: [&str; 22] = [
    "app",
    "application",
    "cluster",
    "container",
    "datacenter",
    "deployment",
    "device",
    "env",
    "environment",
    "host",
    "hostname",
    "image",
    "name",
    "namespace",
    "node",
    "pod",
    "region",
    "server",
    "service",
    "tenant",
    "version",
    "zone",
];

/// A label with all values that it seems to have.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    name: String,
    seen: BTreeSet<String>,
    /// Values that queries ask for and that were not seen.
    asked: BTreeSet<String>,
    /// Where it was seen.
    from: BTreeSet<String>,
}

/// The labels of scraped metrics that have few values, none of which looks like one of many. What queries ask for is one of the values.
pub(crate) fn found<'q>(
    families: &Families,
    scrapes: &[Exposition],
    queries: impl Iterator<Item = &'q str>,
) -> Vec<Closed> {
    let mut labels: BTreeMap<String, Closed> = BTreeMap::new();
    let mut open: BTreeSet<String> = BTreeSet::new();
    for scrape in scrapes {
        for sample in &scrape.samples {
            let Some(own) = families.labels_of(&sample.name) else { continue };
            for name in own {
                let value = sample.labels.get(name).map_or("", String::as_str);
                if is_word(value) {
                    let label = labels.entry(name.clone()).or_insert_with(|| Closed::new(name));
                    label.seen.insert(value.to_owned());
                    label.from.extend((!scrape.from.is_empty()).then(|| scrape.from.clone()));
                } else {
                    open.insert(name.clone());
                }
            }
        }
    }
    for query in queries {
        let Ok(expr) = promql::parse(query, Dialect { variables: true }) else { continue };
        for selector in expr.selectors() {
            let own = selector.name.as_ref().and_then(|name| families.labels_of(&name.value));
            let is_own = |label: &str| own.is_none_or(|own| own.contains(label));
            for matcher in selector.matchers.iter().filter(|matcher| is_own(&matcher.label.value)) {
                let Some(label) = labels.get_mut(matcher.label.value.as_str()) else { continue };
                if !label.has_asked(matcher) {
                    open.insert(label.name.clone());
                }
            }
        }
    }
    let is_closed = |label: &Closed| {
        let count = label.seen.len() + label.asked.len();
        let are_words = label.asked.iter().all(|value| is_word(value));
        label.seen.len() > 1 && count <= MAX && are_words && !open.contains(&label.name)
    };
    labels
        .into_values()
        .filter(|label| !OF_PLACES.contains(&label.name.as_str()) && is_closed(label))
        .collect()
}

/// Whether a value is a word, as programmers choose them: no number, no path, no name that somebody has given.
fn is_word(value: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-';
    value.len() <= 30 && value.bytes().any(|byte| byte.is_ascii_alphabetic()) && value.bytes().all(is_letter)
}

impl Closed {
    fn new(name: &str) -> Self {
        let nothing = BTreeSet::new;
        Self { name: name.to_owned(), seen: nothing(), asked: nothing(), from: nothing() }
    }

    /// Adds what a query asks of the label. Whether that can be said of a few values.
    fn has_asked(&mut self, matcher: &Matcher) -> bool {
        let value = &matcher.value.value;
        if value.contains('$') || value.contains("[[") {
            return true;
        }
        if matches!(matcher.op.value, MatchOp::Equal | MatchOp::NotEqual) {
            // No value is the one that a series without the label has.
            if !value.is_empty() && !self.seen.contains(value) {
                self.asked.insert(value.clone());
            }
            return true;
        }
        // A pattern that no value fits asks for one that was not seen.
        let is_plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let parts = value.split('|').filter(is_plain).filter(|part| !part.is_empty()).map(str::to_owned);
        self.asked.extend(parts.filter(|part| !self.seen.contains(part)));
        let Some(pattern) = Pattern::new(value) else { return false };
        self.seen.iter().chain(&self.asked).any(|known| pattern.is_match(known))
    }

    /// What is said of it beside its values.
    fn lines(&self) -> Vec<String> {
        let named: Vec<&str> = self.from.iter().take(MAX_NAMED).map(String::as_str).collect();
        let more = self.from.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let from = if named.is_empty() { "a scrape".to_owned() } else { named.join(", ") + &more };
        let mut lines = vec![format!("Seen in {from}: add what is missing.")];
        if !self.asked.is_empty() {
            let asked: Vec<&str> = self.asked.iter().map(String::as_str).collect();
            lines.push(format!("Not seen, only asked for: {}", asked.join(", ")));
        }
        lines
    }

    fn values(&self) -> Node {
        let nowhere = Span::new(0, 0);
        let values: BTreeSet<&String> = self.seen.iter().chain(&self.asked).collect();
        let values = values.into_iter().map(|value| made(nowhere, value)).collect();
        object(nowhere, [("values", listed(nowhere, values))])
    }
}

/// A spec with these labels, or as many of them as nothing is found by: what is imported is right as it is. `notes` gets the reasons.
pub(crate) fn tried(
    root: &Node,
    labels: &[Closed],
    notes: &mut Notes,
    if_quiet: impl Fn(&Node) -> Result<Option<(String, Spec)>, String>,
) -> Result<Option<(Node, Spec)>, String> {
    if labels.is_empty() {
        return Ok(None);
    }
    let with = |labels: &[Closed]| {
        let (mut tree, mut notes) = (root.clone(), notes.clone());
        let is_said = closing(&mut tree, labels, &mut notes);
        let quiet = if is_said { if_quiet(&tree)? } else { None };
        Ok::<_, String>(quiet.map(|(_, spec)| (tree, spec, notes)))
    };
    let mut best = with(labels)?;
    if best.is_none() && labels.len() > 1 {
        let mut kept: Vec<Closed> = Vec::new();
        for label in labels {
            kept.push(label.clone());
            match with(&kept)? {
                Some(quiet) => best = Some(quiet),
                None => drop(kept.pop()),
            }
        }
    }
    Ok(best.map(|(tree, spec, with_reasons)| {
        *notes = with_reasons;
        (tree, spec)
    }))
}

/// Says of labels of the scraped metrics that they have these values alone, and why that is believed.
fn closing(root: &mut Node, labels: &[Closed], notes: &mut Notes) -> bool {
    let Some(outside) = crate::tree::path_mut(root, &["outside"]) else { return false };
    let Value::List(catalogues) = &mut outside.value else { return false };
    let length = catalogues.len();
    let is_scraped = |catalogue: &Node| word(catalogue, "name") == Some(crate::scrape::NAME);
    let Some(at) = catalogues.iter().position(is_scraped) else { return false };
    let nowhere = Span::new(0, 0);
    let mut said = Made::new(nowhere);
    for label in labels {
        said.put(&label.name, label.values());
        let steps = ["labels", &label.name].map(|key| Step::Key(key.to_owned()));
        let path = [Step::Key("outside".to_owned()), Step::Item(at, length)].into_iter().chain(steps);
        notes.add(&path.collect::<Vec<_>>(), &label.lines(), None);
    }
    let Value::Map(keys) = &mut catalogues[at].value else { return false };
    keys.retain(|(key, _)| key.value != "labels");
    // They stand above the metrics that have them.
    keys.insert(1, (Spanned::new("labels".to_owned(), nowhere), said.node()));
    !labels.is_empty()
}
