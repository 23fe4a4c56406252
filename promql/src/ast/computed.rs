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
