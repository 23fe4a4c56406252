//! Texts in place of values, as Grafana's editor writes them: single values in one object before all others, each with its place in the
//! list.

use gaugewright_spec::model::{self, Values};
use gaugewright_spec::number::Number;
use serde_json::{Map, Value, json};

use crate::grafana::model::{JsonNumber, MappedTo, ValueMapping, to_value};

pub(super) fn of(mappings: &[model::ValueMapping], factor: Number) -> Vec<ValueMapping> {
    let scaled = |number: Number| JsonNumber(number.times(factor).unwrap_or(number));
    let mut single = Map::new();
    let mut others = Vec::new();
    for (index, mapping) in mappings.iter().enumerate() {
        let color = mapping.color.map(gaugewright_spec::model::Color::name);
        let result = MappedTo { color, index, text: mapping.text.clone() };
        match &mapping.values {
            Values::One(value) => {
                single.insert(to_value(&scaled(*value)).to_string(), to_value(&result));
            }
            Values::Text(text) => {
                single.insert(text.clone(), to_value(&result));
            }
            Values::Range(from, to) => {
                let options = json!({ "from": from.map(scaled), "result": result, "to": to.map(scaled) });
                others.push(ValueMapping { options, kind: "range" });
            }
            Values::Regex(pattern) => {
                let options = json!({ "pattern": pattern, "result": result });
                others.push(ValueMapping { options, kind: "regex" });
            }
            Values::Special(special) => {
                let options = json!({ "match": special.name(), "result": result });
                others.push(ValueMapping { options, kind: "special" });
            }
        }
    }
    let single = (!single.is_empty()).then(|| ValueMapping { options: Value::Object(single), kind: "value" });
    single.into_iter().chain(others).collect()
}
