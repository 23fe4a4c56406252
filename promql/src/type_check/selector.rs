//! Selectors: one metric name, valid regular expressions, at least one matcher that selects.

use super::Checker;
use crate::ast::{Edges, Expr, Matcher, VectorSelector};
use crate::error::ParseError;
use crate::functions::{Func, Function};
use crate::operator::MatchOp;
use crate::regex::Regex;
use crate::string::is_utf8;

/// The label that holds the name of the metric.
const METRIC_NAME: &str = "__name__";

/// The functions that take an `anchored` range.
const ANCHORED: &[Func] = &[Func::Changes, Func::Delta, Func::Increase, Func::Rate, Func::Resets];

/// The functions that take a `smoothed` range.
const SMOOTHED: &[Func] = &[Func::Delta, Func::Increase, Func::Rate];

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

    /// Whether a function knows what to do at the edges of the range that it is given.
    pub(super) fn edges(&mut self, arg: &Expr, function: &Function) {
        let Expr::Range(range) = arg.without_parens() else { return };
        let Some(edges) = &range.modifiers.edges else { return };
        let (known, names): (&[Func], _) = match edges.value {
            Edges::Anchored => (ANCHORED, "`changes`, `delta`, `increase`, `rate` and `resets`"),
            Edges::Smoothed => (SMOOTHED, "`delta`, `increase` and `rate`"),
        };
        if !known.contains(&function.func) {
            let message = format!("`{}` goes with {names}, found `{}`", edges.text(), function.name);
            self.error(ParseError::new(edges.span, message));
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
