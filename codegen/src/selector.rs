//! Selectors that are made, not read.

use gaugewright_spec::promql::{Expr, MatchOp, Matcher, Modifiers, StringLiteral, VectorSelector};
use gaugewright_spec::source::{Span, Spanned};

/// A selector of series.
pub(crate) fn selector(name: &str, matchers: Vec<Matcher>) -> Expr {
    vector(Some(name), matchers)
}

/// A selector of series of any name.
pub(crate) fn any(matchers: Vec<Matcher>) -> Expr {
    vector(None, matchers)
}

fn vector(name: Option<&str>, matchers: Vec<Matcher>) -> Expr {
    let span = Span::default();
    Expr::Vector(Box::new(VectorSelector {
        span,
        name: name.map(|name| Spanned::new(name.into(), span)),
        braces: (!matchers.is_empty()).then_some(span),
        matchers,
        modifiers: Modifiers::default(),
    }))
}

/// A condition on a label.
pub(crate) fn matcher(label: &str, op: MatchOp, value: &str) -> Matcher {
    let span = Span::default();
    Matcher {
        span,
        label: Spanned::new(label.into(), span),
        op: Spanned::new(op, span),
        value: StringLiteral { span, value: value.into(), text: quoted(value) },
    }
}

fn quoted(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    ["\"", &escaped, "\""].concat()
}
