//! What rules that look at a query as it is written need and give.

use super::Rule;
use super::deployed::Deployed;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::promql::Expr;
use crate::source::Span;

/// What such a rule needs to know beside the query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LintContext {
    /// Time between two scrapes.
    pub(crate) scrape: Duration,
    /// How long samples are kept, if the spec says so.
    pub(crate) retention: Option<Duration>,
    /// Which Prometheus is deployed, if the spec says so.
    pub(crate) prometheus: Option<Deployed>,
    /// Whether the query is that of an alert.
    pub(crate) is_alert: bool,
}

/// What a rule has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) rule: &'static Rule,
    /// Where in the query.
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) note: Option<String>,
    pub(crate) help: String,
}

impl Found {
    /// The finding at its place in the spec.
    pub(crate) fn at(self, place: Span) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.rule, place, self.message).help(self.help);
        match self.note {
            Some(note) => diagnostic.note(note),
            None => diagnostic,
        }
    }
}

/// A rule that looks at a query.
pub(crate) type Lint = fn(&Expr, &LintContext) -> Vec<Found>;

/// What a rule finds in a query that is scraped every 15 seconds and kept for 30 days: the text it points at.
#[cfg(test)]
pub(crate) fn places(lint: Lint, query: &str, is_alert: bool) -> Vec<String> {
    use crate::promql::{Dialect, parse};

    let expr = parse(query, Dialect { variables: true }).expect("a query");
    let retention = Some(Duration::from_secs(30 * 86_400));
    let context = LintContext { scrape: Duration::from_secs(15), retention, prometheus: None, is_alert };
    lint(&expr, &context)
        .into_iter()
        .map(|found| query[found.span.start as usize..found.span.end as usize].to_owned())
        .collect()
}
