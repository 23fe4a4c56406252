//! What the deployed Alertmanager needs for what it is asked to do. Whether it is new enough is for `deployed-version`.

use super::super::Resolver;
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::model::Notifications;
use crate::rules;

/// Holds what is said of notifications against the Alertmanager that is deployed.
pub(super) fn check(resolver: &mut Resolver<'_>, ast: &ast::Spec, notifications: Option<&Notifications>) {
    let Some(alertmanager) = ast.deploy.as_ref().and_then(|deploy| deploy.alertmanager.as_ref()) else {
        return;
    };
    let Some(notifications) = notifications else {
        let message = "Alertmanager is deployed, but the spec has no `notifications`";
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, alertmanager.image.span, message);
        resolver
            .report(diagnostic.help("add `notifications` to the spec, with `receivers` and a `receiver`"));
        return;
    };
    if alertmanager.secret.is_none()
        && let Some(file) = notifications.files().first()
    {
        let message =
            format!("receivers name files, such as `{file}`, and nothing says where these come from");
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, alertmanager.image.span, message);
        resolver.report(diagnostic.help("add `secret` to `alertmanager`: the Secret that has them as keys"));
    }
}
