//! Ways in from outside the cluster: TLS always, basic auth before Prometheus and Alertmanager, which have no log-in
//! of their own.

use crate::error::RenderError;
use std::collections::BTreeMap;

use gaugewright_spec::model;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend,
    IngressSpec, IngressTLS, ServiceBackendPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::setup::{App, Setup, pairs};

/// The ingress of Prometheus, if it has a host. It is never opened to the world without a password.
pub(super) fn prometheus(setup: &Setup<'_>) -> Result<Option<Ingress>, RenderError> {
    let Some((ingress, host)) = setup.prometheus_ingress() else {
        return Ok(None);
    };
    let auth = basic_auth("Prometheus", setup.prometheus.basic_auth_secret.as_deref(), host)?;
    Ok(Some(object(setup, App::Prometheus, ingress, host, auth)))
}

/// The ingress of Alertmanager, if it has a host. Whoever gets in can silence alerts, so there is always a password.
pub(super) fn alertmanager(setup: &Setup<'_>) -> Result<Option<Ingress>, RenderError> {
    let Some((ingress, host)) = setup.alertmanager_ingress() else {
        return Ok(None);
    };
    let secret = setup.alertmanager.and_then(|alertmanager| alertmanager.basic_auth_secret.as_deref());
    let auth = basic_auth("Alertmanager", secret, host)?;
    Ok(Some(object(setup, App::Alertmanager, ingress, host, auth)))
}

fn basic_auth(
    program: &'static str,
    secret: Option<&str>,
    host: &str,
) -> Result<BTreeMap<String, String>, RenderError> {
    let Some(secret) = secret else {
        return Err(RenderError::OpenToEveryone { program, host: host.to_owned() });
    };
    Ok(pairs([
        ("nginx.ingress.kubernetes.io/auth-type", "basic"),
        ("nginx.ingress.kubernetes.io/auth-secret", secret),
        ("nginx.ingress.kubernetes.io/auth-realm", program),
    ]))
}

/// The ingress of Grafana, if it has a host. Grafana asks for a password itself.
pub(super) fn grafana(setup: &Setup<'_>) -> Option<Ingress> {
    let (ingress, host) = setup.grafana_ingress()?;
    Some(object(setup, App::Grafana, ingress, host, BTreeMap::new()))
}

fn object(
    setup: &Setup<'_>,
    app: App,
    ingress: &model::Ingress,
    host: &str,
    mut annotations: BTreeMap<String, String>,
) -> Ingress {
    annotations.extend(pairs([
        ("cert-manager.io/cluster-issuer", ingress.issuer.as_str()),
        ("nginx.ingress.kubernetes.io/force-ssl-redirect", "true"),
    ]));
    Ingress {
        metadata: ObjectMeta { annotations: Some(annotations), ..setup.meta(app, app.name()) },
        spec: Some(IngressSpec {
            ingress_class_name: Some(ingress.class.clone()),
            rules: Some(vec![rule(app, host)]),
            tls: Some(vec![IngressTLS {
                hosts: Some(vec![host.into()]),
                // cert-manager makes this Secret.
                secret_name: Some(format!("{}-tls", app.name())),
            }]),
            default_backend: None,
        }),
        status: None,
    }
}

fn rule(app: App, host: &str) -> IngressRule {
    let backend = IngressBackend {
        service: Some(IngressServiceBackend {
            name: app.name().into(),
            port: Some(ServiceBackendPort { number: Some(app.port()), name: None }),
        }),
        resource: None,
    };
    IngressRule {
        host: Some(host.into()),
        http: Some(HTTPIngressRuleValue {
            paths: vec![HTTPIngressPath { path: Some("/".into()), path_type: "Prefix".into(), backend }],
        }),
    }
}
