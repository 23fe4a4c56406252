//! `recorded-circle`: recording rules that wait for each other.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::promql::{BinaryOp, Expr, Func};
use crate::source::Span;
use crate::{rules, suggest};

/// A query that is recorded, and what it reads.
pub(crate) struct Reads<'a> {
    pub(crate) query: &'a str,
    pub(crate) place: Span,
    /// The name that its author gave to its series.
    pub(crate) own: Option<&'a str>,
    pub(crate) expr: &'a Expr,
}

/// Looks at rules of which each reads another.
pub(crate) fn find(waiting: &[Reads<'_>]) -> Option<Diagnostic> {
    // Whoever only reads one of the circle is not in it.
    let mut circle: Vec<&Reads<'_>> = waiting.iter().collect();
    loop {
        let read: BTreeSet<&str> = circle.iter().flat_map(|one| one.expr.series_names()).collect();
        let before = circle.len();
        circle.retain(|one| one.own.is_some_and(|own| read.contains(own)));
        if circle.len() == before {
            break;
        }
    }
    let first = circle.first()?;
    if circle.iter().any(|one| one.own.is_some_and(may_be_scraped)) {
        return None;
    }
    let message = format!("recording rules form a cycle: `{}` depends on itself", first.query);
    let diagnostic = Diagnostic::new(&rules::RECORDED_CIRCLE, first.place, message);
    let all = suggest::list(circle.iter().map(|one| one.query));
    Some(
        diagnostic
            .note(format!("these read each other: {all}"))
            .help("change one of them to read scraped series only"),
    )
}

/// Looks at a rule that reads its own series.
pub(crate) fn never_begins(own: &Reads<'_>) -> Option<Diagnostic> {
    let name = own.own.unwrap_or(own.query);
    let message = format!("`{name}` is recorded of its own last value, so it never has a first one");
    let diagnostic = Diagnostic::new(&rules::RECORDED_CIRCLE, own.place, message)
        .help("say what it is in the beginning: `… or vector(0)`");
    (!own.own.is_some_and(may_be_scraped) && !can_begin(own.expr)).then_some(diagnostic)
}

/// Whether something else than its own last value can give a rule its first one.
fn can_begin(expr: &Expr) -> bool {
    expr.parts().any(|part| match part {
        Expr::Binary(binary) => matches!(binary.op.value, BinaryOp::Or | BinaryOp::Unless),
        Expr::Call(call) => call.is(Func::Absent) || call.is(Func::AbsentOverTime),
        _ => false,
    })
}

/// Whether a name may be that of scraped series, to which a rule adds others: only those of rules have colons.
fn may_be_scraped(name: &str) -> bool {
    !name.contains(':')
}
