//! Which lines of the spec made a panel, a query, an alert, a threshold.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{self, Node, Value};
use serde::Serialize;

/// More lines of one thing nobody reads beside a picture.
const MAX_LINES: usize = 40;

/// Some lines of the spec.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Excerpt {
    /// The file that has them.
    file: String,
    /// The number of the first.
    line: usize,
    text: String,
}

/// A key of the spec and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Written {
    /// The file.
    pub(crate) file: String,
    /// The number of its line.
    pub(crate) line: usize,
    /// The key, with those around it: `alerts.api.HighErrorRate.above`.
    pub(crate) key: String,
}

/// The spec as a tree, to find in it what stands where.
pub(crate) struct Lines<'s> {
    source: &'s Source,
    tree: Option<Node>,
}

impl<'s> Lines<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        Self { source, tree: yaml::parse(source).ok() }
    }

    /// Nothing is found: what is asked for stands elsewhere.
    pub(super) fn none(source: &'s Source) -> Self {
        Self { source, tree: None }
    }

    /// A panel of a dashboard, by its row and its place in it. Dashboards that follow from objectives are not written.
    pub(crate) fn panel(&self, dashboard: &str, row: usize, at: usize) -> Option<Excerpt> {
        let rows = self.entry(&["dashboards", dashboard, "rows"])?.1;
        let row = item(rows, row)?;
        let panel = item(row, at).or_else(|| item(key(row, "panels")?.1, at))?;
        Some(self.lines(panel.span))
    }

    /// A named query.
    pub(crate) fn query(&self, name: &str) -> Option<Excerpt> {
        self.whole(&["queries", name])
    }

    /// An alert of a group.
    pub(crate) fn alert(&self, group: &str, name: &str) -> Option<Excerpt> {
        self.whole(&["alerts", group, name])
    }

    /// An objective.
    pub(crate) fn objective(&self, name: &str) -> Option<Excerpt> {
        self.whole(&["slos", name])
    }

    /// The threshold of an alert: its place, `metrics-spec.yaml:12`, and the key with its value. With several thresholds it stands
    /// under these keys, as many of them as there are: a severity, a label and its value. Nothing if the spec takes it from another place,
    /// by an anchor.
    pub(crate) fn threshold(&self, alert: [&str; 2], comparison: &str, under: &[&str]) -> Option<Written> {
        let [group, name] = alert;
        let mut path = vec!["alerts", group, name, comparison];
        let (mut place, mut node) = self.entry(&path)?;
        for name in under.iter().chain(&["threshold"]) {
            if let Some((span, value)) = key(node, name) {
                path.push(name);
                (place, node) = (span, value);
            }
        }
        if let Value::Map(_) = node.value {
            return None;
        }
        let line = self.source.line_of(place.start) - self.source.lines_before(place.start);
        let file = self.source.name_at(place.start).to_owned();
        (node.span.start > place.start).then(|| Written { file, line, key: path.join(".") })
    }

    /// A key with all that stands under it.
    fn whole(&self, path: &[&str]) -> Option<Excerpt> {
        let (key, value) = self.entry(path)?;
        // An alias leads to another place, where its anchor is.
        let end = if value.span.start < key.start { key } else { value.span };
        Some(self.lines(Span { start: key.start, end: end.end }))
    }

    fn entry(&self, path: &[&str]) -> Option<(Span, &Node)> {
        let (mut node, mut place) = (self.tree.as_ref()?, None);
        for name in path {
            let (span, value) = key(node, name)?;
            (node, place) = (value, Some(span));
        }
        Some((place?, node))
    }

    fn lines(&self, span: Span) -> Excerpt {
        let first = self.source.line_of(span.start);
        // A block ends behind its line break.
        let written = self.source.slice(span).trim_end().len();
        let last = self.source.line_of(u32::try_from(span.range().start + written).unwrap_or(span.end));
        let end = self.source.line_start(last.min(first + MAX_LINES - 1) + 1);
        let text = &self.source.text()[self.source.line_start(first)..end];
        Excerpt {
            file: self.source.name_at(span.start).to_owned(),
            line: first - self.source.lines_before(span.start),
            text: text.trim_end().to_owned(),
        }
    }
}

fn item(node: &Node, at: usize) -> Option<&Node> {
    match &node.value {
        Value::List(items) => items.get(at),
        _ => None,
    }
}

fn key<'n>(node: &'n Node, name: &str) -> Option<(Span, &'n Node)> {
    match &node.value {
        Value::Map(entries) => {
            let (key, value) = entries.iter().find(|(key, _)| key.value == name)?;
            Some((key.span, value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "\
queries:
  rate:
    expr: rate(x[5m])

alerts: { shop: { Slow: { query: rate } } }
dashboards:
  shop:
    rows:
      - - { stat: One }
        - stat: Two
          query: rate

      - { title: Row, panels: [{ stat: Three }] }
";

    #[test]
    fn things_are_found_where_they_stand() {
        let source = Source::new("spec.yaml", SPEC);
        let lines = Lines::new(&source);
        let shown = |found: Option<Excerpt>| found.map(|excerpt| (excerpt.line, excerpt.text));
        assert_eq!(shown(lines.panel("shop", 0, 0)), Some((9, "      - - { stat: One }".into())));
        let two = "        - stat: Two\n          query: rate";
        assert_eq!(shown(lines.panel("shop", 0, 1)), Some((10, two.into())));
        assert_eq!(shown(lines.panel("shop", 1, 0)).map(|found| found.0), Some(13));
        assert_eq!(shown(lines.query("rate")), Some((2, "  rate:\n    expr: rate(x[5m])".into())));
        assert_eq!(shown(lines.alert("shop", "Slow")).map(|found| found.0), Some(5));
        assert_eq!(shown(lines.panel("shop", 2, 0)), None);
        assert_eq!(shown(lines.query("other")), None);
    }

    #[test]
    fn thresholds_are_found_where_they_stand() {
        let spec = "\
alerts:
  shop:
    Slow: { query: rate, above: 5s }
    Full:
      above:
        warning: 80%
        critical: { threshold: 95%, for: 1m }
    Same: { query: rate, above: &limit 3 }
    Other: { query: rate, above: *limit }
    Parts: { query: rate, above: { warning: { default: 5, queue: { mail: 2, print: { threshold: 9, for: 1m } } } } }
";
        let source = Source::new("spec.yaml", spec);
        let lines = Lines::new(&source);
        let found = |name, severity| {
            let written = lines.threshold(["shop", name], "above", &[severity])?;
            Some((written.line, written.key))
        };
        let part = |under: &[&str]| {
            lines.threshold(["shop", "Parts"], "above", under).map(|written| (written.line, written.key))
        };
        let at = |line, key: &str| Some((line, format!("alerts.shop.{key}")));
        assert_eq!(found("Slow", "warning"), at(3, "Slow.above"));
        assert_eq!(found("Full", "warning"), at(6, "Full.above.warning"));
        assert_eq!(found("Full", "critical"), at(7, "Full.above.critical.threshold"));
        assert_eq!(found("Full", "info"), None);
        assert_eq!(found("Same", ""), at(8, "Same.above"));
        assert_eq!(found("Other", ""), None);
        assert_eq!(part(&["warning", "default"]), at(10, "Parts.above.warning.default"));
        assert_eq!(part(&["warning", "queue", "mail"]), at(10, "Parts.above.warning.queue.mail"));
        assert_eq!(part(&["warning", "queue", "print"]), at(10, "Parts.above.warning.queue.print.threshold"));
    }
}
