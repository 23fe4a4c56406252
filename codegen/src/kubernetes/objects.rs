//! Every object of one rendering, and the file of the base it stands in.

use crate::error::RenderError;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde_json::Value;

use super::setup::{App, MANAGED_BY, Setup, pairs};
use super::{alertmanager, autoscaling, grafana, ingress, network, pod, prometheus, rbac};

/// An object and the file of the base that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) file: String,
    pub(super) value: Value,
}

impl Object {
    /// What makes it the same object in another rendering.
    pub(super) fn key(&self) -> (&str, &str, &str) {
        let metadata = &self.value["metadata"];
        let [kind, namespace, name] = [&self.value["kind"], &metadata["namespace"], &metadata["name"]]
            .map(|value| value.as_str().unwrap_or_default());
        (kind, namespace, name)
    }

    /// The name of a file for this object alone: `prometheus-deployment`.
    pub(super) fn file_name(&self) -> String {
        let (kind, _, name) = self.key();
        format!("{name}-{}", kind.to_lowercase())
    }
}

/// What stands in `ConfigMaps`: names of files, and their texts.
#[derive(Clone, Copy)]
pub(super) struct Texts<'t> {
    pub(super) rules: &'t [(String, String)],
    pub(super) dashboards: &'t [(String, String)],
}

/// Gathers objects and what is wrong with them.
#[derive(Default)]
struct Objects {
    objects: Vec<Object>,
    errors: Vec<RenderError>,
}

impl Objects {
    fn add<T: Serialize>(&mut self, file: &str, object: &T) {
        match serde_json::to_value(object) {
            Ok(value) => self.objects.push(Object { file: file.into(), value }),
            Err(error) => self.errors.push(RenderError::from(error).of(file)),
        }
    }

    fn add_some<T: Serialize>(&mut self, file: &str, object: Option<T>) {
        if let Some(object) = object {
            self.add(file, &object);
        }
    }

    /// The value, or nothing once the error has been noted.
    fn check<T>(&mut self, result: Result<T, RenderError>) -> Option<T> {
        result.map_err(|error| self.errors.push(error)).ok()
    }
}

/// Every object, in the order of the files.
pub(super) fn objects(setup: &Setup<'_>, texts: Texts<'_>) -> Result<Vec<Object>, Vec<RenderError>> {
    let mut objects = Objects::default();
    objects.add("namespace.yaml", &namespace(setup));
    add_prometheus(setup, texts.rules, &mut objects);
    add_alertmanager(setup, &mut objects);
    add_grafana(setup, texts.dashboards, &mut objects);
    objects.add_some("autoscaling.yaml", autoscaling::autoscaler(setup));
    let file = "network-policies.yaml";
    objects.add(file, &network::default_deny(setup));
    objects.add(file, &network::prometheus(setup));
    objects.add_some(file, setup.alertmanager.map(|_| network::alertmanager(setup)));
    objects.add_some(file, setup.grafana.map(|_| network::grafana(setup)));
    if objects.errors.is_empty() { Ok(objects.objects) } else { Err(objects.errors) }
}

fn add_prometheus(setup: &Setup<'_>, rules: &[(String, String)], objects: &mut Objects) {
    let app = App::Prometheus;
    let config = objects.check(prometheus::config(setup, rules));
    let deployment = config.as_ref().and_then(|config| objects.check(prometheus::deployment(setup, config)));
    let ingress = objects.check(ingress::prometheus(setup)).flatten();
    objects.add_some("prometheus-config.yaml", config);
    let file = "prometheus.yaml";
    objects.add(file, &pod::service_account(setup, app));
    objects.add(file, &pod::claim(setup, app, &setup.prometheus.instance));
    objects.add_some(file, deployment);
    objects.add(file, &pod::service(setup, app));
    objects.add_some(file, ingress);

    let file = "prometheus-rbac.yaml";
    for (role, binding) in [rbac::own_namespace(setup), rbac::default_namespace(setup)].into_iter().flatten()
    {
        objects.add(file, &role);
        objects.add(file, &binding);
    }
    if let Some((role, binding)) = rbac::cluster(setup) {
        objects.add(file, &role);
        objects.add(file, &binding);
    }
}

fn add_alertmanager(setup: &Setup<'_>, objects: &mut Objects) {
    let Some(alertmanager) = setup.alertmanager else {
        return;
    };
    let app = App::Alertmanager;
    let Some(config) = objects.check(alertmanager::config(setup)).flatten() else {
        return;
    };
    let ingress = objects.check(ingress::alertmanager(setup)).flatten();
    let deployment = alertmanager::deployment(setup, alertmanager, &config);
    objects.add("alertmanager-config.yaml", &config);
    let file = "alertmanager.yaml";
    objects.add(file, &pod::service_account(setup, app));
    objects.add(file, &pod::claim(setup, app, &alertmanager.instance));
    objects.add(file, &deployment);
    objects.add(file, &pod::service(setup, app));
    objects.add_some(file, ingress);
}

fn add_grafana(setup: &Setup<'_>, dashboards: &[(String, String)], objects: &mut Objects) {
    let Some(grafana) = setup.grafana else {
        return;
    };
    let app = App::Grafana;
    let provisioning = objects.check(grafana::provisioning(setup)).unwrap_or_default();
    let deployment = grafana::deployment(setup, grafana, &provisioning, dashboards);
    for config in &provisioning {
        objects.add("grafana-config.yaml", config);
    }
    for (name, text) in dashboards {
        if let Some(config) = objects.check(grafana::dashboard(setup, grafana, name, text)) {
            objects.add(&format!("{}.yaml", grafana::dashboard_name(name)), &config);
        }
    }
    let file = "grafana.yaml";
    objects.add(file, &pod::service_account(setup, app));
    objects.add(file, &pod::claim(setup, app, &grafana.instance));
    objects.add(file, &deployment);
    objects.add(file, &pod::service(setup, app));
    objects.add_some(file, ingress::grafana(setup));
}

/// The namespace of the service and its monitoring. Pods that ask for more than the strictest Pod Security level
/// allows are refused.
fn namespace(setup: &Setup<'_>) -> Namespace {
    let labels = pairs([
        ("app.kubernetes.io/managed-by", MANAGED_BY),
        ("app.kubernetes.io/part-of", setup.spec.service.name.as_str()),
        ("pod-security.kubernetes.io/audit", "restricted"),
        ("pod-security.kubernetes.io/enforce", "restricted"),
        ("pod-security.kubernetes.io/warn", "restricted"),
    ]);
    Namespace {
        metadata: ObjectMeta {
            name: Some(setup.namespace().into()),
            labels: Some(labels),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    }
}
