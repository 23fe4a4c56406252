//! Which values of a label pass a matcher.

use std::collections::BTreeSet;

use crate::{Domain, Origin, Values, Vocabulary};
use gaugewright_promql::{MatchOp, Matcher, Pattern, VectorSelector};

/// The most values that a regular expression is tried on: every status code, and not every number there is.
const MAX_TRIED: usize = 2000;

/// The values that a matcher leaves, if they are known; the empty text stands for "not there".
pub fn narrow(values: &Values, certain: bool, op: MatchOp, value: &str) -> Option<BTreeSet<String>> {
    let regex = if op.is_regex() { Some(Pattern::new(value)?) } else { None };
    let passes = |candidate: &str| {
        let matches = regex.as_ref().map_or(candidate == value, |regex| regex.is_match(candidate));
        matches != op.is_negative()
    };
    let mut left: BTreeSet<String> = match values {
        Values::Domain(domain) => match (&**domain, op) {
            // Checking one code needs no list of five hundred.
            (Domain::Codes(..), MatchOp::Equal) if domain.contains(value) => {
                return Some(BTreeSet::from([value.to_owned()]));
            }
            (Domain::Codes(first, last), _) if op.is_regex() && (last - first) as usize >= MAX_TRIED => {
                return None;
            }
            (Domain::Open { .. }, MatchOp::Equal) if !value.is_empty() => {
                return Some(BTreeSet::from([value.to_owned()]));
            }
            _ => domain.values()?.into_iter().filter(|value| passes(value)).collect(),
        },
        Values::Only(only) => only.iter().filter(|value| passes(value)).cloned().collect(),
        Values::One | Values::Any => return None,
    };
    if !certain && passes("") {
        left.insert(String::new());
    }
    Some(left)
}

/// Whether a matcher lets every series of the metric through: the service always sets the label, and all its values pass.
pub(crate) fn all_pass(vocabulary: &Vocabulary, selector: &VectorSelector, matcher: &Matcher) -> bool {
    let name = selector.name.as_ref().map(|name| name.value.as_str());
    let Some(found) = name.and_then(|name| vocabulary.find(name)) else { return false };
    let label = found.metric.labels.iter().find(|label| label.name == matcher.label.value);
    let Some(label) = label.filter(|_| found.metric.origin == Origin::Service) else { return false };
    let values = Values::Domain(label.domain.clone());
    let passing = narrow(&values, true, matcher.op.value, &matcher.value.value);
    passing.zip(values.list()).is_some_and(|(passing, all)| passing == all)
}
