use super::{Resolver, scope};
use crate::ast;
use crate::decode::{Placed, Spanned64, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Scrape, Service};
use crate::rules::{self, stale_interval};

/// Stands among the labels of targets for all that are not named.
const OTHERS: &str = "*";

/// Whether targets may have labels that the spec does not name.
pub(super) fn has_open_targets(ast: &ast::Service) -> bool {
    ast.target_labels.iter().any(|label| label.as_str() == OTHERS)
}

/// `path` is that of its exposition.
pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Placed<ast::Service>, path: String) -> Service {
    let others = |label: &&Text| label.as_str() != OTHERS && !super::is_label_name(label);
    for label in ast.target_labels.iter().filter(others) {
        resolver.bad_snake_name("a label", label);
    }
    resolver.sink.extend(stale_interval::find(&ast.scrape.interval, "two scrapes"));
    if let Some(interval) = &ast.evaluation_interval {
        resolver.sink.extend(stale_interval::find(interval, "two evaluations"));
    }
    let interval = ast.scrape.interval.value;
    Service {
        name: ast.name.value.clone(),
        title: ast.title.as_ref().map_or_else(|| title_of(&ast.name), |title| title.value.clone()),
        description: ast.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        scrape: Scrape { port: port(resolver, &ast.scrape.port), path, interval },
        labels: ast.labels.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect(),
        selector: scope::selector(resolver, ast),
        evaluation_interval: ast.evaluation_interval.as_ref().map_or(interval, |interval| interval.value),
        series_budget: ast.series_budget.as_ref().map(|budget| budget.value),
        dashboards: ast.dashboards.as_ref().map(|address| folder(resolver, address)),
        runbooks: ast.runbooks.as_ref().map(|address| folder(resolver, address)),
    }
}

/// The address of a folder or a program on the web.
fn folder(resolver: &mut Resolver<'_>, address: &Text) -> String {
    if !address.starts_with("https://") && !address.starts_with("http://") {
        let diagnostic =
            Diagnostic::new(&rules::BAD_VALUE, address.span, "this is not the address of a page");
        resolver.report(diagnostic.help("write it with its scheme: `https://example.com/runbooks`"));
    }
    address.trim_end_matches('/').to_owned()
}

fn port(resolver: &mut Resolver<'_>, port: &Spanned64) -> u16 {
    match u16::try_from(port.value) {
        Ok(number) if number > 0 => number,
        _ => {
            let message = format!("{} is no TCP port", port.value);
            resolver.report(
                Diagnostic::new(&rules::BAD_VALUE, port.span, message).help("ports go from 1 to 65535"),
            );
            0
        }
    }
}

/// `shop-api` is `Shop Api`.
fn title_of(name: &Text) -> String {
    let words = name.split('-').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
