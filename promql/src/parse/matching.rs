//! `on (...)`, `ignoring (...)`, `group_left (...)`, `fill (...)`, and lists of labels.

use super::{Parsed, Parser};
use crate::ast::{Fill, Group, Label, Matching, MatchingKind, Name, NumberLiteral, Side};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;

const COLON: &str = "a label name cannot contain a colon";

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

    /// `fill(0)`, or `fill_left(0)` and `fill_right(0)` in any order.
    pub(super) fn fill(&mut self) -> Parsed<Option<Fill>> {
        let start = self.token().span;
        let (mut left, mut right) = (None, None);
        while let TokenKind::Keyword(Keyword::Fill(side)) = self.kind()
            // Otherwise it is a metric of that name.
            && self.at(self.next + 1).kind == TokenKind::LeftParen
        {
            let taken = match side {
                None => left.is_some() || right.is_some(),
                Some(Side::Left) => left.is_some(),
                Some(Side::Right) => right.is_some(),
            };
            let name = self.slice(self.token().span);
            if taken {
                return self
                    .fail(format!("expected the right side of the operator: `{name}` has a value already"));
            }
            let value = self.fill_value(name)?;
            match side {
                None => (left, right) = (Some(value.clone()), Some(value)),
                Some(Side::Left) => left = Some(value),
                Some(Side::Right) => right = Some(value),
            }
        }
        if left.is_none() && right.is_none() {
            return Ok(None);
        }
        Ok(Some(Fill { span: self.since(start), left, right }))
    }

    fn fill_value(&mut self, name: &str) -> Parsed<NumberLiteral> {
        self.advance();
        self.expect(TokenKind::LeftParen, &format!("`(` after `{name}`"))?;
        let value = self.signed_number(&format!("a number in `{name}`"))?;
        self.expect(TokenKind::RightParen, &format!("`)` after the number of `{name}`"))?;
        Ok(value)
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
                let help = format!("write `\"{}\"`, which Prometheus reads from 2.55 on", self.slice(span));
                self.fail(format!("`{}` cannot stand for a label here", self.slice(span)))
                    .map_err(|error| error.with_help(help))
            }
            TokenKind::Word | TokenKind::Keyword(_) | TokenKind::Variable => Ok(self.name()),
            TokenKind::Template => {
                let name = self.name();
                let own =
                    |at: usize| name.variables.iter().all(|variable| !variable.span.range().contains(&at));
                if name.match_indices(':').any(|(at, _)| own(span.start as usize + at)) {
                    return Err(ParseError::new(span, COLON));
                }
                Ok(name)
            }
            TokenKind::String => {
                let name = self.string();
                if name.value.is_empty() {
                    return Err(ParseError::new(span, "a label name must not be empty"));
                }
                Ok(Name::new(name.value, span))
            }
            TokenKind::MetricWord => self.fail(COLON),
            _ => Err(self.expected(&format!("a label name or `)` after `{keyword} (`"))),
        }
    }
}
