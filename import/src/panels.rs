//! Panels of Grafana, told as those of a spec: their queries.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::yaml::Node;

use crate::queries;
use crate::tree::{Made, Text, list, said, text_at};
use crate::variables::DataSources;

/// What panels are told with.
pub(crate) struct Teller<'t> {
    pub(crate) source: &'t Source,
    pub(crate) sources: &'t DataSources<'t>,
    /// Queries that are not told, and why.
    pub(crate) unread: Vec<(Span, &'static str)>,
}

impl Teller<'_> {
    /// The queries of a panel that are PromQL, and can be told.
    pub(crate) fn queries(&mut self, panel: &Node) -> Vec<Node> {
        let of_panel = self.sources.kind(panel);
        let mut told = Vec::new();
        for target in list(panel, "targets") {
            let is_prometheus =
                self.sources.kind(target).or(of_panel).is_none_or(|kind| kind == "prometheus");
            let expr = text_at(self.source, target, "expr");
            let Some(expr) = expr.filter(|expr| is_prometheus && !expr.value.trim().is_empty()) else {
                continue;
            };
            match queries::unread(&expr.value, true) {
                Some(reason) => self.unread.push((expr.span, reason)),
                None => told.push(self.query(target, expr)),
            }
        }
        told
    }

    fn query(&self, target: &Node, expr: Text) -> Node {
        let mut query = Made::new(target.span);
        query.put("expr", said(expr));
        query.put_text("legend", text_at(self.source, target, "legendFormat").filter(is_legend));
        query.node()
    }

    /// The title of a panel, or a word for it.
    pub(crate) fn title(&self, panel: &Node) -> Text {
        let title = text_at(self.source, panel, "title").filter(|title| !title.value.trim().is_empty());
        title.unwrap_or_else(|| Spanned::new("untitled".into(), Span { end: panel.span.start, ..panel.span }))
    }
}

/// Whether a legend is one of a spec: text and labels.
fn is_legend(legend: &Text) -> bool {
    let is_told =
        |read: Template| read.parts.iter().all(|part| matches!(part, Part::Text(_) | Part::Label(_)));
    !legend.value.trim().is_empty()
        && legend.value != "__auto"
        && Template::parse(&legend.value).is_ok_and(is_told)
}
