//! Variables of Grafana: `$name`, `${name}`, `${name:format}`, `[[name]]`, and names that they are a part of.

use super::{Lexer, Mode, TokenKind, is_word, is_word_start};
use crate::error::ParseError;
use gaugewright_base::Span;

impl Lexer<'_> {
    /// Whether a variable stands here. That of `[[name]]` is looked at as a whole: a range starts with a bracket, too.
    pub(super) fn starts_variable(&self) -> bool {
        let rest = self.rest();
        rest.starts_with('$') || self.variables && bracketed(rest).is_some()
    }

    /// A variable, or a name that begins with one.
    pub(super) fn variable(&mut self) -> Result<TokenKind, ParseError> {
        self.one_variable()?;
        self.rest_of_name(TokenKind::Variable)
    }

    /// Goes on with a name of which a part has been read. In brackets there are no names.
    pub(super) fn rest_of_name(&mut self, found: TokenKind) -> Result<TokenKind, ParseError> {
        if !self.variables || matches!(self.mode, Mode::Brackets { .. }) {
            return Ok(found);
        }
        let colons = self.mode == Mode::Plain;
        let mut found = found;
        loop {
            if self.starts_variable() {
                self.one_variable()?;
            } else if self.take_while(|c| is_word(c) || colons && c == ':').is_empty() {
                return Ok(found);
            }
            found = TokenKind::Template;
        }
    }

    fn one_variable(&mut self) -> Result<(), ParseError> {
        let start = self.at;
        if let Some(length) = bracketed(self.rest()) {
            self.at += length;
            return Ok(());
        }
        self.at += 1;
        let braced = self.rest().starts_with('{');
        self.at += usize::from(braced);
        let named = self.take_while(is_word).starts_with(is_word_start);
        if braced {
            if self.rest().starts_with(':') {
                self.take_while(|c| !matches!(c, '}' | '\n' | '"' | '{'));
            }
            if !named || !self.rest().starts_with('}') {
                let message = "expected a variable such as `${name}` or `${name:format}`";
                return self.error(start, self.at, message);
            }
            self.at += 1;
        } else if !named {
            return self.error(start, self.at, "expected the name of a variable behind `$`");
        }
        if self.variables {
            return Ok(());
        }
        Err(ParseError::new(Span::new(start, self.at), "variables are not allowed in this query"))
    }
}

/// The length of `[[name]]` or `[[name:format]]` at the start of a text.
pub(crate) fn bracketed(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("[[")?.split_once("]]")?.0;
    let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
    let is_variable = name.starts_with(is_word_start)
        && name.chars().all(is_word)
        && format.chars().all(|c| !matches!(c, '[' | ']' | '"' | '\n'));
    is_variable.then_some(inside.len() + 4)
}
