//! The generated rules, every duration in them divided by one number: nobody waits an hour for a test.

use gaugewright_spec::duration::Duration as Length;
use gaugewright_spec::promql::{self, Dialect, DurationExpr, VisitMut};
use serde_json::{Value, json};

use crate::end_to_end::workspace;

/// Five minutes become one and a quarter seconds.
const FASTER: u64 = 240;

struct Faster;

impl VisitMut for Faster {
    fn duration(&mut self, duration: &mut DurationExpr) {
        if let DurationExpr::Literal(literal) = duration {
            literal.millis /= FASTER;
            literal.text = Length::from_millis(literal.millis).to_string();
        }
    }
}

/// The generated rules, sooner: what is recorded, then the alerts that read it.
pub(super) fn rules() -> Value {
    let groups = ["recordings.yml", "alerts.yml"].into_iter().flat_map(|file| {
        let rules = workspace::read_yaml(workspace::path("monitoring/prometheus").join(file));
        workspace::list(&rules, "groups").to_vec()
    });
    let mut groups: Vec<Value> = groups.collect();
    for group in &mut groups {
        if let Some(group) = group.as_object_mut() {
            group.remove("interval");
        }
        for rule in group["rules"].as_array_mut().into_iter().flatten() {
            let mut expr =
                promql::parse(workspace::text(rule, "expr"), Dialect { variables: false }).expect("a query");
            Faster.expr(&mut expr);
            rule["expr"] = promql::print(&expr).into();
            if let Some(hold) = rule["for"].as_str() {
                rule["for"] = sooner(hold).into();
            }
        }
    }
    json!({ "groups": groups })
}

/// A duration as a query would have it.
fn sooner(length: &str) -> String {
    let mut range = promql::parse(&format!("x[{length}]"), Dialect { variables: false }).expect("a duration");
    Faster.expr(&mut range);
    promql::print(&range).trim_start_matches("x[").trim_end_matches(']').to_owned()
}
