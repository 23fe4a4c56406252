//! The variables of a dashboard.

use gaugewright_spec::model::{self, Dashboard, Hide, Refresh, Sort, Spec, VariableSource};
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{MatchOp, VectorSelector, print};
use serde_json::{Value, json};

use super::header::{has_choice, with};
use super::model::{Choice, Chosen, Datasource, Variable, to_value};
use super::query::Narrowing;

/// What Grafana calls a variable that is offered, one without its name, and one that only its address sets.
const SHOWN: u8 = 0;
const NAMELESS: u8 = 1;
const HIDDEN: u8 = 2;

/// The variable that chooses the data source of every panel.
const DATASOURCE: &str = "datasource";

/// The variables: the data source, job and instance as far as there is a choice, then those of the spec. A choice that no panel follows
/// is not offered; its variable stays for the links from other dashboards.
pub(super) fn variables(dashboard: &Dashboard, spec: &Spec, choice: &Narrowing<'_>) -> Vec<Value> {
    let hide = if has_choice(dashboard, choice) { SHOWN } else { HIDDEN };
    let mut variables = Vec::new();
    // To a dashboard to which nothing is added its author may say what it is like.
    if !dashboard.variables.iter().any(|own| own.name == DATASOURCE) {
        variables.push(to_value(&datasource()));
    }
    let mut targets = spec.service.selector.clone();
    let choices = spec.service.choices().filter(|_| !dashboard.as_written);
    for name in choices {
        let query = label_values(&print(&selector("up", targets.clone()).into()), name);
        variables.push(to_value(&Variable { hide, ..target(name, &title(name), query) }));
        targets.push(matcher(name, MatchOp::Regex, &format!("${name}")));
    }
    variables.extend(dashboard.variables.iter().map(|variable| {
        let made = own(variable, choice).map(|made| to_value(&made));
        with(made.unwrap_or_else(|| json!({ "name": variable.name })), &variable.raw)
    }));
    variables
}

/// `job` is `Job`.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn label_values(series: &str, label: &str) -> String {
    // Not PromQL: a function of Grafana's Prometheus plugin.
    format!("label_values({series}, {label})")
}

fn datasource() -> Variable {
    Variable {
        label: model::DATA_SOURCE_LABEL.into(),
        name: DATASOURCE.into(),
        query: "prometheus".into(),
        ..datasources()
    }
}

/// A list of data sources.
fn datasources() -> Variable {
    Variable { refresh: Some(1), regex: Some(String::new()), sort: Some(0), ..plain("datasource") }
}

/// A variable of a kind, of which nothing else is said.
fn plain(kind: &'static str) -> Variable {
    Variable {
        all_value: None,
        current: Choice::default(),
        datasource: None,
        definition: None,
        hide: SHOWN,
        include_all: false,
        label: String::new(),
        multi: false,
        name: String::new(),
        options: Vec::new(),
        query: String::new(),
        refresh: None,
        regex: None,
        skip_url_sync: false,
        sort: None,
        kind,
    }
}

/// A list of the targets' values of a label, all of them chosen at first.
fn target(name: &str, label: &str, query: String) -> Variable {
    Variable {
        all_value: Some(".+".into()),
        current: all(false),
        include_all: true,
        label: label.into(),
        multi: true,
        name: name.into(),
        refresh: Some(2),
        sort: Some(1),
        ..listed(query)
    }
}

/// A list of the answers of a query.
fn listed(query: String) -> Variable {
    Variable {
        datasource: Some(Datasource::CHOSEN),
        definition: Some(query.clone()),
        query,
        regex: Some(String::new()),
        ..plain("query")
    }
}

/// The choice of all values.
fn all(is_list: bool) -> Choice {
    let one =
        |text: &str| if is_list { Chosen::Several(vec![text.into()]) } else { Chosen::One(text.into()) };
    Choice { selected: None, text: Some(one("All")), value: Some(one("$__all")) }
}

/// A variable of the spec.
fn own(variable: &model::Variable, choice: &Narrowing<'_>) -> Option<Variable> {
    let hide = match variable.hide {
        Hide::None => SHOWN,
        Hide::Label => NAMELESS,
        Hide::Variable => HIDDEN,
    };
    let sourced = match &variable.source {
        VariableSource::Label { series, of, regex, sort, refresh } => Variable {
            regex: Some(regex.clone()),
            sort: Some(order(*sort)),
            refresh: Some(moment(*refresh)),
            ..listed(label_values(&narrowed(series, choice), of))
        },
        VariableSource::Values(values) => custom(values),
        VariableSource::Interval(values) => {
            let texts: Vec<_> = values.iter().map(ToString::to_string).collect();
            let options = texts.iter().map(|text| option(text, text)).collect();
            Variable { options, query: texts.join(","), refresh: Some(2), ..plain("interval") }
        }
        VariableSource::Constant(value) => {
            Variable { query: value.clone(), skip_url_sync: true, ..plain("constant") }
        }
        VariableSource::Textbox(value) => {
            Variable { options: vec![option(value, value)], query: value.clone(), ..plain("textbox") }
        }
        VariableSource::Raw => return None,
        VariableSource::Datasource { plugin, regex } => {
            Variable { query: plugin.clone(), regex: Some(regex.clone()), ..datasources() }
        }
    };
    let is_constant = matches!(variable.source, VariableSource::Constant(_));
    Some(chosen(
        variable,
        Variable {
            all_value: variable.all_value.clone(),
            hide: if is_constant { HIDDEN } else { hide },
            include_all: variable.all,
            label: variable.label.clone(),
            multi: variable.multi,
            name: variable.name.clone(),
            ..sourced
        },
    ))
}

/// Only what the panels can show: they are narrowed in the same way.
fn narrowed(series: &VectorSelector, choice: &Narrowing<'_>) -> String {
    let mut series = series.clone();
    choice.narrow(&mut series);
    print(&series.into())
}

/// A list of values, in Grafana's own notation: `a,Text : b`.
fn custom(values: &[model::Choice]) -> Variable {
    let escaped = |text: &str| text.replace(',', "\\,");
    let query = values.iter().map(|model::Choice { text, value }| {
        if text == value { escaped(value) } else { [escaped(text), escaped(value)].join(" : ") }
    });
    Variable {
        options: values.iter().map(|choice| option(&choice.text, &choice.value)).collect(),
        query: query.collect::<Vec<_>>().join(","),
        ..plain("custom")
    }
}

fn option(text: &str, value: &str) -> Choice {
    Choice {
        selected: Some(false),
        text: Some(Chosen::One(text.into())),
        value: Some(Chosen::One(value.into())),
    }
}

/// The variable with what is chosen at first, also marked in the list.
fn chosen(variable: &model::Variable, made: Variable) -> Variable {
    let known = !made.options.is_empty();
    let mut options = made.options;
    let current = match variable.first() {
        Some(value) => {
            let is_first =
                |option: &&mut Choice| matches!(&option.value, Some(Chosen::One(one)) if *one == value);
            let found = options.iter_mut().find(is_first);
            let text = found.and_then(|option| {
                option.selected = Some(true);
                option.text.clone()
            });
            let one = |chosen: Chosen| match chosen {
                Chosen::One(text) if variable.multi => Chosen::Several(vec![text]),
                other => other,
            };
            let text = text.unwrap_or_else(|| Chosen::One(value.clone()));
            Choice { selected: None, text: Some(one(text)), value: Some(one(Chosen::One(value))) }
        }
        // Lists that Grafana asks for take one value as well, which it turns into a list.
        None if variable.all => all(known && variable.multi),
        None => Choice::default(),
    };
    if known && variable.all {
        let selected = Some(variable.first().is_none());
        options.insert(0, Choice { selected, ..all(false) });
    }
    Variable { current, options, ..made }
}

const fn order(sort: Sort) -> u8 {
    match sort {
        Sort::None => 0,
        Sort::Alphabetical => 1,
        Sort::AlphabeticalDescending => 2,
        Sort::Numerical => 3,
        Sort::NumericalDescending => 4,
        Sort::CaseInsensitive => 5,
        Sort::CaseInsensitiveDescending => 6,
    }
}

const fn moment(refresh: Refresh) -> u8 {
    match refresh {
        Refresh::Never => 0,
        Refresh::Load => 1,
        Refresh::Time => 2,
    }
}
