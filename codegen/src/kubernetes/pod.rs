//! What the Pods of all programs have in common: security, probes, resources, volumes.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Instance, Resources};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy};
use k8s_openapi::api::core::v1::{
    Capabilities, ConfigMapVolumeSource, Container, ContainerPort, EmptyDirVolumeSource, HTTPGetAction,
    PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, PodSecurityContext,
    PodSpec, PodTemplateSpec, Probe, ResourceRequirements, SeccompProfile, SecretVolumeSource,
    SecurityContext, Service, ServiceAccount, ServicePort, ServiceSpec, Volume, VolumeMount,
    VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::setup::{App, Setup};

/// The name of every program's HTTP port.
const PORT: &str = "http";

/// The volume that outlives the Pod.
pub(super) const DATA: &str = "data";

/// The part of a Deployment that differs between programs.
pub(super) struct Program {
    pub(super) container: Container,
    pub(super) volumes: Vec<Volume>,
    /// Annotations of the Pod: a change of any rolls it.
    pub(super) annotations: BTreeMap<String, String>,
    /// Whether it talks to the API server.
    pub(super) needs_token: bool,
    pub(super) grace_seconds: i64,
}

/// A Deployment of one Pod.
pub(super) fn deployment(setup: &Setup<'_>, app: App, program: Program) -> Deployment {
    let template = PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(setup.labels(app)),
            annotations: Some(program.annotations),
            ..ObjectMeta::default()
        }),
        spec: Some(PodSpec {
            service_account_name: Some(app.name().into()),
            automount_service_account_token: Some(program.needs_token),
            // Variables such as PROMETHEUS_PORT, which older programs take for settings.
            enable_service_links: Some(false),
            security_context: Some(pod_security(app)),
            termination_grace_period_seconds: Some(program.grace_seconds),
            containers: vec![program.container],
            volumes: Some(program.volumes),
            ..PodSpec::default()
        }),
    };
    Deployment {
        metadata: setup.meta(app, app.name()),
        spec: Some(DeploymentSpec {
            replicas: Some(1),
            // Two Pods cannot hold one ReadWriteOnce volume: the old one has to go first.
            strategy: Some(DeploymentStrategy { type_: Some("Recreate".into()), rolling_update: None }),
            selector: setup.selector(app),
            template,
            ..DeploymentSpec::default()
        }),
        status: None,
    }
}

/// The container that every program starts from: image, port, resources, rights.
pub(super) fn container(app: App, instance: &Instance) -> Container {
    Container {
        name: app.name().into(),
        image: Some(instance.image.clone()),
        image_pull_policy: Some("IfNotPresent".into()),
        ports: Some(vec![ContainerPort {
            name: Some(PORT.into()),
            container_port: app.port(),
            protocol: Some("TCP".into()),
            ..ContainerPort::default()
        }]),
        resources: Some(resources(&instance.resources)),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            capabilities: Some(Capabilities { drop: Some(vec!["ALL".into()]), add: None }),
            read_only_root_filesystem: Some(true),
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}

fn pod_security(app: App) -> PodSecurityContext {
    PodSecurityContext {
        run_as_non_root: Some(true),
        run_as_user: Some(app.user()),
        run_as_group: Some(app.user()),
        fs_group: Some(app.user()),
        // A volume with many files would be walked at every start otherwise.
        fs_group_change_policy: Some("OnRootMismatch".into()),
        seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".into(), localhost_profile: None }),
        ..PodSecurityContext::default()
    }
}

fn resources(resources: &Resources) -> ResourceRequirements {
    let both = |cpu: &str, memory: &str| {
        let pair = [("cpu", cpu), ("memory", memory)];
        Some(pair.into_iter().map(|(name, value)| (name.into(), Quantity(value.into()))).collect())
    };
    ResourceRequirements {
        requests: both(&resources.cpu_request, &resources.memory_request),
        limits: both(&resources.cpu_limit, &resources.memory_limit),
        claims: None,
    }
}

/// A probe of a path, given up after so many failures.
pub(super) fn probe(path: &str, period_seconds: i32, failures: i32) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.into()),
            port: IntOrString::String(PORT.into()),
            ..HTTPGetAction::default()
        }),
        period_seconds: Some(period_seconds),
        timeout_seconds: Some(5),
        failure_threshold: Some(failures),
        ..Probe::default()
    }
}

/// Where a volume is seen in the container.
pub(super) fn mount(volume: &str, path: &str, read_only: bool) -> VolumeMount {
    VolumeMount {
        name: volume.into(),
        mount_path: path.into(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    }
}

/// The volume that outlives the Pod.
pub(super) fn data_volume(app: App) -> Volume {
    Volume {
        name: DATA.into(),
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: app.name().into(),
            read_only: None,
        }),
        ..Volume::default()
    }
}

/// A volume that is gone with the Pod.
pub(super) fn scratch_volume(name: &str, limit: &str) -> Volume {
    Volume {
        name: name.into(),
        empty_dir: Some(EmptyDirVolumeSource { medium: None, size_limit: Some(Quantity(limit.into())) }),
        ..Volume::default()
    }
}

/// The files of a `ConfigMap`.
pub(super) fn config_volume(name: &str, config_map: &str) -> Volume {
    Volume {
        name: name.into(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map.into(),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// The files of a Secret. Its values are not in the environment, where every child process and every dump has them.
pub(super) fn secret_volume(name: &str, secret: &str) -> Volume {
    Volume {
        name: name.into(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(secret.into()),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// The claim behind [`data_volume`].
pub(super) fn claim(setup: &Setup<'_>, app: App, instance: &Instance) -> PersistentVolumeClaim {
    let requests = [("storage".to_owned(), Quantity(instance.storage.clone()))];
    PersistentVolumeClaim {
        metadata: setup.meta(app, app.name()),
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteOnce".into()]),
            resources: Some(VolumeResourceRequirements { requests: Some(requests.into()), limits: None }),
            storage_class_name: instance.storage_class.clone(),
            ..PersistentVolumeClaimSpec::default()
        }),
        status: None,
    }
}

/// The address inside the cluster.
pub(super) fn service(setup: &Setup<'_>, app: App) -> Service {
    Service {
        metadata: setup.meta(app, app.name()),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".into()),
            selector: setup.selector(app).match_labels,
            ports: Some(vec![ServicePort {
                name: Some(PORT.into()),
                port: app.port(),
                protocol: Some("TCP".into()),
                target_port: Some(IntOrString::String(PORT.into())),
                ..ServicePort::default()
            }]),
            ..ServiceSpec::default()
        }),
        status: None,
    }
}

/// The identity. Its token is not handed to Pods unless they ask for it.
pub(super) fn service_account(setup: &Setup<'_>, app: App) -> ServiceAccount {
    ServiceAccount {
        metadata: setup.meta(app, app.name()),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}
