//! Dashboards, and the files that tell Grafana where they and Prometheus are.

use super::{Input, Output};
use crate::error::RenderError;
use crate::files::Files;
use crate::provisioning;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "grafana",
    about: "Grafana dashboards and their provisioning",
    folder: "monitoring/grafana",
    files: &["*-dashboard.json", "provisioning/*/*.yaml"],
    lacks: |_| None,
    needs: &[],
    yields_to: None,
    render,
};

fn render(input: &Input<'_>) -> Result<Files, Vec<RenderError>> {
    let mut files = Files::default();
    for (name, text) in input.dashboards() {
        files.insert(name, text.as_str());
    }
    for file in provisioning::files(input.spec).map_err(|error| vec![error])? {
        files.insert(format!("provisioning/{}/{}", file.folder, file.name), file.text);
    }
    Ok(files)
}
