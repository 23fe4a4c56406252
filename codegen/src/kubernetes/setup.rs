//! What one rendering of the manifests is about: the base, or one environment.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alertmanager, Environment, Grafana, Ingress, Prometheus, Spec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

/// The values that hold for one rendering.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setup<'s> {
    pub(super) spec: &'s Spec,
    pub(super) environment: Option<&'s Environment>,
    pub(super) prometheus: &'s Prometheus,
    pub(super) grafana: Option<&'s Grafana>,
    pub(super) alertmanager: Option<&'s Alertmanager>,
    pub(super) ingress: Option<&'s Ingress>,
}

impl<'s> Setup<'s> {
    /// The base, if the spec says that anything is deployed.
    pub(super) fn base(spec: &'s Spec) -> Option<Self> {
        let deploy = &spec.deploy;
        Some(Self {
            spec,
            environment: None,
            prometheus: deploy.prometheus.as_ref()?,
            grafana: deploy.grafana.as_ref(),
            alertmanager: deploy.alertmanager.as_ref(),
            ingress: deploy.ingress.as_ref(),
        })
    }

    /// An environment.
    pub(super) fn of(spec: &'s Spec, environment: &'s Environment) -> Self {
        Self {
            spec,
            environment: Some(environment),
            prometheus: &environment.prometheus,
            grafana: environment.grafana.as_ref(),
            alertmanager: environment.alertmanager.as_ref(),
            ingress: environment.ingress.as_ref(),
        }
    }

    pub(super) fn namespace(&self) -> &'s str {
        &self.spec.deploy.namespace
    }

    /// Whether Prometheus can be reached from outside the cluster.
    pub(super) fn prometheus_ingress(&self) -> Option<(&'s Ingress, &'s str)> {
        self.ingress.zip(self.prometheus.instance.host.as_deref())
    }

    /// Whether Grafana can be reached from outside the cluster.
    pub(super) fn grafana_ingress(&self) -> Option<(&'s Ingress, &'s str)> {
        self.ingress.zip(self.grafana?.instance.host.as_deref())
    }

    /// Whether Alertmanager can be reached from outside the cluster.
    pub(super) fn alertmanager_ingress(&self) -> Option<(&'s Ingress, &'s str)> {
        self.ingress.zip(self.alertmanager?.instance.host.as_deref())
    }

    /// Name, namespace and labels of an object that belongs to a program.
    pub(super) fn meta(&self, app: App, name: impl Into<String>) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.into()),
            namespace: Some(self.namespace().into()),
            labels: Some(self.labels(app)),
            ..ObjectMeta::default()
        }
    }

    /// As [`Setup::meta`] for an object of the whole cluster, whose name must be unique there.
    pub(super) fn cluster_meta(&self, app: App) -> ObjectMeta {
        ObjectMeta { namespace: None, ..self.meta(app, self.cluster_name(app)) }
    }

    /// The name of the objects of a program outside the namespace.
    pub(super) fn cluster_name(&self, app: App) -> String {
        format!("{}-{}", self.spec.service.name, app.name())
    }

    /// The labels that every object carries.
    pub(super) fn labels(&self, app: App) -> BTreeMap<String, String> {
        let mut labels = self.selector_labels(app);
        labels.extend(pairs([
            ("app.kubernetes.io/component", app.component()),
            ("app.kubernetes.io/part-of", &self.spec.service.name),
            ("app.kubernetes.io/managed-by", MANAGED_BY),
        ]));
        labels
    }

    /// The labels that pick the Pods of a program. They can never change on a Deployment that exists.
    pub(super) fn selector(&self, app: App) -> LabelSelector {
        LabelSelector { match_labels: Some(self.selector_labels(app)), ..LabelSelector::default() }
    }

    fn selector_labels(&self, app: App) -> BTreeMap<String, String> {
        pairs([
            ("app.kubernetes.io/name", app.name()),
            ("app.kubernetes.io/instance", &self.spec.service.name),
        ])
    }
}

/// The value of `app.kubernetes.io/managed-by` on everything that is made here.
pub(super) const MANAGED_BY: &str = "gaugewright";

/// The programs that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum App {
    Prometheus,
    Grafana,
    Alertmanager,
}

impl App {
    /// The name of its objects.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Prometheus => "prometheus",
            Self::Grafana => "grafana",
            Self::Alertmanager => "alertmanager",
        }
    }

    const fn component(self) -> &'static str {
        match self {
            Self::Prometheus => "metrics",
            Self::Grafana => "dashboards",
            Self::Alertmanager => "notifications",
        }
    }

    /// The port it serves HTTP on.
    pub(super) const fn port(self) -> i32 {
        match self {
            Self::Prometheus => 9090,
            Self::Grafana => 3000,
            Self::Alertmanager => 9093,
        }
    }

    /// The user and group its image runs as.
    pub(super) const fn user(self) -> i64 {
        match self {
            // `nobody`
            Self::Prometheus | Self::Alertmanager => 65534,
            Self::Grafana => 472,
        }
    }
}

/// A map of texts.
pub(super) fn pairs<'t>(rows: impl IntoIterator<Item = (&'t str, &'t str)>) -> BTreeMap<String, String> {
    rows.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}
