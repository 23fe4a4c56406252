//! `docs/DEPLOYMENT.md`: from a spec to something that runs, with the spec's own names in every command.

use gaugewright_spec::model::Spec;
use serde::Serialize;

use super::facts::{Cluster, Critical, Service, critical};
use super::templates::Templates;
use crate::error::RenderError;
use crate::made::Made;
use crate::prometheus;

/// The text of the page. `has_tests` says whether there are tests of the rules.
///
/// # Errors
/// What is wrong with the template.
pub fn page(spec: &Spec, templates: &Templates<'_>, has_tests: bool) -> Result<String, RenderError> {
    let page = Page {
        service: Service::new(spec),
        cluster: Cluster::new(spec, templates.made()),
        rules: Rules::new(spec, templates.made(), has_tests),
        critical: critical(spec),
        own: templates.own_text("deployment"),
    };
    templates.render("deployment.md.j2", &page)
}

#[derive(Serialize)]
struct Page<'s> {
    service: Service<'s>,
    cluster: Option<Cluster<'s>>,
    rules: Rules<'s>,
    critical: Vec<Critical<'s>>,
    own: Option<&'s str>,
}

/// The rules, as files.
#[derive(Serialize)]
struct Rules<'s> {
    /// Nothing if they are not made.
    folder: Option<&'s str>,
    /// The configuration for this machine.
    local: &'static str,
    /// The rule files; none if the spec has no rule, or if they are not made.
    files: Vec<String>,
    has_tests: bool,
}

impl<'s> Rules<'s> {
    fn new(spec: &Spec, made: &'s Made, has_tests: bool) -> Self {
        let folder = made.folder(prometheus::OUTPUT);
        let is_any = spec.alerts().next().is_some() || !spec.recording_groups.is_empty();
        let files = if is_any && folder.is_some() { prometheus::rule_file_names(spec) } else { Vec::new() };
        Self { folder, local: prometheus::LOCAL_FILE, files, has_tests }
    }
}
