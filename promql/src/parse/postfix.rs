//! What follows an operand: `[5m]`, `[1h:1m]`, `offset 5m`, `@ 123`, `anchored`.

use super::{Parsed, Parser};
use crate::ast::{
    At, AtTime, DurationExpr, Edges, Expr, Modifiers, NumberLiteral, RangeSelector, Subquery, VectorSelector,
};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;
use gaugewright_base::{Span, Spanned};

impl Parser<'_> {
    pub(super) fn postfix(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            expr = match self.kind() {
                TokenKind::LeftBracket => self.bracket(expr)?,
                TokenKind::Keyword(Keyword::Offset) => {
                    let offset = self.offset()?;
                    self.attach(expr, offset.span, |modifiers| {
                        let free = modifiers.offset.is_none();
                        modifiers.offset = Some(offset);
                        free
                    })?
                }
                TokenKind::At => {
                    let at = self.at_time()?;
                    self.attach(expr, at.span, |modifiers| {
                        let free = modifiers.at.is_none();
                        modifiers.at = Some(at);
                        free
                    })?
                }
                TokenKind::Keyword(Keyword::Edges(edges)) => {
                    let edges = Spanned::new(edges, self.advance().span);
                    attach_edges(expr, edges)?
                }
                _ => return Ok(expr),
            }
        }
    }

    fn bracket(&mut self, expr: Expr) -> Parsed<Expr> {
        let open = self.advance().span;
        let range = self.positive_duration("the range")?;
        if self.eat(TokenKind::RightBracket).is_some() {
            let brackets = self.since(open);
            return self.range(expr, range, brackets);
        }
        self.expect(TokenKind::Colon, "`:` or `]` after the range")?;
        let step = match self.kind() {
            TokenKind::RightBracket => None,
            _ => Some(self.positive_duration("the step of the subquery")?),
        };
        self.expect(TokenKind::RightBracket, "`]` after the step")?;
        let (brackets, span) = (self.since(open), self.since(expr.span()));
        self.grow(self.height, brackets)?;
        let modifiers = Modifiers::default();
        Ok(Expr::Subquery(Box::new(Subquery { span, expr, range, step, brackets, modifiers })))
    }

    fn range(&mut self, expr: Expr, range: DurationExpr, brackets: Span) -> Parsed<Expr> {
        let Expr::Vector(selector) = expr else {
            let help = match &expr {
                Expr::Range(_) => "this selector already has a range".to_owned(),
                _ => format!("for other expressions use a subquery: `[{}:]`", self.slice(range.span())),
            };
            let message = "a range can only follow a selector such as `metric{label=\"value\"}`";
            return Err(ParseError::new(brackets, message).with_help(help));
        };
        let modifiers = self.misplaced_modifiers(&selector, brackets)?;
        let span = self.since(selector.span);
        let selector_end = selector.braces.or_else(|| selector.name.as_ref().map(|name| name.span));
        let selector_span = selector_end.map_or(selector.span, |end| Span { end: end.end, ..selector.span });
        let selector = VectorSelector { span: selector_span, modifiers: Modifiers::default(), ..*selector };
        self.grow(self.height, brackets)?;
        Ok(Expr::Range(Box::new(RangeSelector { span, selector, range, brackets, modifiers })))
    }

    /// Modifiers belong behind the range, but for `anchored` and `smoothed`, which may stand on either side of it.
    fn misplaced_modifiers(&self, selector: &VectorSelector, brackets: Span) -> Parsed<Modifiers> {
        let wrong = match &selector.modifiers {
            Modifiers { offset: Some(offset), .. } => offset.span,
            Modifiers { at: Some(at), .. } => at.span,
            modifiers => return Ok(modifiers.clone()),
        };
        let (modifier, range) = (self.slice(wrong), self.slice(brackets));
        let keyword = if modifier.starts_with('@') { "@" } else { "offset" };
        let message = format!("expected `{keyword}` behind the range, found it in front");
        Err(ParseError::new(wrong, message).with_help(format!("write `{range} {modifier}`")))
    }

    fn at_time(&mut self) -> Parsed<At> {
        let start = self.advance().span;
        let time = match self.kind() {
            TokenKind::Keyword(Keyword::Start) => self.at_bound(AtTime::Start)?,
            TokenKind::Keyword(Keyword::End) => self.at_bound(AtTime::End)?,
            TokenKind::Variable => AtTime::Variable(self.variable()),
            _ => AtTime::Timestamp(self.timestamp()?),
        };
        Ok(At { span: self.since(start), time })
    }

    fn at_bound(&mut self, time: AtTime) -> Parsed<AtTime> {
        self.advance();
        self.expect(TokenKind::LeftParen, "`()` after `start` or `end`")?;
        self.expect(TokenKind::RightParen, "`)`")?;
        Ok(time)
    }

    fn timestamp(&mut self) -> Parsed<NumberLiteral> {
        let number = self.signed_number("a timestamp in seconds, `start()` or `end()` after `@`")?;
        #[expect(clippy::cast_precision_loss, reason = "the bound of Prometheus is this float")]
        if !number.value.is_finite() || number.value.abs() >= i64::MAX as f64 {
            return Err(ParseError::new(number.span, "this timestamp is out of bounds"));
        }
        Ok(number)
    }

    /// Gives a modifier to the expression in front of it; `set` says whether it is the first.
    fn attach(&self, mut expr: Expr, span: Span, set: impl FnOnce(&mut Modifiers) -> bool) -> Parsed<Expr> {
        let name = if self.slice(span).starts_with('@') { "@" } else { "offset" };
        let (whole, modifiers) = match &mut expr {
            Expr::Vector(node) => (&mut node.span, &mut node.modifiers),
            Expr::Range(node) => (&mut node.span, &mut node.modifiers),
            Expr::Subquery(node) => (&mut node.span, &mut node.modifiers),
            _ => {
                let message = format!("`{name}` can only follow a selector or a subquery");
                let help = "write it behind the selector that it is meant for, inside the parentheses";
                return Err(ParseError::new(span, message).with_help(help));
            }
        };
        if !set(modifiers) {
            return Err(ParseError::new(span, format!("this selector has two `{name}` modifiers")));
        }
        *whole = whole.to(span);
        Ok(expr)
    }
}

/// Gives `anchored` or `smoothed` to the selector in front of it.
fn attach_edges(mut expr: Expr, edges: Spanned<Edges>) -> Parsed<Expr> {
    let name = edges.text();
    let (whole, modifiers) = match &mut expr {
        Expr::Vector(node) => (&mut node.span, &mut node.modifiers),
        Expr::Range(node) => (&mut node.span, &mut node.modifiers),
        Expr::Subquery(_) => {
            let message = format!("expected a selector in front of `{name}`, found a subquery");
            return Err(ParseError::new(edges.span, message));
        }
        _ => {
            let message = format!("expected a selector such as `metric[5m]` in front of `{name}`");
            return Err(ParseError::new(edges.span, message));
        }
    };
    if let Some(first) = &modifiers.edges {
        let message =
            format!("expected one of `anchored` and `smoothed`, found `{name}` behind `{}`", first.text());
        return Err(ParseError::new(edges.span, message));
    }
    *whole = whole.to(edges.span);
    modifiers.edges = Some(edges);
    Ok(expr)
}
