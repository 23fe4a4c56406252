//! Numbers and strings.

use super::{Parsed, Parser};
use crate::ast::{NumberLiteral, StringLiteral};
use crate::error::ParseError;
use crate::length::{self, DurationError};
use crate::lex::TokenKind;
use crate::lex::number;
use crate::operator::BinaryOp;
use crate::string;
use gaugewright_base::Span;

impl Parser<'_> {
    /// A number, or a duration as a number of seconds.
    pub(super) fn number(&mut self) -> Parsed<NumberLiteral> {
        let token = self.advance();
        let text = self.slice(token.span);
        let value = if token.kind == TokenKind::Duration {
            seconds(length::parse(text).map_err(|error| wrong_duration(token.span, text, error))?)
        } else {
            number::parse(text).ok_or_else(|| {
                ParseError::new(token.span, format!("`{text}` is not a number, or too large for one"))
            })?
        };
        Ok(NumberLiteral { span: token.span, value, text: text.to_owned() })
    }

    /// A number with or without a sign, which is part of it; `what` says what it is for.
    pub(super) fn signed_number(&mut self, what: &str) -> Parsed<NumberLiteral> {
        let start = self.token().span;
        let negative = self.eat(TokenKind::Op(BinaryOp::Sub)).is_some();
        if !negative {
            self.eat(TokenKind::Op(BinaryOp::Add));
        }
        if !matches!(self.kind(), TokenKind::Number | TokenKind::Duration) {
            return Err(self.expected(what));
        }
        let number = self.number()?;
        let value = if negative { -number.value } else { number.value };
        // White space and comments may stand between the sign and the number.
        let sign = self.slice(start).chars().next().filter(|c| matches!(c, '+' | '-'));
        let text = sign.into_iter().collect::<String>() + &number.text;
        Ok(NumberLiteral { span: self.since(start), value, text })
    }

    /// A string; that the next token is one, the caller knows.
    pub(super) fn string(&mut self) -> StringLiteral {
        let span = self.advance().span;
        let text = self.slice(span);
        // The lexer has refused every string that cannot be unquoted.
        let value = string::unquote(text).unwrap_or_default();
        StringLiteral { span, value, text: text.to_owned() }
    }
}

/// Seconds of a number of milliseconds. Durations are short enough to be exact.
#[expect(clippy::cast_precision_loss, reason = "the largest duration has fewer than 2^44 milliseconds")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

pub(super) fn wrong_duration(span: Span, text: &str, error: DurationError) -> ParseError {
    match error {
        DurationError::Malformed => ParseError::new(span, format!("`{text}` is neither a number nor a duration"))
            .with_help("a duration lists its units from large to small, as in `1d12h` or `500ms`; units are y, w, d, h, m, s, ms"),
        DurationError::TooLong => ParseError::new(span, format!("the duration `{text}` is longer than 292 years")),
    }
}
