//! Series that have nothing to do with an alert, and would if its query were another.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::Spec;

use super::evaluate::{Labels, World};
use super::look;
use super::scene::{Amount, GROUPS, LOUD, Scene};
use super::series::{Maker, Series, Shape};

/// Series that a selector would find if one of its conditions were not there: of those in trouble with this amount, of others
/// with far too much.
pub(super) fn decoys(scene: &Scene<'_>, amount: Amount) -> Option<Vec<(Series, f64)>> {
    let values = scene.values(Amount { others: LOUD, ..amount })?;
    let mut decoys: BTreeMap<(String, Labels), (Series, f64)> = BTreeMap::new();
    for (series, value) in scene.series.iter().zip(values).filter(|(series, _)| series.group == 0) {
        let in_trouble = scene.is_in_trouble(series);
        let value = if in_trouble || series.shape == Shape::Slope { value } else { value * LOUD };
        for matcher in &scene.seen[series.selector].selector.matchers {
            let mut decoy = series.clone();
            let label = matcher.label.value.clone();
            if matcher.op.value.is_negative() {
                decoy.labels.remove(&label);
            } else {
                decoy.labels.insert(label, "stranger".to_owned());
            }
            if scene.seen.iter().any(|seen| seen.finds(&decoy)) {
                continue;
            }
            decoys.insert((decoy.name.clone(), decoy.labels.clone()), (decoy, value));
        }
    }
    Some(decoys.into_values().collect())
}

/// The series of one more group that a condition within the query leaves out by a hair: what it compares is at its bound. Nothing if
/// there is no such condition, or it leaves nothing out.
pub(super) fn at_the_edge(spec: &Spec, scene: &Scene<'_>) -> Option<Vec<(Series, f64)>> {
    let (inside, bound) = look::inner_comparison(scene.expr)?;
    let maker = Maker { spec, seen: &scene.seen, named: look::named(scene.expr) };
    let apart: BTreeSet<String> = scene.labels.keys().cloned().collect();
    let new = maker.series(GROUPS, 0, &apart)?;
    let compared = |series: &Series| inside.iter().any(|seen| seen.finds(series));
    let values: Vec<f64> = new.iter().map(|series| if compared(series) { bound } else { 1.0 }).collect();
    let known = |series: &Series| scene.series.iter().any(|other| other.labels == series.labels);
    let left_out = World { seen: &scene.seen, series: &new, values: &values }.vector(scene.expr)?.is_empty();
    (left_out && !new.iter().any(known)).then(|| new.into_iter().zip(values).collect())
}
