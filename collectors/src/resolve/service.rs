use super::{Resolver, is_dns_label};
use crate::ast;
use crate::diagnostic::Diagnostic;
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
