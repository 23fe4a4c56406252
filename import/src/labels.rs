//! The labels of a rule.

use gaugewright_spec::source::Spanned;
use gaugewright_spec::yaml::Node;

use crate::tree::get;

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
