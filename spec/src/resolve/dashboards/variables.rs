//! The variables of a dashboard: what they list, and what queries get of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::builder::Builder;
use super::decided::{OF_RAW_VARIABLE, OF_VARIABLE};
use crate::ast;
use crate::check::{Content, Domain, PanelVariable};
use crate::decode::{Map, Placed, Text, Word};
use crate::diagnostic::Diagnostic;
use crate::model::{Hide, Variable, VariableSource as Source};
use crate::promql;
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
    let of = |name: &str, content| PanelVariable { name: name.to_owned(), content, is_one: false };
    let targets = targets.into_iter().filter(|_| own);
    let targets: Vec<_> = targets.map(|name| of(name, Content::Unknown)).collect();
    let several = targets.iter().map(|variable| variable.name.clone()).collect();
    (targets.into_iter().chain([of(source, Content::Datasource)]).collect(), several)
}

impl Builder<'_, '_, '_> {
    /// The variables of a dashboard. Queries may use them from here on.
    pub(super) fn take_variables(&mut self, ast: &Map<Placed<ast::Variable>>) -> Vec<Variable> {
        let mut all = Vec::new();
        for (name, ast) in ast.iter() {
            if let Some(variable) = self.variable(name, ast) {
                all.push((name, ast, variable));
            } else {
                // What is wrong with it has been said; queries may use it.
                let (name, content) = (name.value.clone(), Content::Unknown);
                self.variables.push(PanelVariable { name, content, is_one: false });
            }
        }
        let seen: Vec<_> = all.iter().map(|(.., variable)| self.seen(variable)).collect();
        self.variables.extend(seen);
        let sources = all.iter().filter(|(.., variable)| {
            matches!(&variable.source, Source::Datasource { plugin, .. } if plugin == PROMETHEUS)
        });
        self.sources.extend(sources.map(|(.., variable)| variable.name.clone()));
        // Of one that is not shown nobody chooses a value; how many its query gives is not known.
        let is_chosen = |variable: &Variable| variable.hide != Hide::Variable;
        let is_several = |variable: &Variable| (variable.multi || variable.all) && is_chosen(variable);
        let several = all.iter().filter(|(.., variable)| is_several(variable));
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

    /// Reports a value that is none.
    pub(super) fn bad(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, span, message).help(help));
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
        self.bad(default.span, format!("`{}` is not a value of `${}`", **default, variable.name), help);
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
        let is_one = matches!(variable.source, Source::Label { .. }) && !variable.multi && !variable.all;
        PanelVariable { name: variable.name.clone(), content, is_one }
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
