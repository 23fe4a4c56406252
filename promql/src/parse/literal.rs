//! Numbers, strings, durations, variables.

use super::{Parsed, Parser};
use crate::ast::{DurationExpr, DurationLiteral, NumberLiteral, StringLiteral, Variable};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::lex::duration::{self, DurationError};
use crate::lex::number;
use crate::span::Span;
use crate::string;

impl Parser<'_> {
    /// A number, or a duration as a number of seconds.
    pub(super) fn number(&mut self) -> Parsed<NumberLiteral> {
        let token = self.advance();
        let text = self.slice(token.span);
        let value = if token.kind == TokenKind::Duration {
            seconds(duration::parse(text).map_err(|error| wrong_duration(token.span, text, error))?)
        } else {
            number::parse(text).ok_or_else(|| {
                ParseError::new(token.span, format!("`{text}` is not a number, or too large for one"))
            })?
        };
        Ok(NumberLiteral { span: token.span, value, text: text.to_owned() })
    }

    /// A string; that the next token is one, the caller knows.
    pub(super) fn string(&mut self) -> StringLiteral {
        let span = self.advance().span;
        let text = self.slice(span);
        // The lexer has refused every string that cannot be unquoted.
        let value = string::unquote(text).unwrap_or_default();
        StringLiteral { span, value, text: text.to_owned() }
    }

    /// A variable; that the next token is one, the caller knows.
    pub(super) fn variable(&mut self) -> Variable {
        let span = self.advance().span;
        let text = self.slice(span);
        let inner = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
        let braced = inner.is_some();
        let (name, format) = match inner.unwrap_or(&text[1..]).split_once(':') {
            Some((name, format)) => (name, Some(format.to_owned())),
            None => (inner.unwrap_or(&text[1..]), None),
        };
        Variable { span, name: name.to_owned(), format, braced }
    }

    /// A duration, a plain number of seconds, or a variable for either.
    pub(super) fn duration(&mut self, whose: &str) -> Parsed<DurationExpr> {
        let token = self.token();
        let text = self.slice(token.span);
        let millis = match token.kind {
            TokenKind::Variable => return Ok(DurationExpr::Variable(self.variable())),
            TokenKind::Duration => duration::parse(text),
            TokenKind::Number => {
                number::parse(text).ok_or(DurationError::Malformed).and_then(duration::from_seconds)
            }
            _ => return Err(self.expected(&format!("{whose}, a duration such as `5m`"))),
        };
        let millis = millis.map_err(|error| wrong_duration(token.span, text, error))?;
        self.advance();
        Ok(DurationExpr::Literal(DurationLiteral { span: token.span, millis, text: text.to_owned() }))
    }

    /// A duration that must not be zero.
    pub(super) fn positive_duration(&mut self, whose: &str) -> Parsed<DurationExpr> {
        let duration = self.duration(whose)?;
        if duration.millis() == Some(0) {
            return Err(ParseError::new(duration.span(), format!("{whose} must be greater than 0")));
        }
        Ok(duration)
    }
}

/// Seconds of a number of milliseconds. Durations are short enough to be exact.
#[expect(clippy::cast_precision_loss, reason = "the largest duration has fewer than 2^44 milliseconds")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

fn wrong_duration(span: Span, text: &str, error: DurationError) -> ParseError {
    match error {
        DurationError::Malformed => ParseError::new(span, format!("`{text}` is neither a number nor a duration"))
            .with_help("a duration lists its units from large to small, as in `1d12h` or `500ms`; units are y, w, d, h, m, s, ms"),
        DurationError::TooLong => ParseError::new(span, format!("the duration `{text}` is longer than 292 years")),
    }
}
