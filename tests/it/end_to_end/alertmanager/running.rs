//! A real Alertmanager with the generated configuration.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use codegen::alertmanager::{self, CONFIG_FILE, TEMPLATES_FILE, TEMPLATES_FOLDER};
use gaugewright_spec::model::Spec;
use serde_json::{Value, json};

use crate::end_to_end::alertmanager_server::AlertmanagerServer;
use crate::end_to_end::{tool, workspace};

/// The newest release of Debian that cannot read the address of a webhook from a file.
const WITHOUT_URL_FILE: &str = "version 0.25";

/// A running server. Dropping it kills it.
pub(super) struct Alertmanager(AlertmanagerServer);

impl Alertmanager {
    /// Starts it with what is generated from a spec.
    pub(super) fn start(folder: &Path, spec: &Spec) -> Self {
        std::fs::create_dir(folder.join(TEMPLATES_FOLDER)).expect("a folder");
        tool::write(&folder.join(TEMPLATES_FOLDER), TEMPLATES_FILE, alertmanager::templates(spec));
        let config = alertmanager::config(spec).expect("a configuration").expect("notifications");
        let config = tool::write(folder, CONFIG_FILE, readable(&config));
        let arguments = ["--web.external-url=http://alertmanager.example.com", "--web.route-prefix=/"];
        let running = Self(AlertmanagerServer::start(folder, &config, &arguments));
        Self::until(folder, "it is ready", || ureq::get(running.url("/-/ready")).call().ok().map(|_| ()));
        running
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0.address)
    }

    /// Tells it of alerts, as Prometheus does.
    pub(super) fn post(&self, alerts: &[Value]) {
        ureq::post(self.url("/api/v2/alerts")).send_json(json!(alerts)).expect("alerts are taken");
    }

    /// What it says of an alert.
    pub(super) fn status_of(&self, name: &str) -> Option<Value> {
        let filter = self.url(&format!("/api/v2/alerts?filter=alertname%3D%22{name}%22"));
        let alerts: Value = ureq::get(filter).call().ok()?.body_mut().read_json().ok()?;
        alerts.get(0).map(|alert| alert["status"].clone())
    }

    /// Tries until there is something.
    #[track_caller]
    pub(super) fn until<T>(folder: &Path, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + tool::PATIENCE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            let log = || workspace::read(folder.join("alertmanager.log"));
            assert!(Instant::now() < deadline, "waited too long until {what}:\n{}", log());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The configuration as the installed release reads it: an old one is given the address of a webhook itself.
pub(super) fn readable(config: &str) -> String {
    let version = tool::run(tool::command("prometheus-alertmanager").arg("--version")).expect_success();
    if !format!("{}{}", version.stdout, version.stderr).contains(WITHOUT_URL_FILE) {
        return config.to_owned();
    }
    let mut config: Value = serde_saphyr::from_str(config).expect("YAML");
    for receiver in config["receivers"].as_array_mut().expect("receivers") {
        for webhook in receiver.get_mut("webhook_configs").and_then(Value::as_array_mut).into_iter().flatten()
        {
            let webhook = webhook.as_object_mut().expect("a webhook");
            let file = webhook.remove("url_file").expect("its address stands in a file");
            // Where nobody is told there is no such file.
            let address = std::fs::read_to_string(file.as_str().expect("a path"));
            webhook
                .insert("url".into(), address.unwrap_or_else(|_| "http://127.0.0.1:1/".into()).trim().into());
        }
    }
    config.to_string()
}
