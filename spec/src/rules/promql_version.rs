//! `promql-version`: a part of a query that the Prometheus which is deployed does not know.

use super::context::{Found, LintContext};
use super::deployed::Deployed;
use crate::promql::{Expr, Feature, features};
use crate::rules;

pub(super) fn find(expr: &Expr, context: &LintContext) -> Vec<Found> {
    let Some(deployed) = context.prometheus else { return Vec::new() };
    features(expr).into_iter().filter_map(|feature| judge(&feature, deployed)).collect()
}

fn judge(feature: &Feature, deployed: Deployed) -> Option<Found> {
    let Feature { name, since, .. } = feature;
    let (message, help) = if *since > deployed.oldest {
        let message = format!("{name} needs Prometheus {since} or newer; {} is deployed", deployed.oldest);
        (message, "write it in another way, or raise `image` under `deploy.prometheus`")
    } else if let Some(removed) = feature.removed.filter(|removed| *removed <= deployed.newest) {
        let message = format!("{name} was removed in Prometheus {removed}; {} is deployed", deployed.newest);
        (message, "write it in another way: the page of the rule says what has taken its place")
    } else if let Some(flag) = feature.flag_in(deployed.oldest) {
        let flag = flag.name;
        let message =
            format!("{name} is experimental: Prometheus refuses it without `--enable-feature={flag}`");
        (message, "write it in another way: the generated manifests set no such flag")
    } else {
        return None;
    };
    Some(Found { rule: &rules::PROMQL_VERSION, span: feature.span, message, note: None, help: help.into() })
}
