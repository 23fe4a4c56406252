//! The JSON Schema of the spec, for editors.

use super::Output;
use crate::files::Files;

pub(super) const OUTPUT: Output = Output {
    name: "schema",
    about: "JSON Schema of metrics-spec.yaml, for editors",
    folder: "docs",
    files: &["metrics-spec.schema.json"],
    render: |_| {
        let schema = gaugewright_spec::schema::json();
        let mut text = serde_json::to_string_pretty(&schema).map_err(|error| vec![error.to_string()])?;
        text.push('\n');
        let mut files = Files::default();
        files.insert("metrics-spec.schema.json", text);
        Ok(files)
    },
};
