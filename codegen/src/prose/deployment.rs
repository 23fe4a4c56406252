//! `docs/DEPLOYMENT.md`: from a spec to something that runs, with the spec's own names in every command.

use gaugewright_spec::model::Spec;
use serde::Serialize;

use super::facts::{Cluster, Critical, Service, critical};
use super::templates::Templates;

/// The text of the page.
///
/// # Errors
/// What is wrong with the template.
pub fn page(spec: &Spec, templates: &Templates<'_>) -> Result<String, String> {
    let page = Page {
        service: Service::new(spec),
        cluster: Cluster::new(spec),
        critical: critical(spec),
        own: templates.own_text("deployment"),
    };
    templates.render("deployment.md.j2", &page)
}

#[derive(Serialize)]
struct Page<'s> {
    service: Service<'s>,
    cluster: Option<Cluster<'s>>,
    critical: Vec<Critical<'s>>,
    own: Option<&'s str>,
}
