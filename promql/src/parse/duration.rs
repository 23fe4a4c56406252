//! Durations: `5m`, a number of seconds, a variable, and what is computed of them.

use super::literal::wrong_duration;
use super::{Parsed, Parser};
use crate::ast::{Binary, Call, DurationExpr, DurationLiteral, Expr, NumberLiteral, Offset, Paren, Unary};
use crate::error::ParseError;
use crate::length;
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;
use crate::operator::{BinaryOp, UnaryOp};
use gaugewright_base::Spanned;

impl Parser<'_> {
    /// A duration in brackets, which must not be zero.
    pub(super) fn positive_duration(&mut self, whose: &str) -> Parsed<DurationExpr> {
        let duration = self.apart(|parser| parser.arithmetic(whose, 0)).and_then(written)?;
        let positive = duration.seconds().is_none_or(|seconds| seconds > 0.0);
        if !positive {
            return Err(ParseError::new(duration.span(), format!("{whose} must be greater than 0")));
        }
        Ok(duration)
    }

    pub(super) fn offset(&mut self) -> Parsed<Offset> {
        let start = self.advance().span;
        let (negative, duration) = self.apart(Self::offset_duration)?;
        Ok(Offset { span: self.since(start), negative, duration })
    }

    /// What is behind `offset`. Without parentheses that is no more than one operand: `x offset 5m + 1` adds to `x`. Behind
    /// `(...)` and two signs, however, Prometheus goes on reading a duration.
    fn offset_duration(&mut self) -> Parsed<(bool, DurationExpr)> {
        if self.kind() == TokenKind::LeftParen || self.two_signs() {
            let expr = self.arithmetic(OFFSET, 0).map_err(|error| match error.help {
                None => error.with_help("`(x offset (5m)) + y` keeps what follows apart from the offset"),
                Some(_) => error,
            })?;
            return Ok((false, written(expr)?));
        }
        let Some(sign) = self.sign() else { return Ok((false, written(self.duration_operand(OFFSET)?)?)) };
        self.advance();
        let operand = self.duration_operand(OFFSET)?;
        if sign.value == UnaryOp::Minus {
            return Ok((true, written(operand)?));
        }
        // The sign says nothing; that it is there makes the query newer.
        let span = sign.span.to(operand.span());
        self.grow(self.height, sign.span)?;
        let signed = Expr::Unary(Box::new(Unary { span, op: sign, expr: operand }));
        Ok((false, DurationExpr::Computed(Box::new(signed))))
    }

    /// Runs `parse` on something that does not count to the height of the expression in front of it.
    fn apart<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let height = std::mem::replace(&mut self.height, 0);
        let parsed = parse(self);
        self.height = self.height.max(height);
        parsed
    }

    fn sign(&self) -> Option<Spanned<UnaryOp>> {
        sign_of(self.kind()).map(|sign| Spanned::new(sign, self.token().span))
    }

    fn two_signs(&self) -> bool {
        sign_of(self.kind()).is_some() && sign_of(self.at(self.next + 1).kind).is_some()
    }

    /// Durations joined by operators that all bind at least as tight as `min`.
    fn arithmetic(&mut self, whose: &str, min: u8) -> Parsed<Expr> {
        self.nested(|parser| {
            let mut lhs = parser.duration_operand(whose)?;
            while let TokenKind::Op(op) = parser.kind()
                && op.computes_durations()
                && op.precedence() >= min
            {
                lhs = parser.computed(whose, lhs, op)?;
            }
            Ok(lhs)
        })
    }

    fn computed(&mut self, whose: &str, lhs: Expr, op: BinaryOp) -> Parsed<Expr> {
        let left = self.height;
        let op = Spanned::new(op, self.advance().span);
        let rhs = self.arithmetic(whose, op.precedence() + u8::from(!op.groups_right()))?;
        if matches!(op.value, BinaryOp::Div | BinaryOp::Mod)
            && matches!(&rhs, Expr::Number(n) if n.value == 0.0)
        {
            return Err(ParseError::new(op.span, "a duration must not be divided by zero"));
        }
        let span = lhs.span().to(rhs.span());
        self.grow(left.max(self.height), op.span)?;
        Ok(Expr::Binary(Box::new(Binary {
            span,
            lhs,
            op,
            bool_modifier: None,
            matching: None,
            fill: None,
            rhs,
        })))
    }

    fn duration_operand(&mut self, whose: &str) -> Parsed<Expr> {
        self.height = 1;
        if let Some(op) = self.sign() {
            self.advance();
            let expr = self.arithmetic(whose, UnaryOp::PRECEDENCE + 1)?;
            self.grow(self.height, op.span)?;
            let span = op.span.to(expr.span());
            return Ok(Expr::Unary(Box::new(Unary { span, op, expr })));
        }
        match self.kind() {
            TokenKind::Variable => Ok(Expr::Variable(self.variable())),
            TokenKind::Number | TokenKind::Duration => Ok(Expr::Number(self.number()?)),
            TokenKind::LeftParen => {
                let open = self.advance().span;
                let expr = self.arithmetic(whose, 0)?;
                self.expect(TokenKind::RightParen, "an operator or `)`")?;
                let span = self.since(open);
                self.grow(self.height, span)?;
                Ok(Expr::Paren(Box::new(Paren { span, expr })))
            }
            TokenKind::Keyword(word) if word.computes_durations() => self.duration_call(whose, word),
            _ => Err(self.expected(&format!("{whose}, a duration such as `5m`"))),
        }
    }

    /// `step()`, `range()`, `min_of(a, b)` or `max_of(a, b)`.
    fn duration_call(&mut self, whose: &str, word: Keyword) -> Parsed<Expr> {
        let start = self.advance().span;
        let name = Spanned::new(self.slice(start).to_owned(), start);
        self.expect(TokenKind::LeftParen, &format!("`(` after `{}`", name.value))?;
        let (mut args, mut height) = (Vec::new(), 0);
        if matches!(word, Keyword::MinOf | Keyword::MaxOf) {
            args.push(self.arithmetic(whose, 0)?);
            height = self.height;
            self.expect(TokenKind::Comma, &format!("`,` and a second duration in `{}`", name.value))?;
            args.push(self.arithmetic(whose, 0)?);
        }
        self.expect(TokenKind::RightParen, &format!("`)` after what `{}` is given", name.value))?;
        self.grow(height.max(self.height), start)?;
        Ok(Expr::Call(Box::new(Call { span: self.since(start), name, args })))
    }
}

const OFFSET: &str = "the offset";

const fn sign_of(kind: TokenKind) -> Option<UnaryOp> {
    match kind {
        TokenKind::Op(BinaryOp::Add) => Some(UnaryOp::Plus),
        TokenKind::Op(BinaryOp::Sub) => Some(UnaryOp::Minus),
        _ => None,
    }
}

/// What has been read, in its simplest form.
fn written(expr: Expr) -> Parsed<DurationExpr> {
    match expr {
        Expr::Number(number) => literal(number).map(DurationExpr::Literal),
        Expr::Variable(variable) => Ok(DurationExpr::Variable(variable)),
        expr => {
            let span = expr.span();
            let duration = DurationExpr::Computed(Box::new(expr));
            match duration.seconds() {
                Some(seconds) if !seconds.is_finite() => {
                    Err(ParseError::new(span, "this computes no duration: it divides by zero"))
                }
                Some(seconds) if length::from_seconds(seconds.abs()).is_err() => {
                    Err(ParseError::new(span, "this duration is longer than 292 years"))
                }
                _ => Ok(duration),
            }
        }
    }
}

fn literal(number: NumberLiteral) -> Parsed<DurationLiteral> {
    let NumberLiteral { span, value, text } = number;
    let millis = match length::parse(&text) {
        Ok(millis) => millis,
        Err(_) => length::from_seconds(value).map_err(|error| wrong_duration(span, &text, error))?,
    };
    Ok(DurationLiteral { span, millis, text })
}

impl DurationExpr {
    /// What is computed, the value of each part in seconds; nothing if it is written or a variable.
    pub fn computed(&self) -> Option<&Expr> {
        match self {
            Self::Computed(expr) => Some(expr),
            Self::Literal(_) | Self::Variable(_) => None,
        }
    }
}
