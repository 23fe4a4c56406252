use std::collections::BTreeSet;

use super::Resolver;
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Domain, Label, Table};
use crate::rules;

/// How many values an open label keeps apart if the spec does not say.
const DEFAULT_LIMIT: u32 = 100;

/// The definitions of labels, as far as they are sound.
pub fn resolve(resolver: &mut Resolver<'_>, ast: &Map<Placed<ast::Label>>) -> Table<Label> {
    let mut table = Table::default();
    for (name, label) in ast.iter() {
        check_name(resolver, name);
        if let Some(domain) = domain(resolver, name, label) {
            let help = label.help.as_ref().map(|help| help.value.clone()).unwrap_or_default();
            let expect = label.expect.as_ref().map(|expect| expect.value);
            let _ = table.insert(Label { name: name.value.clone(), help, domain, expect });
        }
    }
    table
}

/// Reports a name that no label of ours can have.
pub(super) fn check_name(resolver: &mut Resolver<'_>, name: &Text) {
    if !super::is_label_name(name) || name.starts_with("__") {
        resolver.bad_snake_name("a label", name);
    } else if matches!(name.as_str(), "le" | "quantile" | "job" | "instance") {
        let message = format!("`{}` is Prometheus' own label", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_LABEL, name.span, message);
        resolver.report(diagnostic.help("give it another name"));
    }
}

fn domain(resolver: &mut Resolver<'_>, name: &Text, label: &Placed<ast::Label>) -> Option<Domain> {
    match (&label.values, &label.codes, &label.open) {
        (Some(values), None, None) => closed(resolver, name, values),
        (None, Some(codes), None) => codes_of(resolver, codes),
        (None, None, Some(open)) => {
            let limit = open.limit.as_ref().map(|limit| u32::try_from(limit.value).unwrap_or(u32::MAX));
            Some(Domain::Open { limit: Some(limit.unwrap_or(DEFAULT_LIMIT)) })
        }
        _ => {
            let message = format!("label `{}` needs exactly one of `values`, `codes` and `open`", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_LABEL, name.span, message);
            let help = "write `{ values: [a, b] }`, `{ codes: 100..599 }` or `{ open: { limit: 200 } }`";
            resolver.report(diagnostic.help(help));
            None
        }
    }
}

fn closed(
    resolver: &mut Resolver<'_>,
    name: &Text,
    values: &Placed<Vec<crate::decode::Word>>,
) -> Option<Domain> {
    let (mut known, mut seen): (Vec<String>, BTreeSet<&str>) = Default::default();
    for crate::decode::Word(value) in values.iter() {
        let problem = if value.is_empty() {
            Some((
                "an empty value is the same as no label".to_owned(),
                "remove it, or give it a word: `none`",
            ))
        } else if !seen.insert(value.as_str()) {
            Some((format!("value `{}` is repeated", **value), "remove one of the two"))
        } else {
            None
        };
        match problem {
            Some((message, help)) => {
                resolver.report(Diagnostic::new(&rules::BAD_LABEL, value.span, message).help(help));
            }
            None => known.push(value.value.clone()),
        }
    }
    if known.is_empty() {
        let message = format!("label `{}` has no values", **name);
        resolver.report(
            Diagnostic::new(&rules::BAD_LABEL, values.span, message).help("list them: `values: [a, b]`"),
        );
        return None;
    }
    Some(Domain::Closed(known))
}

fn codes_of(resolver: &mut Resolver<'_>, text: &Text) -> Option<Domain> {
    let range = text.split_once("..").and_then(|(first, last)| {
        Some((first.trim().parse::<u32>().ok()?, last.trim().parse::<u32>().ok()?))
    });
    match range {
        Some((first, last)) if first <= last && last - first < 100_000 => Some(Domain::Codes(first, last)),
        _ => {
            let message = format!("`{}` is not a valid range of codes", **text);
            let diagnostic = Diagnostic::new(&rules::BAD_LABEL, text.span, message);
            resolver.report(diagnostic.help("write the first and the last code: `100..599`"));
            None
        }
    }
}
