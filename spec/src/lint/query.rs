//! Rules that look at a query as it is written: one file each, and a row in [`ALL`].

use super::{
    Rule, beyond_retention, fragile_alert, integer_bound, needless_regex, promql_version, short_window,
};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::promql::Expr;
use crate::source::Span;

/// What such a rule needs to know beside the query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances {
    /// Time between two scrapes.
    pub(crate) scrape: Duration,
    /// How long samples are kept, if the spec says so.
    pub(crate) retention: Option<Duration>,
    /// Which Prometheus is deployed, if the spec says so.
    pub(crate) prometheus: Option<promql_version::Deployed>,
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

type Lint = fn(&Expr, &Circumstances) -> Vec<Found>;

const ALL: &[Lint] = &[
    beyond_retention::find,
    fragile_alert::find,
    integer_bound::find,
    needless_regex::find,
    promql_version::find,
    short_window::find,
];

/// Everything that the rules find in a query.
pub(crate) fn find(expr: &Expr, circumstances: &Circumstances) -> Vec<Found> {
    ALL.iter().flat_map(|lint| lint(expr, circumstances)).collect()
}

/// What a rule finds in a query that is scraped every 15 seconds and kept for 30 days: the text it points at.
#[cfg(test)]
pub(crate) fn places(lint: Lint, query: &str, is_alert: bool) -> Vec<String> {
    use crate::promql::{Dialect, parse};

    let expr = parse(query, Dialect { variables: true }).expect("a query");
    let retention = Some(Duration::from_secs(30 * 86_400));
    let circumstances =
        Circumstances { scrape: Duration::from_secs(15), retention, prometheus: None, is_alert };
    lint(&expr, &circumstances)
        .into_iter()
        .map(|found| query[found.span.start as usize..found.span.end as usize].to_owned())
        .collect()
}
