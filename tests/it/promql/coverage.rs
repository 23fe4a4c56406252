//! The corpus holds every function and every operator, as the parser sees them.

use std::collections::BTreeSet;

use gaugewright_spec::promql::{
    AggregateOp, BinaryOp, Expr, FUNCTIONS, MatchOp, Matcher, UnaryOp, Visit, walk,
};

use super::{corpus, tree};

/// What occurs in the queries visited.
#[derive(Default)]
struct Seen {
    functions: BTreeSet<String>,
    operators: BTreeSet<&'static str>,
}

impl Visit for Seen {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(node) => _ = self.functions.insert(node.name.value.clone()),
            Expr::Aggregate(node) => _ = self.operators.insert(node.op.value.text()),
            Expr::Binary(node) => _ = self.operators.insert(node.op.value.text()),
            Expr::Unary(node) => _ = self.operators.insert(node.op.value.text()),
            _ => {}
        }
        walk(self, expr);
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.operators.insert(matcher.op.value.text());
    }
}

#[test]
fn every_function_and_operator_is_in_the_corpus() {
    let mut seen = Seen::default();
    for text in corpus::all_accepted() {
        seen.expr(&tree(text));
    }
    let functions: BTreeSet<_> = FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
    assert_eq!(seen.functions, functions);
    let operators: BTreeSet<_> = (BinaryOp::ALL.iter().map(|op| op.text()))
        .chain(AggregateOp::ALL.iter().map(|op| op.text()))
        .chain(UnaryOp::ALL.iter().map(|op| op.text()))
        .chain(MatchOp::ALL.iter().map(|op| op.text()))
        .collect();
    assert_eq!(seen.operators, operators);
}
