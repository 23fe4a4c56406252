//! Variables of dashboards.

use gaugewright_spec::model::{Hide, Sort as Order, Spec, Variable, VariableSource};
use gaugewright_spec::promql::Expr;

use super::said::{flag, list, value, word};
use super::written::{called, written};
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::drawn as row;

pub(super) fn variables(spec: &Spec, names: &Names) -> Vec<Item> {
    let of_board = |board: &gaugewright_spec::model::Dashboard| {
        let uid = names.of(Sort::Dashboard, &board.uid);
        let shown = |variable: &Variable| format!("{}: {}", called(spec, board), variable.name);
        let of = |variable| Item { shown: shown(variable), ..self::variable(names, &uid, variable) };
        board.variables.iter().map(of).collect::<Vec<_>>()
    };
    written(spec).flat_map(of_board).collect()
}

fn variable(names: &Names, uid: &str, variable: &Variable) -> Item {
    let mut item = Item::new(&row::VARIABLE, format!("{uid}: {}", variable.name));
    item.put(&row::VARIABLE_SOURCE, source(names, &variable.source));
    item.put_if(&row::VARIABLE_DEFAULT, variable.default.as_ref());
    item.put(&row::VARIABLE_MULTI, flag(variable.multi));
    let all = variable.all_value.clone().unwrap_or_else(|| "every value".to_owned());
    item.put_if(&row::VARIABLE_ALL, variable.all.then_some(all));
    item.put(&row::VARIABLE_LABEL, &variable.label);
    item.put(&row::VARIABLE_HIDE, word(&Hide::ALL, &variable.hide));
    for (key, said) in &variable.raw {
        item.each(&row::VARIABLE_RAW, key, value(said));
    }
    if let VariableSource::Label { sort, refresh, .. } = &variable.source {
        let refresh = word(&gaugewright_spec::model::Refresh::ALL, refresh);
        item.put(&row::VARIABLE_SORT, format!("{}, listed: {refresh}", word(&Order::ALL, sort)));
    }
    item
}

fn source(names: &Names, source: &VariableSource) -> String {
    match source {
        VariableSource::Raw => "as Grafana spells it".to_owned(),
        VariableSource::Label { series, of, regex, .. } => {
            let query = names.query(&Expr::from((**series).clone()));
            let part = if regex.is_empty() { String::new() } else { format!(", as {regex}") };
            format!("`{of}` of {query}{part}")
        }
        VariableSource::Values(values) => list(values.iter().map(|choice| {
            if choice.text == choice.value {
                choice.value.clone()
            } else {
                format!("{} ({})", choice.value, choice.text)
            }
        })),
        VariableSource::Interval(values) => list(values),
        VariableSource::Constant(value) => format!("always {value}"),
        VariableSource::Textbox(value) => format!("any text, at first {value}"),
        VariableSource::Datasource { plugin, regex } => {
            let which = if regex.is_empty() { String::new() } else { format!(", only {regex}") };
            format!("data sources of {plugin}{which}")
        }
    }
}
