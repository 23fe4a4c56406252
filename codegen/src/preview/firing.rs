//! What queries on firing alerts give, where there is no Prometheus: some alerts of the spec, one of each severity, worst first.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Spec};
use gaugewright_spec::promql::{AggregateOp, Expr};

/// The labels of the series, and the value that each of them has; nothing of a query on anything else.
pub(super) fn of(expr: &Expr, spec: &Spec) -> Option<(Vec<BTreeMap<String, String>>, f64)> {
    let mut names = expr.series_names().peekable();
    names.peek()?;
    if !names.all(|name| name == "ALERTS") {
        return None;
    }
    let count = expr.parts().find_map(|part| match part {
        Expr::Aggregate(count) if count.op.value == AggregateOp::Count => Some(count),
        _ => None,
    })?;
    let firing = one_of_each(spec);
    let Some(by) = &count.grouping else {
        return Some((vec![BTreeMap::new()], f64::from(u32::try_from(firing.len()).unwrap_or(1))));
    };
    let labels = |alert: &&Alert| {
        let mut all = alert.fixed_labels();
        all.retain(|name, _| by.labels.iter().any(|label| label.value == *name));
        all
    };
    Some((firing.iter().map(labels).collect(), 1.0))
}

fn one_of_each(spec: &Spec) -> Vec<&Alert> {
    let of =
        |severity| spec.alerts().map(|(_, alert)| alert).find(|alert| alert.severity.as_ref() == severity);
    let firing: Vec<&Alert> =
        spec.severities.iter().rev().filter_map(|severity| of(Some(severity))).collect();
    if firing.is_empty() { of(None).into_iter().collect() } else { firing }
}
