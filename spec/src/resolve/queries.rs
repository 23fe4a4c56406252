//! Queries: parsed once, checked where they stand, and made ready for each place that uses them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Resolver;
use crate::ast;
use crate::check::{self, Scope, Ty, Vocabulary};
use crate::decode::{Map, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Constant, Query, Table, Track};
use crate::promql::rewrite::{Value, WINDOW, substitute};
use crate::promql::{self, Dialect, Expr, MatchOp, ParseError, ValueType, VectorSelector};
use crate::rules::context::LintContext;
use crate::rules::{self, short_window};
use crate::source::{QueryText, Span, Spanned};
use crate::unit::Unit;

pub(super) fn constants(resolver: &mut Resolver<'_>, ast: &Map<ast::Constant>) -> Table<Constant> {
    let mut table = Table::default();
    for (name, constant) in ast.iter() {
        if name.value == WINDOW {
            resolver.bad_name("a constant", name, "`$window` is the window of the query: take another name");
        } else if !super::is_label_name(name) || name.starts_with("__") {
            resolver.bad_snake_name("a constant", name);
        }
        let unit = constant.unit.as_ref().and_then(|unit| resolver.unit(unit));
        if let Some(quantity) = resolver.quantity(&constant.value) {
            let unit = unit.or_else(|| quantity.unit.clone());
            let help = constant.help.as_ref().map(|help| help.value.clone()).unwrap_or_default();
            let _ = table.insert(Constant { name: name.value.clone(), value: quantity.number, unit, help });
        }
    }
    table
}

/// Queries and the places that use them.
pub(super) struct QueryContext<'u, 's> {
    pub(super) resolver: &'u mut Resolver<'s>,
    pub(super) vocabulary: &'u Vocabulary,
    pub(super) tracks: &'u Table<Track>,
    pub(super) named: Arc<BTreeMap<&'u str, Parsed>>,
    pub(super) ast: &'u ast::Spec,
    pub(super) context: LintContext,
}

/// A query that parses, and what is known of its result.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    pub(super) expr: Expr,
    pub(super) ty: Ty,
    /// Whether the author says that its values are shares.
    pub(super) is_called_share: bool,
    pub(super) help: Option<String>,
    pub(super) window: Option<Duration>,
    pub(super) name: Option<String>,
}

/// What stands in for `$window`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Window {
    /// This length of time.
    Fixed(Duration),
    /// Grafana's `$__rate_interval`.
    Grafana,
}

impl<'u, 's> QueryContext<'u, 's> {
    /// Parses and checks every named query.
    pub(super) fn new(
        resolver: &'u mut Resolver<'s>,
        (vocabulary, tracks): (&'u Vocabulary, &'u Table<Track>),
        ast: &'u ast::Spec,
        context: LintContext,
    ) -> Self {
        let mut uses = Self { resolver, vocabulary, tracks, named: Arc::default(), ast, context };
        let all: Vec<_> = ast.queries.iter().collect();
        let parsed = uses.each(&all, |uses, (name, query)| uses.one_named(name, query));
        let named = all.into_iter().zip(parsed);
        let named = named.filter_map(|((name, _), parsed)| Some((name.value.as_str(), parsed?)));
        uses.named = Arc::new(named.collect());
        uses
    }

    /// Parses and checks a named query; nothing if it is broken.
    fn one_named(&mut self, name: &Text, query: &ast::Query) -> Option<Parsed> {
        let unit = query.unit.as_ref().and_then(|unit| self.resolver.unit(unit));
        let (expr, mut ty) = self.parse(&query.expr, Scope::Named, query.scope.is_none())?;
        if let (Some(written), Some(unit)) = (&query.unit, &unit) {
            self.declared_unit(written, unit, &ty);
        }
        let is_called_share = unit.as_ref().is_some_and(Unit::is_share);
        if let (true, Some(matcher)) = (is_called_share, check::loose(self.vocabulary, &expr)) {
            let place = self.resolver.source.part_of_scalar(query.expr.span, &query.expr, matcher.span);
            self.resolver.report(rules::loose_share::in_query(place, matcher));
        }
        ty.unit = unit.or(ty.unit);
        if let Some(window) = &query.window {
            self.short_window(&expr, window);
        }
        Some(Parsed {
            expr,
            ty,
            is_called_share,
            help: query.help.as_ref().map(|help| help.value.clone()),
            window: query.window.as_ref().map(|window| window.value),
            name: Some(name.value.clone()),
        })
    }

    /// The named queries for the model, in the order of the spec.
    pub(super) fn named(&self) -> Table<Query> {
        let queries = self.ast.queries.iter().filter_map(|(name, _)| {
            let parsed = self.named.get(name.value.as_str())?;
            Some(Query {
                name: name.value.clone(),
                help: parsed.help.clone().unwrap_or_default(),
                expr: parsed.expr.clone(),
                window: parsed.window,
                unit: parsed.ty.unit.clone(),
            })
        });
        queries.collect()
    }

    /// The query that a place names or writes itself, narrowed to the service's own series unless the place takes it as it is
    /// written; nothing if it has none or a broken one, which has been reported.
    pub(super) fn take(
        &mut self,
        place: Span,
        query: Option<&Text>,
        expr: Option<&Text>,
        scope: Scope<'_>,
        own: bool,
    ) -> Option<Parsed> {
        match (query, expr) {
            (Some(name), None) => {
                let Some(mut parsed) = self.named.get(name.value.as_str()).cloned() else {
                    // A query that is there but broken has been reported where it stands.
                    if !self.ast.queries.iter().any(|(known, _)| known.value == name.value) {
                        let known = self.ast.queries.iter().map(|(known, _)| known.value.as_str());
                        self.resolver.undefined("query", name, known);
                    }
                    return None;
                };
                self.variables_fit(&parsed.expr, name, scope);
                if !own {
                    check::as_written(&mut parsed.expr);
                    let ty = check::query(self.vocabulary, scope, &parsed.expr, &mut Vec::new());
                    parsed.ty.labels = ty.labels;
                }
                Some(parsed)
            }
            (None, Some(text)) => {
                let (expr, ty) = self.parse(text, scope, own)?;
                Some(Parsed { expr, ty, is_called_share: false, help: None, window: None, name: None })
            }
            (Some(_), Some(text)) => {
                let message = "`query` and `expr` exclude each other";
                self.resolver.report(
                    Diagnostic::new(&rules::BAD_VALUE, text.span, message).help("keep one of the two"),
                );
                None
            }
            (None, None) => {
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, place, "`query` or `expr` is missing");
                self.resolver
                    .report(diagnostic.help("name one with `query: name`, or write it: `expr: up == 0`"));
                None
            }
        }
    }

    fn parse(&mut self, text: &Text, scope: Scope<'_>, own: bool) -> Option<(Expr, Ty)> {
        let mut expr = match promql::parse(text, Dialect { variables: true }).and_then(promql::values_only) {
            Ok(expr) => expr,
            Err(error) => {
                self.resolver.promql_error(text, error);
                return None;
            }
        };
        match promql::type_check(&expr) {
            Ok(ValueType::Vector | ValueType::Scalar) => {}
            Ok(found) => {
                let message = format!(
                    "this query gives {}, which has no value to show or compare",
                    found.with_article()
                );
                let error = ParseError::new(expr.span(), message);
                self.resolver.promql_error(
                    text,
                    match found {
                        ValueType::Matrix => {
                            error.with_help("reduce the range, as in `rate(...)` or `max_over_time(...)`")
                        }
                        _ => error,
                    },
                );
                return None;
            }
            Err(errors) => {
                for error in errors {
                    self.resolver.promql_error(text, error);
                }
                return None;
            }
        }
        if own {
            check::scoped(self.vocabulary, &mut expr);
        }
        let ty = self.checked(text, scope, &expr);
        Some((expr, ty))
    }

    /// Checks a query that has been read from a text, or made around one.
    pub(super) fn checked(&mut self, text: &Text, scope: Scope<'_>, expr: &Expr) -> Ty {
        let query = QueryText { text, span: text.span };
        let ty = self.typed(query, scope, expr);
        let is_alert = matches!(scope, Scope::Rule { .. });
        for found in rules::query::find(expr, &LintContext { is_alert, ..self.context }) {
            let place = query.place(self.resolver.source, found.span);
            self.resolver.report(found.at(place));
        }
        ty
    }

    /// The type of a query, with findings where they stand in the spec.
    fn typed(&mut self, query: QueryText<'_>, scope: Scope<'_>, expr: &Expr) -> Ty {
        let mut findings = Vec::new();
        let ty = check::query(self.vocabulary, scope, expr, &mut findings);
        let source = self.resolver.source;
        for finding in findings {
            self.resolver.report(finding.moved(|part| query.place(source, part)));
        }
        ty
    }

    /// Checks a query that is made of a text, and nothing but what follows from the types of its parts.
    pub(super) fn typed_at(&mut self, text: &Text, scope: Scope<'_>, expr: &Expr) {
        self.typed(QueryText { text, span: text.span }, scope, expr);
    }

    /// A series as promtool reads it: a selector that is met by one series alone, of a metric that there is. The labels that all
    /// series of the service share are put in.
    pub(super) fn one_series(&mut self, text: &Text) -> String {
        let expr = match promql::parse(text, Dialect { variables: false }) {
            Ok(expr) => expr,
            Err(error) => {
                self.resolver.promql_error(text, error);
                return text.value.clone();
            }
        };
        let all_equal = |selector: &VectorSelector| {
            let mut ops = selector.matchers.iter().map(|matcher| matcher.op.value);
            selector.modifiers.is_empty() && ops.all(|op| op == MatchOp::Equal)
        };
        match &expr {
            Expr::Vector(selector) if all_equal(selector) => {
                let query = QueryText { text, span: text.span };
                self.typed(query, Scope::Rule { window: false }, &expr);
                let mut own = (**selector).clone();
                self.vocabulary.scope(&mut own);
                if own.matchers.len() > selector.matchers.len() && all_equal(&own) {
                    return promql::print(&own.into());
                }
            }
            _ => {
                let error = ParseError::new(expr.span(), "this is not a single series");
                self.resolver
                    .promql_error(text, error.with_help("name the metric and its labels, each with `=`"));
            }
        }
        text.value.clone()
    }

    /// The length of `$window`, if the query compares the samples within it.
    pub(super) fn short_window(&mut self, expr: &Expr, window: &Spanned<Duration>) {
        self.resolver.sink.extend(short_window::of_window(expr, window, self.context.scrape));
    }

    /// Whether the service adds nothing by itself: no matchers to queries, no labels to alerts.
    pub(super) fn adds_nothing(&self) -> bool {
        self.ast.measured.service.scope.is_some()
    }

    /// Whether the spec has an alert of that name, sound or not.
    pub(super) fn has_alert(&self, name: &str) -> bool {
        self.ast.alerts.iter().any(|(_, group)| group.iter().any(|(known, _)| known.value == name))
    }

    /// The text of a named query.
    pub(super) fn text_of(&self, name: &str) -> Option<&'u Text> {
        let (_, query) = self.ast.queries.iter().find(|(known, _)| known.value == name)?;
        Some(&query.expr)
    }

    /// The window that a named query brings along.
    pub(super) fn window_of(&self, query: Option<&Text>) -> Option<Duration> {
        self.named.get(query?.value.as_str())?.window
    }

    /// The query with constants and `$window` replaced.
    pub(super) fn fill(&self, expr: &Expr, window: Option<Window>) -> Expr {
        filled(self.vocabulary, expr, window)
    }
}

/// A query with constants and `$window` replaced.
pub(super) fn filled(vocabulary: &Vocabulary, expr: &Expr, window: Option<Window>) -> Expr {
    substitute(expr, |name| match vocabulary.constants.get(name) {
        Some(constant) => Some(Value::Number(constant.value)),
        None if name == WINDOW => window.map(|window| match window {
            Window::Fixed(window) => Value::Duration(window),
            Window::Grafana => Value::RateInterval,
        }),
        None => None,
    })
}

/// The unit of what a query gives, for messages.
pub(super) fn unit_words(unit: Option<&Unit>) -> String {
    unit.map_or_else(|| "an unknown unit".into(), ToString::to_string)
}
