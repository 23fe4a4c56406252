//! What stands above the panels of a dashboard: links, and marks over all of them.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::Node;

use crate::panels::is_legend;
use crate::queries;
use crate::tree::{Made, Text, get, items, list, listed, path, said, text_at, word};
use crate::variables::{self, DataSources};

/// `[{ title: Runbook, url: … }, { title: All, tags: [shop] }]`
pub(super) fn links(source: &Source, document: &Node) -> Option<Node> {
    let told: Vec<Node> = list(document, "links").iter().filter_map(|one| link(source, one)).collect();
    (!told.is_empty()).then(|| listed(document.span, told))
}

fn link(source: &Source, link: &Node) -> Option<Node> {
    let mut told = Made::new(link.span);
    told.put_text("title", filled(source, link, "title"));
    if word(link, "type") == Some("dashboards") {
        let tags = get(link, "tags").filter(|tags| !items(tags).is_empty())?;
        told.put("tags", tags.clone());
    } else {
        told.put_text("url", Some(filled(source, link, "url")?));
    }
    Some(told.node())
}

/// `[{ name: Restarts, expr: … }]`
pub(super) fn annotations(source: &Source, document: &Node) -> Option<Node> {
    let sources = variables::data_sources(document);
    let told: Vec<Node> = marks(document).filter_map(|mark| annotation(source, &sources, mark)).collect();
    (!told.is_empty()).then(|| listed(document.span, told))
}

/// All but Grafana's own.
fn marks(document: &Node) -> impl Iterator<Item = &Node> {
    let all = path(document, &["annotations", "list"]).map_or(&[][..], items).iter();
    all.filter(|mark| get(mark, "builtIn").is_none())
}

fn annotation(source: &Source, sources: &DataSources<'_>, mark: &Node) -> Option<Node> {
    let is_prometheus = sources.kind(mark).is_none_or(|kind| kind == "prometheus");
    let is_on = path(mark, &["enable"]).is_none_or(|_| crate::tree::is_true(mark, "enable"));
    let expr = filled(source, mark, "expr").filter(|_| is_prometheus && is_on)?;
    if queries::unread(&expr.value, true).is_some() {
        return None;
    }
    let mut told = Made::new(mark.span);
    told.put_text("name", Some(filled(source, mark, "name")?));
    told.put("expr", said(expr));
    told.put_text("title", filled(source, mark, "titleFormat").filter(is_legend));
    told.put_text("text", filled(source, mark, "textFormat").filter(is_legend));
    let color = filled(source, mark, "iconColor");
    let is_color = |color: &Text| gaugewright_spec::model::Color::parse(&color.value).is_some();
    told.put_text("color", color.filter(is_color));
    let step = filled(source, mark, "step");
    told.put_text(
        "min_step",
        step.filter(|step| crate::durations::milliseconds(&step.value).is_some_and(|time| time > 0)),
    );
    Some(told.node())
}

fn filled(source: &Source, node: &Node, key: &str) -> Option<Text> {
    text_at(source, node, key).filter(|text| !text.value.trim().is_empty())
}

/// What of it is not told: places, and what it is.
pub(super) fn untold(source: &Source, document: &Node) -> Vec<(Span, String)> {
    let sources = variables::data_sources(document);
    let links = list(document, "links").iter().filter(|one| link(source, one).is_none());
    let links = links
        .map(|link| (link.span, "this link in the header leads nowhere that a spec can name".to_owned()));
    let marks = marks(document).filter(|mark| annotation(source, &sources, mark).is_none());
    let marks = marks.map(|mark| {
        (mark.span, "marks that do not follow from a query to Prometheus are not imported".to_owned())
    });
    links.chain(marks).collect()
}
