//! Markdown.

use gaugewright_spec::model::{Panel, PanelBody};
use serde_json::{Value, json};

use super::{Facts, Seen, by_value, no_custom, no_transformations};
use crate::grafana::model::Format;

pub(super) const FACTS: Facts = Facts {
    height: 4,
    least_width: 6,
    color: by_value,
    neutral: "text",
    format: Format::TimeSeries,
    options,
    custom: no_custom,
    transformations: no_transformations,
};

fn options(panel: &Panel, _: Seen) -> Value {
    let content = match &panel.body {
        PanelBody::Text(text) => text.as_str(),
        PanelBody::Targets(_) | PanelBody::Raw(_) => "",
    };
    json!({
        "code": { "language": "plaintext", "showLineNumbers": false, "showMiniMap": false },
        "content": content,
        "mode": "markdown",
    })
}
