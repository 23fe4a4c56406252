//! `unqueried`: a metric of the service that costs series and that nobody looks at.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::Spec;
use crate::promql::Expr;
use crate::rules;

/// Reports every metric of the service that no alert, panel, variable, recording rule or named query reads.
pub(crate) fn check(spec: &Spec, sink: &mut Sink) {
    let recorded = spec.recording_groups.iter().flat_map(|group| &group.rules).map(|rule| &rule.expr);
    let queries = spec.queries.iter().map(|query| &query.expr).chain(recorded);
    let queries = queries.chain(spec.alerts().map(|(_, alert)| &alert.expr));
    let mut read: BTreeSet<&str> = queries.flat_map(Expr::series_names).collect();
    for dashboard in spec.dashboards.iter().filter(|dashboard| !dashboard.is_made) {
        let of_variables = dashboard.variables.iter().filter_map(|variable| variable.series()?.name.as_ref());
        read.extend(of_variables.map(|name| name.value.as_str()));
        let marks = dashboard.annotations.iter().filter_map(|annotation| annotation.expr.as_ref());
        read.extend(marks.flat_map(Expr::series_names));
        for panel in dashboard.rows.iter().flat_map(|row| &row.panels) {
            read.extend(panel.targets().iter().flat_map(|target| target.expr.series_names()));
        }
    }
    for metric in spec.own_metrics() {
        if metric.series_names().any(|series| read.contains(series.as_str())) {
            continue;
        }
        let Some(span) = metric.span else { continue };
        let diagnostic = Diagnostic::new(&rules::UNQUERIED, span, format!("nothing reads `{}`", metric.name));
        sink.report(diagnostic.help("show it in a panel, watch it with an alert, or stop exporting it"));
    }
}
