//! Why a value is no number: a share of nothing.

use gaugewright_spec::promql::{BinaryOp, Expr, Func};

use super::look::{Look, short, with};
use super::reason::{Kind, Reason};
use crate::history::{Labels, Sample};

/// The reason for which the series of an expression has no number.
pub(super) fn why(look: &Look<'_>, expr: &Expr, labels: &Labels) -> Result<Reason, String> {
    let inner = expr.without_parens();
    if let Expr::Binary(node) = inner
        && node.op.value == BinaryOp::Div
    {
        let (left, right) = (value(look, &node.lhs, labels)?, value(look, &node.rhs, labels)?);
        if left == Some(0.0) && right == Some(0.0) {
            let words = format!(
                "the value{} is 0 / 0, no number: `{}` is 0, nothing happened within the window",
                with(labels),
                short(&node.rhs)
            );
            return Ok(Reason::new(Kind::NoTraffic, words));
        }
    }
    for child in inner.children() {
        if value(look, child, labels)?.is_some_and(f64::is_nan) {
            return why(look, child, labels);
        }
    }
    if let Expr::Call(call) = inner
        && call.is(Func::HistogramQuantile)
    {
        let words =
            format!("the quantile{} is not a number: nothing was observed within the window", with(labels));
        return Ok(Reason::new(Kind::NoTraffic, words));
    }
    let words = format!(
        "`{}`{} is not a number (NaN), so no comparison holds: the reason is not known",
        short(inner),
        with(labels)
    );
    Ok(Reason::new(Kind::Unknown, words))
}

/// The value of an expression that goes with a series: of one with no other label values, or the only one.
fn value(look: &Look<'_>, expr: &Expr, labels: &Labels) -> Result<Option<f64>, String> {
    if matches!(expr.without_parens(), Expr::Range(_) | Expr::Subquery(_) | Expr::String(_)) {
        return Ok(None);
    }
    let found = look.find(expr)?;
    let fits = |sample: &&Sample| {
        sample.labels.iter().all(|(name, value)| labels.get(name).is_none_or(|wanted| wanted == value))
    };
    let fitting: Vec<f64> = found.iter().filter(fits).map(|sample| sample.value).collect();
    Ok(match fitting.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}
