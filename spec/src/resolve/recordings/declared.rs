//! What a spec says is recorded.

use std::collections::BTreeMap;

use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::promql::{Expr, Matcher};
use crate::rules::recorded_circle::Reads;
use crate::source::Span;

/// The queries that are recorded, and what is wrong with the others that should be.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Declared {
    /// Whether names and queries are taken as somebody else wrote them.
    pub(super) adds_nothing: bool,
    pub(super) recorded: Vec<Recorded>,
    pub(in crate::resolve) findings: Vec<Diagnostic>,
}

/// A query that is recorded.
#[derive(Debug)]
pub(super) struct Recorded {
    /// The name of the query.
    pub(super) query: String,
    /// The name of its series.
    pub(super) name: String,
    /// Where the spec says that it is recorded.
    pub(super) place: Span,
    /// Nothing left to replace.
    pub(super) expr: Expr,
    /// Its normal form.
    pub(super) key: String,
    pub(super) window: Option<Duration>,
    /// How often the author has it evaluated.
    pub(super) interval: Option<Duration>,
    /// What tells its series from those that another service records under the same name.
    pub(super) identity: Vec<Matcher>,
    /// The labels that the author adds.
    pub(super) labels: BTreeMap<String, String>,
    /// Whether they keep the labels by which panels are narrowed.
    pub(super) keeps_choices: bool,
}

/// A query that says it is recorded, read.
pub(super) struct Candidate<'a> {
    pub(super) query: &'a Text,
    pub(super) ast: &'a ast::QueryOrText,
    pub(super) place: Span,
    pub(super) own: Option<&'a Text>,
    pub(super) expr: Expr,
}

impl Candidate<'_> {
    pub(super) fn reads(&self) -> Reads<'_> {
        let Self { query, place, own, expr, .. } = self;
        Reads { query: query.as_str(), place: *place, own: own.map(|own| own.as_str()), expr }
    }
}
