//! Changes that follow from others.

use std::collections::BTreeSet;

use crate::aspect::{Sort, Verb};
use crate::change::Change;
use crate::table::{drawn, measured};

/// What is left without them.
pub(crate) fn without_consequences(mut changes: Vec<Change>) -> Vec<Change> {
    let of_label =
        [&measured::METRIC_LABEL_LISTED, &measured::METRIC_LABEL_LIMIT, &measured::METRIC_LABEL_VALUES];
    let (labels, boards) = (labels(&changes), boards(&changes));
    changes.retain(|change| {
        let of_a_label = of_label.iter().any(|aspect| change.aspect.is(aspect))
            && labels.contains(&(change.name.clone(), change.element.clone()));
        let of_a_board = matches!(change.aspect.sort, Sort::Panel | Sort::Variable)
            && boards.iter().any(|board| change.name.starts_with(board));
        !of_a_label && !of_a_board
    });
    changes
}

/// Labels that are new, gone or called otherwise: the values of these are, too.
fn labels(changes: &[Change]) -> BTreeSet<(String, String)> {
    let of_labels = changes.iter().filter(|change| change.aspect.is(&measured::METRIC_LABEL));
    let names = of_labels.flat_map(|change| {
        let names = [&change.element].into_iter().chain(&change.is);
        names.map(|label| (change.name.clone(), label.clone())).collect::<Vec<_>>()
    });
    names.collect()
}

/// Dashboards that are new or gone, and so are their panels and variables.
fn boards(changes: &[Change]) -> Vec<String> {
    let is_whole =
        |change: &&Change| change.aspect.is(&drawn::DASHBOARD) && change.effect.verb != Verb::Renamed;
    changes.iter().filter(is_whole).map(|change| format!("{}: ", change.name)).collect()
}
