//! The canonical form over several lines, for queries too long for one.

use std::fmt::{self, Write};

use crate::ast::{Binary, Expr, Side, VectorSelector};
use crate::binding::{side_needs_parens, sign_needs_parens, subquery_needs_parens};
use crate::print::Printer;
use crate::quote;

/// The longest line that is not broken.
const WIDTH: usize = 100;

/// The canonical text of a query, broken into lines where it is too long for one. Means the same
/// as [`print`](crate::print::print).
pub fn pretty(expr: &Expr) -> String {
    let mut pretty = Pretty { out: String::new(), indent: 0 };
    // Writing to a string never fails.
    let _ = pretty.expr(expr, false);
    pretty.out
}

/// A sink that refuses more than a line, so that looking ahead costs no more than a line.
struct Line {
    left: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.checked_sub(text.len()).ok_or(fmt::Error)?;
        Ok(())
    }
}

struct Pretty {
    out: String,
    indent: usize,
}

impl Pretty {
    fn fits(&self, expr: &Expr) -> bool {
        let mut line = Line { left: WIDTH.saturating_sub(2 * self.indent) };
        Printer { out: &mut line }.expr(expr).is_ok()
    }

    fn printer(&mut self) -> Printer<'_, String> {
        Printer { out: &mut self.out }
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }

    /// Writes `inside` between two brackets, on lines of its own, one step further to the right.
    fn block(
        &mut self,
        open: char,
        close: char,
        inside: impl FnOnce(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        self.out.push(open);
        self.indent += 1;
        self.line();
        inside(self)?;
        self.indent -= 1;
        self.line();
        self.out.push(close);
        Ok(())
    }

    fn expr(&mut self, expr: &Expr, parens: bool) -> fmt::Result {
        if parens {
            return self.block('(', ')', |pretty| pretty.expr(expr, false));
        }
        if self.fits(expr) {
            return self.printer().expr(expr);
        }
        match expr {
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => {
                self.out.push_str(unary.op.text());
                self.side(&unary.expr, sign_needs_parens(&unary.expr))
            }
            Expr::Aggregate(aggregate) => {
                self.printer().aggregate_head(aggregate)?;
                self.args(aggregate.param.iter().chain([&aggregate.expr]))
            }
            Expr::Call(call) => {
                self.out.push_str(&call.name);
                self.args(call.args.iter())
            }
            Expr::Subquery(subquery) => {
                self.side(&subquery.expr, subquery_needs_parens(&subquery.expr))?;
                self.printer().range_and_step(&subquery.range, subquery.step.as_ref())?;
                self.printer().modifiers(&subquery.modifiers)
            }
            Expr::Vector(selector) => {
                self.selector(selector)?;
                self.printer().modifiers(&selector.modifiers)
            }
            Expr::Range(range) => {
                self.selector(&range.selector)?;
                self.printer().range(&range.range)?;
                self.printer().modifiers(&range.modifiers)
            }
            Expr::Paren(paren) => self.expr(&paren.expr, true),
            Expr::Number(_) | Expr::String(_) | Expr::Variable(_) => self.printer().expr(expr),
        }
    }

    /// The operator stands alone on its line, further to the right than both sides. Prometheus moves
    /// the sides instead; but a query must not start with blanks to be a plain block of YAML.
    fn binary(&mut self, binary: &Binary) -> fmt::Result {
        let op = binary.op.value;
        match &binary.lhs {
            // In `a + b + c` all operands are equals, even where `a + b` would fit on a line.
            Expr::Binary(lhs) if lhs.op.precedence() == op.precedence() && !op.groups_right() => {
                self.binary(lhs)?;
            }
            lhs => self.side(lhs, side_needs_parens(op, lhs, Side::Left))?,
        }
        self.indent += 1;
        self.line();
        self.printer().operator(binary)?;
        self.indent -= 1;
        self.line();
        self.side(&binary.rhs, side_needs_parens(op, &binary.rhs, Side::Right))
    }

    /// An expression that may need parentheses. Short ones keep their parentheses on the line.
    fn side(&mut self, expr: &Expr, parens: bool) -> fmt::Result {
        if parens && self.fits(expr) {
            self.out.push('(');
            self.printer().expr(expr)?;
            self.out.push(')');
            return Ok(());
        }
        self.expr(expr, parens)
    }

    fn args<'a>(&mut self, args: impl Iterator<Item = &'a Expr>) -> fmt::Result {
        self.block('(', ')', |pretty| {
            for (index, arg) in args.enumerate() {
                if index > 0 {
                    pretty.out.push(',');
                    pretty.line();
                }
                pretty.expr(arg, false)?;
            }
            Ok(())
        })
    }

    fn selector(&mut self, selector: &VectorSelector) -> fmt::Result {
        let quoted = self.printer().selector_name(selector)?;
        if selector.matchers.is_empty() && (quoted.is_none() == selector.name.is_some()) {
            return Ok(());
        }
        self.block('{', '}', |pretty| {
            if let Some(name) = quoted {
                quote::write(&mut pretty.out, name)?;
            }
            for (index, matcher) in selector.matchers.iter().enumerate() {
                if index > 0 || quoted.is_some() {
                    pretty.out.push(',');
                    pretty.line();
                }
                pretty.printer().matcher(matcher)?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, pretty};
    use crate::{Dialect, parse};

    #[test]
    fn long_queries_are_broken() {
        let text = "sum by (job) (rate(http_requests_total{job=\"api\",code=~\"5..\"}[5m])) / on (job) \
            group_left () (sum by (job) (rate(http_requests_total{job=\"api\"}[5m])) > 0) > 0.05";
        let lines = "sum by (job) (rate(http_requests_total{job=\"api\",code=~\"5..\"}[5m]))\n\
            \x20 / on (job) group_left ()\n\
            (sum by (job) (rate(http_requests_total{job=\"api\"}[5m])) > 0)\n\
            \x20 >\n\
            0.05";
        assert_eq!(parse(text, Dialect::default()).map(|expr| pretty(&expr)), Ok(lines.to_owned()));
    }

    #[test]
    fn what_fits_stays_on_its_line() {
        for length in [WIDTH, WIDTH + 1] {
            let text = format!("rate({}[5m])", "a".repeat(length - "rate([5m])".len()));
            let lines = parse(&text, Dialect::default()).map_or(0, |expr| pretty(&expr).lines().count());
            assert_eq!(lines, if length > WIDTH { 3 } else { 1 }, "{length}");
        }
    }
}
