//! Aggregations: `sum by (job) (x)`, `sum(x) by (job)`, `topk(3, x)`.

use super::{Parsed, Parser};
use crate::ast::{Aggregate, Expr, Grouping, GroupingKind};
use crate::error::ParseError;
use crate::lex::TokenKind;
use crate::lex::keyword::Keyword;
use crate::operator::AggregateOp;
use gaugewright_base::{Span, Spanned};

impl Parser<'_> {
    /// Whether the aggregation word at hand is one; otherwise it is the name of a metric.
    pub(super) fn aggregates(&self) -> bool {
        let next = self.at(self.next + 1).kind;
        matches!(next, TokenKind::LeftParen | TokenKind::Keyword(Keyword::By | Keyword::Without))
    }

    pub(super) fn aggregate(&mut self, op: AggregateOp) -> Parsed<Expr> {
        let start = self.advance().span;
        let op = Spanned::new(op, start);
        let before = self.grouping()?;
        let args = self.args(op.text())?;
        let parens = self.since(start);
        let grouping = match (before, self.grouping()?) {
            (Some(_), Some(second)) => {
                let message = format!("`{}` already has labels to group by", op.value);
                return Err(ParseError::new(second.span, message));
            }
            (first, second) => first.or(second),
        };
        let (param, expr) = take_args(op.value, args, parens)?;
        Ok(Expr::Aggregate(Box::new(Aggregate { span: self.since(start), op, grouping, param, expr })))
    }

    fn grouping(&mut self) -> Parsed<Option<Grouping>> {
        let (kind, keyword) = match self.kind() {
            TokenKind::Keyword(Keyword::By) => (GroupingKind::By, "by"),
            TokenKind::Keyword(Keyword::Without) => (GroupingKind::Without, "without"),
            _ => return Ok(None),
        };
        let start = self.advance().span;
        let labels = self.labels(keyword)?;
        Ok(Some(Grouping { span: self.since(start), kind, labels }))
    }
}

/// Sorts the arguments into the parameter and what is aggregated.
fn take_args(op: AggregateOp, args: Vec<Expr>, span: Span) -> Parsed<(Option<Expr>, Expr)> {
    let count = args.len();
    let mut args = args.into_iter();
    match (op.parameter(), args.next(), args.next(), args.next()) {
        (None, Some(expr), None, None) => Ok((None, expr)),
        (Some(_), Some(param), Some(expr), None) => Ok((Some(param), expr)),
        (None, ..) => {
            let message = format!("`{op}` needs one argument, found {count}");
            Err(ParseError::new(span, message))
        }
        (Some(parameter), ..) => {
            let message = format!("`{op}` needs two arguments, found {count}");
            let help = format!("the first is {parameter}, the second what is aggregated");
            Err(ParseError::new(span, message).with_help(help))
        }
    }
}
