//! What Alertmanager reads: its configuration, and the templates of its messages. Both stand in files of their own and in a `ConfigMap`,
//! so they are built here as text and put into place by the outputs.

mod config;
mod destination;
mod matcher;
mod receiver;
mod times;

use gaugewright_spec::model::{Severity, Spec};

use crate::error::RenderError;
use crate::{generated, yaml};

/// The file name of the configuration, in every place it stands in.
pub const CONFIG_FILE: &str = "alertmanager.yml";

/// The folder of the templates, below that of the configuration, which names it so.
pub const TEMPLATES_FOLDER: &str = "templates";

/// The file name of the templates.
pub const TEMPLATES_FILE: &str = "notifications.tmpl";

/// Where Prometheus finds Alertmanager, in a cluster and among containers: the name of its Service and its port.
pub const ADDRESS: &str = "alertmanager:9093";

/// What stands in the templates. What a message says comes with the alert; of a spec they know the names of two severities.
const TEMPLATES: &str = include_str!("../../templates/notifications.tmpl");

/// The text of the templates of the messages.
pub fn templates(spec: &Spec) -> String {
    let [worst, mildest] = ends(spec).map(quoted);
    let text = TEMPLATES.replace("WORST", &worst).replace("MILDEST", &mildest);
    format!("{{{{/* {} */}}}}\n{text}", generated::lines(&spec.command).join(" "))
}

/// The severity that is critical to services which have their own, and the one that is only information to them. Of two the milder
/// is a warning.
fn ends(spec: &Spec) -> [&str; 2] {
    let names: Vec<&str> = spec.severities.iter().map(Severity::name).collect();
    let worst = names.last().copied().unwrap_or_default();
    match names.as_slice() {
        [mildest, _, _, ..] => [worst, mildest],
        _ => [worst, worst],
    }
}

/// A text in Go's notation, of which that of JSON is a part.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of `alertmanager.yml`; nothing if the spec does not say who is told.
///
/// # Errors
/// What cannot be written as YAML.
pub fn config(spec: &Spec) -> Result<Option<String>, RenderError> {
    let text = |notifications| yaml::file(&spec.command, &config::Config::new(notifications));
    spec.notifications.as_ref().map(text).transpose()
}

/// The same for somebody in front of a screen: all routes, but nobody is told, and no file is needed.
///
/// # Errors
/// What cannot be written as YAML.
pub fn screen_config(spec: &Spec) -> Result<Option<String>, RenderError> {
    let text = |notifications| yaml::file(&spec.command, &config::Config::for_a_screen(notifications));
    spec.notifications.as_ref().map(text).transpose()
}
