//! From the spec as written to the model: names are looked up, defaults put in, quantities scaled, queries
//! parsed and checked. First the things that queries name, then, if these are sound, everything that queries.

mod alert_labels;
mod alert_tests;
mod alerts;
mod autoscaling;
mod buckets;
mod catalogue;
mod checks;
mod claims;
mod command;
mod conditions;
mod dashboards;
mod deploy;
mod file_names;
mod labels;
mod metrics;
mod notifications;
mod outputs;
mod queries;
mod range;
mod raw;
mod recordings;
pub(crate) mod rust_names;
mod scale;
mod scope;
mod service;
mod severities;
mod slos;
mod templates;
mod thresholds;
mod time_zones;
mod tracks;
mod variables;

pub(crate) use file_names::is_device;

use std::collections::BTreeSet;

use crate::ast;
use crate::check::{Catalogues, Ownership, Vocabulary};
use crate::date::Date;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{
    Collectors, Command, Deploy, Domain, Label, Origin, Service, Severities, Spec, Table, Track,
    alert_names as alert_names_of,
};
use crate::promql::ParseError;
use crate::quantity::Quantity;
use crate::rules;
use crate::source::{Source, Span};
use crate::suggest;
use crate::unit::{self, Unit, Units};

/// What resolving needs: the text for places, the units, and somewhere to report to.
pub(crate) struct Resolver<'s> {
    pub(crate) source: &'s Source,
    pub(crate) sink: Sink,
    pub(crate) units: Units,
    /// How urgent alerts can be.
    pub(crate) severities: Severities,
    /// A query that is asked about beside those of the spec.
    pub(crate) asked: Option<&'s str>,
}

/// What the rest of a spec refers to by name.
pub(crate) struct Named {
    command: Command,
    service: Service,
    labels: Table<Label>,
    deploy: Deploy,
    vocabulary: Vocabulary,
    tracks: Table<Track>,
    recorded: recordings::Declared,
}

impl Named {
    /// What queries may name.
    pub(crate) fn into_vocabulary(self) -> Vocabulary {
        self.vocabulary
    }

    /// What instrumentation needs of it.
    pub(crate) fn collectors(&self) -> Collectors {
        let own = self.vocabulary.metrics().iter().filter(|metric| metric.origin == Origin::Service);
        Collectors {
            service: self.service.clone(),
            labels: self.labels.iter().cloned().collect(),
            metrics: own.cloned().collect(),
            tracks: self.tracks.iter().cloned().collect(),
        }
    }
}

/// From here on findings are as bad as the spec says, and those that it allows are not reported.
pub(crate) fn policy(resolver: &mut Resolver<'_>, ast: &ast::Spec, today: Option<Date>) {
    let policy = checks::policy(resolver, ast, today);
    resolver.sink.set_policy(policy);
}

/// Resolves what the rest refers to by name.
pub(crate) fn named(resolver: &mut Resolver<'_>, ast: &ast::Spec) -> Named {
    if ast.spec.value != 1 {
        let message =
            format!("this is version {} of the format; this program reads version 1", ast.spec.value);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.spec.span, message);
        resolver.report(diagnostic.help("write `spec: 1`, or use a release that supports the other version"));
    }
    resolver.declare_units(ast);
    let command = command::resolve(resolver, ast.command.as_ref());
    let service = service::resolve(resolver, &ast.service);
    let labels = labels::resolve(resolver, &ast.labels);
    let constants = queries::constants(resolver, &ast.constants);
    let deploy = deploy::resolve(resolver, ast.deploy.as_ref(), &ast.service);
    let metrics = metrics::resolve(resolver, ast, &labels);
    let targets = deploy::target_labels(&deploy, &ast.service, &metrics);
    scope::check(resolver, &ast.service, targets.get("").map_or(&[], Vec::as_slice));
    let ownership = Ownership {
        selector: service.selector.clone(),
        catalogues: deploy::exported_by_service(&deploy, &service.name),
    };
    let mut vocabulary = Vocabulary::new(metrics, constants, targets)
        .with_ownership(ownership)
        .with_catalogues(Catalogues {
            with_series: catalogue::with_series,
            series_of: catalogue::series_of,
            named: metrics::catalogues(ast),
        })
        .with_alerts(alert_names(ast))
        .with_open_targets(service::has_open_targets(&ast.service));
    let tracks = tracks::resolve(resolver, &ast.tracks, &vocabulary);
    deploy::collected(resolver, ast, &deploy);
    let recorded = recordings::declare(resolver, ast, &mut vocabulary);
    Named { command, service, labels, deploy, vocabulary, tracks, recorded }
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

/// Looks at the rest of what somebody wrote elsewhere, whatever is wrong with some of it.
pub(crate) fn audit(resolver: &mut Resolver<'_>, ast: &ast::Spec, named: Named) {
    let Named { service, vocabulary, tracks, mut recorded, .. } = named;
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
    notifications::resolve(resolver, ast, &groups, &vocabulary);
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
    let Named { command, service, labels, mut deploy, vocabulary, tracks, mut recorded } = named;
    recorded.findings.drain(..).for_each(|finding| resolver.report(finding));
    if let Some(budget) = &ast.service.series_budget {
        rules::series::check(vocabulary.metrics(), &labels, budget, &mut resolver.sink);
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
    let dashboards = dashboards.iter().cloned().chain(objectives.dashboard).collect();
    deploy.autoscaling = autoscaling::resolve(&mut uses, ast.deploy.as_ref(), &service);
    let outputs = outputs::resolve(resolver, &ast.outputs);
    let notifications = notifications::resolve(resolver, ast, &alert_groups, &vocabulary);
    if resolver.sink.has_errors() {
        return None;
    }
    let (metrics, constants) = vocabulary.into_parts();
    let mut spec = Spec {
        command,
        service,
        constants,
        labels: labels.into_iter().cloned().collect(),
        metric_groups: ast.metrics.iter().map(|(name, _)| name.value.clone()).collect(),
        metrics,
        tracks,
        queries,
        slos: objectives.slos,
        severities: resolver.severities.clone(),
        recording_groups: objectives.recordings,
        alert_groups,
        dashboards,
        notifications,
        deploy,
        outputs,
    };
    file_names::choose(&mut spec);
    let policy = ast.service.record.as_ref().map(|policy| policy.value).unwrap_or_default();
    match extent {
        Extent::Whole => {
            recordings::fill(&mut spec, &recorded, policy);
            scale::sent_metrics(resolver, ast.deploy.as_ref(), &spec.metrics, &spec.recording_groups);
        }
        Extent::AsWritten => recordings::fill(&mut spec, &recorded, ast::RecordPolicy::Named),
    }
    if resolver.sink.has_errors() {
        return None;
    }
    rules::unqueried::check(&spec, &mut resolver.sink);
    Some(spec)
}

impl Resolver<'_> {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.report(diagnostic);
    }

    /// A query that cannot be read, at its place.
    pub(crate) fn promql_error(&mut self, text: &Text, error: ParseError) {
        let place = self.source.part_of_scalar(text.span, text, error.span);
        self.report(Diagnostic::new(&rules::PROMQL_SYNTAX, place, error.message).maybe_help(error.help));
    }

    /// A name that refers to nothing.
    pub(crate) fn undefined<'n>(
        &mut self,
        what: &str,
        name: &Text,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let message = format!("{what} `{}` is not defined", **name);
        let all = || match known.as_slice() {
            [] => format!("the spec defines no {what} yet"),
            known => format!("known are {}", suggest::list(known.iter().copied())),
        };
        let help = suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(all);
        self.report(Diagnostic::new(&rules::UNDEFINED_NAME, name.span, message).help(help));
    }

    /// A name that does not look like one.
    pub(crate) fn bad_name(&mut self, what: &str, name: &Text, form: &str) {
        let message = format!("`{}` is not a valid name for {what}", **name);
        self.report(Diagnostic::new(&rules::BAD_NAME, name.span, message).help(form.to_owned()));
    }

    /// The place in the spec of a piece of a text: one that was cut out of it, not one that equals it.
    pub(crate) fn place_in(&self, text: &Text, part: &str) -> Span {
        // Both lie in one allocation, so the difference of their addresses is the offset.
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        self.source.part_of_scalar(text.span, text, Span::new(start, start + part.len()))
    }

    /// A name that is not what Kubernetes takes.
    pub(crate) fn bad_dns_name(&mut self, what: &str, name: &Text) {
        let fits = |letter: char| letter.is_ascii_alphanumeric();
        let letters = name.chars().map(|letter| if fits(letter) { letter.to_ascii_lowercase() } else { '-' });
        let mended: String = letters.collect();
        let form = "use lower case letters, digits and dashes";
        if name.is_ascii() && is_dns_label(&mended) {
            self.bad_name(what, name, &format!("write `{mended}`: {form}"));
        } else {
            self.bad_name(what, name, form);
        }
    }

    /// A name that is not of letters, digits and underscores, as those of metrics and labels are.
    pub(crate) fn bad_snake_name(&mut self, what: &str, name: &Text) {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let letters = name.chars().map(|letter| if fits(letter) { letter } else { '_' });
        let mended: String = letters.collect();
        let form = "use letters, digits and underscores, not first a digit or `__`";
        // Where most letters are others, replacing them says nothing.
        let kept = name.chars().filter(char::is_ascii_alphanumeric).count();
        let close = mended != name.value && name.is_ascii();
        if close && kept > 0 && is_label_name(&mended) && !mended.starts_with("__") {
            self.bad_name(what, name, &format!("write `{mended}`: {form}"));
        } else {
            self.bad_name(what, name, form);
        }
    }

    /// Counted things are units as soon as a metric has one.
    fn declare_units(&mut self, ast: &ast::Spec) {
        let own = ast.metrics.iter().map(|(_, group)| group);
        let outside = ast.outside.iter().filter_map(|entry| match entry {
            ast::Outside::Own(own) => Some(&own.metrics),
            ast::Outside::Shipped(_) => None,
        });
        for group in own.chain(outside) {
            for unit in group.iter().filter_map(|(_, metric)| metric.unit.as_ref()) {
                if suggest::nearest(unit, self.units.names().filter(|name| name.len() > 3)).is_none() {
                    self.units.declare(unit);
                }
            }
        }
    }

    /// Reads a unit.
    pub(crate) fn unit(&mut self, text: &Text) -> Option<Unit> {
        match self.units.parse(text) {
            Ok(unit) => Some(unit),
            Err(part) => {
                let place = self.place_in(text, part);
                let diagnostic = self.unknown_unit(part, place);
                self.report(diagnostic);
                None
            }
        }
    }

    fn unknown_unit(&self, part: &str, span: Span) -> Diagnostic {
        if part.is_empty() {
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_UNIT, span, "a unit is missing here");
            return diagnostic.help("a unit is one name, or names with `/` and `*` between: `USD/ktoken`");
        }
        let usual = unit::usual(part).map(|name| format!("write `{name}`"));
        let near = |part: &str| suggest::did_you_mean(part, self.units.names());
        let guess = usual.or_else(|| near(part)).or_else(|| near(part.strip_suffix('s')?));
        let help = guess.unwrap_or_else(|| {
            "known are s, ms, h, B, GB, GiB, ratio, percent, timestamp, USD, and what metrics have as `unit`".into()
        });
        Diagnostic::new(&rules::UNKNOWN_UNIT, span, format!("unknown unit `{part}`")).help(help)
    }

    /// Reads a quantity.
    pub(crate) fn quantity(&mut self, QuantityText(text): &QuantityText) -> Option<Quantity> {
        match Quantity::parse(text, &self.units) {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let part = Span::new(error.start, error.end);
                let place = self.source.part_of_scalar(text.span, text, part);
                let diagnostic = match &error.unknown_unit {
                    Some(unit) => self.unknown_unit(unit, place),
                    None => Diagnostic::new(&rules::BAD_QUANTITY, place, error.message),
                };
                self.report(diagnostic);
                None
            }
        }
    }

    /// Reads a quantity in a given unit.
    pub(crate) fn quantity_in(
        &mut self,
        text: &QuantityText,
        unit: Option<&Unit>,
    ) -> Option<crate::number::Number> {
        let quantity = self.quantity(text)?;
        let Some(unit) = unit else {
            return quantity.in_base_units();
        };
        let number = quantity.in_unit(unit);
        if number.is_none() {
            let message = format!("`{quantity}` cannot be compared with values in {unit}");
            let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.0.span, message);
            let given = quantity.unit_text();
            self.report(
                diagnostic
                    .label(format!("this is in {given}"))
                    .help(format!("write a quantity in {unit}; a number without a unit is in {unit}")),
            );
        }
        number
    }
}

/// Whether a text is a label name: letters, digits and underscores, not first a digit.
pub(crate) fn is_label_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text is a DNS label: what Kubernetes takes as a name.
pub(crate) fn is_dns_label(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(fits)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// The definition of a label, or an open one for outside metrics that nobody has defined.
pub(crate) fn domain_of(labels: &Table<Label>, name: &str) -> Option<std::sync::Arc<Domain>> {
    labels.get(name).map(|label| std::sync::Arc::new(label.domain.clone()))
}
