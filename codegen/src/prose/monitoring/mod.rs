//! `docs/MONITORING.md`: what is measured, shown and warned of, and what to do about it. Eleven sections, each a
//! template of its own, so that a user can replace one of them; one that has nothing to say is left out.

mod alerts;
mod baselines;
mod dashboards;
mod metrics;
mod overview;
mod queries;

use crate::error::RenderError;
use gaugewright_spec::model::Spec;
use serde::Serialize;

use super::facts::{Cluster, Critical, Service, critical};
use super::templates::{Templates, Values};
use super::uses::Uses;

/// A section of the page.
#[derive(Debug)]
pub(super) struct Section {
    /// Its anchor, and its name where users add text to it.
    pub(super) id: &'static str,
    title: &'static str,
    template: &'static str,
}

macro_rules! sections {
    ($($id:literal: $title:literal,)*) => {
        &[$(Section { id: $id, title: $title, template: concat!("monitoring/", $id, ".md.j2") }),*]
    };
}

/// The sections, in their order.
pub(super) const SECTIONS: &[Section] = sections! {
    "overview": "Overview",
    "metrics": "Metrics",
    "dashboards": "Dashboards",
    "alerts": "Alerts",
    "setup": "Set-up",
    "workflows": "Workflows",
    "response": "Response procedures",
    "queries": "Queries",
    "baselines": "Baselines",
    "troubleshooting": "Troubleshooting",
    "best-practices": "Best practices",
};

/// The text of the page.
///
/// # Errors
/// What is wrong with a template.
pub fn page(spec: &Spec, templates: &Templates<'_>) -> Result<String, RenderError> {
    let facts = Values::new(&Facts::new(spec, templates));
    let mut written = Vec::new();
    for section in SECTIONS {
        let own = templates.own_text(&format!("monitoring/{}", section.id));
        let text = templates.render(section.template, &facts)?;
        let parts = [Some(text.trim()), own].into_iter().flatten().filter(|part| !part.is_empty());
        let text = parts.collect::<Vec<_>>().join("\n\n");
        if !text.is_empty() {
            written.push(Written { id: section.id, title: section.title, text });
        }
    }
    templates.render("monitoring.md.j2", &Page { service: Service::new(spec), sections: written })
}

#[derive(Serialize)]
struct Page<'s> {
    service: Service<'s>,
    sections: Vec<Written>,
}

/// A section that has something to say.
#[derive(Serialize)]
struct Written {
    id: &'static str,
    title: &'static str,
    text: String,
}

/// Everything that the sections may speak of.
#[derive(Serialize)]
struct Facts<'s> {
    service: Service<'s>,
    cluster: Option<Cluster<'s>>,
    overview: overview::Overview<'s>,
    metrics: metrics::Metrics<'s>,
    dashboards: Vec<dashboards::Board<'s>>,
    alerts: alerts::Alerts<'s>,
    critical: Vec<Critical<'s>>,
    queries: queries::Queries<'s>,
    baselines: baselines::Baselines<'s>,
}

impl<'s> Facts<'s> {
    fn new(spec: &'s Spec, templates: &Templates<'_>) -> Self {
        let uses = Uses::new(spec);
        Self {
            service: Service::new(spec),
            cluster: Cluster::new(spec, templates.made()),
            overview: overview::Overview::new(spec),
            metrics: metrics::Metrics::new(spec),
            dashboards: dashboards::boards(spec, templates),
            alerts: alerts::Alerts::new(spec, templates),
            critical: critical(spec),
            queries: queries::Queries::new(spec, &uses),
            baselines: baselines::Baselines::new(spec),
        }
    }
}
