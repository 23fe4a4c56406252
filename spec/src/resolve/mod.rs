//! From the spec as written to the model: names are looked up, defaults put in, quantities scaled, queries
//! parsed and checked. First the things that queries name, then, if these are sound, everything that queries.

mod alert_labels;
mod alert_tests;
mod alerts;
mod autoscaling;
mod catalogue;
mod checks;
mod claims;
mod command;
mod conditions;
mod dashboards;
mod deploy;
mod file_names;
mod made;
mod notifications;
mod outputs;
mod outside;
mod overview;
mod parts;
mod portions;
mod queries;
mod raw;
mod recordings;
mod scale;
mod scope;
mod service;
mod severities;
mod slos;
mod templates;
mod thresholds;
mod time_zones;
mod variables;

use gaugewright_collectors::resolve::{self as collectors, bounds, domain_of, labels, range};
pub(crate) use gaugewright_collectors::resolve::{is_dns_label, is_label_name};

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::ast;
use crate::check::{Catalogues, Ownership, Vocabulary};
use crate::date::Date;
use crate::decode::{Placed, Text};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Collectors, Command, Deploy, Service, Severities, Spec, alert_names as alert_names_of};
use crate::promql::ParseError;
use crate::rules;
use crate::source::Source;

/// What resolving needs: what metrics need, and what is resolved beside them.
pub(crate) struct Resolver<'s> {
    base: collectors::Resolver<'s>,
    /// How urgent alerts can be.
    pub(crate) severities: Severities,
    /// The text in which metrics are named: that of the spec.
    pub(crate) naming: &'s str,
    /// A query that is asked about beside those of the spec.
    pub(crate) asked: Option<&'s str>,
}

impl<'s> std::ops::Deref for Resolver<'s> {
    type Target = collectors::Resolver<'s>;
    fn deref(&self) -> &Self::Target {
        &self.base
    }
}

impl std::ops::DerefMut for Resolver<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.base
    }
}

/// What the rest of a spec refers to by name.
pub(crate) struct Named {
    command: Command,
    service: Service,
    measured: Collectors,
    deploy: Deploy,
    vocabulary: Vocabulary,
    recorded: recordings::Declared,
}

impl Named {
    /// What queries may name.
    pub(crate) fn into_vocabulary(self) -> Vocabulary {
        self.vocabulary
    }
}

/// From here on findings are as bad as the spec says, and those that it allows are not reported.
pub(crate) fn policy(resolver: &mut Resolver<'_>, ast: &ast::Spec, today: Option<Date>) {
    let policy = checks::policy(resolver, ast, today);
    resolver.sink.set_policy(policy);
}

/// Reports everything that `metrics!` cannot name.
pub(crate) fn rust_names(resolver: &mut Resolver<'_>, ast: &ast::Spec, named: &Named) {
    collectors::rust_names(resolver, &ast.measured, &named.measured);
}

/// Resolves what the rest refers to by name.
pub(crate) fn named(resolver: &mut Resolver<'_>, ast: &ast::Spec) -> Named {
    let measured = collectors::collectors(resolver, &ast.measured);
    let command = command::resolve(resolver, ast.command.as_ref());
    let service = service::resolve(resolver, &ast.measured.service, measured.path.clone());
    let constants = queries::constants(resolver, &ast.constants);
    let deploy = deploy::resolve(resolver, ast.deploy.as_ref(), &ast.measured.service);
    let metrics = outside::resolve(resolver, &ast.measured, &measured.metrics);
    let targets = deploy::target_labels(&deploy, &ast.measured.service, &metrics);
    scope::check(resolver, &ast.measured.service, targets.get("").map_or(&[], Vec::as_slice));
    let ownership = Ownership {
        selector: service.selector.clone(),
        catalogues: deploy::exported_by_service(&deploy, &service.name),
    };
    let mut vocabulary = Vocabulary::new(metrics, constants, targets)
        .with_ownership(ownership)
        .with_catalogues(Catalogues {
            with_series: catalogue::with_series,
            series_of: catalogue::series_of,
            named: outside::catalogues(&ast.measured),
        })
        .with_alerts(alert_names(ast), severities::names(ast))
        .with_open_targets(service::has_open_targets(&ast.measured.service))
        .with_open_metrics(checks::is_off(ast, &rules::UNKNOWN_METRIC));
    deploy::collected(resolver, ast, &deploy);
    let recorded = recordings::declare(resolver, ast, &mut vocabulary);
    Named { command, service, measured, deploy, vocabulary, recorded }
}

/// The names of the alerts, those of objectives included.
fn alert_names(ast: &ast::Spec) -> BTreeSet<String> {
    let alerts = ast.alerts.iter().flat_map(|(_, alerts)| alerts.iter());
    let written = alerts.map(|(key, alert)| alert.name.as_ref().unwrap_or(key).value.clone());
    let of_objectives = ast.slos.iter().flat_map(|(name, _)| alert_names_of(name));
    written.chain(of_objectives).collect()
}

/// How much of a spec is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// What is written; nothing is looked for that would pay to be recorded beside it.
    AsWritten,
}

pub(crate) use catalogue::series_of;
pub use dashboards::HeaderPart;
pub(crate) use dashboards::{decides_in_header, decides_in_panel};

/// The names of the shipped catalogues.
pub(crate) fn catalogues() -> impl Iterator<Item = &'static str> {
    catalogue::SHIPPED.iter().map(|shipped| shipped.name)
}

/// Looks at the rest of what somebody wrote elsewhere, whatever is wrong with some of it; what is found in routings that these alerts may
/// come to is given apart.
pub(crate) fn audit(
    resolver: &mut Resolver<'_>,
    ast: &ast::Spec,
    named: Named,
    routings: &[Placed<ast::Notifications>],
) -> Vec<Diagnostic> {
    let Named { service, measured: Collectors { tracks, .. }, vocabulary, mut recorded, .. } = named;
    recorded.findings.drain(..).for_each(|finding| resolver.report(finding));
    resolver.severities = severities::resolve(resolver, &ast.severities);
    let context = rules::context::LintContext {
        scrape: service.scrape.interval,
        retention: None,
        prometheus: None,
        is_alert: false,
    };
    let mut uses = queries::QueryContext::new(resolver, (&vocabulary, &tracks), ast, context);
    let groups = alerts::resolve(&mut uses, &ast.alerts, &ast.groups);
    alerts::lint(&mut uses, &ast.alerts, &groups, service.evaluation_interval);
    dashboards::resolve(&mut uses, &ast.dashboards, &groups);
    notifications::resolve(resolver, ast, &groups);
    let mut beside = resolver.of_part();
    for routing in routings {
        notifications::whole(&mut beside, ast, routing, &groups);
    }
    beside.into_findings()
}

/// Resolves the rest; nothing if an error has been reported.
pub(crate) fn spec(
    resolver: &mut Resolver<'_>,
    ast: &ast::Spec,
    named: Named,
    extent: Extent,
) -> Option<Spec> {
    if resolver.sink.has_errors() {
        return None;
    }
    let Named { command, service, measured, mut deploy, vocabulary, mut recorded } = named;
    let Collectors { labels, tracks, .. } = measured;
    recorded.findings.drain(..).for_each(|finding| resolver.report(finding));
    if let Some(budget) = &ast.measured.service.series_budget {
        rules::series_budget::check(vocabulary.metrics(), &labels, budget, &mut resolver.sink);
    }
    resolver.severities = severities::resolve(resolver, &ast.severities);
    let context = rules::context::LintContext {
        scrape: service.scrape.interval,
        retention: deploy.prometheus.as_ref().map(|prometheus| prometheus.retention),
        prometheus: rules::deployed::Deployed::of(&deploy),
        is_alert: false,
    };
    rules::deployed_version::check(ast, &mut resolver.sink);
    let mut uses = queries::QueryContext::new(resolver, (&vocabulary, &tracks), ast, context);
    let queries = uses.named();
    let mut alert_groups = alerts::resolve(&mut uses, &ast.alerts, &ast.groups);
    alerts::lint(&mut uses, &ast.alerts, &alert_groups, service.evaluation_interval);
    let objectives = slos::resolve(&mut uses, ast, &service);
    alert_groups.extend(objectives.alerts);
    let dashboards = dashboards::resolve(&mut uses, &ast.dashboards, &alert_groups);
    let mut dashboards: Vec<_> = dashboards.iter().cloned().chain(objectives.dashboard).collect();
    let known = overview::Known {
        service: &service,
        vocabulary: &vocabulary,
        tracks: &tracks,
        alerts: &alert_groups,
        severities: &uses.resolver.severities,
        slos: &objectives.slos,
        dashboards: &dashboards,
        shown: OnceCell::new(),
    };
    let overview = overview::of(ast, &known);
    dashboards.extend(overview);
    deploy.autoscaling = autoscaling::resolve(&mut uses, ast.deploy.as_ref(), &service);
    let outputs = outputs::resolve(resolver, &ast.outputs);
    let notifications = notifications::resolve(resolver, ast, &alert_groups);
    if resolver.sink.has_errors() {
        return None;
    }
    let mut spec = Spec {
        command,
        service,
        vocabulary,
        labels,
        metric_groups: ast.measured.metrics.iter().map(|(name, _)| name.value.clone()).collect(),
        tracks,
        queries,
        slos: objectives.slos,
        severities: resolver.severities.clone(),
        recording_groups: objectives.recordings,
        alert_groups,
        dashboards: dashboards.into_iter().collect(),
        notifications,
        deploy,
        outputs,
    };
    file_names::choose(&mut spec);
    let policy = ast.measured.service.record.as_ref().map(|policy| policy.value).unwrap_or_default();
    match extent {
        Extent::Whole => {
            recordings::fill(&mut spec, &recorded, policy);
            scale::sent_metrics(resolver, ast.deploy.as_ref(), spec.metrics(), &spec.recording_groups);
        }
        Extent::AsWritten => recordings::fill(&mut spec, &recorded, ast::RecordPolicy::Named),
    }
    if resolver.sink.has_errors() {
        return None;
    }
    recordings::of_objectives(&mut spec);
    // Dashboards that nobody has written read series of which only the whole spec says what they are.
    spec.type_targets(|dashboard| dashboard.is_made);
    rules::of_spec(&spec, &mut resolver.sink);
    Some(spec)
}

impl<'s> Resolver<'s> {
    /// Nothing resolved yet.
    pub(crate) fn new(source: &'s Source, sink: Sink) -> Self {
        let base = collectors::Resolver::new(source, sink);
        Self { base, severities: Severities::default(), naming: source.text(), asked: None }
    }

    /// The same for a part of the spec, whose findings come to these when it is done.
    pub(crate) fn of_part(&self) -> Self {
        let base =
            collectors::Resolver { source: self.source, sink: Sink::of_part(), units: self.units.clone() };
        Self { base, severities: self.severities.clone(), ..*self }
    }

    /// All findings, in the order of the file.
    pub(crate) fn into_findings(self) -> Vec<Diagnostic> {
        self.base.sink.into_sorted()
    }

    /// What was found, for whoever has the whole.
    pub(crate) fn into_sink(self) -> Sink {
        self.base.sink
    }

    /// A query that cannot be read, at its place.
    pub(crate) fn promql_error(&mut self, text: &Text, error: ParseError) {
        let place = self.source.part_of_scalar(text.span, text, error.span);
        self.report(Diagnostic::new(&rules::PROMQL_SYNTAX, place, error.message).maybe_help(error.help));
    }
}
