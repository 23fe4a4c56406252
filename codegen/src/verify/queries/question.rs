//! What is asked, and who asks it.

use std::fmt;

use gaugewright_spec::model::{Alert, Dashboard, Spec, Target};
use gaugewright_spec::promql::{self, Binary, BinaryOp, Expr, LabelsOf};
use serde::Serialize;

use crate::alert;
use crate::verify::filler::filled;
use crate::verify::{Drift, Kind};

/// Somebody who asks a query.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Asker {
    /// `query`, `panel` or `alert`.
    pub kind: &'static str,
    /// The name of the query or alert; the titles of dashboard and panel.
    pub name: String,
}

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// A query, and who asks it.
pub(super) struct Question {
    pub(super) asker: Asker,
    /// Who else asks it.
    pub(super) others: Vec<Asker>,
    /// What is asked: over recorded series, if there are any.
    pub(super) query: String,
    /// The same over the series that are scraped.
    pub(super) scraped: Expr,
    /// Whether something has to be found.
    pub(super) finds: bool,
}

impl Question {
    /// Something that is not as it should be with this query; `what` is said of whoever asks it.
    pub(super) fn drift(&self, kind: Kind, what: &str) -> Drift {
        let Self { asker: Asker { kind: who, name }, others, .. } = self;
        let others: Vec<String> =
            others.iter().map(|other| format!("{} `{}`", other.kind, other.name)).collect();
        let also =
            if others.is_empty() { String::new() } else { format!(" (also asked by {})", others.join(", ")) };
        Drift::new(kind, name, format!("the {who} {what}{also}"))
    }

    /// Whether it reads recorded series where it could read scraped ones.
    pub(super) fn is_recorded(&self) -> bool {
        self.query != promql::print(&self.scraped)
    }
}

/// Everything that the spec asks, each query once.
pub(super) fn questions(spec: &Spec) -> Vec<Question> {
    let mut questions = Questions::default();
    for dashboard in &spec.dashboards {
        for panel in dashboard.panels() {
            let name = format!("{}: {}", dashboard.title, panel.title);
            for target in panel.targets() {
                questions.panel(spec, dashboard, target, &name);
            }
        }
    }
    for (_, alert) in spec.alerts() {
        questions.alert(spec, alert);
    }
    // Last: most of them are those of a panel or an alert, which may read recorded series.
    for query in &spec.queries {
        let Some(scraped) = filled(spec, &query.expr, query.window, &[]) else { continue };
        questions.add(Asker { kind: "query", name: query.name.clone() }, scraped, None, true);
    }
    questions.0
}

#[derive(Default)]
struct Questions(Vec<Question>);

impl Questions {
    fn panel(&mut self, spec: &Spec, dashboard: &Dashboard, target: &Target, name: &str) {
        // The window of the named query, not that of the zoom: then it is the same query as that of an alert.
        let named = target.query.as_ref().and_then(|name| spec.queries.get(name));
        let window = named.and_then(|query| query.window);
        let fill = |expr| filled(spec, expr, window, &dashboard.variables);
        let Some(scraped) = fill(&target.expr) else { return };
        let recorded = target.recorded.as_ref().and_then(fill);
        self.add(Asker { kind: "panel", name: name.to_owned() }, scraped, recorded.as_ref(), true);
    }

    fn alert(&mut self, spec: &Spec, alert: &Alert) {
        let fill = |expr| filled(spec, expr, None, &[]);
        let (scraped, finds) = alert::watched(alert, &alert.expr);
        let Some(scraped) = fill(scraped) else { return };
        let recorded = alert.recorded.as_ref().and_then(|expr| fill(alert::watched(alert, expr).0));
        self.add(Asker { kind: "alert", name: alert.name.clone() }, scraped, recorded.as_ref(), finds);
    }

    /// Adds somebody who asks: to the query, if others ask it. Without `recorded` it is whatever they ask.
    fn add(&mut self, asker: Asker, scraped: Expr, recorded: Option<&Expr>, finds: bool) {
        let finds = finds && !may_be_empty(&scraped);
        let text = promql::print(&scraped);
        let query = recorded.map_or_else(|| text.clone(), promql::print);
        let is_same = |question: &&mut Question| {
            let is_named = asker.kind == "query";
            promql::print(&question.scraped) == text && (question.query == query || is_named)
        };
        match self.0.iter_mut().find(is_same) {
            Some(question) => {
                question.finds |= finds;
                if question.asker != asker && !question.others.contains(&asker) {
                    question.others.push(asker);
                }
            }
            None => self.0.push(Question { asker, others: Vec::new(), query, scraped, finds }),
        }
    }
}

/// Whether a query finds nothing, now and then, while all is well: it leaves out what it compares or subtracts.
fn may_be_empty(expr: &Expr) -> bool {
    expr.parts().any(|part| match part {
        Expr::Binary(binary) => is_filter(binary),
        Expr::Call(call) => call.facts().is_some_and(|facts| facts.labels == LabelsOf::OfMatchers),
        _ => false,
    })
}

fn is_filter(binary: &Binary) -> bool {
    let op = binary.op.value;
    op.is_comparison() && binary.bool_modifier.is_none() || matches!(op, BinaryOp::And | BinaryOp::Unless)
}
