//! Deliberate mistakes in the text of a query: places and what is written there instead.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Domain, Metric, Spec};
use gaugewright_spec::promql::{
    Aggregate, Binary, BinaryOp, Call, DurationExpr, Expr, Grouping, GroupingKind, Label, MatchOp, Matcher,
    Matching, MatchingKind, VectorSelector, Visit, walk,
};
use gaugewright_spec::source::Span;

use super::Class;

/// A change of a query's text, and whether anybody could tell from the spec that it is wrong.
pub(super) struct Edit {
    pub(super) class: Class,
    pub(super) span: Span,
    pub(super) text: String,
    pub(super) visible: bool,
}

/// What is known of a query beside its text.
pub(super) struct Surroundings<'s> {
    pub(super) spec: &'s Spec,
    /// The labels that legends and annotations name.
    pub(super) named: BTreeSet<String>,
    /// Whether somebody says the unit of the result: the query itself, or a threshold on it.
    pub(super) has_unit: bool,
}

/// Every mistake of every class.
pub(super) fn of(expr: &Expr, around: &Surroundings<'_>) -> Vec<Edit> {
    let mut finder = Finder { around, edits: Vec::new(), in_quantile: false };
    finder.expr(expr);
    finder.dropped(expr, &mut Vec::new());
    finder.edits
}

struct Finder<'s> {
    around: &'s Surroundings<'s>,
    edits: Vec<Edit>,
    /// Whether this is below a `histogram_quantile`, which does not care for the scale of its buckets.
    in_quantile: bool,
}

impl Visit for Finder<'_> {
    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call) => {
                self.window(call);
                self.function(call);
            }
            Expr::Binary(binary) => {
                self.factor(binary);
                self.share(binary);
            }
            _ => {}
        }
        let outer = self.in_quantile;
        self.in_quantile |= matches!(expr, Expr::Call(call) if call.name.value == "histogram_quantile");
        walk(self, expr);
        self.in_quantile = outer;
    }

    fn label(&mut self, label: &Label) {
        self.rename(label);
    }

    fn matching(&mut self, matching: &Matching) {
        // That a label is ignored which nobody has is no mistake of its own.
        if matching.kind == MatchingKind::On {
            matching.labels.iter().for_each(|label| self.rename(label));
        }
        matching.group.iter().flat_map(|group| &group.labels).for_each(|label| self.rename(label));
    }

    fn selector(&mut self, selector: &VectorSelector) {
        let Some(name) = &selector.name else { return };
        self.add(Class::Metric, name.span, format!("{}x", **name), true);
        for matcher in &selector.matchers {
            self.rename(&matcher.label);
            self.value(name, matcher);
        }
    }
}

impl Finder<'_> {
    fn add(&mut self, class: Class, span: Span, text: String, visible: bool) {
        self.edits.push(Edit { class, span, text, visible });
    }

    fn rename(&mut self, label: &Label) {
        self.add(Class::Label, label.span, format!("{}_x", **label), true);
    }

    /// A value that does not occur. Of an open label nobody knows the values.
    fn value(&mut self, metric: &str, matcher: &Matcher) {
        let value = matcher.value.value.as_str();
        if value.is_empty() || value.contains('$') {
            return;
        }
        let changed = if matcher.op.value.is_regex() { format!("x(?:{value})") } else { format!("{value}7") };
        let quote = &matcher.value.text[..1];
        let text = format!("{quote}{changed}{quote}").replace('\\', if quote == "`" { "\\" } else { "\\\\" });
        let visible = knows_values(self.around.spec, metric, matcher);
        self.add(Class::Value, matcher.value.span, text, visible);
    }

    /// A window of one scrape.
    fn window(&mut self, call: &Call) {
        let compares =
            ["rate", "irate", "increase", "delta", "idelta", "deriv", "changes", "resets", "predict_linear"];
        let Some(Expr::Range(range)) = call.args.first().map(Expr::without_parens) else { return };
        if let (true, DurationExpr::Literal(length)) = (compares.contains(&call.name.as_str()), &range.range)
        {
            let scrape = self.around.spec.service.scrape.interval;
            self.add(Class::Window, length.span, scrape.to_string(), true);
        }
    }

    fn function(&mut self, call: &Call) {
        let name = call.name.as_str();
        let unit_said = self.around.has_unit && !self.in_quantile;
        let over_range = matches!(call.args.first().map(Expr::without_parens), Some(Expr::Range(_)));
        let mut swap =
            |with: &str, visible| self.add(Class::Function, call.name.span, with.to_owned(), visible);
        match name {
            "rate" | "irate" if over_range => {
                swap("delta", true);
                swap("avg_over_time", true);
                swap("increase", unit_said);
            }
            "increase" if over_range => {
                swap("delta", true);
                swap("rate", unit_said);
            }
            "delta" | "deriv" | "idelta" | "avg_over_time" | "max_over_time" | "min_over_time"
                if over_range =>
            {
                swap("rate", true);
            }
            "histogram_quantile" => swap("quantile", true),
            _ => {}
        }
    }

    /// A conversion that is left out: `* 3600` of what is meant per hour.
    fn factor(&mut self, binary: &Binary) {
        let converts = [60.0, 100.0, 1000.0, 3600.0, 86_400.0, 1024.0, 1_048_576.0, 1_073_741_824.0];
        let Expr::Number(number) = &binary.rhs else { return };
        if matches!(binary.op.value, BinaryOp::Mul | BinaryOp::Div) && converts.contains(&number.value) {
            self.add(Class::Scale, number.span, "1".into(), self.around.has_unit);
        }
    }

    /// A share that is compared with a percentage: `> 5` for five percent.
    fn share(&mut self, binary: &Binary) {
        let (Expr::Binary(quotient), Expr::Number(number)) =
            (binary.lhs.without_parens(), binary.rhs.without_parens())
        else {
            return;
        };
        let divides = quotient.op.value == BinaryOp::Div;
        if binary.op.value.is_comparison() && divides && number.value > 0.01 && number.value < 1.0 {
            // Of two metrics nobody knows whether one is a part of the other.
            let part = metrics(&quotient.lhs).is_subset(&metrics(&quotient.rhs));
            self.add(Class::Percent, number.span, format!("{}", number.value * 100.0), part);
        }
    }

    /// Labels that a `by` leaves out, where something further out needs them: `needs` says what.
    fn dropped<'e>(&mut self, expr: &'e Expr, needs: &mut Vec<Need<'e>>) {
        match expr {
            Expr::Aggregate(aggregate) => self.dropped_by(aggregate, needs),
            // A number has no labels that anything could need.
            Expr::Call(call) if call.name.value == "scalar" => self.dropped(&call.args[0], &mut Vec::new()),
            Expr::Call(call) => {
                let strings = call.args.iter().filter_map(|arg| match arg {
                    Expr::String(text) => Some(text.value.as_str()),
                    _ => None,
                });
                let read: Vec<&str> = match call.name.as_str() {
                    "histogram_quantile" => vec!["le"],
                    "label_replace" => strings.skip(2).take(1).collect(),
                    _ => Vec::new(),
                };
                needs.push(Need::Labels(read));
                call.args.iter().for_each(|arg| self.dropped(arg, needs));
                needs.pop();
            }
            Expr::Binary(binary) => {
                for (side, other) in [(&binary.lhs, &binary.rhs), (&binary.rhs, &binary.lhs)] {
                    needs.push(Need::Match(binary, other));
                    self.dropped(side, needs);
                    needs.pop();
                }
            }
            Expr::Subquery(subquery) => self.dropped(&subquery.expr, needs),
            Expr::Unary(unary) => self.dropped(&unary.expr, needs),
            Expr::Paren(paren) => self.dropped(&paren.expr, needs),
            _ => {}
        }
    }

    fn dropped_by<'e>(&mut self, aggregate: &'e Aggregate, needs: &mut Vec<Need<'e>>) {
        let by = aggregate.grouping.as_ref().filter(|grouping| grouping.kind == GroupingKind::By);
        for label in by.iter().flat_map(|by| &by.labels) {
            let set = |need: &Need<'_>| matches!(need, Need::Match(binary, _) if binary.op.value.is_set());
            let shown = self.around.named.contains(&label.value) && !needs.iter().any(set);
            let needed = shown || needs.iter().any(|need| need.label(label));
            let text = without(by.expect("its labels"), label);
            self.add(Class::Dropped, by.expect("its labels").span, text, needed);
        }
        needs.push(Need::Labels(
            by.iter().flat_map(|by| &by.labels).map(|label| label.value.as_str()).collect(),
        ));
        self.dropped(&aggregate.expr, needs);
        needs.pop();
    }
}

/// What needs a label further out.
enum Need<'e> {
    /// These are named.
    Labels(Vec<&'e str>),
    /// Series meet those of another side.
    Match(&'e Binary, &'e Expr),
}

impl Need<'_> {
    fn label(&self, label: &str) -> bool {
        match self {
            Self::Labels(names) => names.contains(&label),
            Self::Match(binary, _) if binary.op.value == BinaryOp::Or => false,
            Self::Match(binary, other) => {
                let named = |matching: &Matching| matching.labels.iter().any(|known| known.value == label);
                match &binary.matching {
                    Some(matching) if matching.kind == MatchingKind::On => named(matching),
                    Some(matching) if named(matching) => false,
                    _ => groups_by(other, label),
                }
            }
        }
    }
}

/// Whether the spec says which values the label of a matcher has.
pub(super) fn knows_values(spec: &Spec, metric: &str, matcher: &Matcher) -> bool {
    let label = matcher.label.value.as_str();
    let Some(found) = metric_of(spec, metric) else { return false };
    if label == "le" {
        return found.buckets.is_some() && matcher.op.value == MatchOp::Equal && found.span.is_some();
    }
    let known = found.labels.iter().find(|known| known.name == label);
    known.is_some_and(|known| !matches!(*known.domain, Domain::Open { .. }))
}

/// The metrics that an expression names.
pub(super) fn metrics(expr: &Expr) -> BTreeSet<String> {
    struct Search(BTreeSet<String>);
    impl Visit for Search {
        fn selector(&mut self, selector: &VectorSelector) {
            self.0.extend(selector.name.as_ref().map(|name| name.value.clone()));
        }
    }
    let mut search = Search(BTreeSet::new());
    search.expr(expr);
    search.0
}

/// The metric that exports a series.
pub(super) fn metric_of<'s>(spec: &'s Spec, series: &str) -> Option<&'s Metric> {
    spec.metrics().iter().find(|metric| {
        let mut parts = metric.kind.facts().series.iter();
        parts.any(|part| format!("{}{}", metric.name, part.suffix) == series)
    })
}

/// Whether something in an expression is grouped by a label.
fn groups_by(expr: &Expr, label: &str) -> bool {
    struct Search<'l>(&'l str, bool);
    impl Visit for Search<'_> {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Aggregate(aggregate) = expr
                && let Some(by) = &aggregate.grouping
            {
                self.1 |= by.kind == GroupingKind::By && by.labels.iter().any(|known| known.value == self.0);
            }
            walk(self, expr);
        }
    }
    let mut search = Search(label, false);
    search.expr(expr);
    search.1
}

/// The grouping without one of its labels.
fn without(grouping: &Grouping, label: &Label) -> String {
    let kept = grouping.labels.iter().filter(|other| other.value != label.value);
    format!("by ({})", kept.map(|label| label.value.as_str()).collect::<Vec<_>>().join(", "))
}
