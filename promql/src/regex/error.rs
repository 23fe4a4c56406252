//! Why a regular expression is refused.

use std::ops::Range;

/// What is wrong with a regular expression, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegexError {
    /// The bytes of the pattern.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
}

pub(super) type Checked<T> = Result<T, RegexError>;

pub(super) fn error<T>(range: Range<usize>, message: impl Into<String>) -> Checked<T> {
    Err(RegexError { range, message: message.into() })
}
