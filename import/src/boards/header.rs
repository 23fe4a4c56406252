//! What stands above the panels of a dashboard: links, and marks over all of them.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::choices::Choices;
use crate::panels::is_legend;
use crate::queries;
use crate::tree::{Made, Text, get, is_true, items, list, listed, path, said, text_at, word};
use crate::variables::{self, DataSources, whole};

/// `[{ title: Runbook, url: … }, { title: All, tags: [shop] }]`
pub(super) fn told_links(source: &Source, document: &Node, choices: &Choices) -> Option<Node> {
    let one = |node: &Node| link(source, node, choices).unwrap_or_else(|| raw_link(source, node)).node();
    let told: Vec<Node> = links(document).iter().map(one).collect();
    (!told.is_empty()).then(|| listed(document.span, told))
}

/// The links in the header of a dashboard.
pub(crate) fn links(document: &Node) -> &[Node] {
    list(document, "links")
}

/// A link with the keys of a spec, unless it is told as it is.
fn link(source: &Source, link: &Node, choices: &Choices) -> Option<Made> {
    let place = crate::exact_place(source, link.span);
    if choices.kept.contains(&place) {
        return None;
    }
    let mut told = Made::new(link.span);
    told.put_text("title", filled(source, link, "title"));
    if word(link, "type") == Some("dashboards") {
        let tags = get(link, "tags").filter(|tags| !items(tags).is_empty())?;
        told.put("tags", tags.clone());
    } else {
        told.put_text("url", Some(filled(source, link, "url")?));
    }
    told.put_if("raw", choices.beside.get(&place).cloned());
    Some(told)
}

fn raw_link(source: &Source, link: &Node) -> Made {
    let mut told = Made::new(link.span);
    told.put_text("title", filled(source, link, "title"));
    told.put("raw", whole(link, &["title"]));
    told
}

/// `[{ name: Restarts, expr: … }]`
pub(super) fn annotations(source: &Source, document: &Node, choices: &Choices) -> Option<Node> {
    let sources = variables::data_sources(document);
    let one = |mark: &Node| {
        let told = annotation(source, &sources, mark, choices).or_else(|| raw_annotation(source, mark));
        told.map(Made::node)
    };
    let told: Vec<Node> = marks(document).filter_map(one).collect();
    (!told.is_empty()).then(|| listed(document.span, told))
}

/// The marks over the panels of a dashboard: Grafana's own only if they are not as every dashboard has them.
pub(crate) fn marks(document: &Node) -> impl Iterator<Item = &Node> {
    let all = path(document, &["annotations", "list"]).map_or(&[][..], items).iter();
    let is_usual = |mark: &Node| {
        let is_on = get(mark, "enable").is_none() || is_true(mark, "enable");
        let is_of_dashboard = word(mark, "type").is_none_or(|kind| ["", "dashboard"].contains(&kind));
        is_on && is_true(mark, "hide") && is_of_dashboard
    };
    all.filter(move |mark| has_name(mark) && (get(mark, "builtIn").is_none() || !is_usual(mark)))
}

/// The marks that no spec can have.
pub(super) fn nameless(document: &Node) -> impl Iterator<Item = &Node> {
    let all = path(document, &["annotations", "list"]).map_or(&[][..], items).iter();
    all.filter(|mark| !has_name(mark))
}

fn has_name(mark: &Node) -> bool {
    word(mark, "name").is_some_and(|name| !name.trim().is_empty())
}

/// Marks with the keys of a spec, unless they are told as they are.
fn annotation(source: &Source, sources: &DataSources<'_>, mark: &Node, choices: &Choices) -> Option<Made> {
    let place = crate::exact_place(source, mark.span);
    let is_prometheus = sources.kind(mark).is_none_or(|kind| kind == "prometheus");
    let expr = filled(source, mark, "expr").filter(|_| is_prometheus)?;
    if choices.kept.contains(&place) || queries::unread(&expr.value, true).is_some() {
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
    told.put_if("raw", choices.beside.get(&place).cloned());
    Some(told)
}

fn raw_annotation(source: &Source, mark: &Node) -> Option<Made> {
    let mut told = Made::new(mark.span);
    told.put_text("name", Some(filled(source, mark, "name")?));
    told.put("raw", whole(mark, &["name"]));
    Some(told)
}

fn filled(source: &Source, node: &Node, key: &str) -> Option<Text> {
    text_at(source, node, key).filter(|text| !text.value.trim().is_empty())
}

/// What of it is told as it is, variables included.
pub(super) fn raw<'n>(source: &Source, document: &'n Node, choices: &Choices) -> Vec<&'n Node> {
    let sources = variables::data_sources(document);
    let named = variables::named(source, document).into_iter().map(|(_, variable)| variable);
    let variables =
        named.filter(|variable| variables::with_keys(source, document, variable, choices).is_none());
    let links = links(document).iter().filter(|one| link(source, one, choices).is_none());
    let marks = marks(document).filter(|mark| annotation(source, &sources, mark, choices).is_none());
    variables.chain(links).chain(marks).collect()
}
