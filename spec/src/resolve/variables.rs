//! Variables of named queries, which only their uses can give, and those of which several values can be chosen.

use std::collections::BTreeSet;

use super::queries::QueryContext;
use crate::check::Scope;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::rewrite::WINDOW;
use crate::promql::{self, Expr, Matcher};
use crate::rules::{self, multi_value_matcher};
use crate::source::Spanned;
use crate::suggest;

impl QueryContext<'_, '_> {
    /// A named query may use what its user cannot give: said where it is used.
    pub(super) fn variables_fit(&mut self, expr: &Expr, name: &Text, scope: Scope<'_>) {
        let names = Names::of(expr);
        let rule = matches!(scope, Scope::Rule { .. });
        let outside = |variable: &&&str| variable.starts_with("__");
        let alone = |variable: &&&str| !self.vocabulary.constants.contains(variable);
        let grafana = names.bare.iter().find(outside);
        let grafana = grafana.or_else(|| names.quoted.iter().find(alone));
        if let (true, Some(variable)) = (rule, grafana) {
            let message =
                format!("query `{}` uses `${variable}`, which means nothing outside of Grafana", **name);
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_VARIABLE, name.span, message);
            let help = if outside(&variable) {
                "use `$window` in the query: it is fixed in rules and follows the zoom in panels"
            } else {
                "give the alert a query of its own, without the variable"
            };
            self.resolver.report(diagnostic.help(help));
        }
        if names.bare.contains(WINDOW) && scope == (Scope::Rule { window: false }) {
            let message = format!(
                "query `{}` uses `$window`, but neither the query nor the alert sets `window`",
                **name
            );
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_VARIABLE, name.span, message);
            self.resolver.report(diagnostic.help("give the query or the alert a `window: 5m`"));
        }
        let Scope::Panel(known) = scope else { return };
        let unknown = names.quoted.iter().filter(alone).filter(|variable| !outside(variable));
        for variable in unknown.filter(|variable| !known.iter().any(|known| known.name == **variable)) {
            let message =
                format!("query `{}` uses `${variable}`, which this dashboard does not have", **name);
            let known = known.iter().map(|known| known.name.as_str());
            let help = suggest::nearest(variable, known).map_or_else(
                || "declare it under `variables` of the dashboard".to_owned(),
                |near| format!("did you mean `${near}`?"),
            );
            self.resolver.report(Diagnostic::new(&rules::UNFILLED_QUERY, name.span, message).help(help));
        }
    }

    /// Reports comparisons with one value where several can be chosen: these are written as `(a|b)`. The query has a name or a text.
    pub(super) fn several_values(
        &mut self,
        expr: &Expr,
        (query, text): (Option<&Text>, Option<&Text>),
        several: &BTreeSet<String>,
    ) {
        for matcher in expr.matchers() {
            let Some(variable) = several_in(matcher, several) else { continue };
            let Matcher { op: Spanned { value: op, span: place }, label, .. } = matcher;
            let label = &label.value;
            let (span, message) = match (query, text) {
                (Some(name), _) => {
                    let message = format!(
                        "query `{}` has `{label}{op}`, and several of `${variable}` can be chosen",
                        **name
                    );
                    (name.span, message)
                }
                (None, Some(text)) => {
                    let message =
                        format!("`{op}` compares with one value, and several of `${variable}` can be chosen");
                    (self.resolver.source.part_of_scalar(text.span, text, *place), message)
                }
                (None, None) => continue,
            };
            self.resolver.report(multi_value_matcher::found(matcher, span, message));
        }
    }
}

/// The names of variables in a query.
struct Names<'e> {
    /// Those in place of numbers and durations.
    bare: BTreeSet<&'e str>,
    /// Those that are all of a quoted text.
    quoted: BTreeSet<&'e str>,
}

impl<'e> Names<'e> {
    fn of(expr: &'e Expr) -> Self {
        let bare = expr.variables().map(|variable| variable.name.as_str()).collect();
        let quoted = expr.matchers().filter_map(|matcher| promql::whole_variable(&matcher.value.value));
        Self { bare, quoted: quoted.collect() }
    }
}

/// The first variable of a matcher of which several values can be chosen, if it compares with one.
fn several_in<'m>(matcher: &'m Matcher, several: &BTreeSet<String>) -> Option<&'m str> {
    let mut variables = promql::variables_in(&matcher.value.value);
    variables.find(|name| several.contains(*name)).filter(|_| !matcher.op.value.is_regex())
}
