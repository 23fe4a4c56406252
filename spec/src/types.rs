//! The typed tree of a query: what the checker knows of each part, for people who want to see why.

use crate::ast;
pub use crate::check::Part;
use crate::check::{self, Scope, Ty, Values, Vocabulary};
use crate::decode::{Decode, Reader};
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::kind::Instrument;
use crate::promql::{self, Dialect, Expr, ValueType};
use crate::resolve::{self, Resolver};
use crate::rules;
use crate::source::Source;
use crate::yaml;

/// A query with the types of its parts.
#[derive(Debug)]
pub struct Typed {
    /// The query as a source of its own: findings have their places in it.
    pub query: Source,
    /// Every part, each before what it consists of.
    pub parts: Vec<Part>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
}

/// Types a query: the name of one of the spec, or its text.
///
/// # Errors
/// The findings that keep the spec's metrics from being known.
pub fn of(source: &Source, query: &str) -> Result<Typed, Vec<Diagnostic>> {
    let ast = written(source)?;
    let named = ast.queries.iter().find(|(name, _)| name.value == query);
    let text = named.map_or(query, |(_, named)| named.expr.value.as_str()).to_owned();
    let vocabulary = named_by(source, &ast, Some(&text))?;
    let name = if named.is_some() { query } else { "query" };
    let query = Source::new(name, text.as_str());
    let (mut sink, mut parts) = (Sink::default(), Vec::new());
    let is_own = named.is_none_or(|(_, named)| named.scope.is_none());
    if let Some(mut expr) = parse(&text, &mut sink) {
        if is_own {
            check::scoped(&vocabulary, &mut expr);
        }
        let mut findings = Vec::new();
        parts = check::query_with_parts(&vocabulary, Scope::Named, &expr, &mut findings);
        for finding in findings {
            sink.report(finding);
        }
    }
    Ok(Typed { query, parts, findings: sink.into_sorted() })
}

/// What the queries of a spec may name, for whoever types many of them.
///
/// # Errors
/// The findings that keep the spec's metrics from being known.
pub fn vocabulary(source: &Source) -> Result<Vocabulary, Vec<Diagnostic>> {
    named_by(source, &written(source)?, None)
}

fn written(source: &Source) -> Result<ast::Spec, Vec<Diagnostic>> {
    let node = yaml::parse(source).map_err(|error| vec![*error])?;
    let mut reader = Reader { source, sink: Sink::default() };
    let ast = ast::Spec::decode(&node, &mut reader);
    ast.filter(|_| !reader.sink.has_errors()).ok_or_else(|| reader.sink.into_sorted())
}

/// What queries may name, that which is asked about beside those of the spec included.
fn named_by(source: &Source, ast: &ast::Spec, asked: Option<&str>) -> Result<Vocabulary, Vec<Diagnostic>> {
    let mut resolver = Resolver::new(source, Sink::default());
    resolver.asked = asked;
    let vocabulary = resolve::named(&mut resolver, ast).into_vocabulary();
    if resolver.sink.has_errors() { Err(resolver.into_findings()) } else { Ok(vocabulary) }
}

fn parse(text: &str, sink: &mut Sink) -> Option<Expr> {
    let report = |sink: &mut Sink, error: promql::ParseError| {
        let diagnostic = Diagnostic::new(&rules::PROMQL_SYNTAX, error.span, error.message);
        sink.report(diagnostic.maybe_help(error.help));
    };
    match promql::parse(text, Dialect { variables: true }).and_then(promql::values_only) {
        Ok(expr) => {
            if let Err(errors) = promql::type_check(&expr) {
                for error in errors {
                    report(sink, error);
                }
            }
            Some(expr)
        }
        Err(error) => {
            report(sink, error);
            None
        }
    }
}

impl Typed {
    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// A line for each part: the part, indented by its depth, and what is known of it.
    pub fn table(&self) -> String {
        let lines: Vec<_> = self.parts.iter().map(|part| (left(part), describe(&part.ty))).collect();
        let width = lines.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        let line = |(left, right): &(String, String)| format!("{left:width$}  {right}\n");
        lines.iter().map(line).collect()
    }
}

/// The part, shortened to what fits beside its type.
fn left(part: &Part) -> String {
    const MAX: usize = 60;
    let text = if part.text.chars().count() > MAX {
        part.text.chars().take(MAX - 1).chain(['…']).collect()
    } else {
        part.text.clone()
    };
    format!("{}{text}", "  ".repeat(part.depth))
}

/// What is known, in words: what it is, its labels, its unit, its values.
pub fn describe(ty: &Ty) -> String {
    let what = match (ty.value, ty.instrument) {
        (ValueType::String, _) => return "text".into(),
        (ValueType::Scalar, _) => "number",
        (_, Instrument::Counter) => "counter",
        (_, Instrument::Bucket) => "buckets",
        (_, Instrument::Sum) => "sum of observations",
        (_, Instrument::Count) => "number of observations",
        (_, Instrument::Quantile) => "quantile",
        (_, Instrument::Info) => "info",
        (_, Instrument::Gauge | Instrument::Unknown) => "values",
    };
    let mut words = vec![what.to_owned()];
    if ty.value == ValueType::Matrix {
        words[0] += " over time";
    }
    if ty.value != ValueType::Scalar {
        words.push(labels(ty));
        match &ty.unit {
            // The values say the unit.
            Some(unit) if !unit.is_dimensionless() || unit.is_share() => {}
            Some(_) => words.push("no unit".into()),
            None => words.push("unit not known".into()),
        }
    }
    words.push(ty.values_in_words());
    if ty.conditional {
        words.push("not always there".into());
    }
    words.join(", ")
}

/// `{provider, status="error", job?}`: a question mark where a series may lack the label.
fn labels(ty: &Ty) -> String {
    const MAX: usize = 3;
    let label = |name: &str| {
        let presence = ty.labels.get(name)?;
        let doubt = if presence.certain { "" } else { "?" };
        let values = match &presence.values {
            Values::Only(only) if only.len() <= MAX => {
                let all: Vec<&str> = only.iter().map(String::as_str).collect();
                format!("={:?}", all.join("|"))
            }
            _ => String::new(),
        };
        Some(format!("{name}{values}{doubt}"))
    };
    let names = ty.labels.names().filter(|name| *name != "__name__");
    let mut all: Vec<String> = names.filter_map(label).collect();
    if ty.labels.is_open() {
        all.push("…".into());
    }
    format!("{{{}}}", all.join(", "))
}
