//! `deployed-version`: something in a generated file that the program which is deployed does not know yet.

use super::deployed::version;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::{Diagnostic, Sink};
use crate::promql::Version;
use crate::rules;
use crate::source::Span;

/// What a part of the spec becomes, and the first release that knows it.
struct Needed {
    span: Span,
    what: String,
    since: (u16, u16),
}

/// Holds what is generated against what is deployed. Nothing is said where no tag is a version.
pub(crate) fn check(ast: &ast::Spec, sink: &mut Sink) {
    let Some(deploy) = &ast.deploy else { return };
    let environments = || deploy.environments.iter().map(|(_, environment)| environment);
    let changed = environments().filter_map(|environment| environment.prometheus.as_ref()?.image.as_ref());
    let prometheus = oldest([&deploy.prometheus.image].into_iter().chain(changed));
    hold("Prometheus", prometheus, of_prometheus(ast, &deploy.prometheus), sink);
    if let (Some(alertmanager), Some(notifications)) = (&deploy.alertmanager, &ast.notifications) {
        let changed =
            environments().filter_map(|environment| environment.alertmanager.as_ref()?.image.as_ref());
        let alertmanager = oldest([&alertmanager.image].into_iter().chain(changed));
        hold("Alertmanager", alertmanager, of_alertmanager(notifications), sink);
    }
    if let Some(grafana) = &deploy.grafana {
        let changed = environments().filter_map(|environment| environment.grafana.as_ref()?.image.as_ref());
        let oldest = oldest([&grafana.image].into_iter().chain(changed));
        hold("Grafana", oldest, of_grafana(ast, grafana), sink);
    }
}

/// The image with the oldest version.
fn oldest<'a>(images: impl Iterator<Item = &'a Text>) -> Option<(Version, &'a Text)> {
    images.filter_map(|image| Some((version(image)?, image))).min_by_key(|(version, _)| *version)
}

fn hold(program: &str, deployed: Option<(Version, &Text)>, needed: Vec<Needed>, sink: &mut Sink) {
    let Some((deployed, image)) = deployed else { return };
    for Needed { span, what, since: (major, minor) } in needed {
        let since = Version { major, minor };
        if since > deployed {
            let message = format!("{what} needs {program} {since} or newer; {deployed} is deployed");
            let diagnostic = Diagnostic::new(&rules::DEPLOYED_VERSION, span, message);
            let diagnostic = diagnostic.also(image.span, "this is deployed");
            sink.report(diagnostic.help(format!("deploy {program} {since} or newer, or remove it")));
        }
    }
}

/// What stands in rules and in `prometheus.yml`.
fn of_prometheus(ast: &ast::Spec, prometheus: &ast::Prometheus) -> Vec<Needed> {
    let alerts = ast.alerts.iter().flat_map(|(_, group)| group.iter());
    let keeps = alerts.filter_map(|(_, alert)| alert.keep_firing_for.as_ref());
    let keeps = keeps.filter(|keep| !keep.value.is_zero()).map(|keep| Needed {
        span: keep.span,
        what: "`keep_firing_for`".to_owned(),
        since: (2, 42),
    });
    let jobs = prometheus.jobs.iter().filter_map(|(_, job)| {
        let (what, since) = match job.discover.value {
            ast::Discover::ApiServers | ast::Discover::Nodes | ast::Discover::Cadvisor => {
                ("`authorization` of a scrape job", (2, 26))
            }
            ast::Discover::ServiceEndpoints => ("the role `endpointslice` of discovery", (2, 21)),
            ast::Discover::Pods | ast::Discover::Static => return None,
        };
        Some(Needed { span: job.discover.span, what: what.to_owned(), since })
    });
    let tokens = prometheus.remote_write.iter().filter_map(|store| {
        let credentials = store.credentials.as_ref().filter(|credentials| credentials.user.is_none())?;
        let what = "`authorization` of a remote write";
        Some(Needed { span: credentials.secret.span, what: what.to_owned(), since: (2, 26) })
    });
    let groups = ast.groups.iter().flat_map(|(_, group)| {
        let limit = group.limit.as_ref().map(|limit| (limit.span, "`limit` of a group", (2, 31)));
        let offset =
            group.query_offset.as_ref().map(|offset| (offset.span, "`query_offset` of a group", (2, 53)));
        limit.into_iter().chain(offset).map(|(span, what, since)| Needed {
            span,
            what: what.to_owned(),
            since,
        })
    });
    keeps.chain(groups).chain(jobs).chain(tokens).collect()
}

/// What stands in `alertmanager.yml`.
fn of_alertmanager(notifications: &ast::Notifications) -> Vec<Needed> {
    let files = notifications.receivers.iter().flat_map(|(_, receiver)| of_receiver(receiver));
    let matchers = |span| Needed { span, what: "`matchers` of a route".to_owned(), since: (0, 22) };
    // All of them are written alike: the first stands for the others.
    let routes = notifications.routes.first().map(|route| matchers(route.span));
    let inhibitions = notifications.inhibit.first().map(|inhibition| Needed {
        what: "`source_matchers` of an inhibition".to_owned(),
        ..matchers(inhibition.when.0.span)
    });
    let parts = notifications
        .time_intervals
        .iter()
        .flat_map(|(name, parts)| parts.0.iter().map(move |interval| (name, interval)));
    let intervals = parts.map(|(name, interval)| match &interval.location {
        Some(location) => {
            Needed { span: location.span, what: "`location` of a time interval".to_owned(), since: (0, 25) }
        }
        None => Needed { span: name.span, what: "`time_intervals`".to_owned(), since: (0, 24) },
    });
    files.chain(routes).chain(inhibitions).chain(intervals).collect()
}

/// The destinations of a receiver, and their secrets, which stand in files.
fn of_receiver(receiver: &ast::Receiver) -> Vec<Needed> {
    let slack =
        receiver.slack.0.iter().map(|slack| (&slack.api_url_file, "`api_url_file` of Slack", (0, 22)));
    let pagerduty = receiver.pagerduty.0.iter().flat_map(|pagerduty| {
        let routing = pagerduty.routing_key_file.iter();
        let service = pagerduty.service_key_file.iter();
        let routing = routing.map(|file| (file, "`routing_key_file` of PagerDuty", (0, 25)));
        routing.chain(service.map(|file| (file, "`service_key_file` of PagerDuty", (0, 25))))
    });
    let email = receiver.email.0.iter().filter_map(|email| {
        Some((email.auth_password_file.as_ref()?, "`auth_password_file` of e-mail", (0, 25)))
    });
    let webhook =
        receiver.webhook.0.iter().map(|webhook| (&webhook.url_file, "`url_file` of a webhook", (0, 26)));
    let opsgenie = receiver
        .opsgenie
        .0
        .iter()
        .map(|opsgenie| (&opsgenie.api_key_file, "`api_key_file` of Opsgenie", (0, 24)));
    let own = slack.chain(pagerduty).chain(email).chain(webhook).chain(opsgenie);
    let own = own.map(|(file, what, since)| Needed { span: file.span, what: what.to_owned(), since });
    own.chain(receiver.others().into_iter().map(|(settings, span)| of_settings(settings, span))).collect()
}

/// The newest of all that a destination of the table says.
fn of_settings(settings: &ast::Settings, span: Span) -> Needed {
    let kind = settings.kind;
    let newest = settings.said.iter().map(|(key, _)| key).max_by_key(|key| key.since);
    match newest.filter(|key| key.since > kind.since) {
        Some(key) => Needed { span, what: format!("`{}` of {}", key.name, kind.name), since: key.since },
        None => Needed { span, what: format!("a receiver of {}", kind.name), since: kind.since },
    }
}

/// Before dashboards and folders could share a title, the dashboard was not loaded.
fn of_grafana(ast: &ast::Spec, grafana: &ast::Grafana) -> Vec<Needed> {
    let folder =
        grafana.folder.as_ref().or(ast.measured.service.title.as_ref()).unwrap_or(&ast.measured.service.name);
    let titles = ast.dashboards.iter().map(|(_, dashboard)| &dashboard.title);
    let same = titles.filter(|title| title.value == folder.value);
    same.map(|title| Needed {
        span: title.span,
        what: "a dashboard with the title of its folder".to_owned(),
        since: (11, 3),
    })
    .collect()
}
