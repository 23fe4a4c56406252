//! What Prometheus may ask the cluster: no more than its scrape jobs need.

use gaugewright_spec::model::Discovery;
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::setup::{App, Setup};

const APP: App = App::Prometheus;
const READ: [&str; 3] = ["get", "list", "watch"];

/// Rights in one namespace.
pub(super) type Namespaced = (Role, RoleBinding);

/// Rights in the service's own namespace, if a job needs any.
pub(super) fn own_namespace(setup: &Setup<'_>) -> Option<Namespaced> {
    let endpoints = uses(setup, &Discovery::ServiceEndpoints);
    let pods = endpoints || uses(setup, &Discovery::Pods);
    let mut rules = Vec::new();
    if endpoints {
        rules.extend(endpoint_rules());
    } else if pods {
        rules.push(rule("", &["pods"], &READ));
    }
    namespaced(setup, setup.namespace(), APP.name().into(), rules)
}

/// Rights in the namespace of the API server's own Service, if a job scrapes it.
pub(super) fn default_namespace(setup: &Setup<'_>) -> Option<Namespaced> {
    let rules = if uses(setup, &Discovery::ApiServers) { endpoint_rules().into() } else { Vec::new() };
    namespaced(setup, "default", setup.cluster_name(APP), rules)
}

/// Rights in the whole cluster, if a job needs any.
pub(super) fn cluster(setup: &Setup<'_>) -> Option<(ClusterRole, ClusterRoleBinding)> {
    let mut rules = Vec::new();
    if uses(setup, &Discovery::Nodes) || uses(setup, &Discovery::Cadvisor) {
        rules.push(rule("", &["nodes"], &READ));
        // Kubelets ask for this before they show their metrics. `nodes/proxy` would do as well, and would
        // let its holder run commands in every Pod.
        rules.push(rule("", &["nodes/metrics"], &["get"]));
    }
    if uses(setup, &Discovery::ApiServers) {
        rules.push(PolicyRule {
            non_resource_urls: Some(vec!["/metrics".into()]),
            verbs: vec!["get".into()],
            ..PolicyRule::default()
        });
    }
    if rules.is_empty() {
        return None;
    }
    let metadata = setup.cluster_meta(APP);
    let role = ClusterRole { metadata: metadata.clone(), rules: Some(rules), aggregation_rule: None };
    let binding = ClusterRoleBinding {
        metadata,
        role_ref: role_ref("ClusterRole", setup.cluster_name(APP)),
        subjects: Some(vec![subject(setup)]),
    };
    Some((role, binding))
}

fn uses(setup: &Setup<'_>, discovery: &Discovery) -> bool {
    setup.spec.deploy.jobs.iter().any(|job| job.discovery == *discovery)
}

/// Discovery by `EndpointSlice` looks up the Services and Pods behind the addresses.
fn endpoint_rules() -> [PolicyRule; 2] {
    [rule("", &["services", "pods"], &READ), rule("discovery.k8s.io", &["endpointslices"], &READ)]
}

fn rule(group: &str, resources: &[&str], verbs: &[&str]) -> PolicyRule {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    PolicyRule {
        api_groups: Some(vec![group.into()]),
        resources: Some(owned(resources)),
        verbs: owned(verbs),
        ..PolicyRule::default()
    }
}

fn namespaced(
    setup: &Setup<'_>,
    namespace: &str,
    name: String,
    rules: Vec<PolicyRule>,
) -> Option<Namespaced> {
    if rules.is_empty() {
        return None;
    }
    let metadata = ObjectMeta { namespace: Some(namespace.into()), ..setup.meta(APP, name.clone()) };
    let binding = RoleBinding {
        metadata: metadata.clone(),
        role_ref: role_ref("Role", name),
        subjects: Some(vec![subject(setup)]),
    };
    Some((Role { metadata, rules: Some(rules) }, binding))
}

fn role_ref(kind: &str, name: String) -> RoleRef {
    RoleRef { api_group: "rbac.authorization.k8s.io".into(), kind: kind.into(), name }
}

fn subject(setup: &Setup<'_>) -> Subject {
    Subject {
        kind: "ServiceAccount".into(),
        name: APP.name().into(),
        namespace: Some(setup.namespace().into()),
        api_group: None,
    }
}
