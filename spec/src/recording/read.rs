//! Who reads recorded series: queries in which a part equals what is recorded.

use std::collections::{BTreeMap, BTreeSet};

use super::LONGEST_STAND_IN;
use super::recorded::Recorded;
use super::series::Series;
use super::stand_in::{Added, Reader, drop_labels};
use super::window::follows_zoom;
use crate::duration::Duration;
use crate::promql::rewrite::without_rate_interval;
use crate::promql::{Expr, Matcher, Paren, VisitMut, walk_mut};

/// What is recorded, and the queries that read it.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    recorded: Recorded,
    /// The query by the name of the series, and what identifies these.
    exprs: BTreeMap<String, (Expr, Vec<Matcher>)>,
    /// Windows that may stand in for one that follows the zoom.
    windows: BTreeSet<Duration>,
}

impl Readers {
    /// Adds a query with nothing left to replace, the window that its `$window` became, and its series.
    pub(crate) fn insert(&mut self, expr: &Expr, window: Option<Duration>, series: Series) {
        if series.regrouped.is_none() {
            self.exprs.insert(series.name.clone(), (expr.clone(), series.identity.clone()));
        }
        self.recorded.insert(expr, series);
        self.windows.extend(window.filter(|window| *window <= LONGEST_STAND_IN));
    }

    /// The query of a rule over recorded series; nothing if none of it is recorded.
    pub(crate) fn of_rule(&self, expr: &Expr) -> Option<Expr> {
        let (read, count, _) = self.read(expr, false);
        (count > 0).then_some(read)
    }

    /// The same for a recording rule, which does not read itself.
    pub(crate) fn of_recording(&self, expr: &Expr) -> Option<Expr> {
        let mut read = expr.clone();
        let mut reader = Reader { recorded: &self.recorded, for_panel: false, count: 0 };
        reader.parts(&mut read);
        (reader.count > 0).then_some(read)
    }

    /// The query of a panel. Where it follows the zoom, a recorded window stands in: that of its query if it has one, else
    /// the one with which most of it is recorded, the shortest of these. A query has one window: what is not recorded of
    /// it gets the same. Where the panel shows all labels, those that only recorded series have are dropped.
    pub(crate) fn of_panel(&self, expr: &Expr, own: Option<Duration>, shows_labels: bool) -> Option<Expr> {
        let mut best = self.read(expr, true);
        if follows_zoom(expr) {
            let windows: Vec<Duration> =
                own.map_or_else(|| self.windows.iter().copied().collect(), |own| vec![own]);
            for window in windows {
                let read = self.read(&without_rate_interval(expr, window), true);
                if read.1 > best.1 {
                    best = read;
                }
            }
        }
        let (mut read, count, added) = best;
        if shows_labels {
            drop_labels(&mut read, added);
        }
        (count > 0).then_some(read)
    }

    /// The query over scraped series of one that names recorded ones itself, and the labels that only these have; nothing if it
    /// names none. Where it picks some of them by their labels they stay.
    pub(crate) fn scraped(&self, expr: &Expr) -> Option<(Expr, Vec<Matcher>)> {
        if !self.is_named(expr) {
            return None;
        }
        let mut scraped = expr.clone();
        let mut inliner = Inliner { readers: self, count: 0, depth: MAX_DEPTH, identity: Vec::new() };
        inliner.expr(&mut scraped);
        (inliner.count > 0 && height(&scraped) <= MAX_HEIGHT).then_some((scraped, inliner.identity))
    }

    /// Whether a query names a recorded series.
    fn is_named(&self, expr: &Expr) -> bool {
        expr.series_names().any(|name| self.exprs.contains_key(name))
    }

    /// The query over recorded series, how many of them there are in it, and the labels that it has more.
    fn read(&self, expr: &Expr, for_panel: bool) -> (Expr, usize, Added) {
        let mut read = expr.clone();
        let mut reader = Reader { recorded: &self.recorded, for_panel, count: 0 };
        let added = reader.expr(&mut read);
        (read, reader.count, added)
    }
}

/// How many recorded series are looked through in one query, and how many in one another: a query that names itself twice through
/// each of many others would become endless. What is left stays as it is written.
const MAX_INLINED: usize = 64;
const MAX_DEPTH: usize = 3;
/// How high a query may become by that: as high as one that is written may be.
const MAX_HEIGHT: usize = 256;

/// How many expressions lie in one another.
fn height(expr: &Expr) -> usize {
    1 + expr.children().map(height).max().unwrap_or(0)
}

/// Puts the queries of recorded series in.
struct Inliner<'r> {
    readers: &'r Readers,
    count: usize,
    /// How many of them may lie in one another.
    depth: usize,
    /// The labels that they were recorded with.
    identity: Vec<Matcher>,
}

impl VisitMut for Inliner<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        let query = match &*expr {
            Expr::Vector(selector) if selector.modifiers.is_empty() => {
                let recorded = selector.name.as_ref().and_then(|name| self.readers.exprs.get(&name.value));
                let all = |identity: &[Matcher]| {
                    let is_own = |matcher: &Matcher| identity.iter().any(|own| own.says(matcher));
                    selector.matchers.iter().all(is_own)
                };
                recorded.filter(|(_, identity)| all(identity))
            }
            _ => None,
        };
        let Some((query, identity)) = query.filter(|_| self.depth > 0 && self.count < MAX_INLINED) else {
            return walk_mut(self, expr);
        };
        self.identity.extend_from_slice(identity);
        let (span, query) = (expr.span(), query.clone());
        *expr = match query {
            Expr::Binary(_) | Expr::Unary(_) => Expr::Paren(Box::new(Paren { span, expr: query })),
            other => other,
        };
        self.count += 1;
        self.depth -= 1;
        walk_mut(self, expr);
        self.depth += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::{Dialect, parse, print};

    fn expr(text: &str) -> Expr {
        parse(text, Dialect { variables: true }).unwrap()
    }

    fn series(name: &str) -> Series {
        Series { name: name.to_owned(), identity: Vec::new(), regrouped: None, loses_choices: false }
    }

    fn readers() -> Readers {
        let mut readers = Readers::default();
        for (text, name, seconds) in [
            ("sum(rate(a[5m]))", "job:a:rate5m", Some(300)),
            ("sum(rate(a[10m]))", "job:a:rate10m", Some(600)),
            ("sum(rate(b[10m]))", "job:b:rate10m", Some(600)),
            ("sum(rate(a[1h]))", "job:a:rate1h", Some(3600)),
            ("sum(increase(a[1d]))", "job:a:increase1d", None),
        ] {
            readers.insert(&expr(text), seconds.map(Duration::from_secs), series(name));
        }
        readers
    }

    #[test]
    fn panels_read_with_one_window() {
        let zoom = "$__rate_interval";
        for (query, own, expected) in [
            ("sum(rate(a[Z]))", None, Some("job:a:rate5m")),
            ("sum(rate(a[Z])) / sum(rate(b[Z]))", None, Some("job:a:rate10m / job:b:rate10m")),
            ("sum(rate(a[Z]))", Some(3600), Some("job:a:rate1h")),
            ("sum(rate(a[Z]))", Some(120), None),
            ("sum(rate(b[Z])) + sum(rate(c[Z]))", None, Some("job:b:rate10m + sum(rate(c[10m]))")),
            (
                "sum(increase(a[24h])) / sum(rate(c[Z]))",
                None,
                Some("job:a:increase1d / sum(rate(c[$__rate_interval]))"),
            ),
            ("sum(rate(c[Z]))", None, None),
        ] {
            let read =
                readers().of_panel(&expr(&query.replace('Z', zoom)), own.map(Duration::from_secs), false);
            assert_eq!(read.as_ref().map(print).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn names_written_by_hand_are_looked_through() {
        let mut readers = readers();
        readers.insert(&expr("job:a:rate5m / job:b:rate10m"), None, series("job:a:share"));
        let scraped = readers.scraped(&expr("1 - job:a:share"));
        let expected = "1 - (sum(rate(a[5m])) / sum(rate(b[10m])))";
        assert_eq!(scraped.map(|(expr, _)| print(&expr)).as_deref(), Some(expected));
        assert!(readers.scraped(&expr("job:c:rate5m")).is_none());
    }

    #[test]
    fn rules_read_what_is_equal_and_recordings_not_themselves() {
        let rule = readers().of_rule(&expr("(sum(rate(a[300s]))) > 5"));
        assert_eq!(rule.as_ref().map(print).as_deref(), Some("job:a:rate5m > 5"));
        assert!(readers().of_rule(&expr("sum(rate(a[2m])) > 5")).is_none());
        assert!(readers().of_recording(&expr("sum(rate(a[5m]))")).is_none());
        let nested = readers().of_recording(&expr("sum(rate(a[5m])) * 2"));
        assert_eq!(nested.as_ref().map(print).as_deref(), Some("job:a:rate5m * 2"));
    }
}
