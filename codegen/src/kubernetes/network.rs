//! Who may talk to whom. Everything is forbidden to the Pods that are made here, then what they need is allowed;
//! Pods of the service itself are left alone.

use std::collections::BTreeSet;
use std::net::IpAddr;

use gaugewright_spec::destinations::Form;
use gaugewright_spec::model::{Autoscaling, Discovery, HostPort, Way};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::setup::{App, MANAGED_BY, Setup, pairs};

/// The ports of API servers: of the Service, and of what stands behind it in most clusters.
const API_SERVER: [i32; 2] = [443, 6443];
const KUBELET: i32 = 10250;
const HTTPS: i32 = 443;

/// Forbids everything to every Pod that is made here.
pub(super) fn default_deny(setup: &Setup<'_>) -> NetworkPolicy {
    let selector = LabelSelector {
        match_labels: Some(pairs([
            ("app.kubernetes.io/managed-by", MANAGED_BY),
            ("app.kubernetes.io/instance", setup.spec.service.name.as_str()),
        ])),
        ..LabelSelector::default()
    };
    let metadata = setup.meta(App::Prometheus, "monitoring-default-deny");
    policy(metadata, selector, None, None)
}

/// What Prometheus needs.
pub(super) fn prometheus(setup: &Setup<'_>) -> NetworkPolicy {
    let app = App::Prometheus;
    let mut peers = Vec::new();
    if setup.grafana.is_some() {
        peers.push(pods(setup.selector(App::Grafana)));
    }
    if let Some((ingress, _)) = setup.prometheus_ingress() {
        peers.push(namespace(&ingress.controller_namespace));
    }
    peers.extend(setup.spec.deploy.autoscaling.as_ref().map(adapter));
    let mut egress = vec![dns()];
    egress.extend(cluster_egress(setup));
    egress.extend(target_egress(setup));
    egress.extend(setup.alertmanager.map(|_| egress_to_app(setup, App::Alertmanager)));
    policy(setup.meta(app, app.name()), setup.selector(app), Some(ingress_rules(app, peers)), Some(egress))
}

/// The adapter that asks on behalf of the autoscaler, by the label of its usual Helm chart.
fn adapter(autoscaling: &Autoscaling) -> NetworkPolicyPeer {
    let labels = pairs([("app.kubernetes.io/name", "prometheus-adapter")]);
    let selector = LabelSelector { match_labels: Some(labels), ..LabelSelector::default() };
    NetworkPolicyPeer { pod_selector: Some(selector), ..namespace(&autoscaling.adapter_namespace) }
}

/// What Alertmanager needs: Prometheus at the one end, everybody whom it tells at the other.
pub(super) fn alertmanager(setup: &Setup<'_>) -> NetworkPolicy {
    let app = App::Alertmanager;
    let way_in = setup.alertmanager_ingress().map(|(ingress, _)| namespace(&ingress.controller_namespace));
    let peers = [pods(setup.selector(App::Prometheus))].into_iter().chain(way_in).collect();
    let egress = [dns()].into_iter().chain(receiver_egress(setup)).collect();
    policy(setup.meta(app, app.name()), setup.selector(app), Some(ingress_rules(app, peers)), Some(egress))
}

/// Receivers are outside of the cluster as a rule, at addresses that no selector knows. That of a webhook is a secret: nothing is
/// known of it.
fn receiver_egress(setup: &Setup<'_>) -> Option<NetworkPolicyEgressRule> {
    let receivers = setup.spec.notifications.iter().flat_map(|notifications| &notifications.receivers);
    let ways: Vec<&Way> = receivers.flat_map(|receiver| &receiver.ways).collect();
    if ways.iter().any(|way| is_anywhere(way)) {
        return Some(NetworkPolicyEgressRule::default());
    }
    let ports = ways.into_iter().map(|way| match way {
        Way::Email { smarthost, .. } => i32::from(smarthost.port),
        Way::PagerDuty { url: address, .. } | Way::Opsgenie { api_url: address, .. } => {
            address.as_deref().map_or(HTTPS, port_of)
        }
        Way::Other { settings, .. } => {
            let address = settings.iter().find(|(key, _)| key.form == Form::Url);
            address.and_then(|(_, value)| value.text()).map_or(HTTPS, port_of)
        }
        Way::Slack { .. } | Way::Webhook { .. } => HTTPS,
    });
    let ports: BTreeSet<i32> = ports.collect();
    (!ports.is_empty())
        .then(|| NetworkPolicyEgressRule { to: None, ports: Some(ports.into_iter().map(tcp).collect()) })
}

/// Whether it is at an address that only a secret says.
fn is_anywhere(way: &Way) -> bool {
    match way {
        Way::Webhook { .. } => true,
        Way::Other { kind, .. } if kind.is_anywhere => true,
        // What is written as it stands may name a proxy, or another address.
        other => !other.raw().is_empty(),
    }
}

/// The port of an address on the web.
fn port_of(address: &str) -> i32 {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let host = rest.split('/').next().unwrap_or_default();
    let said = host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    said.unwrap_or(if scheme == "http" { 80 } else { HTTPS })
}

/// What Grafana needs.
pub(super) fn grafana(setup: &Setup<'_>) -> NetworkPolicy {
    let app = App::Grafana;
    let peers = setup.grafana_ingress().map(|(ingress, _)| namespace(&ingress.controller_namespace));
    let source = egress_to_app(setup, App::Prometheus);
    let ingress = ingress_rules(app, peers.into_iter().collect());
    policy(setup.meta(app, app.name()), setup.selector(app), Some(ingress), Some(vec![dns(), source]))
}

fn policy(
    metadata: ObjectMeta,
    pod_selector: LabelSelector,
    ingress: Option<Vec<NetworkPolicyIngressRule>>,
    egress: Option<Vec<NetworkPolicyEgressRule>>,
) -> NetworkPolicy {
    NetworkPolicy {
        metadata,
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(pod_selector),
            policy_types: Some(vec!["Ingress".into(), "Egress".into()]),
            ingress: ingress.filter(|rules| !rules.is_empty()),
            egress: egress.filter(|rules| !rules.is_empty()),
        }),
    }
}

fn ingress_rules(app: App, peers: Vec<NetworkPolicyPeer>) -> Vec<NetworkPolicyIngressRule> {
    // A rule with an empty list of peers would let everyone in.
    if peers.is_empty() {
        return Vec::new();
    }
    vec![NetworkPolicyIngressRule { from: Some(peers), ports: Some(vec![tcp(app.port())]) }]
}

/// Names are looked up at the cluster's DNS Pods, or at the cache that some clusters run on every node.
fn dns() -> NetworkPolicyEgressRule {
    let block = IPBlock { cidr: "169.254.20.10/32".into(), except: None };
    let cache = NetworkPolicyPeer { ip_block: Some(block), ..NetworkPolicyPeer::default() };
    let every_namespace = NetworkPolicyPeer {
        namespace_selector: Some(LabelSelector::default()),
        ..NetworkPolicyPeer::default()
    };
    NetworkPolicyEgressRule {
        to: Some(vec![every_namespace, cache]),
        ports: Some(vec![port("UDP", 53), port("TCP", 53)]),
    }
}

/// API servers and kubelets run outside the Pod network, at addresses that no selector knows: only their ports
/// can be said.
fn cluster_egress(setup: &Setup<'_>) -> Option<NetworkPolicyEgressRule> {
    let jobs = || setup.spec.deploy.jobs.iter().map(|job| &job.discovery);
    let mut ports = Vec::new();
    if jobs().any(|discovery| !matches!(discovery, Discovery::Static { .. })) {
        ports.extend(API_SERVER.map(tcp));
    }
    if jobs().any(|discovery| matches!(discovery, Discovery::Nodes | Discovery::Cadvisor)) {
        ports.push(tcp(KUBELET));
    }
    (!ports.is_empty()).then_some(NetworkPolicyEgressRule { to: None, ports: Some(ports) })
}

/// Where something listens that Prometheus connects to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    /// A Pod of the namespace of that name. Policies see the port of the Pod, which a Service may map, so
    /// all ports are allowed.
    Namespace(String),
    /// An address and a port.
    Address(IpAddr, u16),
    /// A host outside the cluster, whose address is not known.
    Port(u16),
}

fn target_egress(setup: &Setup<'_>) -> Vec<NetworkPolicyEgressRule> {
    let mut places = BTreeSet::new();
    for job in &setup.spec.deploy.jobs {
        match &job.discovery {
            Discovery::Pods | Discovery::ServiceEndpoints => {
                places.insert(Peer::Namespace(setup.namespace().into()));
            }
            Discovery::Static { targets, .. } => {
                places.extend(targets.iter().flat_map(|target| places_of(setup, target)));
            }
            Discovery::ApiServers | Discovery::Nodes | Discovery::Cadvisor => {}
        }
    }
    let stores = setup.prometheus.remote_write.iter().map(|store| &store.endpoint);
    let receivers = setup.prometheus.alertmanagers.iter().chain(stores);
    places.extend(receivers.flat_map(|target| places_of(setup, target)));
    places.into_iter().map(|place| egress_to(setup, place)).collect()
}

/// Where a fixed address may lead. Inside the cluster it is `name`, `name.namespace` or `name.namespace.svc` with
/// or without the cluster's domain; a name of two parts can be a host outside as well.
fn places_of(setup: &Setup<'_>, target: &HostPort) -> Vec<Peer> {
    let bare = target.host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse() {
        return vec![Peer::Address(address, target.port)];
    }
    let inside = |namespace: &str| Peer::Namespace(namespace.into());
    let parts: Vec<_> = target.host.trim_end_matches('.').split('.').collect();
    match parts.as_slice() {
        [_] => vec![inside(setup.namespace())],
        [_, namespace, "svc", ..] => vec![inside(namespace)],
        [_, namespace] => vec![inside(namespace), Peer::Port(target.port)],
        _ => vec![Peer::Port(target.port)],
    }
}

fn egress_to_app(setup: &Setup<'_>, app: App) -> NetworkPolicyEgressRule {
    NetworkPolicyEgressRule { to: Some(vec![pods(setup.selector(app))]), ports: Some(vec![tcp(app.port())]) }
}

fn egress_to(setup: &Setup<'_>, place: Peer) -> NetworkPolicyEgressRule {
    match place {
        Peer::Namespace(name) if name == setup.namespace() => {
            NetworkPolicyEgressRule { to: Some(vec![pods(LabelSelector::default())]), ports: None }
        }
        Peer::Namespace(name) => NetworkPolicyEgressRule { to: Some(vec![namespace(&name)]), ports: None },
        Peer::Address(address, number) => {
            let bits = if address.is_ipv4() { 32 } else { 128 };
            let block = IPBlock { cidr: format!("{address}/{bits}"), except: None };
            let peer = NetworkPolicyPeer { ip_block: Some(block), ..NetworkPolicyPeer::default() };
            NetworkPolicyEgressRule { to: Some(vec![peer]), ports: Some(vec![tcp(i32::from(number))]) }
        }
        Peer::Port(number) => NetworkPolicyEgressRule { to: None, ports: Some(vec![tcp(i32::from(number))]) },
    }
}

fn pods(selector: LabelSelector) -> NetworkPolicyPeer {
    NetworkPolicyPeer { pod_selector: Some(selector), ..NetworkPolicyPeer::default() }
}

fn namespace(name: &str) -> NetworkPolicyPeer {
    let labels = pairs([("kubernetes.io/metadata.name", name)]);
    let selector = LabelSelector { match_labels: Some(labels), ..LabelSelector::default() };
    NetworkPolicyPeer { namespace_selector: Some(selector), ..NetworkPolicyPeer::default() }
}

fn tcp(number: i32) -> NetworkPolicyPort {
    port("TCP", number)
}

fn port(protocol: &str, number: i32) -> NetworkPolicyPort {
    NetworkPolicyPort {
        protocol: Some(protocol.into()),
        port: Some(IntOrString::Int(number)),
        end_port: None,
    }
}
