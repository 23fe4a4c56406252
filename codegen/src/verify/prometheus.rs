//! A running Prometheus against the spec: its rules, its targets, and whether queries find anything.

use std::collections::HashMap;
use std::time::Duration;

use gaugewright_spec::model::Spec;
use serde_json::Value;

use super::queries::{self, Asked};
use super::scraping::Scraping;
use super::{Ask, Drift, Kind, recordings, rules};
use crate::local::shortened;

/// What was found of a Prometheus.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Everything in which it differs from the spec.
    pub drifts: Vec<Drift>,
    /// Every query that it was asked.
    pub asked: Vec<Asked>,
    /// The longest `for` of its alerts in seconds, if it is one of `gaugewright up`, which shortens them.
    pub longest_hold: Option<f64>,
}

/// Compares a Prometheus with the spec. A query that takes longer than `slow` is a difference, too.
///
/// # Errors
/// The words of the server, if it does not tell its rules or targets.
pub fn prometheus(spec: &Spec, slow: Duration, ask: Ask<'_>) -> Result<Found, String> {
    let recording = ask("/api/v1/rules", &[("type", "record")])?.data;
    let longest_hold = shortened::longest_hold(&recording["groups"]);
    let alerting = ask("/api/v1/rules", &[("type", "alert")])?.data;
    let scraped = ask("/api/v1/targets", &[("state", "active")])?.data;
    let mut drifts = rules::rules(spec, longest_hold, &alerting);
    drifts.extend(recordings::rules(spec, &recording));
    drifts.extend(targets(&scraped));
    let is_alone = longest_hold.is_some();
    let up = ask("/api/v1/query", &[("query", "up")])?.data;
    // The one of `up` has a target for certain; it may not have got so far.
    let is_starting = !are_stored(&scraped, &up) || is_alone && active(&scraped).next().is_none();
    let scraping = Scraping { is_alone, is_starting };
    let (wrong, asked) = queries::all(spec, scraping, slow, ask);
    drifts.extend(wrong);
    drifts.sort();
    Ok(Found { drifts, asked, longest_hold })
}

fn active(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["activeTargets"].as_array().into_iter().flatten()
}

/// Whether each target has been scraped and what it said is stored: with it goes a series `up` that has the target's labels. Its health
/// is known a moment before that.
fn are_stored(scraped: &Value, up: &Value) -> bool {
    let instance = |labels: &Value| labels["instance"].as_str().unwrap_or_default().to_owned();
    let mut stored: HashMap<String, Vec<&Value>> = HashMap::new();
    for series in up["result"].as_array().into_iter().flatten() {
        stored.entry(instance(&series["metric"])).or_default().push(&series["metric"]);
    }
    active(scraped).all(|target| {
        let labels = || target["labels"].as_object().into_iter().flatten();
        let has_all = |series: &&Value| labels().all(|(label, value)| series[label] == *value);
        stored.get(&instance(&target["labels"])).is_some_and(|found| found.iter().any(has_all))
    })
}

fn targets(answer: &Value) -> Vec<Drift> {
    let down = active(answer).filter(|target| target["health"] == "down");
    let drift = |target: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Drift::new(Kind::Down, text(&target["scrapeUrl"]), text(&target["lastError"]))
    };
    down.map(drift).collect()
}
