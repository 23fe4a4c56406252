//! Whose series: in a Prometheus that several services share, a query on the service's own metrics means those of the service.

use crate::Vocabulary;
use gaugewright_promql::Span;
use gaugewright_promql::{Expr, Matcher, VectorSelector, rewrite};

/// Narrows every selector of the service's own series to these. What a selector says itself of a label stays as it is.
pub fn scoped(vocabulary: &Vocabulary, expr: &mut Expr) {
    rewrite::selectors(expr, |selector| vocabulary.scope(selector));
}

/// Takes that back.
pub fn as_written(expr: &mut Expr) {
    rewrite::selectors(expr, |selector| {
        selector.matchers.retain(|matcher| !matcher.is_made());
        // Braces that were written are somewhere.
        if selector.matchers.is_empty() && selector.braces.is_some_and(Span::is_empty) {
            selector.braces = None;
        }
    });
}

impl Vocabulary {
    /// The same for one selector.
    pub fn scope(&self, selector: &mut VectorSelector) {
        let Some(name) = &selector.name else { return };
        let says =
            |own: &&Matcher| selector.matchers.iter().all(|matcher| matcher.label.value != own.label.value);
        let missing: Vec<Matcher> = self.own_matchers(name).iter().filter(says).cloned().collect();
        if missing.is_empty() {
            return;
        }
        // In front: whose series they are is the first thing that a reader wants to know.
        selector.matchers.splice(0..0, missing);
        selector.braces.get_or_insert(Span::default());
    }
}
