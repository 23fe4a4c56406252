//! Where it all runs, and what is generated.

use gaugewright_spec::model::{
    Alertmanager, Deploy, Discovery, Grafana, Ingress, Instance, Job, OutputChoice, Prometheus, Resources,
    Spec,
};

use super::said::list;
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::deployed as row;

/// The base, and each environment.
pub(super) fn deployments(spec: &Spec, names: &Names) -> Vec<Item> {
    let deploy = &spec.deploy;
    let mut base = Item::new(&row::DEPLOYMENT, "base");
    base.put(&row::DEPLOYMENT_NAMESPACE, &deploy.namespace);
    prometheus(&mut base, deploy.prometheus.as_ref());
    grafana(&mut base, deploy.grafana.as_ref());
    alertmanager(&mut base, deploy.alertmanager.as_ref());
    ingress(&mut base, deploy.ingress.as_ref());
    autoscaling(&mut base, names, deploy);
    if !deploy.operator.labels.is_empty() {
        setting(
            &mut base,
            "labels of resources",
            Some(list(deploy.operator.labels.iter().map(|(name, value)| format!("{name}={value}")))),
        );
    }
    let environments = deploy.environments.iter().map(|environment| {
        let mut item = Item::new(&row::DEPLOYMENT, &environment.name);
        prometheus(&mut item, Some(&environment.prometheus));
        grafana(&mut item, environment.grafana.as_ref());
        alertmanager(&mut item, environment.alertmanager.as_ref());
        ingress(&mut item, environment.ingress.as_ref());
        item
    });
    std::iter::once(base).chain(environments).collect()
}

fn setting(item: &mut Item, name: &str, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        item.each(&row::DEPLOYMENT_SETTING, name, value);
    }
}

fn instance(item: &mut Item, name: &str, instance: &Instance) {
    item.has(&row::DEPLOYMENT_PART, name);
    let Resources { cpu_request, cpu_limit, memory_request, memory_limit } = &instance.resources;
    setting(item, &format!("{name} image"), Some(&instance.image));
    setting(item, &format!("{name} storage"), Some(&instance.storage));
    setting(item, &format!("{name} storage class"), instance.storage_class.as_ref());
    let resources = format!("cpu {cpu_request}..{cpu_limit}, memory {memory_request}..{memory_limit}");
    setting(item, &format!("{name} resources"), Some(resources));
    if let Some(host) = &instance.host {
        item.each(&row::DEPLOYMENT_HOST, name, host);
    }
}

fn prometheus(item: &mut Item, prometheus: Option<&Prometheus>) {
    let Some(prometheus) = prometheus else { return };
    instance(item, row::PROMETHEUS, &prometheus.instance);
    setting(item, "Prometheus retention", Some(prometheus.retention));
    for (label, value) in &prometheus.external_labels {
        item.each(&row::DEPLOYMENT_LABEL, label, value);
    }
    setting(item, "Prometheus basic auth", prometheus.basic_auth_secret.as_ref());
    let alertmanagers = &prometheus.alertmanagers;
    setting(item, "Prometheus alertmanagers", (!alertmanagers.is_empty()).then(|| list(alertmanagers)));
    for remote in &prometheus.remote_write {
        let says = format!(
            "name {:?}, credentials {:?}, queue {:?}, keep {:?}, drop {:?}",
            remote.name, remote.credentials, remote.queue, remote.keep, remote.drop
        );
        item.unshown_of(&row::DEPLOYMENT_REMOTE, &remote.url, says);
    }
    setting(item, "Prometheus shards", Some(prometheus.shards));
    if let Some(federation) = &prometheus.federation {
        setting(
            item,
            "Prometheus federation",
            Some(format!("{} every {}", list(&federation.targets), federation.interval)),
        );
        setting(item, "Prometheus federation over TLS", Some(federation.https));
    }
}

fn grafana(item: &mut Item, grafana: Option<&Grafana>) {
    let Some(grafana) = grafana else { return };
    instance(item, "Grafana", &grafana.instance);
    setting(item, "Grafana secret", Some(&grafana.admin_secret));
    setting(item, "Grafana folder", Some(&grafana.folder));
}

fn alertmanager(item: &mut Item, alertmanager: Option<&Alertmanager>) {
    let Some(alertmanager) = alertmanager else { return };
    instance(item, "Alertmanager", &alertmanager.instance);
    setting(item, "Alertmanager basic auth", alertmanager.basic_auth_secret.as_ref());
    setting(item, "Alertmanager secret", alertmanager.secret.as_ref());
}

fn ingress(item: &mut Item, ingress: Option<&Ingress>) {
    let Some(Ingress { class, controller_namespace, issuer }) = ingress else { return };
    setting(
        item,
        "ingress",
        Some(format!("class {class}, controller in {controller_namespace}, issuer {issuer}")),
    );
}

fn autoscaling(item: &mut Item, names: &Names, deploy: &Deploy) {
    let Some(scaling) = &deploy.autoscaling else { return };
    item.has(&row::DEPLOYMENT_PART, "autoscaler");
    setting(item, "autoscaler deployment", Some(&scaling.deployment));
    setting(item, "autoscaler pods", Some(format!("{}..{}", scaling.min, scaling.max)));
    setting(item, "autoscaler query", Some(names.query(&scaling.expr)));
    setting(item, "autoscaler target", Some(scaling.target));
    setting(item, "autoscaler adapter namespace", Some(&scaling.adapter_namespace));
}

pub(super) fn jobs(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |job: &Job| {
        let mut item = Item::new(&row::JOB, names.of(Sort::Job, &job.name));
        item.put(&row::JOB_DISCOVERY, discovery(&job.discovery));
        item.put(
            &row::JOB_KEPT,
            if job.keep_namespaces.is_empty() { "all".to_owned() } else { list(&job.keep_namespaces) },
        );
        item.put(&row::JOB_COLLECTS, list(&job.collects));
        item
    };
    spec.deploy.jobs.iter().map(of).collect()
}

fn discovery(discovery: &Discovery) -> String {
    match discovery {
        Discovery::Pods => "autoscaler pods".to_owned(),
        Discovery::ServiceEndpoints => "endpoints of services".to_owned(),
        Discovery::ApiServers => "API servers".to_owned(),
        Discovery::Nodes => "nodes".to_owned(),
        Discovery::Cadvisor => "containers".to_owned(),
        Discovery::Static { targets, honor_labels } => {
            let honor = if *honor_labels { ", whose labels win" } else { "" };
            format!("{}{honor}", list(targets))
        }
    }
}

pub(super) fn outputs(spec: &Spec, _: &Names) -> Vec<Item> {
    let of = |output: &OutputChoice| {
        let mut item = Item::new(&row::OUTPUT_STATE, &output.name.value);
        item.put(&row::OUTPUT_STATE, if output.is_on { "on" } else { "off" });
        item.put_if(&row::OUTPUT_FOLDER, output.folder.as_ref().map(|folder| &folder.value));
        item
    };
    spec.outputs.iter().map(of).collect()
}
