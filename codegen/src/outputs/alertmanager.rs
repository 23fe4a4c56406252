//! Configuration and templates of Alertmanager, as files.

use gaugewright_spec::model::Spec;

use super::Output;
use crate::alertmanager::{self, CONFIG_FILE, TEMPLATES_FILE, TEMPLATES_FOLDER};
use crate::error::RenderError;
use crate::files::Files;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "alertmanager",
    about: "Alertmanager configuration and the templates of its messages",
    folder: "monitoring/alertmanager",
    files: &["*.yml", "templates/*.tmpl"],
    // A spec that does not say who is told leaves that to somebody else.
    lacks: |spec| spec.notifications.is_none().then_some("notifications"),
    needs: &[],
    yields_to: None,
    render: |input| render(input.spec),
};

fn render(spec: &Spec) -> Result<Files, Vec<RenderError>> {
    let mut files = Files::default();
    if let Some(config) = alertmanager::config(spec).map_err(|error| vec![error.of(CONFIG_FILE)])? {
        files.insert(CONFIG_FILE, config);
        files.insert(format!("{TEMPLATES_FOLDER}/{TEMPLATES_FILE}"), alertmanager::templates(spec));
    }
    Ok(files)
}
