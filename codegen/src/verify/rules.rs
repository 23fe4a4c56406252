//! The alert rules that a Prometheus has loaded.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Portion, Spec};
use gaugewright_spec::promql::{self, Dialect};
use serde_json::Value;

use super::{Drift, Kind};

/// What Prometheus says of its rules, compared. No alert waits longer than `longest_hold` there, if that is given.
pub(super) fn rules(spec: &Spec, longest_hold: Option<f64>, answer: &Value) -> Vec<Drift> {
    let groups = answer["groups"].as_array().into_iter().flatten();
    let prefix = spec.service.group_prefix();
    let own = groups.filter(|group| group["name"].as_str().is_some_and(|name| name.starts_with(&prefix)));
    let rules = own.flat_map(|group| group["rules"].as_array().into_iter().flatten());
    let alerts = rules.filter(|rule| rule["type"] == "alerting");
    let mut loaded: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for (name, rule) in alerts.filter_map(|rule| Some((rule["name"].as_str()?, rule))) {
        loaded.entry(name).or_default().push(rule);
    }
    let mut drifts = Vec::new();
    for (_, alert) in spec.alerts() {
        let named = loaded.get(alert.name.as_str()).map_or(&[][..], Vec::as_slice);
        // Several of one name differ in their severity, or in the value whose threshold they have.
        let own = named.iter().find(|rule| is_level(rule, alert)).or(match named {
            [one] => Some(one),
            _ => None,
        });
        match own {
            Some(rule) => drifts.extend(one_rule(alert, longest_hold, rule)),
            None => {
                drifts.push(Drift::new(Kind::Missing, &alert.name, "Prometheus has not loaded this alert"));
            }
        }
    }
    for name in loaded.keys().filter(|name| spec.alerts().all(|(_, alert)| alert.name != **name)) {
        drifts.push(Drift::new(Kind::Unknown, *name, "Prometheus has this alert, the spec has not"));
    }
    drifts
}

fn severity(rule: &Value) -> &str {
    rule["labels"]["severity"].as_str().unwrap_or_default()
}

fn is_level(rule: &Value, alert: &Alert) -> bool {
    let has_value = |portion: &Portion| rule["labels"][&portion.label].as_str() == portion.value.as_deref();
    severity(rule) == alert.severity_name() && alert.portion.as_ref().is_none_or(has_value)
}

fn one_rule(alert: &Alert, longest_hold: Option<f64>, rule: &Value) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let mut differs = |what: &str, loaded: &str, expected: &str| {
        let message = format!("its {what} is `{loaded}`; in the spec it is `{expected}`");
        drifts.push(Drift::new(Kind::Rule, &alert.name, message));
    };
    let loaded = rule["query"].as_str().unwrap_or_default();
    let expected = promql::print(alert.rule_expr());
    if canonical(loaded) != canonical(&expected) {
        differs("expression", loaded, &expected);
    }
    let hold = alert.hold.map_or(0.0, |hold| hold.as_seconds().to_f64());
    let hold = longest_hold.map_or(hold, |longest| hold.min(longest));
    let loaded_hold = rule["duration"].as_f64().unwrap_or_default();
    if (hold - loaded_hold).abs() > 1e-6 {
        differs("`for`", &format!("{loaded_hold}s"), &format!("{hold}s"));
    }
    if severity(rule) != alert.severity_name() {
        differs("severity", severity(rule), alert.severity_name());
    }
    if let Some(error) = rule["lastError"].as_str().filter(|error| !error.is_empty()) {
        drifts.push(Drift::new(Kind::Error, &alert.name, error));
    }
    drifts
}

/// A query as every writer of it would print it; what cannot be read stays as it is.
pub(super) fn canonical(query: &str) -> String {
    promql::parse(query, Dialect { variables: false })
        .map_or_else(|_| query.to_owned(), |expr| promql::normal(&expr))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_query_are_equal() {
        assert_eq!(canonical("rate(a[60s])>0.050"), canonical("rate(a[1m]) > 0.05"));
        assert_eq!(canonical("sum(a{b='c'})by(d) > 1e9"), canonical("sum by (d) (a{b=\"c\"}) > 1e+09"));
        assert_eq!(canonical("a{c=\"1\",b!=\"2\"} offset 60s"), canonical("a{b!=\"2\",c=\"1\"} offset 1m"));
        assert_ne!(canonical("a > 1"), canonical("a > 2"));
    }
}
