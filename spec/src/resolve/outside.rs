//! Metrics of others, which queries read too.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{Resolver, bounds, catalogue, domain_of, labels, range};
use crate::ast;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::model::{Domain, Label, Metric, MetricLabel, Origin, Table};
use crate::rules;
use crate::unit::Unit;

/// The metrics of the service, and those of others.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &ast::Measured,
    own: &Table<Metric>,
) -> Table<Metric> {
    let mut table = own.clone();
    outside(resolver, ast, &mut table);
    wholes(resolver, ast, &table);
    table
}

/// What a metric is a part of has to be there.
fn wholes(resolver: &mut Resolver<'_>, ast: &ast::Measured, table: &Table<Metric>) {
    let own = ast.metrics.iter().flat_map(|(_, metrics)| metrics.iter());
    let others = ast.outside.iter().filter_map(|entry| match entry {
        ast::Outside::Own(own) => Some(own.metrics.iter()),
        ast::Outside::Shipped(_) => None,
    });
    let wholes = own.chain(others.flatten()).filter_map(|(_, metric)| metric.part_of.as_ref());
    for whole in wholes.filter(|whole| !table.contains(whole)) {
        resolver.undefined("metric", whole, table.names());
    }
}

/// The shipped catalogues that a spec names, and the one whose metrics are there wherever something is scraped.
pub(crate) fn catalogues(ast: &ast::Measured) -> Vec<&'static str> {
    let names = ast.outside.iter().map(|entry| match entry {
        ast::Outside::Shipped(name) => name.as_str(),
        ast::Outside::Own(own) => own.name.as_str(),
    });
    names.chain([ALWAYS]).filter_map(|name| Some(catalogue::find(name)?.name)).collect()
}

/// `up` and its like are there wherever something is scraped.
const ALWAYS: &str = "prometheus";

/// Metrics of others: shipped catalogues, and what the spec says of its own.
fn outside(resolver: &mut Resolver<'_>, ast: &ast::Measured, table: &mut Table<Metric>) {
    let mut read = BTreeSet::new();
    let words = catalogue::Words::of([resolver.naming, resolver.asked.unwrap_or_default()]);
    for entry in &ast.outside {
        let name = match entry {
            ast::Outside::Shipped(name) => name,
            ast::Outside::Own(own) => &own.name,
        };
        match (catalogue::find(name), entry) {
            (Some(shipped), _) => {
                if read.insert(shipped.name) {
                    add_shipped(shipped, &words, table);
                }
            }
            (None, ast::Outside::Shipped(_)) => {
                resolver.undefined("catalogue", name, catalogue::SHIPPED.iter().map(|shipped| shipped.name));
            }
            (None, ast::Outside::Own(_)) => {}
        }
        if let ast::Outside::Own(own) = entry {
            let labels = labels(resolver, &own.labels);
            for (name, metric) in own.metrics.iter() {
                let unit = metric.unit.as_ref().and_then(|unit| resolver.unit(unit));
                let metric = foreign(resolver, &own.name, name, metric, &labels, unit);
                let first = table.get(name).map(|first| first.span);
                if table.insert(metric).is_err() {
                    let message = format!("`{}` is declared twice", **name);
                    let mut diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message);
                    diagnostic = match first {
                        Some(Some(span)) => diagnostic.also(span, "first here"),
                        _ => diagnostic.note("a shipped catalogue has it already"),
                    };
                    resolver.report(diagnostic.help("remove one of the two"));
                }
            }
        }
    }
    if read.insert(ALWAYS)
        && let Some(shipped) = catalogue::find(ALWAYS)
    {
        add_shipped(shipped, &words, table);
    }
}

/// All metrics of each shipped catalogue, once a spec could mean any of them: an import reads many such drafts.
static WHOLE: [OnceLock<Vec<Metric>>; catalogue::SHIPPED.len()] =
    [const { OnceLock::new() }; catalogue::SHIPPED.len()];

fn add_shipped(shipped: &catalogue::Shipped, words: &catalogue::Words<'_>, table: &mut Table<Metric>) {
    let at = catalogue::SHIPPED.iter().position(|other| other.name == shipped.name);
    let whole = at.filter(|_| words.mean_any()).and_then(|at| WHOLE.get(at));
    let metrics = match whole {
        Some(whole) => Cow::Borrowed(&**whole.get_or_init(|| read(shipped, words))),
        None => Cow::Owned(read(shipped, words)),
    };
    for metric in metrics.into_owned() {
        // What the service declares itself wins.
        let _ = table.insert(metric);
    }
}

/// The metrics of a shipped catalogue that these words can mean.
fn read(shipped: &catalogue::Shipped, words: &catalogue::Words<'_>) -> Vec<Metric> {
    let Some((file, _)) = shipped.read(words) else { return Vec::new() };
    let source = crate::source::Source::new(shipped.name, "");
    let mut scratch =
        gaugewright_collectors::resolve::Resolver::new(&source, crate::diagnostic::Sink::default());
    let labels = labels(&mut scratch, &file.labels);
    let metrics = file.metrics.iter().map(|(name, metric)| {
        let unit = metric.unit.as_ref().and_then(|unit| scratch.units.parse(unit).ok());
        let metric = foreign(&mut scratch, &file.catalogue, name, metric, &labels, unit);
        Metric { span: None, ..metric }
    });
    metrics.collect()
}

fn foreign(
    resolver: &mut gaugewright_collectors::resolve::Resolver<'_>,
    catalogue: &Text,
    name: &Text,
    ast: &Placed<ast::Metric>,
    labels: &Table<Label>,
    unit: Option<Unit>,
) -> Metric {
    let open = Arc::new(Domain::Open { limit: None });
    let labels = ast.labels.iter().map(|label| MetricLabel {
        name: label.name.value.clone(),
        definition: label.definition.value.clone(),
        domain: domain_of(labels, &label.definition).unwrap_or_else(|| open.clone()),
    });
    // What counts without naming a unit counts things; what a gauge holds nobody knows.
    let unit =
        unit.or_else(|| Unit::of_name(name)).or_else(|| (ast.kind.value == Kind::Counter).then(Unit::one));
    let bounds = ast.buckets.as_ref().and_then(|buckets| bounds(resolver, buckets, unit.as_ref()));
    Metric {
        name: name.value.clone(),
        group: catalogue.value.clone(),
        origin: Origin::Outside,
        kind: ast.kind.value,
        help: ast.help.value.clone(),
        labels: labels.collect(),
        range: ast.range.as_ref().and_then(|text| range(resolver, text, unit.as_ref())),
        part_of: ast.part_of.as_ref().map(|whole| whole.value.clone()),
        unit,
        buckets: bounds,
        init: None,
        allow: BTreeMap::new(),
        span: Some(name.span),
    }
}
