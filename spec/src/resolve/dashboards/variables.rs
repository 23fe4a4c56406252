//! The variables of a dashboard: what they list, and what queries get of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::builder::Builder;
use super::decided::{OF_RAW_VARIABLE, OF_VARIABLE};
use crate::ast;
use crate::check::{Content, Domain, PanelVariable, Scope};
use crate::decode::{Map, Placed, Text, Word};
use crate::diagnostic::Diagnostic;
use crate::model::{Choice, Variable, VariableSource as Source};
use crate::promql::build::{aggregate, selector};
use crate::promql::{self, AggregateOp, Dialect, Expr, ParseError, VectorSelector};
use crate::resolve::is_label_name;
use crate::rules;
use crate::source::Span;
use crate::suggest;

/// Variables that are added to a dashboard: the first to every one.
const GIVEN: [&str; 3] = ["datasource", "job", "instance"];

/// What Grafana calls the data sources that a spec asks.
pub(super) const PROMETHEUS: &str = "prometheus";

/// Variables that choose a Prometheus, before the author has added any.
pub(super) fn given_sources() -> BTreeSet<String> {
    BTreeSet::from([GIVEN[0].to_owned()])
}

/// What queries get of the variables that are added to a dashboard, and of which of them several values can be chosen. Where
/// nothing is narrowed to the service's `own` series, these are not chosen either.
pub(super) fn given(own: bool) -> (Vec<PanelVariable>, BTreeSet<String>) {
    let [source, targets @ ..] = GIVEN;
    let of = |name: &str, content| PanelVariable { name: name.to_owned(), content };
    let targets = targets.into_iter().filter(|_| own);
    let targets: Vec<_> = targets.map(|name| of(name, Content::Unknown)).collect();
    let several = targets.iter().map(|variable| variable.name.clone()).collect();
    (targets.into_iter().chain([of(source, Content::Datasource)]).collect(), several)
}

impl Builder<'_, '_, '_> {
    /// The variables of a dashboard. Queries may use them from here on.
    pub(super) fn take_variables(&mut self, ast: &Map<Placed<ast::Variable>>) -> Vec<Variable> {
        let all: Vec<_> = ast
            .iter()
            .filter_map(|(name, variable)| Some((name, variable, self.variable(name, variable)?)))
            .collect();
        let seen: Vec<_> = all.iter().map(|(.., variable)| self.seen(variable)).collect();
        self.variables.extend(seen);
        let sources = all.iter().filter(|(.., variable)| {
            matches!(&variable.source, Source::Datasource { plugin, .. } if plugin == PROMETHEUS)
        });
        self.sources.extend(sources.map(|(.., variable)| variable.name.clone()));
        let several = all.iter().filter(|(.., variable)| variable.multi || variable.all);
        self.several.extend(several.map(|(.., variable)| variable.name.clone()));
        for (_, ast, variable) in &all {
            self.matchers(ast, variable);
        }
        self.circles(&all.iter().map(|(name, _, variable)| (*name, variable)).collect::<Vec<_>>());
        all.into_iter().map(|(.., variable)| variable).collect()
    }

    fn variable(&mut self, name: &Text, ast: &Placed<ast::Variable>) -> Option<Variable> {
        let is_given = |given: &PanelVariable| given.name == name.value;
        if self.variables.iter().any(is_given) && !self.is_own_source(name, ast) {
            let help = if self.own {
                "`datasource`, `job` and `instance` are always there: remove it"
            } else {
                "`datasource` is always there: remove it"
            };
            self.uses.resolver.bad_name("a variable", name, help);
        } else if name.starts_with("__") || !is_label_name(name) {
            self.uses.resolver.bad_snake_name("a variable", name);
        }
        let source = self.source(name, ast)?;
        self.stray_keys(ast, &source);
        let (of_label, is_raw) = (matches!(source, Source::Label { .. }), matches!(source, Source::Raw));
        let multi = ast.multi.as_ref().map_or(of_label, |multi| multi.value);
        let all = ast.all.as_ref().map_or(multi, |all| all.value);
        if let (false, Some(value)) = (all, &ast.all_value) {
            self.bad(
                value.span,
                "nobody can choose all values here",
                "remove `all_value`, or write `all: true`",
            );
        }
        // Unlike a scraped target, a series may lack the label: all means all.
        let standard = (of_label && all && multi && self.own).then(|| ".*".to_owned());
        let variable = Variable {
            name: name.value.clone(),
            label: ast.label.as_ref().unwrap_or(name).value.clone(),
            multi,
            all,
            all_value: ast.all_value.as_ref().map(|text| text.value.clone()).or(standard),
            default: ast.default.as_ref().map(|Word(text)| text.value.clone()),
            hide: ast.hide.as_ref().map(|hide| hide.value).unwrap_or_default(),
            raw: self.raw_keys(ast.raw.as_ref(), if is_raw { OF_RAW_VARIABLE } else { OF_VARIABLE }),
            source,
        };
        self.default_is_listed(ast, &variable);
        Some(variable)
    }

    /// Whether the author of a dashboard to which nothing is added says which data sources it can have.
    fn is_own_source(&self, name: &Text, ast: &ast::Variable) -> bool {
        let is_prometheus = ast.datasource.as_ref().is_some_and(|plugin| plugin.value == PROMETHEUS);
        !self.own && name.value == GIVEN[0] && is_prometheus
    }

    fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, span, message).help(help));
    }

    /// Where its values come from: there is one key that says it.
    fn source(&mut self, name: &Text, ast: &Placed<ast::Variable>) -> Option<Source> {
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
    fn matchers(&mut self, ast: &ast::Variable, variable: &Variable) {
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

    /// Keys that mean nothing for a source.
    fn stray_keys(&mut self, ast: &ast::Variable, source: &Source) {
        let of_label = matches!(source, Source::Label { .. });
        let chosen = of_label || matches!(source, Source::Values(_) | Source::Datasource { .. });
        let listed = of_label || matches!(source, Source::Datasource { .. });
        let is_raw = matches!(source, Source::Raw);
        let written = is_raw || matches!(source, Source::Constant(_) | Source::Textbox(_));
        let keys = [
            ("`of`", ast.of.as_ref().map(|text| text.span), of_label),
            ("`multi`", ast.multi.as_ref().map(|flag| flag.span), chosen),
            ("`all`", ast.all.as_ref().map(|flag| flag.span), chosen),
            ("`all_value`", ast.all_value.as_ref().map(|text| text.span), chosen),
            ("`default`", ast.default.as_ref().map(|word| word.0.span), !written),
            ("`regex`", ast.regex.as_ref().map(|text| text.span), listed),
            ("`sort`", ast.sort.as_ref().map(|sort| sort.span), of_label),
            ("`refresh`", ast.refresh.as_ref().map(|refresh| refresh.span), of_label),
            ("`label`", ast.label.as_ref().map(|text| text.span), !is_raw),
            ("`hide`", ast.hide.as_ref().map(|hide| hide.span), !is_raw),
        ];
        for (key, span, _) in keys.into_iter().filter(|(.., fits)| !fits) {
            let Some(span) = span else { continue };
            self.bad(span, format!("{key} means nothing for this kind of variable"), "remove it");
        }
    }

    /// What is chosen at first can be chosen.
    fn default_is_listed(&mut self, ast: &ast::Variable, variable: &Variable) {
        let Some(Word(default)) = &ast.default else { return };
        let known = self.seen(variable);
        let Content::Texts(texts) = &known.content else { return };
        if matches!(variable.source, Source::Constant(_)) {
            return;
        }
        if texts.contains(&default.value) {
            return;
        }
        let known = || texts.iter().map(String::as_str);
        let help = suggest::did_you_mean(default, known())
            .unwrap_or_else(|| format!("its values are {}", suggest::list(known())));
        self.bad(default.span, format!("`{}` is no value of `${}`", **default, variable.name), help);
    }

    /// What queries get of a variable.
    fn seen(&self, variable: &Variable) -> PanelVariable {
        let content = match &variable.source {
            Source::Label { series, of, regex, .. } if regex.is_empty() => {
                let found = series.name.as_ref().and_then(|name| self.uses.vocabulary.find(name));
                let label =
                    found.and_then(|found| found.metric.labels.iter().find(|label| label.name == *of));
                match label.map(|label| &*label.domain) {
                    Some(Domain::Closed(values)) => Content::Texts(values.clone()),
                    _ => Content::Unknown,
                }
            }
            Source::Values(values) => {
                Content::Texts(values.iter().map(|choice| choice.value.clone()).collect())
            }
            Source::Interval(values) => Content::Texts(values.iter().map(ToString::to_string).collect()),
            Source::Constant(value) => Content::Texts(vec![value.clone()]),
            Source::Datasource { .. } => Content::Datasource,
            Source::Label { .. } | Source::Textbox(_) | Source::Raw => Content::Unknown,
        };
        PanelVariable { name: variable.name.clone(), content }
    }

    /// A variable that lists what another one allows waits for it: nobody waits for himself.
    fn circles(&mut self, all: &[(&Text, &Variable)]) {
        let needs: BTreeMap<&str, Vec<&str>> =
            all.iter().map(|(_, variable)| (variable.name.as_str(), needed(variable))).collect();
        let mut told: Vec<&str> = Vec::new();
        for (name, _) in all {
            let Some(circle) = circle(name, &needs) else { continue };
            if circle.iter().any(|one| told.contains(one)) {
                continue;
            }
            let way: Vec<_> = circle.iter().chain([&name.as_str()]).map(|one| format!("`${one}`")).collect();
            let message =
                format!("variable `{}` needs its own value: {}", ***name, way.join(", which needs "));
            self.bad(name.span, message, "take one of the conditions out");
            told.extend(circle);
        }
    }
}

/// The variables in the conditions of what it lists.
fn needed(variable: &Variable) -> Vec<&str> {
    let matchers = variable.series().into_iter().flat_map(|series| &series.matchers);
    matchers.flat_map(|matcher| promql::variables_in(&matcher.value.value)).collect()
}

/// The shortest way from a variable back to itself.
fn circle<'v>(start: &'v str, needs: &BTreeMap<&'v str, Vec<&'v str>>) -> Option<Vec<&'v str>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in way.last().and_then(|last| needs.get(last)).into_iter().flatten() {
            if *next == start {
                return Some(way);
            }
            if seen.insert(*next) {
                ways.push_back(way.iter().copied().chain([*next]).collect());
            }
        }
    }
    None
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
