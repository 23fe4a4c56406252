//! Recording rules: queries with `record` get names, which other queries may use; then rules, and whoever computes the same
//! reads their series instead.

mod declared;
mod fill;
mod names;
mod of_objectives;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Resolver;
use super::queries::{Window, filled};
use crate::ast;
use crate::check::{self, Labels, RecordedSeries, Scope, Ty, Values, Vocabulary};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::kind::Instrument;
use crate::promql::{self, Aggregate, AggregateOp, Dialect, Expr, GroupingKind, Matcher, normal};
use crate::rules::{self, recorded_circle, recording_name};
use declared::{Candidate, Recorded};
use names::{by_convention, distinct, either, own_labels, well_formed};

pub(super) use declared::Declared;
pub(super) use fill::fill;
pub(super) use of_objectives::of_objectives;

/// Names what is recorded and tells the vocabulary, so that queries may use these names.
pub(super) fn declare(resolver: &Resolver<'_>, ast: &ast::Spec, vocabulary: &mut Vocabulary) -> Declared {
    let mut declared = Declared { adds_nothing: ast.measured.service.scope.is_some(), ..Declared::default() };
    let mut waiting: Vec<Candidate<'_>> = candidates(ast);
    // One may use the name of another, wherever that stands.
    let unknown =
        || RecordedSeries { ty: Ty::unknown(), is_sum: false, may_count: true, identity: Vec::new() };
    let mut is_circle = false;
    while !waiting.is_empty() {
        let names: Vec<&Text> = waiting.iter().filter_map(|candidate| candidate.own).collect();
        // Reading its own series, it reads what the last evaluation gave.
        let is_free = |candidate: &Candidate<'_>| {
            let read: BTreeSet<&str> = candidate.expr.series_names().collect();
            let mut others =
                names.iter().filter(|name| candidate.own.is_none_or(|own| own.value != name.value));
            is_circle || !others.any(|name| read.contains(&name.value.as_str()))
        };
        let Some(next) = waiting.iter().position(is_free) else {
            declared
                .findings
                .extend(recorded_circle::find(&waiting.iter().map(Candidate::reads).collect::<Vec<_>>()));
            // They are there, whatever they are.
            for name in names {
                vocabulary.record(name, unknown());
            }
            is_circle = true;
            continue;
        };
        let mut candidate = waiting.remove(next);
        if let Some(own) =
            candidate.own.filter(|own| candidate.expr.series_names().any(|name| name == own.value))
        {
            vocabulary.record(own, unknown());
            if !is_circle {
                declared.findings.extend(recorded_circle::never_begins(&candidate.reads()));
            }
        }
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
            declared.findings.extend(recording_name::find(own, &ty, &expr, vocabulary));
            own.value.clone()
        }
        None => by_convention(candidate, &ty, &expr, vocabulary)?,
    };
    let key = normal(&expr);
    let labels = own_labels(candidate, &ty, declared);
    // What was imported is recorded by several rules whose results differ.
    let may_differ = declared.adds_nothing && ty.labels != Labels::none();
    distinct(candidate, &name, &key, (&labels, may_differ), declared);
    let is_sum = is_sum_of_processes(&expr);
    let may_count = ty.instrument == Instrument::Unknown && is_of_each_process(&expr, vocabulary);
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
    let series = RecordedSeries { ty, is_sum, may_count, identity: identity.clone() };
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
        interval: candidate.ast.record.as_ref().and_then(ast::Record::interval),
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

/// Whether a query adds up series of several processes. Those of one process end together, and so does their sum.
fn is_sum_of_processes(expr: &Expr) -> bool {
    let Expr::Aggregate(sum) = expr.without_parens() else { return false };
    sum.op.value == AggregateOp::Sum && !keeps_instance(sum)
}

/// Whether a query gives the series of each process as they are scraped, or adds them up.
fn is_of_each_process(expr: &Expr, vocabulary: &Vocabulary) -> bool {
    let is_scraped = |name: &str| vocabulary.recorded(name).is_none_or(|recorded| recorded.may_count);
    match expr.without_parens() {
        Expr::Vector(selector) => selector.name.as_ref().is_none_or(|name| is_scraped(name)),
        Expr::Aggregate(sum) if sum.op.value == AggregateOp::Sum && keeps_instance(sum) => {
            is_of_each_process(&sum.expr, vocabulary)
        }
        _ => false,
    }
}

fn keeps_instance(aggregate: &Aggregate) -> bool {
    aggregate.grouping.as_ref().is_some_and(|grouping| {
        let is_named = grouping.labels.iter().any(|label| label.value == "instance");
        is_named == (grouping.kind == GroupingKind::By)
    })
}
