//! What the schema output says about each key of a spec, in one line a key, compared with what it said when
//! somebody last looked. The schema itself stands in `docs`; this is what a reader of a change wants to see.

use codegen::OUTPUTS;
use serde_json::Value;

use crate::golden_prometheus::{assert_golden, spec};

#[test]
fn keys_and_their_types() {
    let schema = schema();
    let mut lines = vec![heading("the spec", &schema)];
    lines.extend(keys(&schema));
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        lines.push(String::new());
        lines.push(heading(name, definition));
        lines.extend(keys(definition));
    }
    assert_golden("schema", "keys", &lines.join("\n"));
}

/// One definition as it stands, descriptions included: editors show them.
#[test]
fn a_definition() {
    let schema = schema();
    assert_golden("schema", "variable", &format!("{:#}", schema["$defs"]["Variable"]));
}

#[test]
fn every_key_is_described() {
    let schema = schema();
    let definitions = schema["$defs"].as_object().expect("definitions").iter();
    let all =
        definitions.map(|(name, definition)| (name.as_str(), definition)).chain([("the spec", &schema)]);
    let mut silent = Vec::new();
    for (name, definition) in all {
        let properties = definition["properties"].as_object().into_iter().flatten();
        let missing = properties.filter(|(_, key)| key["description"].as_str().is_none_or(str::is_empty));
        silent.extend(missing.map(|(key, _)| format!("{name}: {key}")));
    }
    assert!(silent.is_empty(), "without a description: {silent:?}");
}

#[track_caller]
fn schema() -> Value {
    let output = OUTPUTS.iter().find(|output| output.name == "schema").expect("the output");
    let files =
        (output.render)(&codegen::Input::new(&spec("prometheus/shop.yaml"), &codegen::Own::default()))
            .expect("a schema");
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["metrics-spec.schema.json"]);
    let text = files.get("metrics-spec.schema.json").expect("the file");
    serde_json::from_str(text).expect("JSON")
}

fn heading(name: &str, definition: &Value) -> String {
    let closed = if definition["additionalProperties"] == false { "" } else { ", and other keys" };
    format!("{name}: {}{closed}", type_of(definition))
}

fn keys(definition: &Value) -> Vec<String> {
    let required = definition["required"].as_array().map_or(&[][..], Vec::as_slice);
    let properties = definition["properties"].as_object().into_iter().flatten();
    let line = |(key, schema): (&String, &Value)| {
        let must = if required.iter().any(|name| name == key) { ", required" } else { "" };
        format!("  {key}: {}{must}", type_of(schema))
    };
    properties.map(line).collect()
}

/// The type in a few words: `string`, `[Panel]`, `{Alert}`, `"a" or "b"`.
fn type_of(schema: &Value) -> String {
    let join =
        |parts: &[Value], word: fn(&Value) -> String| parts.iter().map(word).collect::<Vec<_>>().join(" or ");
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(values) = schema["enum"].as_array() {
        return join(values, ToString::to_string);
    }
    if let Some(forms) = ["anyOf", "oneOf"].iter().find_map(|key| schema[key].as_array()) {
        return join(forms, type_of);
    }
    if schema.get("items").is_some() {
        return format!("[{}]", type_of(&schema["items"]));
    }
    if schema["additionalProperties"].is_object() {
        return format!("{{{}}}", type_of(&schema["additionalProperties"]));
    }
    let name = match &schema["type"] {
        Value::Array(names) => join(names, |name| name.as_str().unwrap_or_default().to_owned()),
        name => name.as_str().unwrap_or("anything").to_owned(),
    };
    let bounds = ["minimum", "maximum", "pattern", "minLength", "maxLength", "const"];
    let bounds = bounds.iter().filter_map(|bound| Some(format!(" {bound} {}", schema.get(bound)?)));
    bounds.fold(name, |text, bound| text + &bound)
}
