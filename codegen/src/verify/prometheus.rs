//! A running Prometheus against the spec: its rules, its targets, and whether queries find anything.

use std::time::Duration;

use gaugewright_spec::model::Spec;
use serde_json::Value;

use super::queries::{self, Asked};
use super::{Ask, Drift, Kind, recordings, rules};

/// Everything in which a Prometheus differs from the spec, and every query that it was asked. One that takes longer than
/// `slow` is a difference, too.
///
/// # Errors
/// The words of the server, if it does not tell its rules or targets.
pub fn prometheus(spec: &Spec, slow: Duration, ask: Ask<'_>) -> Result<(Vec<Drift>, Vec<Asked>), String> {
    let mut drifts = rules::rules(spec, &ask("/api/v1/rules", &[("type", "alert")])?.data);
    drifts.extend(recordings::rules(spec, &ask("/api/v1/rules", &[("type", "record")])?.data));
    drifts.extend(targets(&ask("/api/v1/targets", &[("state", "active")])?.data));
    let (found, asked) = queries::all(spec, slow, ask);
    drifts.extend(found);
    drifts.sort();
    Ok((drifts, asked))
}

fn targets(answer: &Value) -> Vec<Drift> {
    let targets = answer["activeTargets"].as_array().into_iter().flatten();
    let down = targets.filter(|target| target["health"] == "down");
    let drift = |target: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Drift::new(Kind::Down, text(&target["scrapeUrl"]), text(&target["lastError"]))
    };
    down.map(drift).collect()
}
