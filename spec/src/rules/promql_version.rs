//! `promql-version`: a part of a query that the Prometheus which is deployed does not know.

use super::context::{Found, LintContext};
use super::deployed::Deployed;
use crate::promql::{Expr, Feature, Flag, features};
use crate::rules;

pub(super) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    let Some(deployed) = context.prometheus else { return Vec::new() };
    features(expr).into_iter().filter_map(|feature| judge(&feature, deployed)).collect()
}

fn judge(feature: &Feature, deployed: Deployed) -> Option<Found> {
    let name = &feature.name;
    let (message, help) = if let Some(flag) = feature.flag_in(deployed.oldest) {
        refused_without(flag, feature, deployed)
    } else if feature.since > deployed.oldest {
        let Deployed { oldest, .. } = deployed;
        (format!("{name} needs Prometheus {} or newer; {oldest} is deployed", feature.since), RAISE)
    } else if let Some(removed) = feature.removed.filter(|removed| *removed <= deployed.newest) {
        let message = format!("{name} was removed in Prometheus {removed}; {} is deployed", deployed.newest);
        (message, "write it in another way: the page of the rule says what has taken its place")
    } else {
        return None;
    };
    Some(Found { rule: &rules::PROMQL_VERSION, span: feature.span, message, note: None, help: help.into() })
}

const RAISE: &str = "write it in another way, or raise `image` under `deploy.prometheus`";

/// The generated manifests set no flag. So a newer version only helps if it does without.
fn refused_without(flag: Flag, feature: &Feature, deployed: Deployed) -> (String, &'static str) {
    let Feature { name, since, .. } = feature;
    let Deployed { oldest, .. } = deployed;
    let set = format!("`--enable-feature={}`", flag.name);
    if let Some(until) = flag.until {
        let message = format!(
            "{name} needs Prometheus {until} or newer, or {since} with {set}, which the manifests do not set; \
             {oldest} is deployed"
        );
        return (message, RAISE);
    }
    let message = if *since > oldest {
        format!("{name} needs Prometheus {since} or newer with {set}; {oldest} is deployed")
    } else {
        format!("{name} is experimental: Prometheus refuses it without {set}")
    };
    (message, "write it in another way: the generated manifests set no such flag")
}
