//! Everything that an expansion needs, with names that Rust takes; what could go wrong goes wrong here.

use std::collections::BTreeSet;

use gaugewright_collectors::model::{Collectors, Domain, Label, Track};
use gaugewright_collectors::rust_name::{self, Thing};
use proc_macro2::{Ident, Span};

use super::layout::{self, Layout, Placed};
use crate::names;

/// What cannot be named.
type LeftOut<'s> = BTreeSet<Thing<'s>>;

/// A spec, ready to be expanded.
pub(super) struct Plan<'s> {
    pub(super) service: String,
    pub(super) path: String,
    /// The labels that every series has, with their values.
    pub(super) constants: Vec<(String, String)>,
    /// The labels that metrics of the service have, sorted by the name of the definition.
    pub(super) labels: Vec<PlannedLabel<'s>>,
    pub(super) layout: Layout<'s>,
    pub(super) tracks: Vec<&'s Track>,
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
    pub(super) fn new(spec: &'s Collectors, span: Span) -> (Self, Vec<String>) {
        let clashes = rust_name::clashes(spec);
        let left_out: LeftOut<'_> = clashes.iter().map(|clash| clash.thing).collect();
        let labels = labels(spec, span, &left_out);
        let tracks =
            spec.tracks.iter().filter(|track| !left_out.contains(&Thing::Track(&track.name))).collect();
        let mut layout = layout::layout(spec);
        layout.metrics.retain(|placed| !left_out.contains(&Thing::Metric(&placed.metric.name)));
        let problems = clashes.iter().map(|clash| clash.message.clone()).collect();
        let plan = Self {
            service: spec.service.clone(),
            path: spec.path.clone(),
            constants: spec.constants.clone(),
            labels,
            layout,
            tracks,
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

/// Those that have a type.
fn labels<'s>(spec: &'s Collectors, span: Span, left_out: &LeftOut<'s>) -> Vec<PlannedLabel<'s>> {
    let labels = rust_name::used_labels(spec).into_iter();
    let named = labels.filter(|label| !left_out.contains(&Thing::Label(&label.name)));
    let planned = named.map(|label| {
        let ident = Ident::new(&names::camel(&label.name), span);
        PlannedLabel { label, ident, variants: variants(label, span, left_out) }
    });
    planned.collect()
}

fn variants<'s>(label: &'s Label, span: Span, left_out: &LeftOut<'s>) -> Vec<(Ident, &'s str)> {
    let Domain::Closed(values) = &label.domain else { return Vec::new() };
    let named = values.iter().filter(|value| !left_out.contains(&Thing::Value(&label.name, value)));
    named.map(|value| (Ident::new(&names::camel(value), span), value.as_str())).collect()
}
