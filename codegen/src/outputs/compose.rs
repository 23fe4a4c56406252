//! Containers on one machine: Prometheus, Alertmanager and Grafana around a service that runs on the host.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Input, Output};
use crate::alertmanager::ADDRESS;
use crate::error::RenderError;
use crate::files::Files;
use crate::made::seen_from;
use crate::prometheus::{self, CONFIG_FILE};
use crate::{local, provisioning, yaml};

pub(super) const OUTPUT: Output = Output {
    name: "compose",
    about: "Prometheus, Alertmanager and Grafana in containers on one machine",
    folder: "monitoring",
    files: &["compose.yaml", "compose/*.yml"],
    lacks: |_| None,
    needs: &["prometheus", "grafana"],
    yields_to: None,
    render,
};

/// What runs if the spec deploys nothing; else its own images run here, too.
const PROMETHEUS: &str = "prom/prometheus:v3.13.2";
const GRAFANA: &str = "grafana/grafana:13.1.1";
const ALERTMANAGER: &str = "prom/alertmanager:v0.28.1";
/// The host, seen from a container.
const HOST: &str = "host.docker.internal";

fn render(input: &Input<'_>) -> Result<Files, Vec<RenderError>> {
    let spec = input.spec;
    let target = format!("{HOST}:{}", spec.service.scrape.port);
    let setup = local::Setup::quick(&target, ADDRESS, prometheus::rule_file_names(spec));
    let mut files = Files::default();
    let mut errors = Vec::new();
    let texts = [
        ("compose.yaml".to_owned(), yaml::file(&spec.command, &compose(input))),
        (format!("compose/{CONFIG_FILE}"), local::prometheus(spec, &setup)),
        ("compose/alertmanager.yml".to_owned(), local::alertmanager(spec)),
    ];
    for (name, text) in texts {
        match text {
            Ok(text) => files.insert(name, text),
            Err(error) => errors.push(error.of(&name)),
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

#[derive(Serialize)]
struct Compose<'s> {
    name: String,
    services: BTreeMap<&'static str, Container<'s>>,
}

#[derive(Serialize)]
struct Container<'s> {
    image: &'s str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    environment: BTreeMap<&'static str, &'static str>,
    /// Only this machine reaches them: nothing here asks for a password.
    ports: [String; 1],
    volumes: Vec<Mount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extra_hosts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<&'static str>,
}

#[derive(Serialize)]
struct Mount {
    #[serde(rename = "type")]
    kind: &'static str,
    source: String,
    target: String,
    read_only: bool,
}

fn mount(source: impl Into<String>, target: impl Into<String>) -> Mount {
    Mount { kind: "bind", source: source.into(), target: target.into(), read_only: true }
}

fn compose<'i>(input: &Input<'i>) -> Compose<'i> {
    let spec = input.spec;
    let rules = beside(input, prometheus::OUTPUT);
    let dashboards = beside(input, "grafana");
    let prometheus = Container {
        image: spec.deploy.prometheus.as_ref().map_or(PROMETHEUS, |prometheus| &prometheus.instance.image),
        environment: BTreeMap::new(),
        ports: [local_port(9090)],
        volumes: [mount(format!("./compose/{CONFIG_FILE}"), format!("/etc/prometheus/{CONFIG_FILE}"))]
            .into_iter()
            .chain(
                prometheus::rule_file_names(spec)
                    .into_iter()
                    .map(|name| mount(format!("{rules}/{name}"), format!("/etc/prometheus/{name}"))),
            )
            .collect(),
        // On Linux the name is not there by itself.
        extra_hosts: vec![format!("{HOST}:host-gateway")],
        depends_on: vec!["alertmanager"],
    };
    let alertmanager = Container {
        image: spec.deploy.alertmanager.as_ref().map_or(ALERTMANAGER, |own| &own.instance.image),
        environment: BTreeMap::new(),
        ports: [local_port(9093)],
        volumes: vec![mount("./compose/alertmanager.yml", "/etc/alertmanager/alertmanager.yml")],
        extra_hosts: Vec::new(),
        depends_on: Vec::new(),
    };
    let grafana = Container {
        image: spec.deploy.grafana.as_ref().map_or(GRAFANA, |grafana| &grafana.instance.image),
        environment: BTreeMap::from([
            ("GF_AUTH_ANONYMOUS_ENABLED", "true"),
            ("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer"),
            // There is nobody with a password, not even with the one that everybody knows.
            ("GF_AUTH_DISABLE_LOGIN_FORM", "true"),
            ("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", "true"),
        ]),
        ports: [local_port(3000)],
        volumes: vec![
            mount(format!("{dashboards}/provisioning"), "/etc/grafana/provisioning"),
            mount(dashboards, provisioning::DASHBOARDS_PATH),
        ],
        extra_hosts: Vec::new(),
        depends_on: vec!["prometheus"],
    };
    let services = [("prometheus", prometheus), ("alertmanager", alertmanager), ("grafana", grafana)];
    Compose { name: format!("{}-monitoring", spec.service.name), services: BTreeMap::from(services) }
}

/// The folder of an output as the file of the containers sees it. This output needs those that it names.
fn beside(input: &Input<'_>, output: &str) -> String {
    let folder = input.chosen().folder(output).unwrap_or_default();
    let seen = seen_from(input.folder(&OUTPUT), folder);
    if seen.starts_with('.') { seen } else { format!("./{seen}") }
}

fn local_port(port: u16) -> String {
    format!("127.0.0.1:{port}:{port}")
}
