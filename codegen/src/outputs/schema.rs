//! The JSON Schema of the spec, for editors.

use serde_json::{Value, json};

use super::{OUTPUTS, Output};
use crate::files::Files;

pub(super) const OUTPUT: Output = Output {
    name: "schema",
    about: "JSON Schema of metrics-spec.yaml, for editors",
    folder: "docs",
    files: &["metrics-spec.schema.json"],
    lacks: |_| None,
    needs: &[],
    yields_to: None,
    render: |_| {
        let mut schema = gaugewright_spec::schema::json();
        // Which outputs there are, the language does not know.
        if let Some(outputs) = schema.pointer_mut("/properties/outputs").and_then(Value::as_object_mut) {
            let names: Vec<&str> = OUTPUTS.iter().map(|output| output.name).collect();
            outputs.insert("propertyNames".into(), json!({ "enum": names }));
        }
        let mut text = serde_json::to_string_pretty(&schema).map_err(|error| vec![error.into()])?;
        text.push('\n');
        let mut files = Files::default();
        files.insert("metrics-spec.schema.json", text);
        Ok(files)
    },
};
