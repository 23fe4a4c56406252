//! Dashboards, and the files that tell Grafana where they and Prometheus are.

use gaugewright_spec::model::Spec;

use super::Target;
use crate::files::Files;
use crate::{grafana, provisioning};

/// The row of the table.
pub(super) const TARGET: Target = Target {
    name: "grafana",
    about: "Grafana dashboards and their provisioning",
    folder: "monitoring/grafana",
    render: |spec, _| render(spec),
};

fn render(spec: &Spec) -> Result<Files, Vec<String>> {
    let mut files = Files::default();
    for (name, text) in grafana::dashboards(spec) {
        files.insert(name, text);
    }
    for file in provisioning::files(spec).map_err(|error| vec![error])? {
        files.insert(format!("provisioning/{}/{}", file.folder, file.name), file.text);
    }
    Ok(files)
}
