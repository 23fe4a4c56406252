//! Rules about panels.

use gaugewright_spec::grafana_unit;
use serde_json::Value;

use super::{Finding, list_of, text_of};

/// Every panel that shows data, those under folded rows included.
pub(super) fn panels(dashboard: &Value) -> impl Iterator<Item = &Value> {
    let top = list_of(dashboard, "/panels");
    let all = top.iter().flat_map(|panel| std::iter::once(panel).chain(list_of(panel, "/panels")));
    all.filter(|panel| !matches!(text_of(panel, "/type"), "row" | "text"))
}

/// What each panel that fails a test is told.
fn told(dashboard: &Value, problem: impl Fn(&Value) -> Option<String>) -> Vec<Finding> {
    let finding = |panel| {
        let place = text_of(panel, "/title").to_owned();
        problem(panel).map(|message| Finding { place, message })
    };
    panels(dashboard).filter_map(finding).collect()
}

/// Panels, and their queries, use the data source that is chosen in the header.
pub(super) fn datasource(dashboard: &Value) -> Vec<Finding> {
    let variables = list_of(dashboard, "/templating/list").iter();
    let chosen: Vec<String> = variables
        .filter(|variable| text_of(variable, "/type") == "datasource")
        .map(|variable| text_of(variable, "/name"))
        .flat_map(|name| [format!("${name}"), format!("${{{name}}}")])
        .collect();
    told(dashboard, |panel| {
        let users = std::iter::once(panel).chain(list_of(panel, "/targets"));
        let fixed = |user: &Value| !chosen.iter().any(|name| name == text_of(user, "/datasource/uid"));
        users.into_iter().any(fixed).then(|| "does not use the chosen data source".into())
    })
}

/// A panel says what it is and what it shows.
pub(super) fn title_and_description(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, |panel| {
        let missing =
            ["/title", "/description"].into_iter().find(|key| text_of(panel, key).trim().is_empty());
        missing.map(|key| format!("no {key}"))
    })
}

/// Every unit is one that Grafana knows. It prints anything else behind the number.
pub(super) fn units(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, |panel| {
        let config = &panel["fieldConfig"];
        if !list_of(config, "/defaults/mappings").is_empty() {
            return None;
        }
        let properties = list_of(config, "/overrides").iter().flat_map(|row| list_of(row, "/properties"));
        let overridden = properties.filter(|property| text_of(property, "/id") == "unit");
        let mut all =
            overridden.map(|property| text_of(property, "/value")).chain([text_of(config, "/defaults/unit")]);
        all.find(|unit| !grafana_unit::ids().any(|id| id == *unit)).map(|unit| format!("`{unit}` is no unit"))
    })
}

/// A panel asks for something.
pub(super) fn has_targets(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, |panel| list_of(panel, "/targets").is_empty().then(|| "has no query".into()))
}
