//! What the deployed Alertmanager needs for what it is asked to do.

use super::super::Resolver;
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::lint::rules;
use crate::model::Notifications;

/// The first release in which the address of a webhook can stand in a file.
const URL_FILE: (u32, u32) = (0, 26);

/// Holds what is said of notifications against the Alertmanager that is deployed.
pub(super) fn check(resolver: &mut Resolver<'_>, ast: &ast::Spec, notifications: Option<&Notifications>) {
    let Some(alertmanager) = ast.deploy.as_ref().and_then(|deploy| deploy.alertmanager.as_ref()) else {
        return;
    };
    let Some(notifications) = notifications else {
        let message = "Alertmanager is deployed, and nothing says whom it tells";
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
    let mut written = ast.notifications.iter().flat_map(|written| written.receivers.iter());
    let webhook = written.find_map(|(_, receiver)| receiver.webhook.as_ref());
    if let Some(webhook) = webhook
        && let Some(version) = version(&alertmanager.image).filter(|version| *version < URL_FILE)
    {
        let message = format!("Alertmanager {}.{} reads no address from a file", version.0, version.1);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, webhook.url_file.span, message);
        let help = format!("deploy {}.{} or newer", URL_FILE.0, URL_FILE.1);
        resolver.report(diagnostic.also(alertmanager.image.span, "this is deployed").help(help));
    }
}

/// The first two numbers of the tag of an image: `prom/alertmanager:v0.28.1`. Other tags say nothing.
fn version(image: &str) -> Option<(u32, u32)> {
    let (_, tag) = image.rsplit_once(':')?;
    let mut numbers = tag.trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}
