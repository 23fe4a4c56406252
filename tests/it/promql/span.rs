//! Every node remembers where it was written: the bytes of its span, read alone, give the same node.

use gaugewright_spec::promql::{
    DurationExpr, Expr, Label, Matcher, Modifiers, Name, Variable, VectorSelector, Visit, walk,
};
use proptest::prelude::*;

use super::shape::{selector, shape};
use super::{corpus, generate, tree};

/// Compares every node with its bytes.
struct Spans<'a> {
    text: &'a str,
    nodes: usize,
}

impl Spans<'_> {
    fn slice(&self, span: gaugewright_spec::source::Span) -> &str {
        self.text.get(span.range()).unwrap_or_else(|| panic!("{span:?} does not fit {}", self.text))
    }

    /// Names are written as they are, or in quotes.
    fn name(&self, label: &Label) {
        let written = self.slice(label.span);
        let quoted = written.starts_with(['"', '\'', '`']);
        assert!(quoted || written == label.value, "{written} for {label:?} in {}", self.text);
    }
}

impl Visit for Spans<'_> {
    fn expr(&mut self, expr: &Expr) {
        let written = self.slice(expr.span());
        assert_eq!(shape(&tree(written)), shape(expr), "`{written}` in {}", self.text);
        match expr {
            Expr::Number(node) => assert_eq!(node.text, written),
            Expr::String(node) => assert_eq!(node.text, written),
            Expr::Call(node) => assert_eq!(node.name.value, self.slice(node.name.span)),
            Expr::Binary(node) => {
                assert!(self.slice(node.op.span).eq_ignore_ascii_case(node.op.value.text()));
                let parts = node.bool_modifier.map(|span| self.slice(span));
                assert!(parts.is_none_or(|word| word.eq_ignore_ascii_case("bool")));
            }
            Expr::Unary(node) => assert_eq!(self.slice(node.op.span), node.op.value.text()),
            Expr::Aggregate(node) => {
                assert!(self.slice(node.op.span).eq_ignore_ascii_case(node.op.value.text()));
            }
            Expr::Range(node) => {
                assert!(self.slice(node.brackets).starts_with('['), "{}", self.text);
                assert!(self.slice(node.brackets).ends_with(']'), "{}", self.text);
            }
            _ => {}
        }
        self.nodes += 1;
        walk(self, expr);
    }

    fn selector(&mut self, node: &VectorSelector) {
        match tree(self.slice(node.span)) {
            Expr::Vector(alone) => assert_eq!(selector(&alone), selector(node), "{}", self.text),
            // What follows a variable tells that it is the name of a metric.
            Expr::Variable(_) => assert!(node.name.as_ref().is_some_and(Name::is_variable), "{}", self.text),
            _ => panic!("{} is no selector in {}", self.slice(node.span), self.text),
        }
        if let Some(name) = &node.name {
            self.name(name);
        }
        for matcher in &node.matchers {
            self.matcher(matcher);
        }
        self.modifiers(&node.modifiers);
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.name(&matcher.label);
        assert_eq!(self.slice(matcher.op.span), matcher.op.value.text());
        assert_eq!(self.slice(matcher.value.span), matcher.value.text);
    }

    fn label(&mut self, label: &Label) {
        self.name(label);
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        if let Some(at) = &modifiers.at {
            assert!(self.slice(at.span).starts_with('@'), "{}", self.text);
        }
        if let Some(edges) = &modifiers.edges {
            assert!(self.slice(edges.span).eq_ignore_ascii_case(edges.text()), "{}", self.text);
        }
        if let Some(offset) = &modifiers.offset {
            let (written, duration) = (self.slice(offset.span), self.slice(offset.duration.span()));
            assert!(written.to_ascii_lowercase().starts_with("offset"), "{written}");
            assert!(written.ends_with(duration), "{written}");
            self.duration(&offset.duration);
        }
    }

    fn duration(&mut self, duration: &DurationExpr) {
        let written = self.slice(duration.span());
        match duration {
            DurationExpr::Literal(literal) => assert_eq!(literal.text, written),
            DurationExpr::Variable(variable) => self.variable(variable),
            // A computed duration is an expression of its own; only signs are told apart from it in an offset.
            DurationExpr::Computed(expr) => assert_eq!(shape(&tree(written)), shape(expr), "{}", self.text),
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let written = self.slice(variable.span);
        assert!(written.starts_with(['$', '[']) && written.contains(&variable.name), "{written}");
    }
}

/// The number of nodes, all of which are where they say.
fn check(text: &str) -> usize {
    let mut spans = Spans { text, nodes: 0 };
    let expr = tree(text);
    spans.expr(&expr);
    spans.nodes
}

#[test]
fn nodes_of_the_corpus_are_where_they_say() {
    let nodes: usize = corpus::all_accepted().into_iter().map(check).sum();
    assert!(nodes > corpus::all_accepted().len());
}

proptest! {
    #![proptest_config(generate::config(1000))]

    #[test]
    fn nodes_of_any_query_are_where_they_say(text in generate::query()) {
        prop_assert!(check(&text) > 0);
    }
}
