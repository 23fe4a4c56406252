//! How urgent alerts can be, and the severities that a spec names.

use std::collections::BTreeSet;

use super::Resolver;
use crate::ast;
use crate::decode::{Map, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Severities, Severity};
use crate::rules;
use crate::suggest;

/// The severities of a spec: its own, or the usual ones.
pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Map<Text>) -> Severities {
    for (name, _) in ast.iter().filter(|(name, _)| name.is_empty()) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, "a severity has no name");
        resolver.report(diagnostic.help("give it one: it becomes the label `severity` of alerts"));
    }
    let own = ast.iter().map(|(name, means)| (name.as_str(), means.as_str()));
    Severities::new(own).unwrap_or_default()
}

/// Their names, whatever is wrong with them.
pub(super) fn names(ast: &ast::Spec) -> BTreeSet<String> {
    let own: BTreeSet<String> = ast.severities.iter().map(|(name, _)| name.value.clone()).collect();
    let usual = || Severities::default().iter().map(|severity| severity.name().to_owned()).collect();
    if own.is_empty() { usual() } else { own }
}

/// The severity of that name.
pub(super) fn named(resolver: &mut Resolver<'_>, name: &Text) -> Option<Severity> {
    let all = &resolver.severities;
    let found = all.get(name).cloned();
    if found.is_none() {
        let message = format!("`{}` is not a severity", **name);
        let names = || all.iter().map(Severity::name);
        let known = || {
            let own: Vec<String> = names().chain([name.as_str()]).map(|name| format!("{name}: …")).collect();
            let own = own.join(", ");
            format!(
                "write one of {}; or add it to the spec's own, mildest first: `severities: {{ {own} }}`",
                suggest::list(names())
            )
        };
        let help = suggest::did_you_mean(name, names()).unwrap_or_else(known);
        resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, name.span, message).help(help));
    }
    found
}
