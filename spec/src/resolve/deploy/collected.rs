//! Which job collects which metrics.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast;
use crate::check::TargetLabel;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Deploy, Job, Metric, Origin, Table};
use crate::resolve::catalogue::{self, Exporter};
use crate::resolve::{Resolver, is_label_name};
use crate::rules;
use crate::suggest;

/// The labels that scrapes add, by the catalogue of the metrics; the empty name for the service's own.
pub(in crate::resolve) fn target_labels(
    deploy: &Deploy,
    service: &ast::Service,
    metrics: &Table<Metric>,
) -> BTreeMap<String, Vec<TargetLabel>> {
    let written = || service.target_labels.iter().filter(|label| is_label_name(label));
    let extra = || written().map(|label| TargetLabel::open(label, false));
    let of_jobs = |jobs: Vec<&Job>| {
        let names = jobs.iter().map(|job| job.name.clone()).collect::<Vec<_>>();
        // Without `deploy` somebody else scrapes, and the selector of the service says what that looks like.
        let is_ours = deploy.prometheus.is_some() || service.selector.is_none();
        let job = if names.is_empty() || !is_ours {
            TargetLabel::open("job", true)
        } else {
            TargetLabel::closed("job", names)
        };
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
    let constants = service.labels.iter();
    let constants = constants.map(|(name, value)| TargetLabel::closed(name, vec![value.value.clone()]));
    let of_service = of_jobs(own.clone()).into_iter().chain(constants).collect();
    let mut all = BTreeMap::from([(String::new(), of_service)]);
    for metric in metrics.iter().filter(|metric| metric.origin == Origin::Outside) {
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

/// The catalogues whose metrics the service itself exports, and no other job brings along.
pub(in crate::resolve) fn exported_by_service(deploy: &Deploy, service: &str) -> BTreeSet<String> {
    let by_service = catalogue::SHIPPED.iter().filter(|shipped| shipped.exporter == Exporter::Service);
    let alone = |name: &&str| {
        let mut others = deploy.jobs.iter().filter(|job| job.name != service);
        !others.any(|job| job.collects.iter().any(|collected| collected == name))
    };
    by_service.map(|shipped| shipped.name).filter(alone).map(str::to_owned).collect()
}

/// Reports catalogues that no job collects, and jobs that collect what is no catalogue.
pub(in crate::resolve) fn collected(resolver: &mut Resolver<'_>, ast: &ast::Spec, deploy: &Deploy) {
    let Some(written) = &ast.deploy else { return };
    let names: Vec<&Text> = ast
        .measured
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
            resolver.report(rules::uncollected::found(name));
        }
    }
}
