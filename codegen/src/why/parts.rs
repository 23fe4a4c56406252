//! The value of each part of a query, each before what it consists of.

use gaugewright_spec::promql::build::call;
use gaugewright_spec::promql::{Expr, Func, print};
use serde_json::{Value, json};

use super::look::{Look, braces, in_unit};
use crate::history::{Labels, Sample};

/// Series that are shown of a part.
const SHOWN: usize = 3;

/// A part of a query.
pub(super) struct Part {
    /// How many parts it lies in.
    pub(super) depth: usize,
    pub(super) text: String,
    pub(super) found: Found,
}

/// What a part is.
pub(super) enum Found {
    /// Series with their values in words; how many there are.
    Series(Vec<(Labels, f64, String)>, usize),
    /// So many samples in a range, of so many series.
    Range { samples: f64, series: usize },
}

/// Every part that has a value: no literals.
pub(super) fn of(look: &Look<'_>, expr: &Expr) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    add(look, expr, 0, &mut parts)?;
    Ok(parts)
}

fn add(look: &Look<'_>, expr: &Expr, depth: usize, parts: &mut Vec<Part>) -> Result<(), String> {
    let found = match expr {
        Expr::Paren(node) => return add(look, &node.expr, depth, parts),
        Expr::Number(_) | Expr::String(_) | Expr::Variable(_) => return Ok(()),
        Expr::Range(_) | Expr::Subquery(_) => range(look, expr)?,
        _ => series(look, expr)?,
    };
    let text = print(expr);
    // What lies within a subquery was evaluated at other moments; and nobody reads the same twice.
    let is_closed = matches!(expr, Expr::Subquery(_)) || parts.iter().any(|part| part.text == text);
    parts.push(Part { depth, text, found });
    for child in expr.children().filter(|_| !is_closed) {
        add(look, child, depth + 1, parts)?;
    }
    Ok(())
}

fn range(look: &Look<'_>, expr: &Expr) -> Result<Found, String> {
    let counted = look.find(&call(Func::CountOverTime, vec![expr.clone()]))?;
    Ok(Found::Range { samples: counted.iter().map(|sample| sample.value).sum(), series: counted.len() })
}

fn series(look: &Look<'_>, expr: &Expr) -> Result<Found, String> {
    let found = look.find(expr)?;
    let unit = look.unit(expr);
    let shown = |sample: &Sample| (sample.labels.clone(), sample.value, in_unit(unit.as_ref(), sample.value));
    Ok(Found::Series(found.iter().take(SHOWN).map(shown).collect(), found.len()))
}

impl Part {
    /// What it is, in words.
    pub(super) fn words(&self) -> String {
        match &self.found {
            Found::Series(_, 0) => "nothing".to_owned(),
            Found::Series(shown, count) => {
                let words = shown.iter().map(|(labels, _, value)| match braces(labels).as_str() {
                    "" => value.clone(),
                    labels => format!("{value} {labels}"),
                });
                let words = words.collect::<Vec<_>>().join(", ");
                if *count > SHOWN { format!("{words}, and {} more", count - SHOWN) } else { words }
            }
            Found::Range { series: 0, .. } => "no sample".to_owned(),
            Found::Range { samples, series } => format!("{samples} samples of {series} series"),
        }
    }

    pub(super) fn json(&self) -> Value {
        let (series, count) = match &self.found {
            Found::Series(shown, count) => {
                let one = |(labels, value, text): &(Labels, f64, String)| json!({ "labels": labels, "value": value.to_string(), "text": text });
                (shown.iter().map(one).collect::<Vec<_>>(), *count)
            }
            Found::Range { series, .. } => (Vec::new(), *series),
        };
        json!({ "depth": self.depth, "query": self.text, "is": self.words(), "count": count, "series": series })
    }
}
