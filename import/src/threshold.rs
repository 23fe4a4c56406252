//! From a comparison in a query to the threshold of an alert.

use gaugewright_spec::promql::{self, BinaryOp, Dialect, Expr};
use gaugewright_spec::source::Spanned;
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::Text;

/// The keys of thresholds, by the operator that they stand for.
const KEYS: [(BinaryOp, &str); 5] = [
    (BinaryOp::Gt, "above"),
    (BinaryOp::Ge, "at_least"),
    (BinaryOp::Lt, "below"),
    (BinaryOp::Le, "at_most"),
    (BinaryOp::Eq, "equals"),
];

/// The query without its last comparison with a number, the key that says that comparison, and the number; nothing if the query is
/// something else.
pub(crate) fn split(query: &Text) -> Option<(Text, &'static str, Node)> {
    let expr = promql::parse(&query.value, Dialect { variables: false }).ok()?;
    let Expr::Binary(binary) = &expr else { return None };
    let (_, key) = KEYS.iter().find(|(op, _)| *op == binary.op.value)?;
    if binary.bool_modifier.is_some() || binary.matching.is_some() {
        return None;
    }
    let (Expr::Number(number), lhs) = (&binary.rhs, &binary.lhs) else { return None };
    let written = query.value.get(number.span.range())?;
    // Other notations of numbers are not those of a spec: `0100` is octal to Prometheus.
    written.parse().ok().filter(|value: &f64| value.is_finite() && value.total_cmp(&number.value).is_eq())?;
    // A comparison of numbers is none of series.
    lhs.selectors().next()?;
    let lhs = query.value.get(lhs.span().range())?.trim_end();
    let number = Node { span: query.span, value: Value::Number(written.to_owned()) };
    // Comments stay with what they are written in.
    (!query.value.contains('#')).then(|| (Spanned::new(lhs.to_owned(), query.span), *key, number))
}
