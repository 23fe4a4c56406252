//! Where the monitoring runs.

mod collected;
mod environment;
mod values;

pub(super) use collected::{collected, exported_by_service, target_labels};
pub(super) use values::{bad_value, dns_name, host_port};

use environment::{Base, environment};
use values::{external_labels, host, image, kubernetes_quantity, resources, text, text_or};

use super::{Resolver, scale};
use crate::ast::{self, Discover};
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Alertmanager, Deploy, Discovery, Grafana, HostPort, Ingress, Instance, Job, Operator, Prometheus,
};
use crate::rules;
use crate::source::Piece;

/// What a spec without `deploy` gets: files for a Prometheus that runs somewhere, and no manifests.
fn nowhere(service: &ast::Service) -> Deploy {
    let job = Job {
        resource: String::new(),
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

fn prometheus(resolver: &mut Resolver<'_>, ast: &ast::Prometheus) -> Option<Prometheus> {
    let image = image(resolver, &ast.image);
    let storage = kubernetes_quantity(resolver, &ast.storage, Piece::whole(&ast.storage));
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
    let storage = kubernetes_quantity(resolver, &ast.storage, Piece::whole(&ast.storage));
    let resources = resources(resolver, &ast.resources);
    let host = host(resolver, ast.host.as_ref());
    let storage_class = text(ast.storage_class.as_ref());
    let instance = Instance { image, storage: storage?, storage_class, resources: resources?, host };
    let folder = text_or(ast.folder.as_ref().or(service.title.as_ref()), &service.name);
    Some(Grafana { instance, admin_secret: ast.admin_secret.value.clone(), folder })
}

fn alertmanager(resolver: &mut Resolver<'_>, ast: &ast::Alertmanager) -> Option<Alertmanager> {
    let image = image(resolver, &ast.image);
    let storage = kubernetes_quantity(resolver, &ast.storage, Piece::whole(&ast.storage));
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
        resource: String::new(),
        name: name.value.clone(),
        discovery,
        collects: texts(&ast.collects),
        keep_namespaces: texts(&ast.keep_namespaces),
    }
}
