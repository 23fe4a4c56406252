//! What a rule says, whatever it is written like.

use std::collections::BTreeMap;

use gaugewright_spec::promql::{self, Dialect};
use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use super::Difference;
use super::texts;
use crate::inputs::{Inputs, Kind};
use crate::labels::labels;
use crate::tree::{entries, get, list, text, text_at};

/// What a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// An alert.
    Alert,
    /// A recording rule.
    Recording,
    /// A dashboard: what it says of itself.
    Dashboard,
    /// A heading of panels.
    Row,
    /// A panel of a dashboard.
    Panel,
    /// A variable of a dashboard.
    Variable,
    /// A link in the header of a dashboard.
    Link,
    /// Marks over all panels of a dashboard.
    Annotation,
    /// A route of an Alertmanager.
    Route,
    /// An inhibition of an Alertmanager.
    Inhibition,
    /// A receiver of an Alertmanager, or the settings of all of them.
    Receiver,
    /// A setting of a Prometheus.
    Setting,
}

impl Sort {
    /// Whether it is a part of a dashboard, or all of one.
    pub(super) fn is_of_dashboard(self) -> bool {
        matches!(
            self,
            Self::Dashboard | Self::Row | Self::Panel | Self::Variable | Self::Link | Self::Annotation
        )
    }

    /// Whether those of one name are told from each other by their order.
    pub(super) fn has_order(self) -> bool {
        matches!(self, Self::Panel | Self::Row)
    }
}

/// What a rule says.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) sort: Sort,
    pub(super) name: String,
    pub(super) group: String,
    pub(super) place: String,
    /// All that it says, by key.
    pub(super) says: BTreeMap<String, String>,
}

/// All rules of files.
pub(super) fn of(inputs: &Inputs) -> Vec<Fact> {
    let groups = inputs.of(Kind::Rules).flat_map(|document| list(document, "groups"));
    groups
        .flat_map(|group| list(group, "rules").iter().filter_map(|rule| fact(&inputs.source, rule, group)))
        .collect()
}

pub(super) fn fact(source: &Source, rule: &Node, group: &Node) -> Option<Fact> {
    let alert = text_at(source, rule, "alert").map(|name| (Sort::Alert, name));
    let (sort, name) = alert.or_else(|| Some((Sort::Recording, text_at(source, rule, "record")?)))?;
    let mut says = BTreeMap::new();
    let expr = text_at(source, rule, "expr").map(|expr| expr.value).unwrap_or_default();
    says.insert("expr".to_owned(), normal(&expr));
    for (name, value) in labels(rule, group) {
        let value = text(source, value).map(|value| value.value).unwrap_or_default();
        says.insert(format!("labels.{}", **name), texts::normal(&value));
    }
    for (name, value) in get(rule, "annotations").map_or(&[][..], entries) {
        let value = text(source, value).map(|value| value.value).unwrap_or_default();
        says.insert(format!("annotations.{}", **name), texts::normal(&value));
    }
    let on = |node: &Node, key: &str| {
        text_at(source, node, key).and_then(|text| crate::durations::milliseconds(&text.value))
    };
    let times = ["for", "keep_firing_for"].map(|key| (key, on(rule, key)));
    let of_group = ["interval", "query_offset"].map(|key| (key, on(group, key)));
    for (key, time) in times.into_iter().chain(of_group) {
        // That something is held for no time is said by leaving it out.
        if let Some(time) = time.filter(|time| *time > 0) {
            says.insert(key.to_owned(), format!("{time}ms"));
        }
    }
    if let Some(limit) = text_at(source, group, "limit").filter(|limit| limit.value != "0") {
        says.insert("limit".to_owned(), limit.value);
    }
    let place = crate::place(source, name.span);
    let group = text_at(source, group, "name").map(|name| name.value).unwrap_or_default();
    Some(Fact { sort, name: name.value, group, place, says })
}

/// The normal form of a query, or its text if it is none.
pub(super) fn normal(expr: &str) -> String {
    promql::parse(expr, Dialect { variables: true })
        .map_or_else(|_| expr.to_owned(), |expr| promql::normal(&expr))
}

impl Fact {
    /// Equal for rules that say the same.
    pub(super) fn key(&self) -> String {
        format!("{:?} {} {:?}", self.sort, self.name, self.says)
    }

    /// Where another one says something else.
    pub(super) fn differences(&self, other: &Self) -> Vec<Difference> {
        let keys: std::collections::BTreeSet<&String> = self.says.keys().chain(other.says.keys()).collect();
        let differ = keys.into_iter().filter(|key| self.says.get(*key) != other.says.get(*key));
        differ
            .map(|key| Difference {
                key: key.clone(),
                was: self.says.get(key).cloned(),
                is: other.says.get(key).cloned(),
            })
            .collect()
    }
}
