//! What Grafana makes of `$variables` in a query before Prometheus sees it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::workspace;

/// Grafana's own variables, at a typical zoom.
const BUILT_IN: [(&str, &str); 9] = [
    ("__rate_interval", "1m"),
    ("__rate_interval_ms", "60000"),
    ("__interval", "15s"),
    ("__interval_ms", "15000"),
    ("__range", "24h"),
    ("__range_s", "86400"),
    ("__range_ms", "86400000"),
    ("__from", "1700000000000"),
    ("__to", "1700086400000"),
];

/// The value of each variable that a dashboard's queries may use.
pub(super) struct Substitution(BTreeMap<String, String>);

impl Substitution {
    /// Variables that select among label values stand for "all"; any other for its current value.
    pub(super) fn of(dashboard: &Value) -> Self {
        let mut values: BTreeMap<_, _> =
            BUILT_IN.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for variable in workspace::list(&dashboard["templating"], "list") {
            let current = variable["current"]["value"].as_str();
            let value = if variable["type"] == "query" { Some(".+") } else { current };
            let name = workspace::text(variable, "name").to_owned();
            values.insert(name, value.unwrap_or_default().to_owned());
        }
        Self(values)
    }

    /// Panics on a variable that the dashboard does not have: Grafana would send it to Prometheus as it is.
    #[track_caller]
    pub(super) fn apply(&self, expression: &str) -> String {
        let mut parts = expression.split('$');
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // A regular expression's end, as in `=~"5.."$` or `"a$"`, is no variable.
            let Some((name, rest)) = split_name(part) else {
                result.push('$');
                result.push_str(part);
                continue;
            };
            let value = self.0.get(name).unwrap_or_else(|| panic!("no variable `{name}`: {expression}"));
            result.push_str(value);
            result.push_str(rest);
        }
        result
    }
}

/// Splits the text after a `$` into the variable's name and what follows: `job`, `{job}` or `{job:regex}`.
fn split_name(text: &str) -> Option<(&str, &str)> {
    if let Some(braced) = text.strip_prefix('{') {
        let (inside, rest) = braced.split_once('}')?;
        let name = inside.split_once(':').map_or(inside, |(name, _format)| name);
        return Some((name, rest));
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// All panels of a dashboard: those inside of collapsed rows too, the rows themselves not.
pub(super) fn panels(dashboard: &Value) -> Vec<&Value> {
    let top = workspace::list(dashboard, "panels").iter();
    let nested = top.clone().flat_map(|row| workspace::list(row, "panels"));
    top.chain(nested).filter(|panel| panel["type"] != "row").collect()
}

#[test]
fn variables_are_replaced_in_all_their_spellings() {
    let dashboard = serde_json::json!({"templating": {"list": [
        {"name": "job", "type": "query", "current": {"value": "$__all"}},
        {"name": "top", "type": "custom", "current": {"value": "5"}},
    ]}});
    let expression = r#"topk($top, rate(a{job=~"$job",b=~"${job:regex}",c=~"x$"}[$__rate_interval]))"#;
    assert_eq!(
        Substitution::of(&dashboard).apply(expression),
        r#"topk(5, rate(a{job=~".+",b=~".+",c=~"x$"}[1m]))"#
    );
}

#[test]
#[should_panic(expected = "no variable `instance`")]
fn an_unknown_variable_is_refused() {
    Substitution::of(&Value::Null).apply(r#"up{instance="$instance"}"#);
}
