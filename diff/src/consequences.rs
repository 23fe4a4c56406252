//! Changes that follow from others.

use std::collections::BTreeSet;

use crate::aspect::{Aspect, Sort, Verb};
use crate::change::Change;
use crate::settings::Settings;
use crate::table::{alerting, deployed, drawn, measured};

/// What a change of one aspect of a thing makes of others of its.
static FOLLOWS: [(&Aspect, &Aspect); 3] = [
    (&alerting::ALERT_RECEIVERS, &alerting::ALERT_GROUPING),
    (&alerting::OBJECTIVE_WINDOW, &alerting::OBJECTIVE_BURNS),
    (&alerting::OBJECTIVE_ALERT, &alerting::OBJECTIVE_BURNS),
];

/// What is left without them.
pub(crate) fn without_consequences(mut changes: Vec<Change>) -> Vec<Change> {
    let of_label =
        [&measured::METRIC_LABEL_LISTED, &measured::METRIC_LABEL_LIMIT, &measured::METRIC_LABEL_VALUES];
    let (labels, boards, programs) = (labels(&changes), boards(&changes), programs(&changes));
    let panels: Vec<String> = changes
        .iter()
        .filter(|change| change.aspect.is(&drawn::PANEL))
        .map(|change| change.name.clone())
        .collect();
    let settings = Settings::of(&changes);
    let follows: BTreeSet<(&str, &str, String)> = FOLLOWS
        .iter()
        .flat_map(|(cause, effect)| {
            let causes = changes.iter().filter(|change| change.aspect.is(cause));
            causes.map(|change| (effect.sort.name(), effect.name, change.name.clone())).collect::<Vec<_>>()
        })
        .collect();
    changes.retain(|change| {
        let key = (change.aspect.sort.name(), change.aspect.name, change.name.clone());
        let of_a_label = of_label.iter().any(|aspect| change.aspect.is(aspect))
            && labels.contains(&(change.name.clone(), change.element.clone()));
        let of_a_board = matches!(change.aspect.sort, Sort::Panel | Sort::Variable)
            && boards.iter().any(|board| change.name.starts_with(board));
        // With panels that are new, gone or called otherwise, the order is another one.
        let of_panels = change.aspect.is(&drawn::DASHBOARD_ORDER)
            && panels.iter().any(|panel| panel.starts_with(&format!("{}: ", change.name)));
        !follows.contains(&key)
            && !of_a_label
            && !of_a_board
            && !of_panels
            && !settings.follow(change)
            && !is_of_a_program(change, &programs)
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

/// Programs that are new or gone, and where: so are their settings.
fn programs(changes: &[Change]) -> BTreeSet<(String, String)> {
    let of_programs = changes.iter().filter(|change| change.aspect.is(&deployed::DEPLOYMENT_PART));
    of_programs.map(|change| (change.name.clone(), change.element.clone())).collect()
}

fn is_of_a_program(change: &Change, programs: &BTreeSet<(String, String)>) -> bool {
    let is = |aspect| change.aspect.is(aspect);
    let program = if is(&deployed::DEPLOYMENT_SETTING) || is(&deployed::DEPLOYMENT_HOST) {
        change.element.split(' ').next().unwrap_or_default()
    } else if is(&deployed::DEPLOYMENT_LABEL) || is(&deployed::DEPLOYMENT_REMOTE) {
        deployed::PROMETHEUS
    } else {
        return false;
    };
    programs.contains(&(change.name.clone(), program.to_owned()))
}
