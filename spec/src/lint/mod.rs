//! The rules: every finding has one, with a code, a default severity and a page in the docs.

pub mod rules;

use crate::diagnostic::Severity;

/// A rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code: `unknown-metric`. Also the name of its page, and what `allow` takes.
    pub code: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What it finds, in one line.
    pub summary: &'static str,
}

/// The rule with that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules::ALL.iter().copied().find(|rule| rule.code == code)
}
