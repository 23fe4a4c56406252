//! The labels of a rule.

use gaugewright_spec::source::{Source, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Text, get, text};

/// The labels of a rule over those of its group.
pub(crate) fn labels<'n>(
    rule: &'n Node,
    group: &'n Node,
) -> impl Iterator<Item = &'n (Spanned<String>, Node)> {
    let of = |node: &'n Node| get(node, "labels").map_or(&[][..], crate::tree::entries);
    let (own, common) = (of(rule), of(group));
    let is_own = move |name: &str| own.iter().any(|(own, _)| own.value == name);
    own.iter().chain(common.iter().filter(move |(name, _)| !is_own(&name.value)))
}

/// The text of a label or an annotation: a key without a value is an empty text to Prometheus.
pub(crate) fn filled_in(source: &Source, node: &Node) -> Option<Text> {
    let empty = || (node.value == Value::Null).then(|| Text::new(String::new(), node.span));
    text(source, node).or_else(empty)
}
