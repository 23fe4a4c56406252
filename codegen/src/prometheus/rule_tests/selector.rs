//! The selectors of a query, and how it looks at the series that they find.

use gaugewright_spec::promql::{
    BinaryOp, Expr, Func, MatchOp, Matcher, Pattern, VectorSelector, Visit, walk,
};

use super::plan::{Function, View};
use super::series::Series;

/// A selector of the query.
pub(super) struct Selector {
    pub(super) written: VectorSelector,
    /// What is looked at of its series; the most telling if there is more.
    pub(super) view: View,
    /// Whether its values are times that are compared with now.
    pub(super) is_time: bool,
    /// What its matchers ask for, in their order.
    conditions: Vec<Condition>,
}

/// A matcher, read.
pub(super) struct Condition {
    label: String,
    negative: bool,
    wanted: Wanted,
}

enum Wanted {
    Text(String),
    Pattern(Pattern),
}

impl Condition {
    /// Nothing if its pattern cannot be read.
    fn new(matcher: &Matcher) -> Option<Self> {
        let op = matcher.op.value;
        let text = &matcher.value.value;
        let wanted =
            if op.is_regex() { Wanted::Pattern(Pattern::new(text)?) } else { Wanted::Text(text.clone()) };
        Some(Self { label: matcher.label.value.clone(), negative: op.is_negative(), wanted })
    }

    pub(super) fn allows(&self, value: &str) -> bool {
        let is_it = match &self.wanted {
            Wanted::Text(text) => text == value,
            Wanted::Pattern(pattern) => pattern.is_match(value),
        };
        is_it != self.negative
    }
}

impl Selector {
    fn new(selector: &VectorSelector) -> Option<Self> {
        let conditions = selector.matchers.iter().map(Condition::new).collect::<Option<_>>()?;
        Some(Self { written: selector.clone(), view: View::Flips, is_time: false, conditions })
    }

    /// The name of the series that it finds.
    pub(super) fn name(&self) -> Option<&str> {
        self.written.name.as_ref().map(|name| name.value.as_str())
    }

    /// Whether it is written like that, wherever in time it looks.
    pub(super) fn is(&self, selector: &VectorSelector) -> bool {
        let same = |a: &Matcher, b: &Matcher| {
            a.label.value == b.label.value && a.op.value == b.op.value && a.value.value == b.value.value
        };
        let (own, other) = (&self.written.matchers, &selector.matchers);
        self.written.name.as_deref() == selector.name.as_deref()
            && own.len() == other.len()
            && own.iter().zip(other).all(|(a, b)| same(a, b))
    }

    /// Whether it finds a series.
    pub(super) fn finds(&self, series: &Series) -> bool {
        let value = |label: &str| series.labels.get(label).map_or("", String::as_str);
        self.name() == Some(&*series.name)
            && self.conditions.iter().all(|condition| condition.allows(value(&condition.label)))
    }

    pub(super) fn on<'s>(&'s self, label: &'s str) -> impl Iterator<Item = &'s Condition> {
        self.conditions.iter().filter(move |condition| condition.label == label)
    }

    /// The value that a label has to have.
    pub(super) fn fixed(&self, label: &str) -> Option<&str> {
        let mut matchers = self.written.matchers.iter();
        let found =
            matchers.find(|matcher| matcher.label.value == label && matcher.op.value == MatchOp::Equal);
        found.map(|matcher| matcher.value.value.as_str())
    }
}

/// Every selector of a query, once; nothing if a pattern cannot be read.
pub(super) fn selectors(expr: &Expr) -> Option<Vec<Selector>> {
    let mut finder = Finder { found: Some(Vec::new()), view: View::Value, is_time: false };
    finder.expr(expr);
    finder.found
}

struct Finder {
    found: Option<Vec<Selector>>,
    /// What is looked at here.
    view: View,
    is_time: bool,
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        let (view, is_time) = (self.view, self.is_time);
        match expr {
            Expr::Call(call) => {
                let function = call.function().and_then(|function| Function::of(function.func));
                let over_range = matches!(call.args.first().map(Expr::without_parens), Some(Expr::Range(_)));
                // What is beyond us is looked at in some way.
                self.view = function.filter(|_| over_range).map_or(View::Value, Function::view);
                walk(self, expr);
            }
            Expr::Binary(binary) => {
                self.is_time |=
                    binary.op.value == BinaryOp::Sub && (is_now(&binary.lhs) || is_now(&binary.rhs));
                self.expr(&binary.lhs);
                // Of the other side only whether it is there.
                self.is_time &= !matches!(binary.op.value, BinaryOp::And | BinaryOp::Unless);
                self.expr(&binary.rhs);
            }
            Expr::Range(range) => self.selector(&range.selector),
            _ => walk(self, expr),
        }
        (self.view, self.is_time) = (view, is_time);
    }

    fn selector(&mut self, selector: &VectorSelector) {
        let Some(found) = &mut self.found else { return };
        let known = found.iter().position(|known| known.is(selector));
        let Some(at) = known.or_else(|| {
            found.push(Selector::new(selector)?);
            Some(found.len() - 1)
        }) else {
            self.found = None;
            return;
        };
        let own = &mut found[at];
        own.view = own.view.max(self.view);
        own.is_time |= self.is_time;
    }
}

fn is_now(expr: &Expr) -> bool {
    matches!(expr.without_parens(), Expr::Call(call) if call.is(Func::Time))
}
