//! Resources of the Prometheus Operator: rules, what is scraped, who is told, dashboards as the sidecar of its Grafana finds
//! them.
//!
//! The shapes are those of `monitoring.coreos.com`. What the platform scrapes itself wherever the operator runs (API
//! servers, kubelets, kube-state-metrics) has no resource here: its series would be there twice.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Command, Discovery, Job, Spec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::monitor::{Monitor, ScrapeConfig};
use super::notifications::AlertmanagerConfig;
use crate::error::RenderError;
use crate::files::Files;
use crate::kubernetes::{self, KUSTOMIZATION, Kustomization};
use crate::prometheus::{self, Group};
use crate::yaml;

/// Catalogues whose exporters come with the operator's usual installation.
const OF_THE_PLATFORM: [&str; 2] = ["kube-state-metrics", "node"];

/// A version of the API.
#[derive(Clone, Copy, Debug)]
struct Version(&'static str);

const V1: Version = Version("monitoring.coreos.com/v1");
const V1ALPHA1: Version = Version("monitoring.coreos.com/v1alpha1");

/// An object of the API group `monitoring.coreos.com`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<S> {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: S,
}

/// The rules have the same form there as in rule files.
#[derive(Debug, Serialize)]
struct PrometheusRule {
    groups: Vec<Group>,
}

/// The files, with paths relative to their folder. Dashboards are given by file name and text.
pub(super) fn resources(spec: &Spec, dashboards: &[(String, String)]) -> Result<Files, Vec<RenderError>> {
    let (files, names, errors) = Default::default();
    let mut output = Output { command: &spec.command, files, names, errors };
    output.add("rules.yaml", &resource(spec, V1, "PrometheusRule", &spec.service.name, rules(spec)));
    for job in &spec.deploy.jobs {
        output.job(spec, job);
    }
    if let Some(config) = AlertmanagerConfig::new(spec) {
        let object = resource(spec, V1ALPHA1, "AlertmanagerConfig", &spec.service.name, config);
        output.add("notifications.yaml", &object);
    }
    match kubernetes::dashboard_maps(spec, dashboards) {
        Ok(maps) => maps.iter().for_each(|(name, map)| output.add(name, map)),
        Err(errors) => output.errors.extend(errors),
    }
    output.finish()
}

fn rules(spec: &Spec) -> PrometheusRule {
    PrometheusRule { groups: prometheus::rule_groups(spec) }
}

/// Files, and what is wrong with them.
struct Output<'s> {
    command: &'s Command,
    files: Files,
    names: Vec<String>,
    errors: Vec<RenderError>,
}

impl Output<'_> {
    fn add<T: Serialize>(&mut self, name: &str, object: &T) {
        match yaml::file(self.command, object) {
            Ok(text) => self.files.insert(name, text),
            Err(error) => self.errors.push(error.of(name)),
        }
        self.names.push(name.to_owned());
    }

    fn job(&mut self, spec: &Spec, job: &Job) {
        let name = job.resource.as_str();
        match &job.discovery {
            Discovery::Pods => {
                let monitor = Monitor::of_pods(spec, job);
                self.add(&format!("pods-{name}.yaml"), &resource(spec, V1, "PodMonitor", name, monitor));
            }
            Discovery::ServiceEndpoints => {
                let monitor = Monitor::of_services(spec, job);
                let object = resource(spec, V1, "ServiceMonitor", name, monitor);
                self.add(&format!("services-{name}.yaml"), &object);
            }
            Discovery::Static { .. } if is_of_the_platform(job) => {}
            Discovery::Static { targets, honor_labels } => {
                let config = ScrapeConfig::new(spec, job, targets, *honor_labels);
                let object = resource(spec, V1ALPHA1, "ScrapeConfig", name, config);
                self.add(&format!("static-{name}.yaml"), &object);
            }
            Discovery::ApiServers | Discovery::Nodes | Discovery::Cadvisor => {}
        }
    }

    fn finish(mut self) -> Result<Files, Vec<RenderError>> {
        let names = std::mem::take(&mut self.names);
        self.add(KUSTOMIZATION, &Kustomization::new(names, Vec::new()));
        if self.errors.is_empty() { Ok(self.files) } else { Err(self.errors) }
    }
}

fn is_of_the_platform(job: &Job) -> bool {
    job.collects.iter().any(|name| OF_THE_PLATFORM.contains(&name.as_str()))
}

fn resource<S>(spec: &Spec, version: Version, kind: &'static str, name: &str, body: S) -> Resource<S> {
    let mut labels = BTreeMap::from([
        ("app.kubernetes.io/managed-by".to_owned(), "gaugewright".to_owned()),
        ("app.kubernetes.io/part-of".to_owned(), spec.service.name.clone()),
    ]);
    labels.extend(spec.deploy.operator.labels.clone());
    let metadata = ObjectMeta {
        name: Some(name.into()),
        namespace: Some(spec.deploy.namespace.clone()),
        labels: Some(labels),
        ..ObjectMeta::default()
    };
    Resource { api_version: version.0, kind, metadata, spec: body }
}
