//! What a user hears about a query that cannot be used.

use std::fmt;

use gaugewright_base::Span;

/// Something wrong in a query, with the place and, where one is known, the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The part of the query that is wrong.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
    /// What to write in its place.
    pub help: Option<String>,
}

impl ParseError {
    /// An error without help.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}
