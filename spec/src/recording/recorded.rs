//! What is recorded, to be found by the query that it is recorded of.

use std::collections::{BTreeMap, BTreeSet};

use super::series::Series;
use crate::promql::{Expr, normal};

/// Recorded series by their queries.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The series by the normal form of the query.
    series: BTreeMap<String, Vec<Series>>,
    /// How many parts these queries have, and which metric they read first. What differs in that equals none of them, and need not be
    /// written in normal form.
    outlines: BTreeMap<usize, BTreeSet<Option<String>>>,
}

impl Recorded {
    /// Adds a query with nothing left to replace, and its series.
    pub(super) fn insert(&mut self, expr: &Expr, series: Series) {
        let Outline { parts, first } = Outline::of(expr);
        self.outlines.entry(parts).or_default().insert(first);
        self.series.entry(normal(expr)).or_default().push(series);
    }

    /// What is recorded of a query, if all of it is, as far as it may be read.
    pub(super) fn of(&self, expr: &Expr, may_read: impl Fn(&Series) -> bool) -> Option<&Series> {
        let Outline { parts, first } = Outline::of(expr);
        self.outlines.get(&parts).filter(|names| names.contains(&first))?;
        self.series.get(&normal(expr))?.iter().find(|series| may_read(series))
    }
}

/// What is the same of queries with one normal form, and found at once.
struct Outline {
    /// How many parts it has, parentheses aside.
    parts: usize,
    /// The metric that it reads first.
    first: Option<String>,
}

impl Outline {
    fn of(expr: &Expr) -> Self {
        let parts = expr.parts().filter(|part| !matches!(part, Expr::Paren(_))).count();
        let first = expr.selectors().next();
        let first = first.map(|first| first.name.as_ref().map(|name| name.value.clone()).unwrap_or_default());
        Self { parts, first }
    }
}
