//! The model behind Gaugewright: text of a `metrics-spec.yaml` in, a checked and immutable
//! model out. Pure: no file access, no tokens, no clock.
//!
//! One feature, which is off by default: `schema` adds the JSON Schema of the spec, in the module `schema`, and depends on `schemars`
//! and `serde_json`.

#![forbid(unsafe_code)]

mod ast;
pub mod checksum;
pub mod destinations;
mod go_template;
pub mod grafana_unit;
pub mod model;
pub mod parallel;
pub mod recording;
pub mod render;
mod resolve;
pub mod rules;
mod sampling;
#[cfg(feature = "schema")]
pub mod schema;
pub mod template;
pub mod types;

pub use gaugewright_base::{duration, kind, number, suggest, unit};
pub use gaugewright_check as check;
pub use gaugewright_collectors::{date, diagnostic, quantity, rust_name, source, yaml};
pub use gaugewright_promql as promql;

/// From the YAML tree to typed values.
mod decode {
    pub(crate) use gaugewright_collectors::decode::*;
    pub(crate) use gaugewright_collectors::{keywords, record};
}

use diagnostic::{Diagnostic, Sink};
use model::Spec;
use source::Source;

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Reads and checks a spec.
///
/// # Errors
/// All findings in the order of the file, if one of them is an error.
pub fn load(source: &Source) -> Result<(Spec, Vec<Diagnostic>), Vec<Diagnostic>> {
    let loaded = load_on(source, None);
    match loaded.spec {
        Some(spec) => Ok((spec, loaded.findings)),
        None => Err(loaded.findings),
    }
}

/// What could be made of a spec, and everything that was found.
#[derive(Debug)]
pub struct Loaded {
    /// The whole, if there is no error.
    pub spec: Option<Spec>,
    /// All findings in the order of the file.
    pub findings: Vec<Diagnostic>,
}

/// Reads and checks a spec, and keeps what is sound of one that has errors. On a day suppressions that have ended by then silence
/// nothing; without a day none has ended.
pub fn load_on(source: &Source, today: Option<date::Date>) -> Loaded {
    loaded(source, today, resolve::Extent::Whole)
}

/// As [`load`], of a tree that was read from the text of a source, or was changed since. A finding about what was added has its place.
pub fn load_tree(source: &Source, tree: &yaml::Node) -> Loaded {
    loaded_tree(source, tree, None, resolve::Extent::Whole)
}

/// The same as far as a service needs it that is being compiled: nobody looks for what would pay to be recorded, and the names of
/// recorded series that are sent elsewhere are not checked. Editors do this at every change.
pub fn load_as_written(source: &Source) -> Loaded {
    loaded(source, None, resolve::Extent::AsWritten)
}

/// What is wrong with monitoring that somebody wrote elsewhere.
#[derive(Debug)]
pub struct Audited {
    /// With the monitoring itself.
    pub findings: Vec<diagnostic::Diagnostic>,
    /// With the routings, if no other alerts come to them.
    pub routings: Vec<diagnostic::Diagnostic>,
}

/// What is wrong with monitoring that somebody wrote elsewhere, told as a spec: a tree whose places are in the files that it was
/// read from. What an error would keep from being generated is checked all the same. Routings are trees as `notifications` of a spec,
/// each of an Alertmanager that may get these alerts.
pub fn audit(source: &Source, tree: &yaml::Node, routings: &[yaml::Node]) -> Audited {
    use decode::Decode as _;
    let placed = |findings: Vec<Diagnostic>| {
        let moved = findings.into_iter().map(|finding| finding.moved(|place| source.in_file(place)));
        diagnostic::sorted(moved.collect())
    };
    let mut reader = decode::Reader { source, sink: Sink::default() };
    let Some(ast) = ast::Spec::decode(tree, &mut reader) else {
        return Audited { findings: placed(reader.sink.into_sorted()), routings: Vec::new() };
    };
    // Beside what the tree tells files may say a hundred times as much.
    let mut naming = String::new();
    texts(tree, &mut naming);
    let mut resolver = resolver(source, std::mem::take(&mut reader.sink));
    resolver.naming = &naming;
    resolve::policy(&mut resolver, &ast, None);
    let named = resolve::named(&mut resolver, &ast);
    let routings = routings.iter().filter_map(|routing| decode::Placed::decode(routing, &mut reader));
    let routings = resolve::audit(&mut resolver, &ast, named, &routings.collect::<Vec<_>>());
    resolver.sink.report_unused();
    Audited { findings: placed(resolver.into_findings()), routings: placed(routings) }
}

/// All texts of a tree, apart from each other.
fn texts(node: &yaml::Node, all: &mut String) {
    match &node.value {
        yaml::Value::Text(text) => {
            all.push_str(text);
            all.push('\n');
        }
        yaml::Value::List(items) => items.iter().for_each(|item| texts(item, all)),
        yaml::Value::Map(entries) => entries.iter().for_each(|(_, value)| texts(value, all)),
        yaml::Value::Null | yaml::Value::Bool(_) | yaml::Value::Number(_) => {}
    }
}

/// The names of the shipped catalogues.
pub fn catalogues() -> impl Iterator<Item = &'static str> {
    resolve::catalogues()
}

/// The names of all series of a shipped catalogue.
pub fn series_of(catalogue: &str) -> Vec<String> {
    resolve::series_of(catalogue)
}

/// Whether a spec has a key of its own for what stands at a path of a panel of Grafana, `["fieldConfig", "defaults", "unit"]`, or below it:
/// it cannot be said under `raw` then.
pub fn decides_in_panel(path: &[&str]) -> bool {
    resolve::decides_in_panel(path)
}

pub use resolve::HeaderPart;

/// Whether a spec has a key of its own for what a variable, a link in the header or marks say with a key of Grafana, so that it cannot be said
/// under their `raw`.
pub fn decides_in_header(part: HeaderPart, key: &str) -> bool {
    resolve::decides_in_header(part, key)
}

fn resolver(source: &Source, sink: Sink) -> resolve::Resolver<'_> {
    resolve::Resolver::new(source, sink)
}

fn loaded(source: &Source, today: Option<date::Date>, extent: resolve::Extent) -> Loaded {
    match yaml::parse(source) {
        Ok(tree) => loaded_tree(source, &tree, today, extent),
        Err(error) => Loaded { spec: None, findings: vec![*error] },
    }
}

fn loaded_tree(
    source: &Source,
    tree: &yaml::Node,
    today: Option<date::Date>,
    extent: resolve::Extent,
) -> Loaded {
    use decode::Decode as _;
    let mut reader = decode::Reader { source, sink: Sink::default() };
    let ast = ast::Spec::decode(tree, &mut reader);
    let Some(ast) = ast.filter(|_| !reader.sink.has_errors()) else {
        // What else would be found only follows from these.
        return Loaded { spec: None, findings: reader.sink.into_sorted() };
    };
    let mut resolver = resolver(source, reader.sink);
    resolve::policy(&mut resolver, &ast, today);
    let named = resolve::named(&mut resolver, &ast);
    resolve::rust_names(&mut resolver, &ast, &named);
    let spec = resolve::spec(&mut resolver, &ast, named, extent);
    if spec.is_some() {
        // Where an error has ended the checks, nobody knows what would have been found.
        resolver.sink.report_unused();
    }
    Loaded { spec, findings: resolver.into_findings() }
}
