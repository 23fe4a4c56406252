//! Which keys say what is counted, and which belong together.

use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::resolve::queries::QueryContext;
use crate::rules;
use crate::source::Span;

/// An objective says in one way what it counts.
pub(super) fn fit_together(uses: &mut QueryContext<'_, '_>, name: &Text, ast: &ast::Slo) -> Option<()> {
    let ways: [(&str, &Option<Text>); 4] =
        [("bad", &ast.bad), ("good", &ast.good), ("latency", &ast.latency), ("ratio", &ast.ratio)];
    let mut given = ways.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?.span)));
    let Some((key, place)) = given.next() else {
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, name.span, "the objective has no indicator");
        uses.resolver.report(
            diagnostic.help(
                "write `bad` or `good` with `of`, `bad` with `good`, `latency` with `within`, or `ratio` for anything else",
            ),
        );
        return None;
    };
    let other = given.next();
    let is_apart = matches!((key, other), ("bad", Some(("good", _))));
    if let Some((other, second)) = other.filter(|_| !is_apart).or_else(|| given.next()) {
        let message = format!("`{key}` and `{other}` exclude each other");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, second, message);
        uses.resolver.report(diagnostic.help("keep one of the two"));
        return None;
    }
    if let Some(of) = ast.of.as_ref().filter(|_| is_apart) {
        let message = "`bad` and `good` already define all events";
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, of.span, message);
        uses.resolver.report(
            diagnostic
                .help("remove `of`; or remove `good`, if `of` counts what is bad as well as what is good"),
        );
        return None;
    }
    let of = Partner {
        key: "of",
        found: ast.of.as_ref().map(|text| text.span),
        example: "`of: requests_total`; or `good`, if what is good is counted apart",
    };
    let within = Partner {
        key: "within",
        found: ast.within.as_ref().map(|text| text.0.span),
        example: "`within: 1s`",
    };
    let matching =
        Partner { key: "matching", found: ast.matching.as_ref().map(|text| text.span), example: "" };
    for (partner, needed, allowed) in [
        (of, matches!(key, "bad" | "good") && !is_apart, key == "ratio"),
        (within, key == "latency", false),
        (matching, false, key == "latency"),
    ] {
        match partner.found {
            None if needed => {
                let message = format!("`{key}` also needs `{}`", partner.key);
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, place, message);
                uses.resolver.report(diagnostic.help(format!("add {}", partner.example)));
                return None;
            }
            Some(span) if !needed && !allowed => {
                let message = format!("`{}` cannot be combined with `{key}`", partner.key);
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, span, message);
                uses.resolver.report(diagnostic.help("remove it"));
                return None;
            }
            _ => {}
        }
    }
    Some(())
}

/// A key that belongs to others.
struct Partner {
    key: &'static str,
    found: Option<Span>,
    example: &'static str,
}
