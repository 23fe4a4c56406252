//! Everything that an expansion needs, with names that Rust takes; what could go wrong goes wrong here.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Collectors, Domain, Label, Track};
use proc_macro2::{Ident, Span};

use super::layout::{self, Layout, Placed};
use crate::names;

/// A spec, ready to be expanded.
pub(super) struct Plan<'s> {
    pub(super) service: String,
    pub(super) path: String,
    /// The labels that metrics of the service have, sorted by the name of the definition.
    pub(super) labels: Vec<PlannedLabel<'s>>,
    pub(super) layout: Layout<'s>,
    pub(super) tracks: Vec<&'s Track>,
    /// The alerts that use a metric, by its name.
    pub(super) alerts: BTreeMap<String, Vec<String>>,
    pub(super) span: Span,
}

/// A label and its type.
pub(super) struct PlannedLabel<'s> {
    pub(super) label: &'s Label,
    pub(super) ident: Ident,
    /// The variants of a closed label, with their values.
    pub(super) variants: Vec<(Ident, &'s str)>,
}

impl PlannedLabel<'_> {
    /// The variant of a closed label that has this value.
    pub(super) fn variant(&self, value: &str) -> Option<&Ident> {
        self.variants.iter().find(|(_, known)| *known == value).map(|(variant, _)| variant)
    }
}

impl<'s> Plan<'s> {
    /// Plans; problems with names come back beside the plan, which leaves out what has them.
    pub(super) fn new(
        spec: &'s Collectors,
        alerts: BTreeMap<String, Vec<String>>,
        span: Span,
    ) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let labels = labels(spec, span, &mut problems);
        let tracks = spec.tracks.iter().filter(|track| labels_agree(spec, track, &mut problems)).collect();
        let plan = Self {
            service: spec.service.name.clone(),
            path: spec.service.scrape.path.clone(),
            labels,
            layout: layout::layout(spec),
            tracks,
            alerts,
            span,
        };
        (plan, problems)
    }

    /// The label of that definition.
    pub(super) fn label(&self, definition: &str) -> Option<(usize, &PlannedLabel<'s>)> {
        let at = self.labels.binary_search_by(|label| label.label.name.as_str().cmp(definition)).ok()?;
        Some((at, &self.labels[at]))
    }

    /// The metric of that name.
    pub(super) fn metric(&self, name: &str) -> Option<&Placed<'s>> {
        let at = self.layout.metrics.binary_search_by(|placed| placed.metric.name.as_str().cmp(name)).ok()?;
        Some(&self.layout.metrics[at])
    }

    pub(super) fn ident(&self, name: &str) -> Ident {
        names::ident(name, self.span)
    }
}

fn labels<'s>(spec: &'s Collectors, span: Span, problems: &mut Vec<String>) -> Vec<PlannedLabel<'s>> {
    let on_metrics = || spec.metrics.iter().flat_map(|metric| &metric.labels);
    let is_used = |label: &&Label| on_metrics().any(|use_| use_.definition == label.name);
    let mut labels: Vec<&Label> = spec.labels.iter().filter(is_used).collect();
    labels.sort_by(|a, b| a.name.cmp(&b.name));
    let mut types: BTreeMap<String, &str> = BTreeMap::new();
    let mut planned = Vec::new();
    for label in labels {
        let name = names::camel(&label.name);
        if let Some(other) = types.insert(name.clone(), &label.name) {
            problems.push(format!(
                "the labels `{other}` and `{}` would both be the type `{name}`: rename one",
                label.name
            ));
            continue;
        }
        let variants = variants(label, span, problems);
        planned.push(PlannedLabel { label, ident: Ident::new(&name, span), variants });
    }
    planned
}

fn variants<'s>(label: &'s Label, span: Span, problems: &mut Vec<String>) -> Vec<(Ident, &'s str)> {
    let Domain::Closed(values) = &label.domain else { return Vec::new() };
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut variants = Vec::new();
    for value in values {
        let name = names::camel(value);
        if let Some(other) = seen.insert(name.clone(), value) {
            problems.push(format!(
                "label `{}`: the values `{other}` and `{value}` would both be the variant `{name}`: change one",
                label.name
            ));
            continue;
        }
        variants.push((Ident::new(&name, span), value.as_str()));
    }
    variants
}

/// A label that the call site gives once must mean the same on every metric of the track.
fn labels_agree(spec: &Collectors, track: &Track, problems: &mut Vec<String>) -> bool {
    let mut agree = true;
    for label in &track.labels {
        let uses = metrics_of(track).filter_map(|name| spec.metrics.get(name)?.label(label));
        let definitions: std::collections::BTreeSet<&str> =
            uses.map(|label| label.definition.as_str()).collect();
        if definitions.len() > 1 {
            let names: Vec<String> = definitions.iter().map(|name| format!("`{name}`")).collect();
            problems.push(format!(
                "track `{}`: its metrics mean different labels by `{label}`: {}",
                track.name,
                names.join(" and ")
            ));
            agree = false;
        }
    }
    agree
}

/// The names of all metrics of a track.
pub(super) fn metrics_of(track: &Track) -> impl Iterator<Item = &str> {
    let roles = [&track.calls, &track.duration, &track.in_flight, &track.errors, &track.last_run];
    let records = track.records.iter().map(|record| record.metric.as_str());
    roles.into_iter().flatten().map(String::as_str).chain(records)
}
