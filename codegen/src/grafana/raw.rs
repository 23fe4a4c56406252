//! What a spec gives to Grafana as it stands.

use gaugewright_spec::model::Value as Kept;
use serde_json::{Map, Number, Value};

/// Puts keys into an object: mappings are merged, and anything else takes the place of what is there.
pub(super) fn merge(into: &mut Value, keys: &[(String, Kept)]) {
    let Some(object) = into.as_object_mut() else { return };
    for (key, value) in keys {
        match (object.get_mut(key), value) {
            (Some(within @ Value::Object(_)), Kept::Map(keys)) => merge(within, keys),
            _ => {
                object.insert(key.clone(), json(value));
            }
        }
    }
}

/// The same value in JSON.
pub(super) fn json(value: &Kept) -> Value {
    match value {
        Kept::Null => Value::Null,
        Kept::Text(text) => Value::String(text.clone()),
        Kept::Bool(is) => Value::Bool(*is),
        Kept::Number(text) => number(text),
        Kept::List(items) => items.iter().map(json).collect(),
        Kept::Map(keys) => {
            let keys = keys.iter().map(|(key, value)| (key.clone(), json(value)));
            Value::Object(keys.collect::<Map<_, _>>())
        }
    }
}

/// A number as JSON has it; what JSON has no number for stays a text.
fn number(text: &str) -> Value {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    let number = whole.ok().or_else(|| Number::from_f64(text.parse().ok()?));
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers() {
        for (text, expected) in [
            ("5", "5"),
            ("-3", "-3"),
            ("0.25", "0.25"),
            ("1e3", "1000.0"),
            ("18446744073709551615", "18446744073709551615"),
            (".inf", "\".inf\""),
        ] {
            assert_eq!(number(text).to_string(), expected);
        }
    }

    #[test]
    fn mappings_are_merged_and_the_rest_replaced() {
        let mut value = serde_json::json!({ "a": { "b": 1, "c": [1, 2] }, "d": 1 });
        let key = |name: &str, value| (name.to_owned(), value);
        let one = Kept::Number("5".into());
        let within = vec![key("b", one.clone()), key("c", Kept::List(vec![one]))];
        merge(
            &mut value,
            &[key("a", Kept::Map(within)), key("d", Kept::Map(Vec::new())), key("e", Kept::Null)],
        );
        assert_eq!(value.to_string(), r#"{"a":{"b":5,"c":[5]},"d":{},"e":null}"#);
    }
}
