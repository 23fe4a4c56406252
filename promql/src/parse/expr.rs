//! Operators, signs, parentheses, and the choice of what an operand is.

use super::{Parsed, Parser};
use crate::ast::{Binary, Expr, Paren, Unary};
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;
use crate::operator::{BinaryOp, UnaryOp};
use gaugewright_base::Spanned;

impl Parser<'_> {
    /// An expression whose operators all bind at least as tight as `min`.
    pub(super) fn expr(&mut self, min: u8) -> Parsed<Expr> {
        self.nested(|parser| {
            let mut lhs = parser.operand()?;
            while let Some(op) = parser.binary_op().filter(|op| op.precedence() >= min) {
                lhs = parser.binary(lhs, op)?;
            }
            Ok(lhs)
        })
    }

    fn binary_op(&self) -> Option<BinaryOp> {
        match self.kind() {
            TokenKind::Op(op) | TokenKind::Keyword(Keyword::Binary(op)) => Some(op),
            _ => None,
        }
    }

    fn binary(&mut self, lhs: Expr, op: BinaryOp) -> Parsed<Expr> {
        let left = self.height;
        let op = Spanned::new(op, self.advance().span);
        let bool_modifier = self.eat_keyword(Keyword::Bool);
        let matching = self.matching()?;
        let fill = self.fill()?;
        let min = op.precedence() + u8::from(!op.groups_right());
        let rhs = self.expr(min)?;
        let span = lhs.span().to(rhs.span());
        self.grow(left.max(self.height), op.span)?;
        Ok(Expr::Binary(Box::new(Binary { span, lhs, op, bool_modifier, matching, fill, rhs })))
    }

    /// An operand with everything that is attached to it.
    fn operand(&mut self) -> Parsed<Expr> {
        let sign = match self.kind() {
            TokenKind::Op(BinaryOp::Add) => UnaryOp::Plus,
            TokenKind::Op(BinaryOp::Sub) => UnaryOp::Minus,
            _ => {
                let expr = self.primary()?;
                return self.postfix(expr);
            }
        };
        let op = Spanned::new(sign, self.advance().span);
        let expr = self.expr(UnaryOp::PRECEDENCE + 1)?;
        self.grow(self.height, op.span)?;
        let span = op.span.to(expr.span());
        Ok(Expr::Unary(Box::new(Unary { span, op, expr })))
    }

    fn primary(&mut self) -> Parsed<Expr> {
        self.height = 1;
        let called = self.at(self.next + 1).kind == TokenKind::LeftParen;
        match self.kind() {
            TokenKind::LeftParen => self.paren(),
            TokenKind::Number | TokenKind::Duration => self.number().map(Expr::Number),
            TokenKind::String => Ok(Expr::String(self.string())),
            TokenKind::Variable if called => self.fail("a variable cannot stand for a function"),
            TokenKind::Variable if self.names_a_metric() => self.selector(),
            TokenKind::Variable => Ok(Expr::Variable(self.variable())),
            TokenKind::Keyword(Keyword::Aggregate(op)) if self.aggregates() => self.aggregate(op),
            TokenKind::Word if called => self.call(),
            TokenKind::Keyword(word) if called && word.can_name_a_function() => self.call(),
            TokenKind::Word | TokenKind::MetricWord | TokenKind::Template | TokenKind::LeftBrace => {
                self.selector()
            }
            TokenKind::Keyword(word) if word.can_name_a_metric() => self.selector(),
            _ => Err(self.expected("a metric, a function, a number or `(`")),
        }
    }

    /// Whether the variable at hand is the name of a metric: nothing else has matchers, a range, an offset.
    fn names_a_metric(&self) -> bool {
        matches!(
            self.at(self.next + 1).kind,
            TokenKind::LeftBrace
                | TokenKind::LeftBracket
                | TokenKind::At
                | TokenKind::Keyword(Keyword::Offset | Keyword::Edges(_))
        )
    }

    fn paren(&mut self) -> Parsed<Expr> {
        let open = self.advance().span;
        let expr = self.expr(0)?;
        self.expect(TokenKind::RightParen, "an operator or `)`")?;
        let span = self.since(open);
        self.grow(self.height, span)?;
        Ok(Expr::Paren(Box::new(Paren { span, expr })))
    }
}
