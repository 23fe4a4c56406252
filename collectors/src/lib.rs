//! Reads of a `metrics-spec.yaml` what collectors need, and nothing else: [`load`] knows metrics, labels and tracks, and no query.
//! Whoever reads the rest (`gaugewright-spec`) builds on the same parts: the tree of the YAML, typed decoding, findings with their
//! places, names and units. Every program with collectors compiles this crate, so what only others need has no place here.
//!
//! One feature, which is off by default: `schema` describes what is decoded as JSON Schema, and depends on `schemars` and
//! `serde_json`.

#![forbid(unsafe_code)]

pub mod ast;
pub mod date;
pub mod decode;
pub mod diagnostic;
pub mod model;
pub mod plain;
pub mod quantity;
pub mod resolve;
pub mod rules;
pub mod rust_name;
mod scalar;
#[cfg(feature = "schema")]
pub mod schema;
pub mod source;
pub mod yaml;

pub use gaugewright_base::{duration, kind, number, suggest, unit};

use decode::{Fields, Reader};
use diagnostic::{Diagnostic, Sink};
use model::Collectors;
use resolve::Resolver;
use source::Source;

/// What could be made of a spec, and everything that was found.
#[derive(Debug)]
pub struct Loaded {
    /// What is sound of it: an error must not take the other collectors away. Nothing if it cannot be read.
    pub collectors: Option<Collectors>,
    /// All findings in the order of the file.
    pub findings: Vec<Diagnostic>,
}

/// Reads the part of a spec that collectors need. The rest is passed over, whatever stands there.
pub fn load(source: &Source) -> Loaded {
    let node = match yaml::parse(source) {
        Ok(node) => node,
        Err(error) => return Loaded { collectors: None, findings: vec![*error] },
    };
    let mut reader = Reader { source, sink: Sink::default() };
    let fields = Fields::of(&node, ast::KEYS, &mut reader);
    let ast = fields.and_then(|fields| ast::Measured::take(&fields, &mut reader));
    let Some(ast) = ast else { return Loaded { collectors: None, findings: reader.sink.into_sorted() } };
    if reader.sink.has_errors() {
        // What else would be found only follows from these.
        let mut quiet = Resolver::new(source, Sink::default());
        let collectors = Some(resolve::collectors(&mut quiet, &ast));
        return Loaded { collectors, findings: reader.sink.into_sorted() };
    }
    let mut resolver = Resolver::new(source, reader.sink);
    let policy = resolve::policy(&mut resolver, &ast, |_, code| rules::rule(code), None);
    resolver.sink.set_policy(policy);
    let collectors = resolve::collectors(&mut resolver, &ast);
    resolve::rust_names(&mut resolver, &ast, &collectors);
    Loaded { collectors: Some(collectors), findings: resolver.sink.into_sorted() }
}
