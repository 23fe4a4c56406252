//! PromQL as a panel has it: variables are put in, then another parser than ours reads it.

use promql_parser::parser::{Expr, VectorSelector, parse};
use serde_json::Value;

use super::{list_of, text_of};

/// Stands in for `$__rate_interval`: a time that nobody writes.
pub(super) const RATE_INTERVAL: u64 = 7919;
const OTHER_TIMES: [(&str, u64); 2] = [("__interval", 7907), ("__range", 7901)];

/// The query with every variable that Grafana would know replaced. What stands in quotes stays.
pub(super) fn expand(query: &str, dashboard: &Value) -> String {
    let own: Vec<&str> =
        list_of(dashboard, "/templating/list").iter().map(|variable| text_of(variable, "/name")).collect();
    let mut pieces = Vec::new();
    let mut rest = query;
    let mut quoted = false;
    while let Some(at) = rest.find(['$', '"', '\\']) {
        let (before, from) = rest.split_at(at);
        pieces.push(before.to_owned());
        let taken = match &from[..1] {
            "\"" => {
                quoted = !quoted;
                1
            }
            "\\" => from.len().min(2),
            _ if quoted => 1,
            _ => {
                let (name, length) = variable(from);
                match value(name, &own) {
                    Some(value) => {
                        pieces.push(value);
                        rest = &from[length..];
                        continue;
                    }
                    None => 1,
                }
            }
        };
        pieces.push(from[..taken].to_owned());
        rest = &from[taken..];
    }
    pieces.push(rest.to_owned());
    pieces.concat()
}

/// The name of the variable that a text begins with, and the length of all of it.
fn variable(text: &str) -> (&str, usize) {
    if let Some(rest) = text.strip_prefix("${") {
        let end = rest.find('}').unwrap_or(0);
        return (rest[..end].split(':').next().unwrap_or_default(), end + 3);
    }
    let rest = &text[1..];
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (&rest[..end], end + 1)
}

fn value(name: &str, own: &[&str]) -> Option<String> {
    if name == "__rate_interval" {
        return Some(format!("{RATE_INTERVAL}s"));
    }
    if let Some((_, seconds)) = OTHER_TIMES.iter().find(|row| row.0 == name) {
        return Some(format!("{seconds}s"));
    }
    let number = matches!(
        name,
        "__rate_interval_ms" | "__range_s" | "__range_ms" | "__interval_ms" | "__from" | "__to"
    );
    (number || own.contains(&name)).then(|| "1".into())
}

/// Whether the text is PromQL.
pub(super) fn parses(query: &str) -> Result<(), String> {
    parse(query).map(drop)
}

/// A selector in a query, with what surrounds it.
pub(super) struct Use<'e> {
    pub(super) selector: &'e VectorSelector,
    /// The range in seconds, if it has one.
    pub(super) range: Option<u64>,
    /// The function that takes it directly.
    pub(super) function: Option<&'e str>,
}

/// Every selector of a query; none if it is no PromQL, which is for another rule.
pub(super) fn with_uses(query: &str, dashboard: &Value, mut look: impl FnMut(&Use<'_>)) {
    if let Ok(expr) = parse(&expand(query, dashboard)) {
        walk(&expr, None, &mut look);
    }
}

fn walk<'e>(expr: &'e Expr, function: Option<&'e str>, look: &mut impl FnMut(&Use<'e>)) {
    match expr {
        Expr::VectorSelector(selector) => look(&Use { selector, range: None, function }),
        Expr::MatrixSelector(matrix) => {
            look(&Use { selector: &matrix.vs, range: Some(matrix.range.as_secs()), function });
        }
        Expr::Call(call) => call.args.args.iter().for_each(|arg| walk(arg, Some(call.func.name), look)),
        Expr::Aggregate(node) => {
            node.param.iter().for_each(|param| walk(param, None, look));
            walk(&node.expr, None, look);
        }
        Expr::Binary(node) => [&node.lhs, &node.rhs].into_iter().for_each(|side| walk(side, None, look)),
        Expr::Unary(node) => walk(&node.expr, None, look),
        Expr::Subquery(node) => walk(&node.expr, None, look),
        Expr::Paren(node) => walk(&node.expr, function, look),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => {}
    }
}
