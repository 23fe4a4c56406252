use super::Keyed;
use crate::duration::Duration;
use crate::promql::Expr;
use crate::unit::Unit;

/// A named query.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its name.
    pub name: String,
    /// What it answers, for panel descriptions and docs.
    pub help: String,
    /// The query as written, `$window` and constants not yet replaced.
    pub expr: Expr,
    /// What `$window` stands for where nobody says otherwise.
    pub window: Option<Duration>,
    /// The unit of the result: as the author says, or as it follows from the metrics; nothing if unknown.
    pub unit: Option<Unit>,
}

impl Keyed for Query {
    fn key(&self) -> &str {
        &self.name
    }
}
