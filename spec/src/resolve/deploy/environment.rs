//! Environments: the base with some things changed.

use super::values::{dns_name, external_labels, host, image, kubernetes_quantity, resources};
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Alertmanager, Environment, Grafana, Ingress, Instance, Prometheus};
use crate::resolve::Resolver;
use crate::rules;
use crate::source::Piece;

/// What an environment changes.
pub(super) struct Base<'b> {
    pub(super) prometheus: &'b Prometheus,
    pub(super) grafana: Option<&'b Grafana>,
    pub(super) alertmanager: Option<&'b Alertmanager>,
    pub(super) ingress: Option<&'b Ingress>,
}

pub(super) fn environment(
    resolver: &mut Resolver<'_>,
    name: &Text,
    ast: &ast::Environment,
    base: &Base<'_>,
) -> Environment {
    dns_name(resolver, "an environment", name);
    let mut prometheus = base.prometheus.clone();
    if let Some(changes) = &ast.prometheus {
        change_prometheus(resolver, &mut prometheus, changes);
    }
    prometheus.external_labels.insert("environment".into(), name.value.clone());
    let mut grafana = base.grafana.cloned();
    match (&mut grafana, &ast.grafana) {
        (Some(grafana), Some(changes)) => {
            let of = (&changes.image, &changes.storage, &changes.resources, &changes.host);
            change_instance(resolver, &mut grafana.instance, of);
        }
        (None, Some(_)) => {
            let message = format!("environment `{}` changes Grafana, which `deploy` does not have", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
            resolver.report(diagnostic.help("add `grafana` to `deploy`, or remove it here"));
        }
        _ => {}
    }
    let alertmanager = changed_alertmanager(resolver, name, ast, base);
    let mut ingress = base.ingress.cloned();
    if let (Some(ingress), Some(issuer)) = (&mut ingress, &ast.issuer) {
        ingress.issuer.clone_from(&issuer.value);
    }
    Environment { name: name.value.clone(), prometheus, grafana, alertmanager, ingress }
}

fn changed_alertmanager(
    resolver: &mut Resolver<'_>,
    name: &Text,
    ast: &ast::Environment,
    base: &Base<'_>,
) -> Option<Alertmanager> {
    let mut alertmanager = base.alertmanager.cloned();
    match (&mut alertmanager, &ast.alertmanager) {
        (Some(alertmanager), Some(changes)) => {
            let of = (&changes.image, &changes.storage, &changes.resources, &changes.host);
            change_instance(resolver, &mut alertmanager.instance, of);
        }
        (None, Some(_)) => {
            let message =
                format!("environment `{}` changes Alertmanager, which `deploy` does not have", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
            resolver.report(diagnostic.help("add `alertmanager` to `deploy`, or remove it here"));
        }
        _ => {}
    }
    alertmanager
}

fn change_prometheus(
    resolver: &mut Resolver<'_>,
    prometheus: &mut Prometheus,
    changes: &ast::PrometheusChanges,
) {
    let of = (&changes.image, &changes.storage, &changes.resources, &changes.host);
    change_instance(resolver, &mut prometheus.instance, of);
    if let Some(retention) = &changes.retention {
        prometheus.retention = retention.value;
    }
    prometheus.external_labels.extend(external_labels(resolver, &changes.external_labels));
}

type InstanceChanges<'a> = (&'a Option<Text>, &'a Option<Text>, &'a Option<ast::Resources>, &'a Option<Text>);

fn change_instance(resolver: &mut Resolver<'_>, instance: &mut Instance, changes: InstanceChanges<'_>) {
    let (image_text, storage, resources_of, host_text) = changes;
    if let Some(text) = image_text {
        instance.image = image(resolver, text);
    }
    if let Some(storage) =
        storage.as_ref().and_then(|text| kubernetes_quantity(resolver, text, Piece::whole(text)))
    {
        instance.storage = storage;
    }
    if let Some(resources) = resources_of.as_ref().and_then(|changes| resources(resolver, changes)) {
        instance.resources = resources;
    }
    if host_text.is_some() {
        instance.host = host(resolver, host_text.as_ref());
    }
}
