//! `series-budget`: how many series a service can export at the most, against what it may.

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Label, Metric, Table};
use crate::rules;
use crate::source::Spanned;

/// Metrics that are named in the finding.
const NAMED: usize = 3;

/// The most series that one instance is expected to export of a metric; nothing if a label has no limit.
pub fn most(metric: &Metric, labels: &Table<Label>) -> Option<u64> {
    let mut series = metric.width();
    for label in &metric.labels {
        let expected = labels.get(&label.definition).and_then(|label| label.expect);
        series = series.saturating_mul(expected.or_else(|| label.domain.size())?);
    }
    Some(series)
}

/// Compares the worst case with the budget.
pub(crate) fn check(metrics: &Table<Metric>, labels: &Table<Label>, budget: &Spanned<u64>, sink: &mut Sink) {
    let own = metrics.iter().filter(|metric| metric.origin == crate::model::Origin::Service);
    let mut all: Vec<(u64, &str)> =
        own.filter_map(|metric| Some((most(metric, labels)?, metric.name.as_str()))).collect();
    let total = all.iter().fold(0_u64, |total, (series, _)| total.saturating_add(*series));
    if total <= budget.value {
        return;
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let largest: Vec<String> =
        all.iter().take(NAMED).map(|(series, name)| format!("`{name}` {series}")).collect();
    let message = format!("the metrics can export {total} series, more than the budget of {}", budget.value);
    let diagnostic = Diagnostic::new(&rules::SERIES_BUDGET, budget.span, message)
        .note(format!("the largest are {}", largest.join(", ")))
        .help("set the number of values in use (`expect: 10`), lower the `limit` of an open one, or drop a label or some buckets");
    sink.report(diagnostic);
}
