//! Selectors: one metric name, valid regular expressions, at least one matcher that selects.

use super::Checker;
use crate::ast::{Matcher, VectorSelector};
use crate::error::ParseError;
use crate::operator::MatchOp;
use crate::regex::Regex;
use crate::string::is_utf8;

/// The label that holds the name of the metric.
const METRIC_NAME: &str = "__name__";

impl Checker {
    pub(super) fn selector(&mut self, selector: &VectorSelector) {
        self.matchers(selector);
        if let Some(name) = &selector.name {
            for matcher in selector.matchers.iter().filter(|matcher| matcher.label.value == METRIC_NAME) {
                let message = format!("the metric name is already `{}`", name.value);
                self.error(ParseError::new(matcher.span, message));
            }
        } else if selector.matchers.iter().all(matches_empty) {
            let message = "this selector would take every series there is";
            let help = "name a metric, or add a matcher that refuses the empty text, such as `job=~\".+\"`";
            self.error(ParseError::new(selector.span, message).with_help(help));
        }
    }

    /// The regular expressions of a selector.
    pub(super) fn matchers(&mut self, selector: &VectorSelector) {
        for matcher in selector.matchers.iter().filter(|matcher| matcher.op.value.is_regex()) {
            if let Err(wrong) = Regex::new(&matcher.value.value) {
                let span = matcher.value.place_of(wrong.range);
                self.error(ParseError::new(span, wrong.message));
            } else if !is_utf8(&matcher.value.text) {
                self.error(ParseError::new(matcher.value.span, "a regular expression must be valid UTF-8"));
            }
        }
    }
}

/// Whether series without the label pass. A broken regular expression is told about elsewhere.
fn matches_empty(matcher: &Matcher) -> bool {
    let value = &matcher.value.value;
    match matcher.op.value {
        MatchOp::Equal => value.is_empty(),
        MatchOp::NotEqual => !value.is_empty(),
        MatchOp::Regex => Regex::new(value).is_ok_and(Regex::matches_empty),
        MatchOp::NotRegex => Regex::new(value).is_ok_and(|regex| !regex.matches_empty()),
    }
}
