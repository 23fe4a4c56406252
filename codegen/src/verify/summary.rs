//! What stands under the table: how much differs, and what could not be compared.

use super::{Asked, Drift, Outcome};

/// How many differences there are, and how many queries have no answer without being one. `longest_hold` as a Prometheus of `up` says it.
pub fn summary(drifts: &[Drift], asked: &[Asked], longest_hold: Option<f64>) -> String {
    let differences = match drifts.len() {
        0 => "no differences".to_owned(),
        1 => "1 difference".to_owned(),
        more => format!("{more} differences"),
    };
    let queries = |outcome, words| match asked.iter().filter(|asked| asked.outcome == outcome).count() {
        0 => None,
        1 => Some(format!("1 query {words}")),
        more => Some(format!("{more} queries {words}")),
    };
    let shortened =
        |longest| format!("`up` has started this Prometheus: no alert waits longer than {longest}s there");
    let lines = [
        Some(differences),
        queries(Outcome::NoDataYet, "without data yet: the event has not happened, or not for long enough"),
        queries(Outcome::NotScraped, "on outside metrics that this Prometheus does not scrape"),
        longest_hold.map(shortened),
    ];
    lines.into_iter().flatten().map(|line| line + "\n").collect()
}
