//! What matchers say of the series that they find.

use gaugewright_promql::{MatchOp, Matcher};

/// The labels that matchers fix, and their values.
pub fn identity(matchers: &[Matcher]) -> impl Iterator<Item = (&str, &str)> {
    let fixed = matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal);
    fixed.map(|matcher| (matcher.label.value.as_str(), matcher.value.value.as_str()))
}

/// The labels by which panels can be narrowed further than by these matchers; none without a matcher.
pub fn choices(selector: &[Matcher]) -> impl Iterator<Item = &'static str> {
    let is_open = |label: &&str| !identity(selector).any(|(fixed, _)| fixed == *label);
    ["job", "instance"].into_iter().filter(is_open).filter(|_| !selector.is_empty())
}
