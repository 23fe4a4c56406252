//! `unqueried`: a metric of the service that costs series and that nobody looks at.

use std::collections::BTreeSet;

use super::rules;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{PanelBody, Spec};
use crate::promql::{Expr, VectorSelector, Visit};

/// Reports every metric of the service that no alert, panel, variable, recording rule or named query reads.
pub(crate) fn check(spec: &Spec, sink: &mut Sink) {
    let mut read = Read::default();
    spec.queries.iter().for_each(|query| read.expr(&query.expr));
    let recorded = spec.recording_groups.iter().flat_map(|group| &group.rules);
    recorded.for_each(|rule| read.expr(&rule.expr));
    spec.alerts().for_each(|(_, alert)| read.expr(&alert.expr));
    for dashboard in &spec.dashboards {
        dashboard.variables.iter().for_each(|variable| read.selector(&variable.series));
        for panel in dashboard.rows.iter().flat_map(|row| &row.panels) {
            if let PanelBody::Targets(targets) = &panel.body {
                for target in targets {
                    read.expr(&target.expr);
                }
            }
        }
    }
    for metric in spec.own_metrics() {
        let mut series =
            metric.kind.facts().series.iter().map(|part| format!("{}{}", metric.name, part.suffix));
        if series.any(|series| read.0.contains(&series)) {
            continue;
        }
        let Some(span) = metric.span else { continue };
        let diagnostic = Diagnostic::new(&rules::UNQUERIED, span, format!("nothing reads `{}`", metric.name));
        sink.report(diagnostic.help("show it in a panel, watch it with an alert, or stop exporting it"));
    }
}

/// The series that queries name.
#[derive(Default)]
struct Read(BTreeSet<String>);

impl Visit for Read {
    fn selector(&mut self, selector: &VectorSelector) {
        self.0.extend(selector.name.iter().map(|name| name.value.clone()));
    }

    fn expr(&mut self, expr: &Expr) {
        crate::promql::walk(self, expr);
    }
}
