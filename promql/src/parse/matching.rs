//! `on (...)`, `ignoring (...)`, `group_left (...)`, and lists of labels.

use super::{Parsed, Parser};
use crate::ast::{Group, Label, Matching, MatchingKind, Side};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;
use crate::span::Spanned;

impl Parser<'_> {
    /// The vector matching behind a binary operator, if there is any.
    pub(super) fn matching(&mut self) -> Parsed<Option<Matching>> {
        let (kind, keyword) = match self.kind() {
            TokenKind::Keyword(Keyword::On) => (MatchingKind::On, "on"),
            TokenKind::Keyword(Keyword::Ignoring) => (MatchingKind::Ignoring, "ignoring"),
            TokenKind::Keyword(Keyword::GroupLeft | Keyword::GroupRight) => {
                let span = self.token().span;
                let message =
                    format!("`{}` needs `on (...)` or `ignoring (...)` in front of it", self.slice(span));
                return Err(ParseError::new(span, message));
            }
            _ => return Ok(None),
        };
        let start = self.advance().span;
        let labels = self.labels(keyword)?;
        let span = self.since(start);
        Ok(Some(Matching { span, kind, labels, group: self.group()? }))
    }

    fn group(&mut self) -> Parsed<Option<Group>> {
        let (side, keyword) = match self.kind() {
            TokenKind::Keyword(Keyword::GroupLeft) => (Side::Left, "group_left"),
            TokenKind::Keyword(Keyword::GroupRight) => (Side::Right, "group_right"),
            _ => return Ok(None),
        };
        let start = self.advance().span;
        let labels = match self.kind() {
            TokenKind::LeftParen => self.labels(keyword)?,
            _ => Vec::new(),
        };
        Ok(Some(Group { span: self.since(start), side, labels }))
    }

    /// A list of labels in parentheses behind `keyword`.
    pub(super) fn labels(&mut self, keyword: &str) -> Parsed<Vec<Label>> {
        let word = (self.kind() == TokenKind::Word).then(|| self.slice(self.token().span).to_owned());
        self.expect(TokenKind::LeftParen, &format!("`(` after `{keyword}`")).map_err(|error| match word {
            Some(word) => error.with_help(format!("write `{keyword} ({word})`")),
            None => error,
        })?;
        let mut labels = Vec::new();
        while self.eat(TokenKind::RightParen).is_none() {
            labels.push(self.label(keyword)?);
            if self.eat(TokenKind::Comma).is_none() && self.kind() != TokenKind::RightParen {
                return Err(self.expected(&format!("`,` or `)` in the labels of `{keyword}`")));
            }
        }
        Ok(labels)
    }

    fn label(&mut self, keyword: &str) -> Parsed<Label> {
        let span = self.token().span;
        match self.kind() {
            TokenKind::Keyword(word) if !word.can_name_a_label() => {
                let help = format!("write `\"{}\"`, which Prometheus reads from 3.0 on", self.slice(span));
                self.fail(format!("`{}` cannot stand for a label here", self.slice(span)))
                    .map_err(|error| error.with_help(help))
            }
            TokenKind::Word | TokenKind::Keyword(_) => {
                self.advance();
                Ok(Spanned::new(self.slice(span).to_owned(), span))
            }
            TokenKind::String => {
                let name = self.string();
                if name.value.is_empty() {
                    return Err(ParseError::new(span, "a label name must not be empty"));
                }
                Ok(Spanned::new(name.value, span))
            }
            TokenKind::MetricWord => self.fail("a label name cannot contain a colon"),
            TokenKind::Variable => {
                let help =
                    "variables stand for numbers and durations, and may be part of quoted label values";
                let message = format!("a variable cannot stand for a label of `{keyword}`");
                Err(ParseError::new(span, message).with_help(help))
            }
            _ => Err(self.expected(&format!("a label name or `)` after `{keyword} (`"))),
        }
    }
}
