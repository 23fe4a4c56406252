//! Why the two sides of an operator do not meet: which label differs.

use std::collections::BTreeSet;

use gaugewright_spec::promql::{Binary, Expr, Matching, MatchingKind};

use super::look::{Look, short};
use super::reason::{Kind, Reason};
use crate::history::Labels;

/// The labels that differ between the series of the two sides that are most alike.
pub(super) fn differ(look: &Look<'_>, expr: &Expr, node: &Binary) -> Result<Vec<Reason>, String> {
    let key = |labels: Labels| compared(labels, node.matching.as_ref());
    let keys = |side: &Expr| -> Result<Vec<Labels>, String> {
        Ok(look.find(side)?.into_iter().map(|sample| key(sample.labels)).collect())
    };
    let (left, right) = (keys(&node.lhs)?, keys(&node.rhs)?);
    let pairs = left.iter().flat_map(|one| right.iter().map(move |other| different(one, other)));
    let least = pairs.min_by_key(Vec::len).unwrap_or_default();
    if least.is_empty() {
        let words = format!(
            "`{}` has no result, though both sides have the same labels: why is not known",
            short(expr)
        );
        return Ok(vec![Reason::new(Kind::Unknown, words)]);
    }
    let words = format!(
        "the two sides of `{}` do not meet: {} (left `{}`, right `{}`)",
        node.op.value,
        least.join(", "),
        short(&node.lhs),
        short(&node.rhs)
    );
    Ok(vec![Reason::new(Kind::NoMatch, words)])
}

/// The labels of a series that are compared.
fn compared(mut labels: Labels, matching: Option<&Matching>) -> Labels {
    labels.remove("__name__");
    if let Some(matching) = matching {
        let is_named = |name: &str| matching.labels.iter().any(|label| label.value == name);
        let is_on = matching.kind == MatchingKind::On;
        labels.retain(|name, _| is_named(name) == is_on);
    }
    labels
}

/// In which labels two series differ, in words.
fn different(left: &Labels, right: &Labels) -> Vec<String> {
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let words = |name: &String| match (left.get(name), right.get(name)) {
        (Some(left), Some(right)) if left == right => None,
        (Some(left), Some(right)) => {
            Some(format!("`{name}` is {left:?} on the left and {right:?} on the right"))
        }
        (Some(_), None) => Some(format!("only the left has `{name}`")),
        (None, _) => Some(format!("only the right has `{name}`")),
    };
    names.into_iter().filter_map(words).collect()
}
