//! Links: in the header of a dashboard or panel, and on values.

use super::builder::Builder;
use super::decided::{OF_LINK, OF_RAW_LINK};
use crate::ast;
use crate::check::Labels;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{HeaderLink, Link, Value};
use crate::rules::{self, dropped_label};
use crate::source::Piece;

/// What has a link.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Dashboard,
    Panel,
}

impl Builder<'_, '_, '_> {
    /// The links in the header of a dashboard.
    pub(super) fn header_links(&mut self, links: &[Placed<ast::Link>]) -> Vec<HeaderLink> {
        let one = |ast: &Placed<ast::Link>| {
            let is_raw = ast.dashboard.is_none() && ast.url.is_none() && ast.tags.is_empty();
            if let (true, Some(raw)) = (is_raw, &ast.raw) {
                let title =
                    ast.title.as_ref().map(|title| ("title".to_owned(), Value::Text(title.value.clone())));
                let raw = title.into_iter().chain(self.raw_keys(Some(raw), OF_RAW_LINK)).collect();
                return Some(HeaderLink { link: None, raw });
            }
            let link = self.link(ast, Holder::Dashboard)?;
            Some(HeaderLink { link: Some(link), raw: self.raw_keys(ast.raw.as_ref(), OF_LINK) })
        };
        links.iter().filter_map(one).collect()
    }

    pub(super) fn links(&mut self, links: &[Placed<ast::Link>], holder: Holder) -> Vec<Link> {
        links.iter().filter_map(|link| self.link(link, holder)).collect()
    }

    /// The links on values of series that have some of these labels.
    pub(super) fn data_links(&mut self, links: &[Placed<ast::Link>], labels: &[&Labels]) -> Vec<Link> {
        for url in links.iter().filter_map(|link| link.url.as_ref()) {
            self.labels_in(url, labels);
        }
        self.links(links, Holder::Panel)
    }

    fn link(&mut self, ast: &Placed<ast::Link>, holder: Holder) -> Option<Link> {
        if let (Some(_), Holder::Panel) = (&ast.raw, holder) {
            let message = "only a link in the header of a dashboard has `raw`";
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.span, message);
            self.uses.resolver.report(diagnostic.help("write the links of the panel under its own `raw`"));
        }
        match (&ast.dashboard, &ast.url, ast.tags.as_slice()) {
            (Some(uid), None, []) => {
                let Some((_, title)) = self.titles.iter().find(|(known, _)| *known == uid.value) else {
                    let known = self.titles.iter().map(|(uid, _)| uid.as_str());
                    self.uses.resolver.undefined("dashboard", uid, known);
                    return None;
                };
                let title = ast.title.as_ref().map_or(title, |title| &title.value).clone();
                Some(Link::Dashboard { title, uid: uid.value.clone() })
            }
            (None, Some(url), []) => {
                self.variables_in_url(url);
                let title = ast.title.as_ref().unwrap_or(url).value.clone();
                Some(Link::Url { title, url: url.value.clone() })
            }
            (None, None, [first, ..]) if holder == Holder::Dashboard => {
                let title = ast.title.as_ref().unwrap_or(first).value.clone();
                Some(Link::Tags { title, tags: ast.tags.iter().map(|tag| tag.value.clone()).collect() })
            }
            (None, None, [first, ..]) => {
                let message = "only the header of a dashboard has a menu of other dashboards";
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, first.span, message);
                self.uses.resolver.report(diagnostic.help("name one `dashboard`, or a `url`"));
                None
            }
            _ => {
                let message = "a link goes to a `dashboard`, to a `url`, or to dashboards with `tags`";
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.span, message);
                self.uses.resolver.report(diagnostic.help("keep one of them"));
                None
            }
        }
    }

    /// Labels of the series of a value that an address names have to be there.
    fn labels_in(&mut self, url: &Text, labels: &[&Labels]) {
        const FIELD: &str = "${__field.labels.";
        for (at, _) in url.match_indices(FIELD) {
            let rest = Piece::whole(url).part(at + FIELD.len()..url.len());
            let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
            let name = rest.part(0..end.unwrap_or(rest.len()));
            let is_whole = rest[name.len()..].starts_with(['}', ':']);
            if is_whole && !labels.is_empty() {
                let place = self.uses.resolver.place_in(url, name);
                self.uses.resolver.sink.extend(dropped_label::in_address(&name, place, labels));
            }
        }
    }
}
