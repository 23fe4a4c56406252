//! Where the values of a variable come from.

use super::builder::Builder;
use crate::ast;
use crate::check::Scope;
use crate::decode::{Placed, Text, Word};
use crate::diagnostic::Diagnostic;
use crate::model::{Choice, Variable, VariableSource as Source};
use crate::promql::build::{aggregate, selector};
use crate::promql::{self, AggregateOp, Dialect, Expr, ParseError, VectorSelector};
use crate::rules;
use crate::suggest;

impl Builder<'_, '_, '_> {
    /// Where its values come from: there is one key that says it.
    pub(super) fn source(&mut self, name: &Text, ast: &Placed<ast::Variable>) -> Option<Source> {
        let spans = [
            ast.metric.as_ref().map(|text| text.span),
            ast.values.as_ref().map(|list| list.span),
            ast.interval.as_ref().map(|list| list.span),
            ast.constant.as_ref().map(|word| word.0.span),
            ast.textbox.as_ref().map(|word| word.0.span),
            ast.datasource.as_ref().map(|text| text.span),
        ];
        let mut given = spans.into_iter().flatten();
        let (first, second) = (given.next(), given.next());
        if let (Some(first), Some(second)) = (first, second) {
            let message = format!("variable `{}` has two sources of values", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, second, message).also(first, "the other one");
            self.uses.resolver.report(diagnostic.help("keep one of the two"));
            return None;
        }
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        if let Some(metric) = &ast.metric {
            return self.label(name, metric, ast);
        }
        if let Some(list) = &ast.values {
            return self.values(list);
        }
        if let Some(list) = &ast.interval {
            let durations: Vec<_> = list.value.iter().map(|duration| duration.value).collect();
            if durations.is_empty() {
                self.bad(list.span, "there is nothing to choose", "name some durations: `[1m, 5m, 1h]`");
                return None;
            }
            return Some(Source::Interval(durations));
        }
        if let Some(Word(value)) = &ast.constant {
            return Some(Source::Constant(value.value.clone()));
        }
        if let Some(Word(value)) = &ast.textbox {
            return Some(Source::Textbox(value.value.clone()));
        }
        if let Some(plugin) = &ast.datasource {
            return Some(Source::Datasource { plugin: plugin.value.clone(), regex: text(&ast.regex) });
        }
        if ast.raw.is_some() {
            return Some(Source::Raw);
        }
        let message = format!("nothing says what variable `{}` lists", **name);
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, name.span, message);
        let help = "name a `metric` whose label it lists, or its `values`";
        self.uses.resolver.report(diagnostic.help(help));
        None
    }

    /// The values of a label of a metric.
    fn label(&mut self, name: &Text, metric: &Text, ast: &ast::Variable) -> Option<Source> {
        let mut series = self.series(metric)?;
        let found = series.name.as_ref().and_then(|name| self.uses.vocabulary.find(name));
        let Some(found) = found else {
            if self.uses.vocabulary.has_open_metrics() {
                return Some(of_label(series, ast.of.as_ref().unwrap_or(name), ast));
            }
            let written = series.name.as_ref().map_or_else(String::new, |name| name.value.clone());
            let place = series.name.as_ref().map(|name| name.span).filter(|_| !series.matchers.is_empty());
            let span = place.map_or(metric.span, |part| {
                self.uses.resolver.source.part_of_scalar(metric.span, metric, part)
            });
            let names = self.uses.vocabulary.series_names();
            let written = Text::new(written, span);
            self.uses.resolver.undefined("series", &written, names.iter().map(String::as_str));
            return None;
        };
        let of = ast.of.as_ref().unwrap_or(name);
        let own = found.metric.labels.iter().map(|label| label.name.as_str());
        let target = self.uses.vocabulary.target_labels(found.metric).iter().map(|label| label.name.as_str());
        let known: Vec<&str> = own.chain(target).collect();
        if !known.contains(&of.as_str()) && !self.uses.vocabulary.has_open_targets() {
            let message = format!("`{}` has no label `{}`", found.metric.name, **of);
            let help = suggest::did_you_mean(of, known.iter().copied())
                .unwrap_or_else(|| format!("it has {}", suggest::list(known.iter().copied())));
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, of.span, message);
            self.uses.resolver.report(diagnostic.help(help));
        }
        if self.own {
            self.uses.vocabulary.scope(&mut series);
        }
        Some(of_label(series, of, ast))
    }

    /// A metric, or a selector of its series.
    fn series(&mut self, text: &Text) -> Option<VectorSelector> {
        if self.uses.vocabulary.find(text).is_some() || !text.contains('{') {
            return Some(selector(text, Vec::new()));
        }
        let error = match promql::parse(text, Dialect { variables: true }).and_then(promql::values_only) {
            Ok(Expr::Vector(found)) if found.modifiers.is_empty() && found.name.is_some() => {
                return Some(*found);
            }
            Ok(other) => ParseError::new(other.span(), "this does not select the series of one metric")
                .with_help(
                    "write its name, with conditions on labels if need be: `requests_total{code=\"200\"}`",
                ),
            Err(error) => error,
        };
        self.uses.resolver.promql_error(text, error);
        None
    }

    /// The conditions of what a variable lists: their labels and variables are there.
    pub(super) fn matchers(&mut self, ast: &ast::Variable, variable: &Variable) {
        let (Some(text), Some(series)) = (&ast.metric, variable.series()) else { return };
        let expr: Expr = series.clone().into();
        let known = std::mem::take(&mut self.variables);
        // Only the labels of its series count, not their values.
        let grouped = aggregate(AggregateOp::Group, expr.clone());
        self.uses.typed_at(text, Scope::Panel(&known), &grouped);
        self.variables = known;
        self.uses.several_values(&expr, (None, Some(text)), &self.several);
    }

    /// Values that the author writes. Grafana has them in one text: commas are escaped, other separators cannot be.
    fn values(&mut self, list: &Placed<Vec<ast::Choice>>) -> Option<Source> {
        if list.value.is_empty() {
            self.bad(list.span, "there is nothing to choose", "name some values: `[a, b]`");
            return None;
        }
        for part in list.value.iter().flat_map(|choice| choice.text.iter().chain([&choice.value])) {
            let is_cut = part.trim() != part.as_str() || part.is_empty() || part.contains(" : ");
            if is_cut || part.ends_with('\\') || part.contains(['\n', '\t']) {
                let message = format!("Grafana cannot list `{}`", part.value.escape_debug());
                let help =
                    "a value has no ` : ` in it, no line break, no space at its ends, no `\\` at its end";
                self.bad(part.span, message, help);
            }
        }
        let choices = list.value.iter().map(|choice| Choice {
            text: choice.text.as_ref().unwrap_or(&choice.value).value.clone(),
            value: choice.value.value.clone(),
        });
        Some(Source::Values(choices.collect()))
    }
}

/// Lists the values of a label of some series.
fn of_label(series: VectorSelector, of: &Text, ast: &ast::Variable) -> Source {
    Source::Label {
        series: Box::new(series),
        of: of.value.clone(),
        regex: ast.regex.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        sort: ast.sort.as_ref().map(|sort| sort.value).unwrap_or_default(),
        refresh: ast.refresh.as_ref().map(|refresh| refresh.value).unwrap_or_default(),
    }
}
