//! Function calls. Whether the function exists is a matter of types, not of syntax.

use super::{Parsed, Parser};
use crate::ast::{Call, Expr};
use crate::error::ParseError;
use crate::lex::TokenKind;
use gaugewright_base::Spanned;

impl Parser<'_> {
    pub(super) fn call(&mut self) -> Parsed<Expr> {
        let start = self.advance().span;
        let name = Spanned::new(self.slice(start).to_owned(), start);
        let args = self.args(&name.value)?;
        Ok(Expr::Call(Box::new(Call { span: self.since(start), name, args })))
    }

    /// Arguments in parentheses.
    pub(super) fn args(&mut self, callee: &str) -> Parsed<Vec<Expr>> {
        let open = self.expect(TokenKind::LeftParen, &format!("`(` after `{callee}`"))?;
        let mut args = Vec::new();
        let mut height = 0;
        if self.eat(TokenKind::RightParen).is_none() {
            loop {
                args.push(self.expr(0)?);
                height = height.max(self.height);
                if self.eat(TokenKind::RightParen).is_some() {
                    break;
                }
                let what = format!("an operator, `,` or `)` in the arguments of `{callee}`");
                let comma = self.expect(TokenKind::Comma, &what)?;
                if self.kind() == TokenKind::RightParen {
                    let message = format!("`{callee}` must not have a comma behind its last argument");
                    return Err(ParseError::new(comma, message));
                }
            }
        }
        self.grow(height, open)?;
        Ok(args)
    }
}
