//! Recording rules: queries with `record` get names, which other queries may use; then rules, and whoever computes the same
//! reads their series instead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::queries::{Window, filled};
use super::{Resolver, is_label_name};
use crate::ast::{self, RecordPolicy};
use crate::check::{self, RecordedSeries, Scope, Ty, Values, Vocabulary};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Dashboard, PanelKind, Recording, RecordingGroup, Service, Spec};
use crate::promql::{self, AggregateOp, Dialect, Expr, Matcher, normal};
use crate::recording::{self, Readers, Regrouping, Rule, Series, Suggestion};
use crate::rules;
use crate::source::Span;
use crate::template::Template;
use crate::unit::Unit;

/// The queries that are recorded, and what is wrong with the others that should be.
#[derive(Debug, Default)]
pub(super) struct Declared {
    recorded: Vec<Recorded>,
    pub(super) findings: Vec<Diagnostic>,
}

/// A query that is recorded.
#[derive(Debug)]
struct Recorded {
    /// The name of the query.
    query: String,
    /// The name of its series.
    name: String,
    /// Where the spec says that it is recorded.
    place: Span,
    /// Nothing left to replace.
    expr: Expr,
    /// Its normal form.
    key: String,
    window: Option<Duration>,
    /// What tells its series from those that another service records under the same name.
    identity: Vec<Matcher>,
    /// The labels that the author adds.
    labels: BTreeMap<String, String>,
    /// Whether they keep the labels by which panels are narrowed.
    keeps_choices: bool,
}

/// A query that says it is recorded, read.
struct Candidate<'a> {
    query: &'a Text,
    ast: &'a ast::QueryOrText,
    place: Span,
    own: Option<&'a Text>,
    expr: Expr,
}

/// Names what is recorded and tells the vocabulary, so that queries may use these names.
pub(super) fn declare(resolver: &Resolver<'_>, ast: &ast::Spec, vocabulary: &mut Vocabulary) -> Declared {
    let mut declared = Declared::default();
    let mut waiting: Vec<Candidate<'_>> = candidates(ast);
    // One may use the name of another, wherever that stands.
    while !waiting.is_empty() {
        let names: Vec<&Text> = waiting.iter().filter_map(|candidate| candidate.own).collect();
        let is_free = |candidate: &Candidate<'_>| {
            let read: BTreeSet<&str> = candidate.expr.series_names().collect();
            !names.iter().any(|name| read.contains(&name.value.as_str()))
        };
        let Some(next) = waiting.iter().position(is_free) else {
            declared.findings.extend(circle(&waiting));
            // They are there, whatever they are.
            let unknown = || RecordedSeries { ty: Ty::unknown(), is_sum: false, identity: Vec::new() };
            for name in names {
                vocabulary.record(name, unknown());
            }
            break;
        };
        let mut candidate = waiting.remove(next);
        if candidate.ast.scope.is_none() {
            // What it reads of others that are recorded has its names by now.
            check::scoped(vocabulary, &mut candidate.expr);
        }
        if let Err(finding) = one(resolver, vocabulary, &candidate, &mut declared) {
            declared.findings.push(*finding);
        }
    }
    let order = |recorded: &Recorded| ast.queries.iter().position(|(name, _)| name.value == recorded.query);
    declared.recorded.sort_by_key(order);
    declared
}

/// The queries that say so and can be read; what cannot is reported with all queries.
fn candidates(ast: &ast::Spec) -> Vec<Candidate<'_>> {
    let mut all = Vec::new();
    for (query, ast) in ast.queries.iter() {
        let Some((record, place)) = ast.record.as_ref().and_then(|record| Some((record, record.place()?)))
        else {
            continue;
        };
        let own = record.name();
        let Ok(expr) = promql::parse(&ast.expr, Dialect { variables: true }) else { continue };
        if promql::type_check(&expr).is_ok() {
            all.push(Candidate { query, ast, place, own, expr });
        }
    }
    all
}

fn circle(waiting: &[Candidate<'_>]) -> Option<Diagnostic> {
    let first = waiting.first()?;
    let message = format!("recording rules form a cycle: `{}` depends on itself", **first.query);
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, first.place, message);
    let all = crate::suggest::list(waiting.iter().map(|candidate| candidate.query.as_str()));
    Some(
        diagnostic
            .note(format!("these read each other: {all}"))
            .help("change one of them to read scraped series only"),
    )
}

/// Checks and names one query that is to be recorded.
fn one(
    resolver: &Resolver<'_>,
    vocabulary: &mut Vocabulary,
    candidate: &Candidate<'_>,
    declared: &mut Declared,
) -> Result<(), Box<Diagnostic>> {
    let window = candidate.ast.window.as_ref().map(|window| window.value);
    variables(candidate, vocabulary, window)?;
    let expr = filled(vocabulary, &candidate.expr, window.map(Window::Fixed));
    // What is wrong with the query itself is reported with all queries.
    let mut ty = check::query(vocabulary, Scope::Named, &candidate.expr, &mut Vec::new());
    let unit = candidate.ast.unit.as_ref().and_then(|unit| resolver.units.parse(unit).ok());
    ty.unit = unit.or(ty.unit);
    let name = match candidate.own {
        Some(own) => {
            well_formed(own)?;
            declared.findings.extend(misnamed(own, &ty, &expr, vocabulary));
            own.value.clone()
        }
        None => by_convention(candidate, &ty, &expr, vocabulary)?,
    };
    let key = normal(&expr);
    let labels = own_labels(candidate, &ty, declared);
    distinct(candidate, &name, &key, &labels, declared)?;
    let is_sum = matches!(expr.without_parens(), Expr::Aggregate(sum) if sum.op.value == AggregateOp::Sum);
    ty.labels.set("__name__", true, Values::Any);
    let keeps_choices = vocabulary.keeps_choices(&ty.labels);
    let is_own = candidate.ast.scope.is_none();
    let identity = if is_own { vocabulary.identity(&ty.labels) } else { Vec::new() };
    for Matcher { label, value, .. } in &identity {
        ty.labels.set(label, true, Values::Only(Arc::new(BTreeSet::from([value.value.clone()]))));
    }
    for (label, value) in &labels {
        ty.labels.set(label, true, Values::Only(Arc::new(BTreeSet::from([value.clone()]))));
    }
    let series = RecordedSeries { ty, is_sum, identity: identity.clone() };
    let series = match vocabulary.recorded(&name) {
        Some(other) => either(other, &series),
        None => series,
    };
    vocabulary.record(&name, series);
    let query = candidate.query.value.clone();
    let place = candidate.place;
    declared.recorded.push(Recorded {
        query,
        name,
        place,
        expr,
        key,
        window,
        identity,
        labels,
        keeps_choices,
    });
    Ok(())
}

/// A rule has no zoom and no dashboard.
fn variables(
    candidate: &Candidate<'_>,
    vocabulary: &Vocabulary,
    window: Option<Duration>,
) -> Result<(), Box<Diagnostic>> {
    for variable in candidate.expr.variables() {
        let name = &variable.name;
        if vocabulary.constants.contains(name) {
            continue;
        }
        let is_window = name == promql::rewrite::WINDOW;
        if is_window && window.is_some() {
            continue;
        }
        let query = &candidate.query.value;
        let (rule, message, help) = if is_window {
            let message = format!("recorded query `{query}` uses `$window` but has no `window`");
            (&rules::MISSING_KEY, message, "give the query a `window: 5m`")
        } else {
            let message = format!("recorded query `{query}` uses `${name}`, which is not defined in a rule");
            (&rules::UNKNOWN_VARIABLE, message, "use `$window` with a `window: 5m`, or constants")
        };
        return Err(Box::new(Diagnostic::new(rule, candidate.place, message).help(help)));
    }
    Ok(())
}

fn well_formed(own: &Text) -> Result<(), Box<Diagnostic>> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
    if own.bytes().all(is_letter) && own.bytes().next().is_some_and(|first| !first.is_ascii_digit()) {
        return Ok(());
    }
    let message = format!("`{}` is not a valid name for a recording rule", **own);
    let help = "use letters, digits, underscores and colons, not first a digit; usual is `level:metric:operation`, as in `job:http_requests:rate5m`";
    Err(Box::new(Diagnostic::new(&rules::BAD_NAME, own.span, message).help(help)))
}

/// Whether a name says level, metric and operation.
fn is_conventional(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && is_label_name(parts[0])
}

/// What an own name says that is not so.
fn misnamed(own: &Text, ty: &Ty, expr: &Expr, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !is_conventional(own) {
        let message = format!("`{}` is not a name of the form `level:metric:operation`", **own);
        let help =
            "name the labels that it keeps, what it is about, and the functions: `job:http_requests:rate5m`";
        return vec![Diagnostic::new(&rules::RECORDING_NAME, own.span, message).help(help)];
    }
    let level = own.split(':').next().unwrap_or_default();
    let report =
        |message: String, help: String| Diagnostic::new(&rules::RECORDING_NAME, own.span, message).help(help);
    if !recording::level_fits(level, &ty.labels, &vocabulary.labels_of_scrapes()) {
        let labels: Vec<&str> = ty.labels.names().filter(|name| *name != "__name__").collect();
        let message = format!("the level `{level}` does not match the labels that the result keeps");
        let kept = crate::suggest::list(labels.iter().copied());
        let right = recording::level(ty, &vocabulary.labels_of_scrapes()).join("_");
        found.push(report(message, format!("it keeps {kept}: begin the name with `{right}:`")));
    }
    let operation = own.rsplit(':').next().unwrap_or_default();
    if let Some(claimed) = recording::claims(operation, expr) {
        let message = format!("the name contains `{claimed}`, but the query does not compute it");
        found.push(report(message, "name the function and the window of the query".into()));
    }
    found
}

fn by_convention(
    candidate: &Candidate<'_>,
    ty: &Ty,
    expr: &Expr,
    vocabulary: &Vocabulary,
) -> Result<String, Box<Diagnostic>> {
    let query = &candidate.query.value;
    let name =
        recording::by_convention(expr, &recording::level(ty, &vocabulary.labels_of_scrapes()), Some(query));
    name.filter(|_| !ty.labels.is_open()).ok_or_else(|| {
        let message = format!("cannot derive a name from the query `{query}`");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, candidate.place, message);
        let help = if matches!(expr.without_parens(), Expr::Vector(_)) {
            "it is a plain series: to record it would only copy it"
        } else {
            "name its series yourself: `record: level:metric:operation`"
        };
        Box::new(diagnostic.help(help))
    })
}

/// The labels that the author adds. One that the result has is replaced by them, which Prometheus does, too.
fn own_labels(candidate: &Candidate<'_>, ty: &Ty, declared: &mut Declared) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (label, value) in candidate.ast.record.iter().flat_map(ast::Record::labels) {
        if !is_label_name(label) || label.starts_with("__") {
            let message = format!("`{}` is not a valid label name", **label);
            let help = "use letters, digits and underscores, not first a digit or `__`";
            declared.findings.push(Diagnostic::new(&rules::BAD_NAME, label.span, message).help(help));
        } else if ty.labels.get(label).is_some_and(|presence| presence.varies || presence.named) {
            let message =
                format!("the label `{}` of the rule overwrites a label by which its series differ", **label);
            let help = "give the label of the rule another name, or aggregate that of the series away";
            declared.findings.push(Diagnostic::new(&rules::COVERED_LABEL, label.span, message).help(help));
        }
        labels.insert(label.value.clone(), value.value.clone());
    }
    labels
}

/// The series of two rules with one name.
fn either(one: &RecordedSeries, other: &RecordedSeries) -> RecordedSeries {
    let (a, b) = (&one.ty, &other.ty);
    let same_unit = a.unit == b.unit;
    let ty = Ty {
        labels: a.labels.either(&b.labels),
        bounds: a.bounds.either(b.bounds),
        unit: a.unit.clone().filter(|_| same_unit),
        ..a.clone()
    };
    RecordedSeries { ty, is_sum: one.is_sum || other.is_sum, identity: one.identity.clone() }
}

/// Two rules with one name and the same labels would mix their samples, and two of the same query cost twice.
fn distinct(
    candidate: &Candidate<'_>,
    name: &str,
    key: &str,
    labels: &BTreeMap<String, String>,
    declared: &mut Declared,
) -> Result<(), Box<Diagnostic>> {
    let query = &candidate.query.value;
    let others = || declared.recorded.iter().filter(|other| other.labels == *labels);
    if let Some(twin) = others().find(|other| other.name == name) {
        let message = format!("queries `{}` and `{query}` are both recorded as `{name}`", twin.query);
        let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, candidate.place, message);
        let help = "name one of the two yourself, `record: level:metric:operation`, or let them differ in their `labels`";
        return Err(Box::new(diagnostic.also(twin.place, "first here").help(help)));
    }
    let twin = others().find(|other| other.key == key).map(|twin| {
        let message = format!("queries `{query}` and `{}` record the same expression", twin.query);
        let diagnostic = Diagnostic::new(&rules::RECORDED_TWICE, candidate.place, message);
        diagnostic.also(twin.place, "first here").help("record one of the two: both read its series then")
    });
    declared.findings.extend(twin);
    Ok(())
}

/// Makes the rules, and lets alerts and panels read them. Groups that are there already come behind these.
pub(super) fn fill(spec: &mut Spec, declared: &Declared, policy: RecordPolicy) {
    let others = std::mem::take(&mut spec.recording_groups);
    let mut readers = Readers::default();
    let mut rules: Vec<Rule> = declared.recorded.iter().map(|recorded| rule(spec, recorded)).collect();
    // What has labels of its own is not what its query gives.
    for recorded in declared.recorded.iter().filter(|recorded| recorded.labels.is_empty()) {
        let loses_choices = !recorded.keeps_choices && spec.service.is_read_by(&recorded.expr);
        let (name, identity) = (recorded.name.clone(), recorded.identity.clone());
        let series = Series { name, identity, regrouped: None, loses_choices };
        // Whoever does not need the labels of the choices reads it, too.
        let choices: Vec<&str> = spec.service.choices().filter(|_| recorded.keeps_choices).collect();
        if let Some((regrouping, narrow)) = Regrouping::narrowed(&recorded.expr, &choices) {
            let series = Series { regrouped: Some(regrouping), ..series.clone() };
            readers.insert(&narrow, recorded.window, series);
        }
        readers.insert(&recorded.expr, recorded.window, series);
    }
    apply(spec, &rules, &readers, &others);
    // What is recorded changes what else would pay.
    let mut rounds = if policy == RecordPolicy::Suggested { 0..MAX_ROUNDS } else { 0..0 };
    while rounds.next().is_some() {
        let suggestions = recording::suggest(spec);
        if suggestions.is_empty() {
            break;
        }
        for suggestion in suggestions {
            let Suggestion { name, identity, regrouping: regrouped, .. } = suggestion.clone();
            let series = Series { name, identity, regrouped, loses_choices: false };
            readers.insert(&suggestion.stands_for, suggestion.window, series);
            rules.push(suggested(&spec.service, suggestion));
        }
        apply(spec, &rules, &readers, &others);
    }
}

/// Puts the rules into the spec, and whoever reads them.
fn apply(spec: &mut Spec, rules: &[Rule], readers: &Readers, others: &[RecordingGroup]) {
    spec.recording_groups = recording::grouped(linked(rules, readers), spec.service.evaluation_interval);
    spec.recording_groups.extend_from_slice(others);
    if !rules.is_empty() {
        read(spec, readers);
    }
}

/// How often what would pay is sought anew. Mostly the second time finds nothing.
const MAX_ROUNDS: usize = 8;

fn suggested(service: &Service, suggestion: Suggestion) -> Rule {
    let window = recording::longest(&suggestion.expr);
    let labels = labels(&suggestion.identity);
    let Suggestion { name, expr, .. } = suggestion;
    let help = "Computed again and again by panels.".to_owned();
    Rule {
        recording: Recording {
            name,
            keeps_choices: service.is_read_by(&expr),
            expr,
            labels,
            unit: None,
            help,
        },
        window,
    }
}

fn rule(spec: &Spec, recorded: &Recorded) -> Rule {
    let query = spec.queries.get(&recorded.query);
    let unit: Option<Unit> = query.and_then(|query| query.unit.clone());
    let help = query.map(|query| query.help.clone()).unwrap_or_default();
    let (name, expr) = (recorded.name.clone(), recorded.expr.clone());
    let window = recording::longest(&expr);
    let (mut labels, keeps_choices) = (labels(&recorded.identity), recorded.keeps_choices);
    labels.extend(recorded.labels.clone());
    Rule { recording: Recording { name, expr, labels, keeps_choices, unit, help }, window }
}

/// The labels that a rule adds.
fn labels(identity: &[Matcher]) -> BTreeMap<String, String> {
    identity.iter().map(|own| (own.label.value.clone(), own.value.value.clone())).collect()
}

/// The rules, each reading the series of the others.
fn linked(rules: &[Rule], readers: &Readers) -> Vec<Rule> {
    let link = |rule: &Rule| {
        let expr = readers.of_recording(&rule.recording.expr).unwrap_or_else(|| rule.recording.expr.clone());
        Rule { recording: Recording { expr, ..rule.recording.clone() }, window: rule.window }
    };
    rules.iter().map(link).collect()
}

/// Lets alerts and panels read what is recorded. Whoever names recorded series has its query over scraped ones as well.
fn read(spec: &mut Spec, readers: &Readers) {
    for alert in spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts) {
        if let Some((scraped, identity)) = readers.scraped(&alert.expr) {
            alert.recorded = Some(std::mem::replace(&mut alert.expr, scraped));
            for (label, value) in labels(&identity) {
                alert.labels.entry(label).or_insert_with(|| Template::plain(value));
            }
        }
        alert.recorded = readers.of_rule(alert.rule_expr()).or(alert.recorded.take());
    }
    let queries = &spec.queries;
    for (kind, target) in spec.dashboards.rows_mut().flat_map(Dashboard::targets_mut) {
        if let Some((scraped, _)) = readers.scraped(&target.expr) {
            target.recorded = Some(std::mem::replace(&mut target.expr, scraped));
        }
        let own = target.query.as_ref().and_then(|name| queries.get(name)?.window);
        let shows_labels = target.legend.is_none() || kind == PanelKind::Table;
        let read = readers.of_panel(target.panel_expr(), own, shows_labels);
        target.recorded = read.or(target.recorded.take());
    }
}
