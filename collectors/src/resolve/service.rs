use super::{Resolver, is_dns_label, labels};
use crate::ast;
use crate::decode::{Map, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Metric, Table};
use crate::rules;

/// The name of the service, and the path of its exposition.
pub(crate) fn resolve(resolver: &mut Resolver<'_>, ast: &ast::Service) -> (String, String) {
    if !is_dns_label(&ast.name) {
        resolver.bad_dns_name("a service", &ast.name);
    }
    let path = ast.scrape.path.as_ref().map_or("/metrics", |path| path.value.as_str());
    if let Some(given) = ast.scrape.path.as_ref().filter(|path| !path.starts_with('/')) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, given.span, "a path starts with `/`");
        resolver.report(diagnostic.help(format!("write `/{}`", **given)));
    }
    (ast.name.value.clone(), path.to_owned())
}

/// The labels that every series has, with their values.
pub(crate) fn constants(
    resolver: &mut Resolver<'_>,
    ast: &Map<Text>,
    metrics: &Table<Metric>,
) -> Vec<(String, String)> {
    for (name, value) in ast.iter() {
        labels::check_name(resolver, name);
        if value.is_empty() {
            let message = format!("`{}` is empty, and Prometheus drops empty labels", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, value.span, message);
            resolver.report(diagnostic.help("give it a value, or remove it"));
        }
        if let Some(metric) = metrics.iter().find(|metric| metric.label(name).is_some()) {
            let message = format!("`{}` has a label `{}` of its own", metric.name, **name);
            let diagnostic = Diagnostic::new(&rules::BAD_LABEL, name.span, message);
            resolver.report(diagnostic.help("rename one of the two: a series has a label once"));
        }
    }
    ast.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}
