//! Texts with labels in Grafana's notation.

use gaugewright_spec::template::{Part, Template};

/// `{{ label }}`, as Grafana reads it.
pub(super) fn legend_text(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Label(name) => format!("{{{{{}}}}}", name.value),
        // The spec's check refuses them here.
        _ => String::new(),
    };
    template.parts.iter().map(part).collect()
}
