//! A rule: what its findings are about, and how bad they are.

use crate::severity::Severity;

/// A rule: every finding has one.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code: `unknown-metric`. Also the name of its page, and what suppresses it.
    pub code: &'static str,
    /// The severity of its findings, unless their author is told otherwise.
    pub severity: Severity,
    /// Whether nobody can change that: without what it demands there is nothing to go on with.
    pub is_fixed: bool,
    /// Whether it is reported only where somebody asks for it.
    pub is_off: bool,
    /// What it finds, in one line.
    pub summary: &'static str,
}

impl Rule {
    const fn new(code: &'static str, severity: Severity, summary: &'static str) -> Self {
        Self { code, severity, is_fixed: false, is_off: false, summary }
    }

    /// A mistake without whose repair nothing can be generated.
    pub const fn fixed(code: &'static str, summary: &'static str) -> Self {
        Self { is_fixed: true, ..Self::new(code, Severity::Error, summary) }
    }

    /// A mistake; an author who knows better can say so.
    pub const fn error(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Error, summary)
    }

    /// Probably a mistake.
    pub const fn warning(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Warning, summary)
    }

    /// Worth knowing.
    pub const fn note(code: &'static str, summary: &'static str) -> Self {
        Self::new(code, Severity::Note, summary)
    }

    /// Reported only where somebody asks for it.
    pub const fn off(code: &'static str, summary: &'static str) -> Self {
        Self { is_off: true, ..Self::warning(code, summary) }
    }
}

/// Of queries and of quantities: values of different dimensions that are compared or added.
pub static UNIT_MISMATCH: Rule =
    Rule::error("unit-mismatch", "values of different dimensions that are compared or added");
