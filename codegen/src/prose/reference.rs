//! `docs/spec-reference.md`: every key of a spec, from the JSON Schema, in the order in which a spec has them.

use crate::error::RenderError;
use serde::Serialize;
use serde_json::Value;

use super::templates::Templates;

/// The text of the page.
///
/// # Errors
/// What is wrong with the template.
pub fn page(templates: &Templates<'_>) -> Result<String, RenderError> {
    let schema = gaugewright_spec::schema::json().to_value();
    let file = templates.file("schema", "metrics-spec.schema.json");
    templates.render("spec-reference.md.j2", &Page { records: records(&schema), schema: file })
}

#[derive(Serialize)]
struct Page {
    records: Vec<Record>,
    /// The file of the schema, seen from this page. Nothing if it is not made.
    schema: Option<String>,
}

/// A mapping with fixed keys.
#[derive(Serialize)]
struct Record {
    /// Its name in the schema; nothing for the spec itself.
    name: String,
    about: String,
    keys: Vec<Key>,
    /// The words that may stand there, if it is no mapping.
    words: Vec<String>,
    /// Where it is used: `alerts`, `Panel.link`.
    used: Vec<String>,
}

#[derive(Serialize)]
struct Key {
    name: String,
    is_required: bool,
    /// Its type, in Markdown: `text`, `list of [Panel](#panel)`.
    form: String,
    about: String,
}

/// The records, each behind the one that names it first.
fn records(schema: &Value) -> Vec<Record> {
    let mut records: Vec<Record> = vec![record("", schema)];
    let mut next = 0;
    while let Some(current) = records.get(next) {
        let definition = if current.name.is_empty() { schema } else { &schema["$defs"][&current.name] };
        let mut behind = next;
        for (key, name) in references(definition) {
            let here = if next == 0 { key.clone() } else { format!("{}.{key}", records[next].name) };
            match records.iter_mut().find(|record| record.name == name) {
                Some(known) if known.used.contains(&here) => {}
                Some(known) => known.used.push(here),
                None => {
                    behind += 1;
                    let found = Record { used: vec![here], ..record(&name, &schema["$defs"][&name]) };
                    records.insert(behind, found);
                }
            }
        }
        next += 1;
    }
    records
}

fn record(name: &str, definition: &Value) -> Record {
    let required = definition["required"].as_array().map_or(&[][..], Vec::as_slice);
    let properties = definition["properties"].as_object().into_iter().flatten();
    Record {
        name: name.to_owned(),
        about: text(definition, "description"),
        keys: properties
            .map(|(key, value)| Key {
                name: key.clone(),
                is_required: required.iter().any(|name| name == key),
                form: form(value),
                about: text(value, "description"),
            })
            .collect(),
        words: words(definition),
        used: Vec::new(),
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().replace('\n', " ")
}

fn words(value: &Value) -> Vec<String> {
    value["enum"].as_array().into_iter().flatten().map(|word| format!("`{}`", plain(word))).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Names of definitions that a definition refers to, with the keys that do.
fn references(definition: &Value) -> Vec<(String, String)> {
    let properties = definition["properties"].as_object().into_iter().flatten();
    properties.flat_map(|(key, value)| named(value).into_iter().map(|name| (key.clone(), name))).collect()
}

fn named(value: &Value) -> Vec<String> {
    let own = value["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let forms = value["anyOf"].as_array().into_iter().flatten();
    let inside = [value.get("items"), value.get("additionalProperties")].into_iter().flatten();
    own.into_iter().chain(forms.chain(inside).flat_map(named)).collect()
}

/// What may stand there.
fn form(value: &Value) -> String {
    if let Some(name) = value["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if value.get("enum").is_some() {
        return words(value).join(" or ");
    }
    if let Some(forms) = value["anyOf"].as_array() {
        return forms.iter().map(form).collect::<Vec<_>>().join(", or ");
    }
    if let Some(items) = value.get("items") {
        return format!("list of {}", form(items));
    }
    if let Some(values) = value.get("additionalProperties").filter(|values| values.is_object()) {
        return format!("by name: {}", form(values));
    }
    let types: Vec<String> = match &value["type"] {
        Value::Array(types) => types.iter().map(plain).collect(),
        one => vec![plain(one)],
    };
    let word = |name: &String| match name.as_str() {
        "string" if value.get("pattern").is_some() => "duration",
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "`true` or `false`",
        "object" => "mapping",
        _ => "number",
    };
    types.iter().map(word).collect::<Vec<_>>().join(", or ")
}
