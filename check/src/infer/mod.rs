//! The abstract interpreter over queries. For every sub-expression it computes what is known of its labels,
//! instrument and unit; findings fall out on the way. When it does not know, it says nothing.

mod aggregate;
mod argument;
mod bare;
mod binary;
mod call;
mod compare;
mod conditions;
mod growth;
mod idle;
mod le;
mod matcher;
mod matching;
mod past;
mod recorded;
mod selector;
mod written;

use gaugewright_promql::rewrite::WINDOW;
use gaugewright_promql::{DurationExpr, Expr, Modifiers, Span, UnaryOp, ValueType, Variable, print, suggest};

use crate::kind::Instrument;
use crate::rules;
use crate::unit::Unit;
use crate::{Bounds, Content, Diagnostic, PanelVariable, Ty, Vocabulary};

/// Where a query is used, which decides which variables mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'n> {
    /// A named query: its uses decide.
    Named,
    /// A rule: only constants, and `$window` if the flag is set.
    Rule {
        /// Whether something says what `$window` is.
        window: bool,
    },
    /// A panel: also Grafana's variables, and these of the dashboard.
    Panel(&'n [PanelVariable]),
}

/// Grafana's own variables, and whether they stand for a duration in seconds.
const GRAFANA: &[&str] = &[
    "__rate_interval",
    "__rate_interval_ms",
    "__interval",
    "__range",
    "__range_s",
    "__range_ms",
    "__interval_ms",
    "__from",
    "__to",
    "__dashboard",
    "__org",
    "__user",
];

/// A part of a query, and what is known of it.
#[derive(Clone, Debug)]
pub struct Part {
    /// How many parts it lies in.
    pub depth: usize,
    /// Where it stands in the query.
    pub span: Span,
    /// What it is, in one line.
    pub text: String,
    /// What is known of it.
    pub ty: Ty,
}

/// Checks one query, and says what it gives. Findings have their places in the query.
pub fn query(vocabulary: &Vocabulary, scope: Scope<'_>, expr: &Expr, findings: &mut Vec<Diagnostic>) -> Ty {
    let mut checker = Checker::new(vocabulary, scope, findings);
    let ty = checker.expr(expr);
    checker.bare_counters(expr);
    ty
}

/// The same for every part, each before what it consists of.
pub fn query_with_parts(
    vocabulary: &Vocabulary,
    scope: Scope<'_>,
    expr: &Expr,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut checker = Checker { parts: Some(&mut parts), ..Checker::new(vocabulary, scope, findings) };
    checker.expr(expr);
    checker.bare_counters(expr);
    parts
}

struct Checker<'c> {
    vocabulary: &'c Vocabulary,
    scope: Scope<'c>,
    findings: &'c mut Vec<Diagnostic>,
    /// Where types of parts are kept, if somebody wants them.
    parts: Option<&'c mut Vec<Part>>,
    depth: usize,
    /// Whether this is below a `histogram_quantile`, which says itself what it misses.
    in_quantile: bool,
    /// Whether of the next aggregation only counts whether it is zero.
    is_guard: bool,
}

impl<'c> Checker<'c> {
    fn new(vocabulary: &'c Vocabulary, scope: Scope<'c>, findings: &'c mut Vec<Diagnostic>) -> Self {
        Self { vocabulary, scope, findings, parts: None, depth: 0, in_quantile: false, is_guard: false }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    fn expr(&mut self, expr: &Expr) -> Ty {
        if self.parts.is_none() || matches!(expr, Expr::Paren(_)) {
            return self.any(expr);
        }
        // Its place comes before those of its parts, its type is known after them.
        let part = |depth, ty| Part { depth, span: expr.span(), text: print(expr), ty };
        let at = self.parts.as_ref().map_or(0, |parts| parts.len());
        let placeholder = part(self.depth, Ty::unknown());
        self.parts.iter_mut().for_each(|parts| parts.push(placeholder.clone()));
        self.depth += 1;
        let ty = self.any(expr);
        self.depth -= 1;
        if let Some(kept) = self.parts.as_mut().and_then(|parts| parts.get_mut(at)) {
            kept.ty = ty.clone();
        }
        ty
    }

    fn any(&mut self, expr: &Expr) -> Ty {
        match expr {
            Expr::Number(number) => {
                Ty { literal: Some(number.value), ..Ty::scalar(None) }.within(Bounds::exactly(number.value))
            }
            Expr::String(_) => Ty { value: ValueType::String, ..Ty::scalar(None) },
            // Grafana writes the query into this one.
            Expr::Variable(variable)
                if self.of_panel(&variable.name).is_some_and(PanelVariable::is_query) =>
            {
                Ty::unknown()
            }
            Expr::Variable(variable) => self.variable(variable),
            Expr::Vector(selector) => self.selector(selector),
            Expr::Range(range) => {
                self.duration(&range.range);
                self.modifiers(&range.modifiers);
                Ty { value: ValueType::Matrix, ..self.selector(&range.selector) }
            }
            Expr::Subquery(subquery) => {
                self.duration(&subquery.range);
                if let Some(step) = &subquery.step {
                    self.duration(step);
                }
                self.modifiers(&subquery.modifiers);
                let inner = self.expr(&subquery.expr);
                Ty { value: ValueType::Matrix, ..inner }
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => {
                let inner = self.expr(&unary.expr);
                if unary.op.value == UnaryOp::Plus {
                    return inner;
                }
                let (labels, bounds, unit) =
                    (inner.labels.drop(["__name__"]), inner.bounds.negated(), inner.unit.clone());
                Ty { labels, literal: inner.literal.map(|value| -value), ..inner }
                    .measuring(Instrument::Gauge, unit)
                    .within(bounds)
            }
            Expr::Paren(paren) => self.expr(&paren.expr),
        }
    }

    fn modifiers(&mut self, modifiers: &Modifiers) {
        if let Some(offset) = &modifiers.offset {
            self.duration(&offset.duration);
        }
    }

    fn duration(&mut self, duration: &DurationExpr) {
        if let DurationExpr::Variable(variable) = duration {
            self.variable(variable);
        }
    }

    /// A constant has its value's unit; Grafana's variables are numbers nothing is known of.
    fn variable(&mut self, variable: &Variable) -> Ty {
        if let Some(constant) = self.vocabulary.constants.get(&variable.name) {
            return Ty::scalar(constant.unit.clone()).within(Bounds::exactly(constant.value.to_f64()));
        }
        if let Some(problem) = self.variable_problem(variable).or_else(|| self.misplaced(variable)) {
            self.report(problem);
        }
        match variable.name.as_str() {
            "__range_s" | WINDOW => Ty::scalar(Some(Unit::seconds())).within(Bounds::POSITIVE),
            _ => Ty::scalar(None),
        }
    }

    /// The variable of the dashboard that has this name.
    pub(super) fn of_panel(&self, name: &str) -> Option<&'c PanelVariable> {
        let Scope::Panel(known) = self.scope else { return None };
        known.iter().find(|known| known.name == name)
    }

    /// A variable that stands for a number or a duration, and has values that are neither.
    fn misplaced(&self, variable: &Variable) -> Option<Diagnostic> {
        let known = self.of_panel(&variable.name)?;
        let name = &known.name;
        let (message, help) = match known.not_a_number() {
            Some(text) => (
                format!("`${name}` can be `{text}`, which is neither a number nor a duration"),
                "declare durations as `interval: [1m, 5m]`, and numbers as `values: [1, 5]`",
            ),
            None if known.content == Content::Datasource => {
                (format!("`${name}` is a data source, and no part of a query"), "take another variable")
            }
            None => return None,
        };
        Some(Diagnostic::new(&rules::MISPLACED_VARIABLE, variable.span, message).help(help))
    }

    pub(super) fn variable_problem(&self, variable: &Variable) -> Option<Diagnostic> {
        let name = variable.name.as_str();
        let grafana = GRAFANA.contains(&name);
        let new = |message: String| Diagnostic::new(&rules::UNKNOWN_VARIABLE, variable.span, message);
        match self.scope {
            Scope::Named if grafana || name == WINDOW => None,
            Scope::Rule { window: true } | Scope::Panel(_) if name == WINDOW => None,
            Scope::Panel(_) if grafana => None,
            Scope::Panel(known) if known.iter().any(|known| known.name == name) => None,
            Scope::Rule { .. } if name == WINDOW => {
                let new = new("nothing says what `$window` is here".into());
                Some(new.help("give the query or the alert a `window: 5m`"))
            }
            Scope::Rule { .. } if grafana => {
                let new = new(format!("`${name}` means nothing outside of Grafana"));
                Some(new.help("alerts need a fixed duration: write it, or `$window`"))
            }
            _ => {
                let own = match self.scope {
                    Scope::Panel(known) => known,
                    _ => &[],
                };
                let constants = self.vocabulary.constants.names();
                let known = constants
                    .chain(own.iter().map(|known| known.name.as_str()))
                    .chain([WINDOW, "__rate_interval"]);
                let help = match (suggest::nearest(name, known), self.scope) {
                    (Some(near), _) => format!("did you mean `${near}`?"),
                    (None, Scope::Panel(_)) => {
                        "declare it under `variables` of the dashboard, or use `$window`".into()
                    }
                    (None, _) => "constants are declared under `constants`".into(),
                };
                let rule = match self.scope {
                    // It stays as it is written, and Prometheus refuses what Grafana sends.
                    Scope::Panel(_) => &rules::UNFILLED_QUERY,
                    _ => &rules::UNKNOWN_VARIABLE,
                };
                let message = format!("`${name}` is not defined");
                Some(Diagnostic::new(rule, variable.span, message).help(help))
            }
        }
    }
}
