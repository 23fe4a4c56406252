//! Variables of named queries, which only their uses can give, and those of which several values can be chosen.

use std::collections::BTreeSet;

use super::queries::Uses;
use crate::check::Scope;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::lint::rules;
use crate::promql::{self, Expr, MatchOp, Matcher, Variable, Visit};
use crate::source::Span;
use crate::suggest;

impl Uses<'_, '_> {
    /// A named query may use what its user cannot give: said where it is used.
    pub(super) fn variables_fit(&mut self, expr: &Expr, name: &Text, scope: Scope<'_>) {
        let mut names = Names::default();
        names.expr(expr);
        let rule = matches!(scope, Scope::Rule { .. });
        let outside = |variable: &String| variable.starts_with("__");
        let alone = |variable: &&String| self.vocabulary.constants.get(variable).is_none();
        let grafana = names.bare.iter().find(|variable| outside(variable));
        let grafana = grafana.or_else(|| names.quoted.iter().find(alone));
        if let (true, Some(variable)) = (rule, grafana) {
            let message =
                format!("query `{}` uses `${variable}`, which means nothing outside of Grafana", **name);
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_VARIABLE, name.span, message);
            let help = if outside(variable) {
                "use `$window` in the query: it is fixed in rules and follows the zoom in panels"
            } else {
                "give the alert a query of its own, without the variable"
            };
            self.resolver.report(diagnostic.help(help));
        }
        if names.bare.contains("window") && scope == (Scope::Rule { window: false }) {
            let message = format!("query `{}` uses `$window`, and nothing says how long that is", **name);
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_VARIABLE, name.span, message);
            self.resolver.report(diagnostic.help("give the query or the alert a `window: 5m`"));
        }
        let Scope::Panel(known) = scope else { return };
        let unknown = names.quoted.iter().filter(alone).filter(|variable| !outside(variable));
        for variable in unknown.filter(|variable| !known.contains(variable)) {
            let message =
                format!("query `{}` uses `${variable}`, which this dashboard does not have", **name);
            let known = known.iter().map(String::as_str);
            let help = suggest::nearest(variable, known).map_or_else(
                || "declare it under `variables` of the dashboard".to_owned(),
                |near| format!("did you mean `${near}`?"),
            );
            self.resolver.report(Diagnostic::new(&rules::UNKNOWN_VARIABLE, name.span, message).help(help));
        }
    }

    /// Reports comparisons with one value where several can be chosen: these are written as `(a|b)`. The query has a name or a text.
    pub(super) fn several_values(
        &mut self,
        expr: &Expr,
        (query, text): (Option<&Text>, Option<&Text>),
        several: &BTreeSet<String>,
    ) {
        let mut compared = Compared { several, found: Vec::new() };
        compared.expr(expr);
        for Comparison { variable, op, place, label } in compared.found {
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
                    (self.resolver.source.part_of_scalar(text.span, text, place), message)
                }
                (None, None) => continue,
            };
            let (better, effect) = match op {
                MatchOp::Equal => (MatchOp::Regex, "no series is equal to that, so the panel is empty"),
                _ => (MatchOp::NotRegex, "every series differs from that, so nothing is left out"),
            };
            let diagnostic = Diagnostic::new(&rules::MULTI_VALUE_MATCHER, span, message)
                .note(format!("Grafana writes two chosen values as `(a|b)`: {effect}"));
            self.resolver.report(diagnostic.help(format!("write `{label}{better}` instead")));
        }
    }
}

/// Collects the names of variables.
#[derive(Default)]
struct Names {
    /// Those in place of numbers and durations.
    bare: BTreeSet<String>,
    /// Those that are all of a quoted text.
    quoted: BTreeSet<String>,
}

impl Visit for Names {
    fn variable(&mut self, variable: &Variable) {
        self.bare.insert(variable.name.clone());
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.quoted.extend(promql::whole_variable(&matcher.value.value).map(str::to_owned));
    }
}

/// A comparison with a variable of several values.
struct Comparison {
    variable: String,
    op: MatchOp,
    place: Span,
    label: String,
}

/// Collects them.
struct Compared<'n> {
    several: &'n BTreeSet<String>,
    found: Vec<Comparison>,
}

impl Visit for Compared<'_> {
    fn matcher(&mut self, matcher: &Matcher) {
        let op = matcher.op.value;
        let several = promql::variables_in(&matcher.value.value).find(|name| self.several.contains(*name));
        if let Some(variable) = several.filter(|_| !op.is_regex()) {
            let label = matcher.label.value.clone();
            self.found.push(Comparison { variable: variable.to_owned(), op, place: matcher.op.span, label });
        }
    }
}
