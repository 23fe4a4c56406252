//! Selectors: a metric name, matchers in braces.

use super::{Parsed, Parser};
use crate::ast::{Expr, Label, Matcher, MetricName, Modifiers, Name, VectorSelector};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::operator::MatchOp;
use gaugewright_base::Spanned;

impl Parser<'_> {
    pub(super) fn selector(&mut self) -> Parsed<Expr> {
        let start = self.token().span;
        let mut selector = VectorSelector {
            span: start,
            name: None,
            braces: None,
            matchers: Vec::new(),
            modifiers: Modifiers::default(),
        };
        if self.kind() != TokenKind::LeftBrace {
            selector.name = Some(self.name());
        }
        if let Some(open) = self.eat(TokenKind::LeftBrace) {
            self.matchers(&mut selector)?;
            selector.braces = Some(self.since(open));
        }
        selector.span = self.since(start);
        if self.kind() == TokenKind::LeftParen {
            let message = format!("`{}` cannot be called", self.slice(selector.span));
            return self.fail(message);
        }
        Ok(Expr::Vector(Box::new(selector)))
    }

    /// Everything behind `{`, up to and with `}`.
    fn matchers(&mut self, selector: &mut VectorSelector) -> Parsed<()> {
        while self.eat(TokenKind::RightBrace).is_none() {
            let quoted = self.kind() == TokenKind::String;
            let label = self.matcher_label()?;
            if let TokenKind::Match(op) = self.kind() {
                let op = Spanned::new(op, self.advance().span);
                selector.matchers.push(self.matcher(label, op)?);
            } else if quoted {
                self.quoted_name(selector, label)?;
            } else {
                return Err(
                    self.expected(&format!("`=`, `!=`, `=~` or `!~` after the label `{}`", label.value))
                );
            }
            if self.eat(TokenKind::Comma).is_none() && self.kind() != TokenKind::RightBrace {
                return Err(self.expected("`,` or `}`"));
            }
        }
        Ok(())
    }

    fn matcher_label(&mut self) -> Parsed<Label> {
        match self.kind() {
            TokenKind::Word | TokenKind::Variable | TokenKind::Template => Ok(self.name()),
            TokenKind::String => {
                let name = self.string();
                if name.value.is_empty() {
                    return Err(ParseError::new(name.span, "a name must not be empty"));
                }
                Ok(Name::new(name.value, name.span))
            }
            _ => Err(self.expected("a label name or `}`")),
        }
    }

    fn matcher(&mut self, label: Label, op: Spanned<MatchOp>) -> Parsed<Matcher> {
        if self.is_template() {
            let help = "a variable is a part of the quoted value: `job=\"$job\"`";
            return Err(ParseError::new(self.token().span, "a variable cannot stand here").with_help(help));
        }
        if self.kind() != TokenKind::String {
            let mut error = self.expected(&format!("a quoted value after `{}{}`", label.value, op.value));
            if self.kind() == TokenKind::Word {
                let word = self.slice(self.token().span);
                error = error.with_help(format!("write `{}{}\"{word}\"`", label.value, op.value));
            } else if self.slice(self.token().span) == "=" {
                error = error.with_help("a matcher has one of `=`, `!=`, `=~` and `!~`");
            }
            return Err(error);
        }
        let value = self.string();
        Ok(Matcher { span: label.span.to(value.span), label, op, value })
    }

    /// A bare string in braces is the metric name: `{"my.metric"}`.
    fn quoted_name(&mut self, selector: &mut VectorSelector, name: MetricName) -> Parsed<()> {
        if self.kind() == TokenKind::Broken {
            return Err(self.expected("`,` or `}`"));
        }
        if let Some(first) = &selector.name {
            let message =
                format!("this selector has two metric names, `{}` and `{}`", first.value, name.value);
            return Err(ParseError::new(name.span, message));
        }
        selector.name = Some(name);
        Ok(())
    }
}
