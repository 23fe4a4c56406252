//! Rules with one mistake each.

use gaugewright_spec::duration::Duration as Length;
use gaugewright_spec::promql::{
    self, AggregateOp, BinaryOp, Dialect, DurationExpr, Expr, Grouping, Matcher, VectorSelector, Visit,
    VisitMut, walk, walk_mut,
};
use serde_json::Value;

use crate::end_to_end::workspace;

/// A changed rule.
pub(super) struct Mutant {
    pub(super) class: &'static str,
    /// What is other than it was.
    pub(super) what: String,
    pub(super) rule: Value,
}

/// Every mistake that fits a rule.
pub(super) fn of(rule: &Value) -> Vec<Mutant> {
    let mut mutants = of_text(rule);
    let text = workspace::text(rule, "expr");
    let expr = promql::parse(text, Dialect { variables: false }).expect("a query");
    for edit in EDITS {
        for at in 0.. {
            let mut changed = expr.clone();
            let mut editor = Editor { edit, left: at, done: None };
            editor.expr(&mut changed);
            let Some(what) = editor.done else { break };
            let mut mutant = rule.clone();
            mutant["expr"] = promql::print(&changed).into();
            mutants.push(Mutant { class: edit.class, what, rule: mutant });
        }
    }
    mutants
}

/// Mistakes beside the query.
fn of_text(rule: &Value) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    // What is recorded has no texts.
    if rule["alert"].is_null() {
        return mutants;
    }
    let mut add = |class, what: &str, change: &dyn Fn(&mut Value)| {
        let mut changed = rule.clone();
        change(&mut changed);
        mutants.push(Mutant { class, what: what.to_owned(), rule: changed });
    };
    if let Some(hold) = rule["for"].as_str() {
        let half = scaled(hold, 1, 2);
        let twice = scaled(hold, 2, 1);
        add("another `for`", "half", &|rule| rule["for"] = half.clone().into());
        add("another `for`", "twice", &|rule| rule["for"] = twice.clone().into());
    }
    add("another severity", "page", &|rule| rule["labels"]["severity"] = "page".into());
    add("another summary", "no value", &|rule| rule["annotations"]["summary"] = "something is wrong".into());
    mutants
}

fn scaled(length: &str, times: u64, over: u64) -> String {
    let range = promql::parse(&format!("x[{length}]"), Dialect { variables: false }).expect("a duration");
    let Expr::Range(range) = range else { panic!("a range") };
    Length::from_millis(range.range.millis().expect("no variable") * times / over).to_string()
}

/// A kind of mistake: tried at every place, it says what it did where it fits.
struct Edit {
    class: &'static str,
    expr: fn(&mut Expr) -> Option<String>,
    selector: fn(&mut VectorSelector) -> Option<String>,
    duration: fn(&mut DurationExpr) -> Option<String>,
}

const FUNCTION: &str = "another function";
const NONE: Edit = Edit { class: "", expr: |_| None, selector: |_| None, duration: |_| None };

const EDITS: &[Edit] = &[
    Edit { class: "a comparison turned round", expr: |expr| compared(expr, turned), ..NONE },
    Edit { class: "a comparison with or without the bound", expr: bounded, ..NONE },
    Edit { class: "a number twice as large", expr: |expr| number(expr, 2.0), ..NONE },
    Edit { class: "a number half as large", expr: |expr| number(expr, 0.5), ..NONE },
    Edit { class: "a window twice as long", duration: |duration| window(duration, 2, 1), ..NONE },
    Edit { class: "a window half as long", duration: |duration| window(duration, 1, 2), ..NONE },
    Edit { class: "a matcher left out", selector: |selector| matcher(selector, false), ..NONE },
    Edit { class: "a matcher for something else", selector: |selector| matcher(selector, true), ..NONE },
    Edit { class: "another aggregation", expr: aggregation, ..NONE },
    Edit { class: "a label of `by` left out", expr: ungrouped, ..NONE },
    Edit { class: FUNCTION, expr: function, ..NONE },
    Edit { class: "an operand left out", expr: operand, ..NONE },
];

struct Editor<'e> {
    edit: &'e Edit,
    /// How many places are left as they are.
    left: usize,
    done: Option<String>,
}

impl Editor<'_> {
    fn tried<T: Clone>(&mut self, node: &mut T, change: fn(&mut T) -> Option<String>) {
        let mut changed = node.clone();
        let Some(what) = change(&mut changed).filter(|_| self.done.is_none()) else { return };
        if self.left == 0 {
            *node = changed;
            self.done = Some(what);
        } else {
            self.left -= 1;
        }
    }
}

impl VisitMut for Editor<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        self.tried(expr, self.edit.expr);
        if self.done.is_some() {
            return;
        }
        match expr {
            // What stands behind `or` speaks where the left side is silent: no alert fires for it.
            Expr::Binary(binary) if binary.op.value == BinaryOp::Or => self.expr(&mut binary.lhs),
            // A quantile is the same of growth by the second and by the window.
            Expr::Call(call) if call.name.value == "histogram_quantile" && self.edit.class == FUNCTION => {}
            _ => walk_mut(self, expr),
        }
    }

    fn selector(&mut self, selector: &mut VectorSelector) {
        // Each matcher in its turn: the edits take the first, which is moved to the end afterwards.
        for _ in 0..selector.matchers.len().max(1) {
            self.tried(selector, self.edit.selector);
            if self.done.is_some() {
                return;
            }
            if !selector.matchers.is_empty() {
                selector.matchers.rotate_left(1);
            }
        }
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        self.tried(duration, self.edit.duration);
    }
}

/// Only of values that are exact: nobody sees the difference where growth is measured.
fn bounded(expr: &mut Expr) -> Option<String> {
    struct Ranges(bool);
    impl Visit for Ranges {
        fn expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Range(_));
            walk(self, expr);
        }
        fn selector(&mut self, selector: &VectorSelector) {
            // What is recorded is measured, too.
            self.0 |= selector.name.as_ref().is_some_and(|name| name.contains(':'));
        }
    }
    let mut ranges = Ranges(false);
    ranges.expr(expr);
    if ranges.0 { None } else { compared(expr, loosened) }
}

fn compared(expr: &mut Expr, other: fn(BinaryOp) -> Option<BinaryOp>) -> Option<String> {
    let Expr::Binary(binary) = expr else { return None };
    let new = other(binary.op.value)?;
    let what = format!("`{}` became `{new}`", binary.op.value);
    binary.op.value = new;
    Some(what)
}

fn turned(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Ge => BinaryOp::Le,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Eq => BinaryOp::Ne,
        _ => return None,
    })
}

fn loosened(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Gt => BinaryOp::Ge,
        BinaryOp::Lt => BinaryOp::Le,
        BinaryOp::Ge => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Lt,
        _ => return None,
    })
}

fn number(expr: &mut Expr, times: f64) -> Option<String> {
    let Expr::Number(number) = expr else { return None };
    if number.value == 0.0 {
        return None;
    }
    let before = std::mem::replace(&mut number.text, (number.value * times).to_string());
    number.value *= times;
    Some(format!("{before} became {}", number.text))
}

fn window(duration: &mut DurationExpr, times: u64, over: u64) -> Option<String> {
    let DurationExpr::Literal(literal) = duration else { return None };
    literal.millis = literal.millis * times / over;
    let before = std::mem::replace(&mut literal.text, Length::from_millis(literal.millis).to_string());
    Some(format!("{before} became {}", literal.text))
}

fn matcher(selector: &mut VectorSelector, other: bool) -> Option<String> {
    let name = |matcher: &Matcher| format!("`{}`", matcher.label.value);
    if !other {
        return (!selector.matchers.is_empty()).then(|| name(&selector.matchers.remove(0)));
    }
    let first = selector.matchers.first_mut()?;
    "elsewhere".clone_into(&mut first.value.value);
    "\"elsewhere\"".clone_into(&mut first.value.text);
    Some(name(first))
}

fn aggregation(expr: &mut Expr) -> Option<String> {
    let Expr::Aggregate(aggregate) = expr else { return None };
    let new = match aggregate.op.value {
        AggregateOp::Sum => AggregateOp::Max,
        AggregateOp::Max => AggregateOp::Sum,
        _ => return None,
    };
    let what = format!("`{}` became `{new}`", aggregate.op.value);
    aggregate.op.value = new;
    Some(what)
}

fn ungrouped(expr: &mut Expr) -> Option<String> {
    let Expr::Aggregate(aggregate) = expr else { return None };
    let Grouping { labels, .. } = aggregate.grouping.as_mut()?;
    let label = labels.pop()?;
    Some(format!("`{}`", label.value))
}

fn function(expr: &mut Expr) -> Option<String> {
    let Expr::Call(call) = expr else { return None };
    let new = match call.name.value.as_str() {
        "rate" => "increase",
        "increase" => "rate",
        "delta" => "deriv",
        _ => return None,
    };
    let before = std::mem::replace(&mut call.name.value, new.to_owned());
    Some(format!("`{before}` became `{new}`"))
}

/// The left side alone, of what is no comparison with a number.
fn operand(expr: &mut Expr) -> Option<String> {
    let Expr::Binary(binary) = expr else { return None };
    if matches!(binary.rhs, Expr::Number(_)) || binary.op.value == BinaryOp::Or {
        return None;
    }
    let what = format!("what stands behind `{}`", binary.op.value);
    *expr = binary.lhs.clone();
    Some(what)
}
