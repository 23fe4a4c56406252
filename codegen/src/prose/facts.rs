//! What every page may say of the service, and of the cluster it runs in.

use gaugewright_spec::model::{
    Alertmanager, Discovery, Environment, Grafana, Ingress, Instance, Job, Prometheus, Spec,
};
use serde::Serialize;

use super::{amount, words};
use crate::made::Made;

/// The service.
#[derive(Serialize)]
pub(super) struct Service<'s> {
    name: &'s str,
    title: &'s str,
    description: &'s str,
    port: u16,
    path: &'s str,
    interval: String,
    evaluation: String,
    /// Whether it has alerts: each of them has a page, where these are made.
    has_runbooks: bool,
    has_dashboards: bool,
    metrics: String,
    alerts: String,
    dashboards: String,
}

impl<'s> Service<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let service = &spec.service;
        Self {
            name: &service.name,
            title: &service.title,
            description: service.description.trim_end_matches('.'),
            port: service.scrape.port,
            path: &service.scrape.path,
            interval: service.scrape.interval.to_string(),
            evaluation: service.evaluation_interval.to_string(),
            has_runbooks: spec.alerts().next().is_some(),
            has_dashboards: !spec.dashboards.is_empty(),
            metrics: amount::count(spec.own_metrics().count(), "metric"),
            alerts: amount::count(spec.alerts().count(), "alert"),
            dashboards: amount::count(spec.dashboards.len(), "dashboard"),
        }
    }
}

/// The cluster, if the spec deploys something.
#[derive(Serialize)]
pub(super) struct Cluster<'s> {
    namespace: &'s str,
    /// What runs there beside the service.
    programs: Vec<Program<'s>>,
    jobs: Vec<Scraped<'s>>,
    alertmanagers: Vec<String>,
    secrets: Vec<Secret<'s>>,
    ingress: Option<Ingresses<'s>>,
    environments: Vec<EnvironmentFacts<'s>>,
    retention: String,
    has_grafana: bool,
    has_alertmanager: bool,
    /// The names of outside addresses that somebody else has to serve.
    fixed_targets: Vec<String>,
}

/// A program of the monitoring.
#[derive(Serialize)]
struct Program<'s> {
    /// The name of its Deployment and of its Service.
    name: &'static str,
    title: &'static str,
    port: u16,
    image: &'s str,
    storage: &'s str,
    cpu: String,
    memory: String,
    host: Option<&'s str>,
    /// A path that answers as soon as it is ready.
    ready: &'static str,
}

/// A scrape job.
#[derive(Serialize)]
struct Scraped<'s> {
    name: &'s str,
    how: String,
    /// The name that the spec has for it.
    discover: &'static str,
    rights: &'static str,
    collects: &'s [String],
}

/// A Secret that the user makes.
#[derive(Serialize)]
struct Secret<'s> {
    name: &'s str,
    what: &'static str,
    /// Whether somebody logs in with what it holds.
    is_login: bool,
    /// What makes it, in a shell where `namespace` is set.
    commands: Vec<String>,
}

#[derive(Serialize)]
struct Ingresses<'s> {
    class: &'s str,
    issuer: &'s str,
}

/// An environment.
#[derive(Serialize)]
struct EnvironmentFacts<'s> {
    name: &'s str,
    issuer: Option<&'s str>,
    retention: String,
    programs: Vec<Program<'s>>,
}

impl<'s> Cluster<'s> {
    pub(super) fn new(spec: &'s Spec, made: &Made) -> Option<Self> {
        if !made.is_on("kubernetes") {
            // What pages say of a cluster is said of those manifests.
            return None;
        }
        let deploy = &spec.deploy;
        let prometheus = deploy.prometheus.as_ref()?;
        let fixed = deploy.jobs.iter().flat_map(|job| match &job.discovery {
            Discovery::Static { targets, .. } => targets.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        });
        Some(Self {
            namespace: &deploy.namespace,
            programs: programs(prometheus, deploy.alertmanager.as_ref(), deploy.grafana.as_ref()),
            jobs: deploy.jobs.iter().map(scraped).collect(),
            alertmanagers: prometheus.alertmanagers.iter().map(ToString::to_string).collect(),
            secrets: secrets(spec, prometheus),
            ingress: deploy.ingress.as_ref().map(ingresses),
            environments: deploy.environments.iter().map(place).collect(),
            retention: prometheus.retention.to_string(),
            has_grafana: deploy.grafana.is_some(),
            has_alertmanager: deploy.alertmanager.is_some(),
            fixed_targets: fixed.collect(),
        })
    }
}

fn programs<'s>(
    prometheus: &'s Prometheus,
    alertmanager: Option<&'s Alertmanager>,
    grafana: Option<&'s Grafana>,
) -> Vec<Program<'s>> {
    let alertmanager = alertmanager.map(|alertmanager| {
        program("alertmanager", "Alertmanager", 9093, "/-/ready", &alertmanager.instance)
    });
    let prometheus = program("prometheus", "Prometheus", 9090, "/-/ready", &prometheus.instance);
    let grafana =
        grafana.map(|grafana| program("grafana", "Grafana", 3000, "/api/health", &grafana.instance));
    [prometheus].into_iter().chain(alertmanager).chain(grafana).collect()
}

fn program<'s>(
    name: &'static str,
    title: &'static str,
    port: u16,
    ready: &'static str,
    instance: &'s Instance,
) -> Program<'s> {
    let resources = &instance.resources;
    Program {
        name,
        title,
        port,
        image: &instance.image,
        storage: &instance.storage,
        cpu: format!("{} to {}", resources.cpu_request, resources.cpu_limit),
        memory: format!("{} to {}", resources.memory_request, resources.memory_limit),
        host: instance.host.as_deref(),
        ready,
    }
}

fn scraped(job: &Job) -> Scraped<'_> {
    let (discover, how, rights) = match &job.discovery {
        Discovery::Pods => {
            ("pods", "Pods with `prometheus.io` annotations".to_owned(), "read Pods, in the namespace")
        }
        Discovery::ServiceEndpoints => (
            "service-endpoints",
            "Services with `prometheus.io` annotations".to_owned(),
            "read Services, Pods and EndpointSlices, in the namespace",
        ),
        Discovery::ApiServers => (
            "apiservers",
            "the API servers".to_owned(),
            "read Services, Pods and EndpointSlices in the namespace `default`, and `GET /metrics` of the API server",
        ),
        Discovery::Nodes => ("nodes", "the kubelets".to_owned(), "list nodes, and read `nodes/metrics`"),
        Discovery::Cadvisor => {
            ("cadvisor", "the kubelets' container metrics".to_owned(), "list nodes, and read `nodes/metrics`")
        }
        Discovery::Static { targets, .. } => {
            let all: Vec<String> = targets.iter().map(|target| format!("`{target}`")).collect();
            ("static", all.join(", "), "none")
        }
    };
    Scraped { name: &job.name, how, discover, rights, collects: &job.collects }
}

fn secrets<'s>(spec: &'s Spec, prometheus: &'s Prometheus) -> Vec<Secret<'s>> {
    let create = |name: &str| format!("kubectl -n \"$namespace\" create secret generic {name}");
    let admin = spec.deploy.grafana.as_ref().map(|grafana| Secret {
        name: &grafana.admin_secret,
        what: "Grafana's administrator",
        is_login: true,
        commands: vec![
            format!("{} \\", create(&grafana.admin_secret)),
            "    --from-literal=admin-user=admin \\".to_owned(),
            "    --from-literal=admin-password=\"$(openssl rand -base64 24)\"".to_owned(),
        ],
    });
    let basic = |name: &'s String, what: &'static str, user: &str| Secret {
        name,
        what,
        is_login: false,
        commands: vec![
            format!("htpasswd -B -c auth {user}"),
            format!("{} --from-file=auth", create(name)),
            "rm auth".to_owned(),
        ],
    };
    let before_prometheus = prometheus.basic_auth_secret.as_ref().map(|name| {
        let what =
            "basic auth in front of Prometheus; `htpasswd` asks for the password, and the key must be `auth`";
        basic(name, what, "prometheus")
    });
    let alertmanager = spec.deploy.alertmanager.as_ref();
    let before_alertmanager = alertmanager
        .and_then(|alertmanager| alertmanager.basic_auth_secret.as_ref())
        .map(|name| basic(name, "the same in front of Alertmanager", "alertmanager"));
    let receivers = alertmanager.and_then(|alertmanager| receivers(spec, alertmanager.secret.as_ref()?));
    admin.into_iter().chain(before_prometheus).chain(before_alertmanager).chain(receivers).collect()
}

/// The Secret with the files that receivers name.
fn receivers<'s>(spec: &'s Spec, name: &'s str) -> Option<Secret<'s>> {
    let files = spec.notifications.as_ref()?.files();
    let create = format!("kubectl -n \"$namespace\" create secret generic {name} \\");
    let last = files.len().checked_sub(1)?;
    let each = files.iter().enumerate().map(|(at, file)| {
        let end = if at == last { "" } else { " \\" };
        format!("    --from-file={file}{end}")
    });
    let written = files.iter().map(|file| format!("printf %s 'what is secret of it' > {file}"));
    let all: Vec<&str> = files.iter().copied().collect();
    let removed = format!("rm {}", all.join(" "));
    Some(Secret {
        name,
        what: "how Alertmanager reaches people: addresses, keys and passwords, one file each",
        is_login: false,
        commands: written.chain([create]).chain(each).chain([removed]).collect(),
    })
}

fn ingresses(ingress: &Ingress) -> Ingresses<'_> {
    Ingresses { class: &ingress.class, issuer: &ingress.issuer }
}

fn place(environment: &Environment) -> EnvironmentFacts<'_> {
    EnvironmentFacts {
        name: &environment.name,
        issuer: environment.ingress.as_ref().map(|ingress| ingress.issuer.as_str()),
        retention: environment.prometheus.retention.to_string(),
        programs: programs(
            &environment.prometheus,
            environment.alertmanager.as_ref(),
            environment.grafana.as_ref(),
        ),
    }
}

/// An alert that somebody is woken by.
#[derive(Serialize)]
pub(super) struct Critical<'s> {
    name: &'s str,
    when: String,
}

/// Every alert of that kind.
pub(super) fn critical(spec: &Spec) -> Vec<Critical<'_>> {
    let alerts = spec
        .alerts()
        .map(|(_, alert)| alert)
        .filter(|alert| spec.severities.is_worst(alert.severity.as_ref()));
    alerts.map(|alert| Critical { name: &alert.name, when: words::when(spec, alert) }).collect()
}
