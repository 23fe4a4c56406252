//! The value of durations that are computed.

use super::{DurationExpr, Expr};
use crate::functions::Func;
use crate::operator::{BinaryOp, UnaryOp};

impl DurationExpr {
    /// Its length in seconds, where that is known: that of `2 * 5m` is, that of `step()` only when the query runs. A computed
    /// one can be negative.
    #[expect(clippy::cast_precision_loss, reason = "the largest duration has fewer than 2^44 milliseconds")]
    pub fn seconds(&self) -> Option<f64> {
        match self {
            Self::Literal(duration) => Some(duration.millis as f64 / 1000.0),
            Self::Computed(expr) => seconds(expr),
            Self::Variable(_) => None,
        }
    }
}

fn seconds(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(number) => Some(number.value),
        Expr::Paren(paren) => seconds(&paren.expr),
        Expr::Unary(unary) => {
            let value = seconds(&unary.expr)?;
            Some(if unary.op.value == UnaryOp::Minus { -value } else { value })
        }
        Expr::Binary(binary) => operation(binary.op.value, seconds(&binary.lhs)?, seconds(&binary.rhs)?),
        Expr::Call(call) => {
            let [a, b] = &call.args[..] else { return None };
            let least = call.name.eq_ignore_ascii_case(Func::MinOf.name());
            let (a, b) = (seconds(a)?, seconds(b)?);
            Some(if least { a.min(b) } else { a.max(b) })
        }
        _ => None,
    }
}

fn operation(op: BinaryOp, a: f64, b: f64) -> Option<f64> {
    Some(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Mod => a % b,
        BinaryOp::Pow => a.powf(b),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, Expr, parse, print};

    #[test]
    fn what_is_computed_of_literals_is_known() {
        for (duration, millis) in [
            ("5m", Some(300_000)),
            ("2 * 5m", Some(600_000)),
            ("1h - 30m / 2 + 1", Some(2_701_000)),
            ("-(-5m)", Some(300_000)),
            ("+7 % 4", Some(3000)),
            ("2 ^ 3 ^ 0", Some(2000)),
            ("min_of(1m, MAX_OF(10s, 0.5))", Some(10_000)),
            ("step()", None),
            ("2 * $window", None),
            ("max_of(range(), 1m)", None),
        ] {
            let query = parse(&["x[", duration, "]"].concat(), Dialect { variables: true }).unwrap();
            let Expr::Range(range) = &query else { panic!("{duration}") };
            assert_eq!(range.range.millis(), millis, "{duration}");
            assert_eq!(range.range.length().map(crate::duration::Duration::as_millis), millis, "{duration}");
        }
    }

    #[test]
    fn an_offset_ends_where_prometheus_ends_it() {
        for (query, moved) in [
            ("x offset 5m + 1", Some("x offset 5m")),
            ("x offset -5m * 2", Some("x offset -5m")),
            ("x offset step() + 1", Some("x offset step()")),
            ("x offset -(5m) + 1", Some("x offset -(5m)")),
            ("x offset (5m) + 1", None),
            ("x offset --5m + 1", None),
            ("x offset (5m) > 1", Some("x offset (5m)")),
        ] {
            let expr = parse(query, Dialect::default()).unwrap();
            let side = match &expr {
                Expr::Binary(binary) => Some(print(&binary.lhs)),
                _ => None,
            };
            assert_eq!(side.as_deref(), moved, "{query}");
            assert_eq!(parse(&print(&expr), Dialect::default()).map(|expr| print(&expr)), Ok(print(&expr)));
        }
    }
}
