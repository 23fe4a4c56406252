//! Texts of matchers that read as something else than they are: regular expressions in a plain matcher, alternatives that nothing
//! can match.

use super::Checker;
use crate::passing::narrow;
use crate::{Diagnostic, Values, rules};
use gaugewright_promql::{MatchOp, Matcher, suggest};

impl Checker<'_> {
    /// `=` and `!=` compare letter by letter.
    pub(super) fn literal_regex(&mut self, matcher: &Matcher) {
        let value = matcher.value.value.as_str();
        if matcher.op.value.is_regex() || !reads_as_regex(value) {
            return;
        }
        let regex = if matcher.op.value == MatchOp::Equal { MatchOp::Regex } else { MatchOp::NotRegex };
        let message = format!(
            "`{}` compares letter by letter, and `{value}` reads as a regular expression",
            matcher.op.value
        );
        let diagnostic = Diagnostic::new(&rules::LITERAL_REGEX, matcher.value.span, message);
        self.report(diagnostic.help(format!("write `{regex}` for a regular expression")));
    }

    /// An alternative of a regular expression that no value can be: a slip in one of them goes unnoticed among the others.
    pub(super) fn dead_alternative(&mut self, metric: &str, values: &Values, matcher: &Matcher) {
        let Some(alternatives) = alternatives(matcher) else { return };
        let label = matcher.label.value.as_str();
        let Some(all) = values.list() else { return };
        let patterns = alternatives.iter().filter(|one| !is_word(one)).count();
        if patterns.saturating_mul(all.len()) > MAX_TRIED {
            return;
        }
        let none = |alternative: &&str| {
            if is_word(alternative) {
                return !all.contains(*alternative);
            }
            narrow(values, true, MatchOp::Regex, alternative).is_some_and(|left| left.is_empty())
        };
        // That nothing matches at all is another finding.
        let dead: Vec<&str> = alternatives.iter().copied().filter(none).collect();
        let Some(first) = dead.first().filter(|_| dead.len() < alternatives.len()) else { return };
        let message =
            format!("no value of `{label}` of `{metric}` matches `{first}`, one of the alternatives");
        let names = || all.iter().map(String::as_str);
        let help = suggest::did_you_mean(first, names())
            .unwrap_or_else(|| format!("leave `{first}` out, or name a value that occurs"));
        let mut diagnostic = Diagnostic::new(&rules::IDLE_MATCHER, matcher.value.span, message);
        if all.len() <= 20 {
            diagnostic = diagnostic.note(format!("its values are {}", suggest::list(names())));
        }
        self.report(diagnostic.help(help));
    }
}

/// The most values that patterns are tried on.
const MAX_TRIED: usize = 10_000;

/// Whether a regular expression is a plain text.
fn is_word(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | ':' | ' '))
}

/// Whether somebody who writes this means a pattern.
fn reads_as_regex(value: &str) -> bool {
    let grouped = value.starts_with('(') && value.ends_with(')');
    // Between two words, and not as a sign of its own.
    let chooses = value.split('|').count() > 1 && value.split('|').all(|part| !part.trim().is_empty());
    grouped || chooses || value.contains(".*") || value.contains(".+")
}

/// The alternatives of a regular expression that consists of nothing else.
fn alternatives(matcher: &Matcher) -> Option<Vec<&str>> {
    let value = matcher.value.value.as_str();
    let inner = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(value);
    let plain = !inner.contains(['(', ')', '[', ']', '\\', '$', '^']);
    let all: Vec<&str> = inner.split('|').collect();
    (matcher.op.value.is_regex() && plain && all.len() > 1 && all.iter().all(|one| !one.is_empty()))
        .then_some(all)
}

#[cfg(test)]
mod tests {
    use super::reads_as_regex;

    #[test]
    fn patterns_are_told_from_texts() {
        for text in ["a|b", ".*", "api.+", "(a)", "(a|b)"] {
            assert!(reads_as_regex(text), "{text}");
        }
        for text in ["", "|", "a|", "/", "api.example.org", "a (b)", "C++", "*"] {
            assert!(!reads_as_regex(text), "{text}");
        }
    }
}
