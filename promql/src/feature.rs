//! Which parts of a query not every supported Prometheus knows.

use crate::ast::{DurationExpr, Expr, Label, Matcher, Matching, Modifiers, NumberLiteral, VectorSelector};
use crate::functions::{BASELINE, Version, function};
use crate::operator::AggregateOp;
use crate::quote;
use crate::span::{Span, Spanned};
use crate::visit::{Visit, walk};

/// A part of a query that needs a certain Prometheus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Where it is used.
    pub span: Span,
    /// What it is, as the subject of a sentence.
    pub name: String,
    /// The first version that has it.
    pub since: Version,
    /// The first version that no longer has it.
    pub removed: Option<Version>,
    /// Whether it has to be enabled with a flag.
    pub experimental: bool,
}

/// Everything in a query that not every Prometheus from [`BASELINE`] on accepts, in the order of the text.
pub fn features(expr: &Expr) -> Vec<Feature> {
    let mut finder = Finder { found: Vec::new() };
    finder.expr(expr);
    finder.found.sort_by_key(|feature| feature.span);
    finder.found
}

const UTF8_NAMES: Version = Version { major: 3, minor: 0 };
const DURATIONS_AS_NUMBERS: Version = Version { major: 2, minor: 54 };
const UNDERSCORES: Version = Version { major: 2, minor: 54 };
const LIMIT_AGGREGATIONS: Version = Version { major: 2, minor: 54 };

struct Finder {
    found: Vec<Feature>,
}

impl Finder {
    fn note(&mut self, span: Span, name: impl Into<String>, since: Version) {
        self.found.push(Feature { span, name: name.into(), since, removed: None, experimental: false });
    }

    fn number(&mut self, number: &NumberLiteral) {
        if number.text.contains('_') {
            self.note(number.span, "an underscore in a number", UNDERSCORES);
        }
        let hex = number.text.starts_with("0x") || number.text.starts_with("0X");
        if !hex && number.text.starts_with(|c: char| c.is_ascii_digit()) && number.text.ends_with(is_unit) {
            self.note(number.span, "a duration as a number", DURATIONS_AS_NUMBERS);
        }
    }

    fn name(&mut self, name: &Spanned<String>, plain: bool) {
        // The span of a quoted name is longer than the name.
        if !plain || name.span.range().len() > name.value.len() {
            self.note(name.span, "a quoted name", UTF8_NAMES);
        }
    }

    fn call(&mut self, name: &Spanned<String>) {
        let Some(function) = function(name) else { return };
        let facts = function.facts;
        if facts.since > BASELINE || facts.removed.is_some() || facts.experimental {
            self.found.push(Feature {
                span: name.span,
                name: format!("the function `{}`", function.name),
                since: facts.since,
                removed: facts.removed,
                experimental: facts.experimental,
            });
        }
    }

    fn aggregation(&mut self, op: &Spanned<AggregateOp>) {
        if op.value.is_experimental() {
            self.found.push(Feature {
                span: op.span,
                name: format!("the aggregation `{}`", op.value),
                since: LIMIT_AGGREGATIONS,
                removed: None,
                experimental: true,
            });
        }
    }
}

/// The last letter of a duration.
const fn is_unit(c: char) -> bool {
    matches!(c, 's' | 'm' | 'h' | 'd' | 'w' | 'y')
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Number(number) => self.number(number),
            Expr::Call(call) => self.call(&call.name),
            Expr::Aggregate(aggregate) => self.aggregation(&aggregate.op),
            _ => {}
        }
        walk(self, expr);
    }

    fn selector(&mut self, selector: &VectorSelector) {
        if let Some(name) = &selector.name {
            self.name(name, quote::is_plain_metric(name));
        }
        for matcher in &selector.matchers {
            self.matcher(matcher);
        }
        self.modifiers(&selector.modifiers);
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.name(&matcher.label, quote::is_plain_matcher_label(&matcher.label));
    }

    fn label(&mut self, label: &Label) {
        self.name(label, quote::is_plain_label(label));
    }

    fn matching(&mut self, matching: &Matching) {
        for label in matching.labels.iter().chain(matching.group.iter().flat_map(|group| &group.labels)) {
            self.label(label);
        }
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        if let Some(offset) = &modifiers.offset {
            if offset.duration.millis() == Some(0) {
                self.note(offset.span, "an offset of zero", DURATIONS_AS_NUMBERS);
            }
            self.duration(&offset.duration);
        }
        if let Some(crate::ast::AtTime::Timestamp(number)) = modifiers.at.as_ref().map(|at| &at.time) {
            self.number(number);
        }
    }

    fn duration(&mut self, duration: &DurationExpr) {
        if let DurationExpr::Literal(duration) = duration
            && !duration.text.ends_with(is_unit)
        {
            self.note(duration.span, "a number as a duration", DURATIONS_AS_NUMBERS);
        }
    }
}
