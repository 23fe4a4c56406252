//! Settings of panels that are new or gone because something else of the panel is.

use std::collections::BTreeSet;

use crate::aspect::{Aspect, Verb};
use crate::change::Change;
use crate::table::drawn;

/// The queries of a panel that is told as it stands, and the text of one.
const TARGETS: &str = "targets.";
const QUERY: &str = ".expr";

/// What brings other settings along.
pub(crate) struct Settings {
    /// Panels of another type.
    types: BTreeSet<String>,
    /// Panels with queries that are new or gone.
    queries: BTreeSet<String>,
    /// The same for queries that are told as settings, by the names of the panels and of the queries.
    raw_queries: BTreeSet<(String, String)>,
}

impl Settings {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let panels = |aspect: &Aspect, verbs: &[Verb]| {
            let causes = changes.iter().filter(|change| change.aspect.is(aspect));
            let causes = causes.filter(|change| verbs.contains(&change.effect.verb));
            causes.map(|change| change.name.clone()).collect()
        };
        let is_query = |change: &&Change| is_one(change) && change.element.ends_with(QUERY);
        let raw = changes.iter().filter(is_query);
        Self {
            types: panels(&drawn::PANEL_TYPE, &[Verb::Changed]),
            queries: panels(&drawn::PANEL_QUERIES, &[Verb::Added, Verb::Removed]),
            raw_queries: raw
                .filter_map(|change| Some((change.name.clone(), query(&change.element)?)))
                .collect(),
        }
    }

    /// Whether a change is one of those that follow.
    pub(crate) fn follow(&self, change: &Change) -> bool {
        if !is_one(change) {
            return false;
        }
        let of_query = query(&change.element).is_some_and(|query| {
            let is_text = change.element.ends_with(QUERY);
            self.queries.contains(&change.name)
                || !is_text && self.raw_queries.contains(&(change.name.clone(), query))
        });
        of_query || self.types.contains(&change.name)
    }
}

/// Whether a change is a setting that is new or gone.
fn is_one(change: &Change) -> bool {
    (change.aspect.is(&drawn::PANEL_RAW) || change.aspect.is(&drawn::PANEL_LOOK))
        && change.effect.verb != Verb::Changed
}

/// Which query a setting is about, if it is about one: `targets.0`.
fn query(setting: &str) -> Option<String> {
    let number = setting.strip_prefix(TARGETS)?.split('.').next()?;
    Some([TARGETS, number].concat())
}
