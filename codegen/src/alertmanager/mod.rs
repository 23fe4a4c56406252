//! What Alertmanager reads: its configuration, and the templates of its messages. Both stand in files of their own and in a `ConfigMap`,
//! so they are built here as text and put into place by the outputs.

mod config;
mod destination;
mod matcher;
mod receiver;
mod times;

use gaugewright_spec::model::Spec;

use crate::{generated, yaml};

/// The file name of the configuration, in every place it stands in.
pub const CONFIG_FILE: &str = "alertmanager.yml";

/// The folder of the templates, below that of the configuration, which names it so.
pub const TEMPLATES_FOLDER: &str = "templates";

/// The file name of the templates.
pub const TEMPLATES_FILE: &str = "notifications.tmpl";

/// Where Prometheus finds Alertmanager, in a cluster and among containers: the name of its Service and its port.
pub const ADDRESS: &str = "alertmanager:9093";

/// What stands in the templates: nothing of a spec, what a message says comes with the alert.
const TEMPLATES: &str = include_str!("../../templates/notifications.tmpl");

/// The text of the templates of the messages.
pub fn templates(spec: &Spec) -> String {
    format!("{{{{/* {} */}}}}\n{TEMPLATES}", generated::lines(&spec.command).join(" "))
}

/// The text of `alertmanager.yml`; nothing if the spec does not say who is told.
///
/// # Errors
/// What cannot be written as YAML.
pub fn config(spec: &Spec) -> Result<Option<String>, String> {
    let text = |notifications| yaml::file(&spec.command, &config::Config::new(notifications));
    spec.notifications.as_ref().map(text).transpose()
}

/// The same for somebody in front of a screen: all routes, but nobody is told, and no file is needed.
///
/// # Errors
/// What cannot be written as YAML.
pub fn screen_config(spec: &Spec) -> Result<Option<String>, String> {
    let text = |notifications| yaml::file(&spec.command, &config::Config::for_a_screen(notifications));
    spec.notifications.as_ref().map(text).transpose()
}
