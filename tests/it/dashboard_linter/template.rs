//! Rules about what stands in the header: the variables, and the dashboard itself.

use serde_json::Value;

use super::promql::{expand, parses};
use super::{Finding, list_of, text_of};

/// The kinds of variables by their `type`.
fn of_kind<'d>(dashboard: &'d Value, kind: &'static str) -> impl Iterator<Item = &'d Value> {
    variables(dashboard).iter().filter(move |variable| text_of(variable, "/type") == kind)
}

fn variables(dashboard: &Value) -> &[Value] {
    list_of(dashboard, "/templating/list")
}

/// Whether a variable of that name can be chosen.
pub(super) fn offers(dashboard: &Value, name: &str) -> bool {
    variables(dashboard).iter().any(|variable| text_of(variable, "/name") == name)
}

fn finding(place: &str, message: impl Into<String>) -> Vec<Finding> {
    vec![Finding { place: place.into(), message: message.into() }]
}

/// The plugin of the dashboard's data source: `prometheus`, `loki`.
pub(super) fn plugin(dashboard: &Value) -> &str {
    of_kind(dashboard, "datasource").next().map_or("", |variable| text_of(variable, "/query"))
}

/// A data source can be chosen, by the usual name and label.
pub(super) fn datasource(dashboard: &Value) -> Vec<Finding> {
    let all: Vec<&Value> = of_kind(dashboard, "datasource").collect();
    if all.is_empty() {
        return finding("dashboard", "no variable for the data source");
    }
    let wrong = |variable: &&&Value| {
        let (name, label) = (text_of(variable, "/name"), text_of(variable, "/label"));
        let plugin = text_of(variable, "/query");
        let mut letters = plugin.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        let title: String = first.into_iter().chain(letters).collect();
        let only = all.len() == 1;
        let named = name == format!("{plugin}_datasource") || only && name == "datasource";
        let labelled = label == format!("{title} data source") || only && label == "Data source";
        !(named && labelled)
    };
    all.iter()
        .filter(wrong)
        .flat_map(|variable| finding(text_of(variable, "/name"), "an unusual name or label"))
        .collect()
}

/// Jobs and instances can be chosen, several at once and all of them. Unlike the original we ask for no choice that no query
/// follows: where all of them fix the label to one value there is nothing to choose from.
pub(super) fn scope(dashboard: &Value, name: &str, label: &str) -> Vec<Finding> {
    if plugin(dashboard) != "prometheus" {
        return Vec::new();
    }
    let Some(variable) = variables(dashboard).iter().find(|variable| text_of(variable, "/name") == name)
    else {
        let is_used = dashboard.to_string().contains(&format!("${name}"));
        return if is_used { finding(name, "no such variable") } else { Vec::new() };
    };
    let source = text_of(variable, "/datasource/uid");
    let checks = [
        ("/datasource/uid", source == "$datasource" || source == "${datasource}"),
        ("/type", text_of(variable, "/type") == "query"),
        ("/label", text_of(variable, "/label") == label),
        ("/multi", variable["multi"] == true),
        ("/allValue", text_of(variable, "/allValue") == ".+"),
    ];
    checks.iter().filter(|check| !check.1).flat_map(|check| finding(name, check.0)).collect()
}

/// Variables that are filled by a query have a valid one.
pub(super) fn label_promql(dashboard: &Value) -> Vec<Finding> {
    if plugin(dashboard) != "prometheus" {
        return Vec::new();
    }
    let wrong = of_kind(dashboard, "query").filter_map(|variable| {
        let query = text_of(variable, "/query");
        let problem = variable_query(query, dashboard).err()?;
        Some(finding(text_of(variable, "/name"), format!("{problem} in `{query}`")))
    });
    wrong.flatten().collect()
}

/// `label_values(series, label)` and its kin: functions of Grafana, not of PromQL.
fn variable_query(query: &str, dashboard: &Value) -> Result<(), String> {
    let (function, rest) = query.split_once('(').ok_or("no function")?;
    let argument = rest.trim_end().strip_suffix(')').ok_or("no closing parenthesis")?;
    match function.trim() {
        "label_names" | "metrics" => Ok(()),
        "query_result" => parses(&expand(argument, dashboard)),
        "label_values" => match argument.rsplit_once(',') {
            Some((series, label)) if is_label(label.trim()) => parses(&expand(series, dashboard)),
            None if is_label(argument.trim()) => Ok(()),
            _ => Err("no label".into()),
        },
        other => Err(format!("no function `{other}`")),
    }
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Variables are filled anew when the time range changes: what existed last week may be gone today.
pub(super) fn reload(dashboard: &Value) -> Vec<Finding> {
    let stale = of_kind(dashboard, "query").filter(|variable| variable["refresh"] != 2);
    stale.flat_map(|variable| finding(text_of(variable, "/name"), "is not filled anew")).collect()
}

/// Nobody can change a dashboard that the next start overwrites.
pub(super) fn uneditable(dashboard: &Value) -> Vec<Finding> {
    if dashboard["editable"] == false { Vec::new() } else { finding("dashboard", "is editable") }
}
