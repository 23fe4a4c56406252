//! Every query of the spec, asked once: named ones, those of panels, those of alerts.

use std::fmt::Write as _;
use std::time::Duration;

use gaugewright_spec::model::{Alert, Condition, PanelBody, Spec};
use gaugewright_spec::promql::Expr;
use serde::Serialize;

use super::filler::filled;
use super::{Ask, Drift, Kind};

/// A query that was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// Who asks: `query`, `panel` or `alert`.
    pub by: &'static str,
    /// The name of the query or alert; the titles of dashboard and panel.
    pub name: String,
    /// What was asked.
    pub query: String,
    /// How many series were found.
    pub series: usize,
    /// How long that took, in seconds.
    pub seconds: f64,
}

/// Something to ask.
struct Question {
    by: &'static str,
    name: String,
    query: String,
    /// Whether there is something wrong if nothing is found.
    finds: bool,
}

/// Asks all; gives what is wrong, and what was asked.
pub(super) fn all(spec: &Spec, slow: Duration, ask: Ask<'_>) -> (Vec<Drift>, Vec<Asked>) {
    let (mut drifts, mut asked) = (Vec::new(), Vec::new());
    for question in questions(spec) {
        let answer = match ask("/api/v1/query", &[("query", &question.query)]) {
            Ok(answer) => answer,
            Err(error) => {
                drifts.push(Drift::new(Kind::Error, question.name, error));
                continue;
            }
        };
        // A number is found always.
        let series = answer.data["result"].as_array().filter(|_| answer.data["resultType"] != "scalar");
        let series = series.map_or(1, Vec::len);
        if series == 0 && question.finds {
            let message = format!("the {} finds nothing", question.by);
            drifts.push(Drift::new(Kind::Empty, &question.name, message));
        }
        if answer.took > slow {
            let message = format!("the {} takes {:.1} s", question.by, answer.took.as_secs_f64());
            drifts.push(Drift::new(Kind::Slow, &question.name, message));
        }
        let Question { by, name, query, .. } = question;
        asked.push(Asked { by, name, query, series, seconds: answer.took.as_secs_f64() });
    }
    (drifts, asked)
}

fn questions(spec: &Spec) -> Vec<Question> {
    let question = |by, name: &str, expr: &Expr, window, finds| {
        filled(spec, expr, window).map(|query| Question { by, name: name.to_owned(), query, finds })
    };
    let mut questions: Vec<Question> = Vec::new();
    for query in &spec.queries {
        questions.extend(question("query", &query.name, &query.expr, query.window, true));
    }
    for dashboard in &spec.dashboards {
        for panel in dashboard.panels() {
            let PanelBody::Targets(targets) = &panel.body else { continue };
            let name = format!("{}: {}", dashboard.title, panel.title);
            let asked =
                targets.iter().filter_map(|target| question("panel", &name, target.panel_expr(), None, true));
            questions.extend(asked);
        }
    }
    for (_, alert) in spec.alerts() {
        let (expr, finds) = watched(alert);
        questions.extend(question("alert", &alert.name, expr, None, finds));
    }
    questions
}

/// What an alert looks at, and whether that has to be there: the left side of its comparison; without one, all of it, which
/// is empty as long as all is well.
fn watched(alert: &Alert) -> (&Expr, bool) {
    match (&alert.condition, &alert.expr) {
        (Condition::Threshold(_), Expr::Binary(comparison)) => (&comparison.lhs, true),
        _ => (&alert.expr, false),
    }
}

/// What was asked, as a table for people: the slowest first.
pub fn queries_table(asked: &[Asked]) -> String {
    let mut asked: Vec<&Asked> = asked.iter().collect();
    asked.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let mut text = String::from("    ms  series  query\n");
    for Asked { by, name, series, seconds, .. } in asked {
        let _ = writeln!(text, "{:>6.1}  {series:>6}  {by} {name}", seconds * 1000.0);
    }
    text
}
