//! Dashboards of Grafana, told to be generated again. A panel has the keys of a spec; what these cannot say stands beside them, and one of
//! which they can say too little is kept as it is.

mod board;
mod header;
pub(crate) mod rows;
mod settings;
pub(crate) use header::{links, marks};
pub(crate) use rows::{is_collapsed, repeat, rows};
pub(crate) use settings::settings;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::parallel;
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::Node;

use crate::choices::Choices;
use crate::inputs::{Inputs, Kind};
use crate::names::Names;
use crate::panels;
use crate::tree::{Made, Text, list, text_at, word};
use crate::variables;
use board::Board;

/// Tells the dashboards with these titles, or all.
pub(crate) fn told(inputs: &Inputs, choices: &Choices, only: Option<&BTreeSet<String>>) -> Made {
    let mut uids = Names::default();
    let named = titled(inputs).into_iter().map(|(document, title)| {
        let uid = uids.free_id(&uid(document, &title));
        (Spanned::new(uid, title.span), document, title)
    });
    let is_asked = |title: &Text| only.is_none_or(|only| only.contains(&title.value));
    let asked: Vec<_> = named.filter(|(.., title)| is_asked(title)).collect();
    let boards = parallel::map(&asked, |(_, document, title)| {
        Board { source: &inputs.source, document, choices }.told(title.clone())
    });
    let mut told = Made::new(Span::new(0, 0));
    asked.into_iter().zip(boards).for_each(|((uid, ..), board)| told.put_at(uid, board));
    told
}

/// The panels that stay as they are, and what stands above them and does, by their places.
pub(crate) fn raw(inputs: &Inputs, choices: &Choices) -> BTreeSet<String> {
    let source = &inputs.source;
    let of = |document| {
        let board = Board { source, document, choices };
        let panels = rows(document).into_iter().flat_map(|row| row.panels);
        let panels = panels.filter(move |panel| board.typed(panel).is_none());
        panels.chain(header::raw(source, document, choices))
    };
    let all = titled(inputs).into_iter().flat_map(|(document, _)| of(document));
    all.map(|panel| crate::exact_place(source, panel.span)).collect()
}

/// The dashboards with their titles, which a spec has only once. What stands there twice is told once.
pub(crate) fn titled(inputs: &Inputs) -> Vec<(&Node, Text)> {
    // To compare whole dashboards takes long, and this is asked again and again.
    let titles = inputs.titles(|| named(inputs));
    let named = inputs.of(Kind::Dashboard).zip(titles);
    named.filter_map(|(document, title)| Some((document, title.clone()?))).collect()
}

/// The dashboards with these titles.
pub(crate) fn titled_among<'i>(
    inputs: &'i Inputs,
    titles: &BTreeSet<String>,
) -> impl Iterator<Item = &'i Node> {
    let asked = titled(inputs).into_iter().filter(|(_, title)| titles.contains(&title.value));
    asked.map(|(document, _)| document)
}

/// The title of each dashboard; nothing for one that was there before.
fn named(inputs: &Inputs) -> Vec<Option<Text>> {
    let mut titles = Names::default();
    let mut seen: BTreeMap<Option<&str>, Vec<Canonical<'_>>> = BTreeMap::new();
    let named = inputs.of(Kind::Dashboard).map(|document| {
        let others = seen.entry(word(document, "title")).or_default();
        let own = Canonical { document, text: OnceCell::new() };
        let is_new = others.iter().all(|other| other.text() != own.text());
        others.push(own);
        let title = text_at(&inputs.source, document, "title").filter(|title| !title.value.trim().is_empty());
        let title = title.unwrap_or_else(|| Spanned::new("untitled".into(), document.span));
        is_new.then(|| Spanned::new(titles.free(std::slice::from_ref(&title.value)), title.span))
    });
    named.collect()
}

/// A dashboard, written down if there are others of its title.
struct Canonical<'n> {
    document: &'n Node,
    text: OnceCell<String>,
}

impl Canonical<'_> {
    fn text(&self) -> &str {
        self.text.get_or_init(|| panels::canonical(self.document))
    }
}

/// The queries of all panels.
pub(crate) fn queries(inputs: &Inputs) -> Vec<String> {
    let panels = inputs.of(Kind::Dashboard).flat_map(panels::all);
    let exprs = panels
        .flat_map(|panel| list(panel, "targets"))
        .filter_map(|target| text_at(&inputs.source, target, "expr"));
    exprs.map(|expr| expr.value).collect()
}

/// What dashboards have and the spec does not, beside panels: places, and what it is.
pub(crate) fn untold(inputs: &Inputs) -> Vec<(Span, String)> {
    let mut untold = Vec::new();
    let told: Vec<Span> = titled(inputs).iter().map(|(document, _)| document.span).collect();
    for (document, title) in titled(inputs) {
        let own = text_at(&inputs.source, document, "title").filter(|own| own.value != title.value);
        untold.extend(own.map(|own| {
            (own.span, format!("another dashboard has this title: this one is called `{}`", title.value))
        }));
    }
    for document in inputs.of(Kind::Dashboard) {
        if !told.contains(&document.span) {
            untold.push((
                Span { end: document.span.start, ..document.span },
                "the same dashboard stands in another file".to_owned(),
            ));
            continue;
        }
        untold.extend(rows::repeated_by_nothing(document).into_iter().map(|(by, name)| {
            (by.span, format!("there is no variable `{name}`: Grafana draws this once, and so does the spec"))
        }));
        let nameless = header::nameless(document);
        untold.extend(nameless.map(|mark| (mark.span, "annotations of a spec have a name".to_owned())));
        untold.extend(variables::untold(&inputs.source, document));
    }
    untold
}

/// The id of a dashboard, or what follows from its title.
fn uid(document: &Node, title: &Text) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    let own = word(document, "uid").filter(|uid| (2..=40).contains(&uid.len()) && uid.chars().all(fits));
    let made = || {
        let letters =
            title.chars().map(|letter| if fits(letter) { letter.to_ascii_lowercase() } else { '-' });
        let slug: String = letters.take(36).collect();
        let slug = slug.trim_matches('-').to_owned();
        if slug.len() < 2 { "dashboard".to_owned() } else { slug }
    };
    own.map_or_else(made, str::to_owned)
}
