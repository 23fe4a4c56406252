//! The series that rules record for objectives: the checker knows those of named queries, and objectives are expanded behind it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::{self, Labels, RecordedSeries, Scope, Values, Vocabulary};
use crate::model::{Recording, Spec};

/// Adds the types of all recorded series that are not known yet. A rule may use the series of those before it.
pub(in crate::resolve) fn of_objectives(spec: &mut Spec) {
    let Spec { vocabulary, recording_groups, .. } = spec;
    let rules = || recording_groups.iter().flat_map(|group| &group.rules);
    let known: BTreeSet<&str> =
        rules().map(|rule| rule.name.as_str()).filter(|name| vocabulary.recorded(name).is_some()).collect();
    for rule in rules().filter(|rule| !known.contains(rule.name.as_str())) {
        let series = of(rule, vocabulary);
        vocabulary.record(&rule.name, series);
    }
}

/// What a rule records, and others of the same name before it.
fn of(rule: &Recording, vocabulary: &Vocabulary) -> RecordedSeries {
    let mut ty = check::query(vocabulary, Scope::Rule { window: true }, &rule.expr, &mut Vec::new());
    ty.unit = rule.unit.clone().or(ty.unit);
    for (label, value) in &rule.labels {
        ty.labels.set(label, true, Values::Only(Arc::new(BTreeSet::from([value.clone()]))));
    }
    if let Some(other) = vocabulary.recorded(&rule.name) {
        ty.labels = either(&other.ty.labels, &ty.labels);
        ty.bounds = ty.bounds.either(other.ty.bounds);
    }
    RecordedSeries { ty, is_sum: false, may_count: false, identity: Vec::new() }
}

/// The labels of both, with the values that are known of either.
fn either(one: &Labels, other: &Labels) -> Labels {
    let mut both = one.either(other);
    for name in one.names() {
        let lists = (one.get(name), other.get(name));
        if let (Some(one), Some(other)) = lists
            && let (Some(values), Some(more)) = (one.values.list(), other.values.list())
        {
            let all = values.into_iter().chain(more).collect();
            both.set(name, one.certain && other.certain, Values::Only(Arc::new(all)));
        }
    }
    both
}
