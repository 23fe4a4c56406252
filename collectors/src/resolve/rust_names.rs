//! Names that would be one in Rust: said where they stand, and before rustc says it.

use super::Resolver;
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::model::Collectors;
use crate::rules;
use crate::rust_name::{self, Thing};
use crate::source::Span;

/// Reports everything that `metrics!` cannot name.
pub fn check(resolver: &mut Resolver<'_>, ast: &ast::Measured, collectors: &Collectors) {
    for clash in rust_name::clashes(collectors) {
        let diagnostic = Diagnostic::new(&rules::RUST_NAME, place(ast, clash.thing), clash.message);
        resolver.report(
            diagnostic.note("`metrics!` makes a type, a function or a variant of each").help(
                "change one of the two; `checks: { rust-name: off }` if no Rust program reads this spec",
            ),
        );
    }
}

fn place(ast: &ast::Measured, thing: Thing<'_>) -> Span {
    let found = match thing {
        Thing::Metric(name) => {
            let metrics = ast.metrics.iter().flat_map(|(_, group)| group.iter());
            metrics.map(|(key, _)| key).find(|key| key.value == name).map(|key| key.span)
        }
        Thing::Label(name) => label(ast, name).map(|(key, _)| key),
        Thing::Value(name, value) => label(ast, name).and_then(|(_, label)| {
            label.values.as_ref()?.iter().find(|word| word.0.value == value).map(|word| word.0.span)
        }),
        Thing::Track(name) => {
            ast.tracks.iter().map(|(key, _)| key).find(|key| key.value == name).map(|key| key.span)
        }
    };
    found.unwrap_or_default()
}

fn label<'a>(ast: &'a ast::Measured, name: &str) -> Option<(Span, &'a ast::Label)> {
    ast.labels.iter().find(|(key, _)| key.value == name).map(|(key, label)| (key.span, &**label))
}
