//! The model behind Gaugewright: text of a `metrics-spec.yaml` in, a checked and immutable
//! model out. Pure: no file access, no tokens, no clock.

mod ast;
pub mod check;
mod decode;
pub mod diagnostic;
pub mod duration;
pub mod grafana_unit;
pub mod kind;
pub mod lint;
pub mod model;
pub mod number;
pub mod promql;
pub mod quantity;
pub mod render;
mod resolve;
mod scalar;
#[cfg(feature = "schema")]
pub mod schema;
pub mod source;
mod suggest;
pub mod template;
pub mod unit;
mod yaml;

use diagnostic::{Diagnostic, Sink};
use model::Spec;
use source::Source;

/// Reads and checks a spec.
///
/// # Errors
/// All findings in the order of the file, if one of them is an error.
pub fn load(source: &Source) -> Result<(Spec, Vec<Diagnostic>), Vec<Diagnostic>> {
    use decode::Decode as _;
    let node = yaml::parse(source).map_err(|error| vec![*error])?;
    let mut reader = decode::Reader { source, sink: Sink::default() };
    let ast = ast::Spec::decode(&node, &mut reader);
    let Some(ast) = ast.filter(|_| !reader.sink.has_errors()) else {
        return Err(reader.sink.into_sorted());
    };
    let mut resolver = resolve::Resolver { source, sink: reader.sink, units: unit::Units::default() };
    match resolve::spec(&mut resolver, &ast) {
        Some(spec) => Ok((spec, resolver.sink.into_sorted())),
        None => Err(resolver.sink.into_sorted()),
    }
}
