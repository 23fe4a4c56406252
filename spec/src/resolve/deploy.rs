use std::collections::BTreeMap;

use super::catalogue::{self, Exporter};
use super::{Resolver, is_dns_label, scale};
use crate::ast::{self, Discover};
use crate::check::TargetLabel;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::lint::rules;
use crate::model::{
    Alertmanager, Deploy, Discovery, Environment, Grafana, HostPort, Ingress, Instance, Job, Metric,
    Operator, Prometheus, Resources, Table,
};
use crate::suggest;

/// What a spec without `deploy` gets: files for a Prometheus that runs somewhere, and no manifests.
fn nowhere(service: &ast::Service) -> Deploy {
    let job = Job {
        name: service.name.value.clone(),
        discovery: Discovery::Pods,
        collects: Vec::new(),
        keep_namespaces: Vec::new(),
    };
    Deploy {
        namespace: service.name.value.clone(),
        prometheus: None,
        jobs: [job].into_iter().collect(),
        grafana: None,
        alertmanager: None,
        ingress: None,
        autoscaling: None,
        operator: Operator::default(),
        environments: Vec::new(),
    }
}

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: Option<&Placed<ast::Deploy>>,
    service: &ast::Service,
) -> Deploy {
    let Some(ast) = ast else { return nowhere(service) };
    dns_name(resolver, "a namespace", &ast.namespace);
    let prometheus = prometheus(resolver, &ast.prometheus);
    let grafana = ast.grafana.as_ref().and_then(|grafana| self::grafana(resolver, grafana, service));
    let alertmanager = ast.alertmanager.as_ref().and_then(|ast| self::alertmanager(resolver, ast));
    let ingress = ast.ingress.as_ref().map(|ingress| Ingress {
        class: ingress.class.value.clone(),
        controller_namespace: text_or(ingress.controller_namespace.as_ref(), "ingress-nginx"),
        issuer: ingress.issuer.value.clone(),
    });
    let jobs = ast.prometheus.jobs.iter().map(|(name, job)| self::job(resolver, name, job)).collect();
    let environments = match &prometheus {
        Some(prometheus) => {
            let base = Base {
                prometheus,
                grafana: grafana.as_ref(),
                alertmanager: alertmanager.as_ref(),
                ingress: ingress.as_ref(),
            };
            ast.environments
                .iter()
                .map(|(name, changes)| environment(resolver, name, changes, &base))
                .collect()
        }
        None => Vec::new(),
    };
    Deploy {
        namespace: ast.namespace.value.clone(),
        prometheus,
        jobs,
        grafana,
        alertmanager,
        ingress,
        // Its query needs the metrics, which come later.
        autoscaling: None,
        operator: ast.operator.as_ref().map(|ast| scale::operator(resolver, ast)).unwrap_or_default(),
        environments,
    }
}

fn text_or(text: Option<&Text>, default: &str) -> String {
    text.map_or(default, |text| text.value.as_str()).to_owned()
}

fn text(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.value.clone())
}

pub(super) fn dns_name(resolver: &mut Resolver<'_>, what: &str, name: &Text) {
    if !is_dns_label(name) {
        resolver.bad_dns_name(what, name);
    }
}

pub(super) fn bad_value(resolver: &mut Resolver<'_>, text: &Text, message: String, help: &str) {
    resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help.to_owned()));
}

/// An image must have a tag: what `latest` is changes behind one's back.
fn image(resolver: &mut Resolver<'_>, text: &Text) -> String {
    let tag = text.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'));
    if tag.is_none_or(|tag| tag.is_empty() || tag == "latest") {
        let message = format!("image `{}` has no fixed tag", **text);
        bad_value(resolver, text, message, "pin a release: `prom/prometheus:v3.5.0`");
    }
    text.value.clone()
}

/// A number with one of Kubernetes' suffixes.
fn kubernetes_quantity(resolver: &mut Resolver<'_>, text: &Text, part: &str) -> Option<String> {
    let part = part.trim();
    let digits = part.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let known = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"];
    if crate::number::Number::parse(&part[..digits]).is_some() && known.contains(&&part[digits..]) {
        return Some(part.to_owned());
    }
    let place = resolver.place_in(text, part);
    let message = format!("`{part}` is no Kubernetes quantity");
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
    resolver.report(diagnostic.help("write `500m` or `2` for CPU, `512Mi` or `50Gi` for bytes"));
    None
}

fn range(resolver: &mut Resolver<'_>, text: &Text) -> Option<(String, String)> {
    let (low, high) = text.split_once("..").unwrap_or((text.as_str(), text.as_str()));
    Some((kubernetes_quantity(resolver, text, low)?, kubernetes_quantity(resolver, text, high)?))
}

fn resources(resolver: &mut Resolver<'_>, ast: &ast::Resources) -> Option<Resources> {
    let cpu = range(resolver, &ast.cpu);
    let memory = range(resolver, &ast.memory);
    let ((cpu_request, cpu_limit), (memory_request, memory_limit)) = cpu.zip(memory)?;
    Some(Resources { cpu_request, cpu_limit, memory_request, memory_limit })
}

fn host(resolver: &mut Resolver<'_>, host: Option<&Text>) -> Option<String> {
    let host = host?;
    if !host.split('.').all(is_dns_label) {
        bad_value(
            resolver,
            host,
            format!("`{}` is no host name", **host),
            "write it without a scheme: `grafana.example.com`",
        );
    }
    Some(host.value.clone())
}

pub(super) fn host_port(resolver: &mut Resolver<'_>, text: &Text) -> Option<HostPort> {
    let parts = text.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let Some((host, port)) = parts.filter(|(host, _)| host.split('.').all(is_dns_label)) else {
        bad_value(
            resolver,
            text,
            format!("`{}` is no address", **text),
            "write host and port: `redis-exporter:9121`",
        );
        return None;
    };
    Some(HostPort { host: host.to_owned(), port })
}

fn external_labels(resolver: &mut Resolver<'_>, labels: &Map<Text>) -> BTreeMap<String, String> {
    for (name, _) in labels.iter().filter(|(name, _)| !super::is_label_name(name)) {
        resolver.bad_snake_name("a label", name);
    }
    labels.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}

fn prometheus(resolver: &mut Resolver<'_>, ast: &ast::Prometheus) -> Option<Prometheus> {
    let image = image(resolver, &ast.image);
    let storage = kubernetes_quantity(resolver, &ast.storage, &ast.storage);
    let resources = resources(resolver, &ast.resources);
    let host = host(resolver, ast.host.as_ref());
    let external_labels = external_labels(resolver, &ast.external_labels);
    let alertmanagers = ast.alertmanagers.iter().filter_map(|address| host_port(resolver, address)).collect();
    let remote_write = scale::remote_writes(resolver, ast);
    let shards = scale::shards(resolver, ast);
    let federation = ast.federation.as_ref().map(|ast| scale::federation(resolver, ast));
    let storage_class = text(ast.storage_class.as_ref());
    let instance = Instance { image, storage: storage?, storage_class, resources: resources?, host };
    Some(Prometheus {
        instance,
        retention: ast.retention.value,
        external_labels,
        basic_auth_secret: text(ast.basic_auth_secret.as_ref()),
        alertmanagers,
        remote_write,
        shards,
        federation,
    })
}

fn grafana(resolver: &mut Resolver<'_>, ast: &ast::Grafana, service: &ast::Service) -> Option<Grafana> {
    let image = image(resolver, &ast.image);
    let storage = kubernetes_quantity(resolver, &ast.storage, &ast.storage);
    let resources = resources(resolver, &ast.resources);
    let host = host(resolver, ast.host.as_ref());
    let storage_class = text(ast.storage_class.as_ref());
    let instance = Instance { image, storage: storage?, storage_class, resources: resources?, host };
    let folder = text_or(ast.folder.as_ref().or(service.title.as_ref()), &service.name);
    Some(Grafana { instance, admin_secret: ast.admin_secret.value.clone(), folder })
}

fn alertmanager(resolver: &mut Resolver<'_>, ast: &ast::Alertmanager) -> Option<Alertmanager> {
    let image = image(resolver, &ast.image);
    let storage = kubernetes_quantity(resolver, &ast.storage, &ast.storage);
    let resources = resources(resolver, &ast.resources);
    let host = host(resolver, ast.host.as_ref());
    let storage_class = text(ast.storage_class.as_ref());
    Some(Alertmanager {
        instance: Instance { image, storage: storage?, storage_class, resources: resources?, host },
        basic_auth_secret: text(ast.basic_auth_secret.as_ref()),
        secret: text(ast.secret.as_ref()),
    })
}

fn job(resolver: &mut Resolver<'_>, name: &Text, ast: &Placed<ast::Job>) -> Job {
    let honor_labels = ast.honor_labels.as_ref().is_some_and(|honor| honor.value);
    let is_static = ast.discover.value == Discover::Static;
    let targets: Vec<HostPort> =
        ast.targets.iter().filter_map(|target| host_port(resolver, target)).collect();
    let problem = match (is_static, ast.targets.is_empty()) {
        (true, true) => {
            Some(("a static job needs `targets`", "list them: `targets: [\"redis-exporter:9121\"]`"))
        }
        (false, false) => {
            Some(("only a static job has `targets`", "remove them, or write `discover: static`"))
        }
        _ => None,
    };
    if let Some((message, help)) = problem {
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, ast.discover.span, message).help(help));
    }
    for collected in ast.collects.iter().filter(|name| name.is_empty()) {
        resolver.bad_name("a catalogue", collected, "name a catalogue of `outside`");
    }
    let discovery = match ast.discover.value {
        Discover::Pods => Discovery::Pods,
        Discover::ServiceEndpoints => Discovery::ServiceEndpoints,
        Discover::ApiServers => Discovery::ApiServers,
        Discover::Nodes => Discovery::Nodes,
        Discover::Cadvisor => Discovery::Cadvisor,
        Discover::Static => Discovery::Static { targets, honor_labels },
    };
    let texts = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect();
    Job {
        name: name.value.clone(),
        discovery,
        collects: texts(&ast.collects),
        keep_namespaces: texts(&ast.keep_namespaces),
    }
}

/// What an environment changes.
struct Base<'b> {
    prometheus: &'b Prometheus,
    grafana: Option<&'b Grafana>,
    alertmanager: Option<&'b Alertmanager>,
    ingress: Option<&'b Ingress>,
}

fn environment(
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
    if let Some(storage) = storage.as_ref().and_then(|text| kubernetes_quantity(resolver, text, text)) {
        instance.storage = storage;
    }
    if let Some(resources) = resources_of.as_ref().and_then(|changes| resources(resolver, changes)) {
        instance.resources = resources;
    }
    if host_text.is_some() {
        instance.host = host(resolver, host_text.as_ref());
    }
}

/// The labels that scrapes add, by the catalogue of the metrics; the empty name for the service's own.
pub(super) fn target_labels(
    deploy: &Deploy,
    service: &ast::Service,
    metrics: &Table<Metric>,
) -> BTreeMap<String, Vec<TargetLabel>> {
    let extra = || service.target_labels.iter().map(|label| TargetLabel::open(label, false));
    let of_jobs = |jobs: Vec<&Job>| {
        let names = jobs.iter().map(|job| job.name.clone()).collect::<Vec<_>>();
        let job =
            if names.is_empty() { TargetLabel::open("job", true) } else { TargetLabel::closed("job", names) };
        let mut labels = vec![job, TargetLabel::open("instance", true)];
        for job in &jobs {
            for (name, certain) in job.discovery.target_labels() {
                if !labels.iter().any(|label| label.name == *name) {
                    labels.push(TargetLabel::open(name, *certain && jobs.len() == 1));
                }
            }
        }
        labels.extend(extra());
        labels
    };
    let own: Vec<&Job> = deploy.jobs.iter().filter(|job| job.name == service.name.value).collect();
    let mut all = BTreeMap::from([(String::new(), of_jobs(own.clone()))]);
    for metric in metrics.iter().filter(|metric| metric.origin == crate::model::Origin::Outside) {
        if all.contains_key(&metric.group) {
            continue;
        }
        let exporter = catalogue::find(&metric.group).map_or(Exporter::Other, |shipped| shipped.exporter);
        let jobs = match exporter {
            // Nobody says what is scraped.
            _ if deploy.prometheus.is_none() => Vec::new(),
            Exporter::Prometheus => deploy.jobs.iter().collect(),
            _ => {
                let collecting = |job: &&Job| job.collects.contains(&metric.group);
                let mut jobs: Vec<&Job> = deploy.jobs.iter().filter(collecting).collect();
                if exporter == Exporter::Service && jobs.is_empty() {
                    jobs.clone_from(&own);
                }
                jobs
            }
        };
        all.insert(metric.group.clone(), of_jobs(jobs));
    }
    all
}

/// Reports catalogues that no job collects, and jobs that collect what is no catalogue.
pub(super) fn collected(resolver: &mut Resolver<'_>, ast: &ast::Spec, deploy: &Deploy) {
    let Some(written) = &ast.deploy else { return };
    let names: Vec<&Text> = ast
        .outside
        .iter()
        .map(|entry| match entry {
            ast::Outside::Shipped(name) => name,
            ast::Outside::Own(own) => &own.name,
        })
        .collect();
    for (_, job) in written.prometheus.jobs.iter() {
        for collected in
            job.collects.iter().filter(|name| !names.iter().any(|known| known.value == name.value))
        {
            let message = format!("`outside` has no catalogue `{}`", **collected);
            let known = || names.iter().map(|name| name.as_str());
            let shipped = catalogue::SHIPPED.iter().map(|shipped| shipped.name);
            let help = match catalogue::find(collected) {
                Some(found) => format!("add `{}` to `outside`", found.name),
                None => suggest::did_you_mean(collected, known().chain(shipped))
                    .unwrap_or_else(|| "name it there, with its metrics or as a shipped catalogue".into()),
            };
            resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, collected.span, message).help(help));
        }
    }
    for name in names {
        let by_itself = catalogue::find(name).is_some_and(|shipped| shipped.exporter != Exporter::Other);
        let collected = deploy.jobs.iter().any(|job| job.collects.contains(&name.value));
        if !collected && !by_itself {
            let message =
                format!("no scrape job collects `{}`, so queries on its metrics stay empty", **name);
            let diagnostic = Diagnostic::new(&rules::UNCOLLECTED, name.span, message);
            resolver.report(
                diagnostic.help(format!("name it under `collects` of a job: `collects: [{}]`", **name)),
            );
        }
    }
}
