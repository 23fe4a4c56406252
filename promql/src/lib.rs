//! `PromQL`, the query language of Prometheus: text in, a syntax tree with a span on every node out, and back.
//!
//! [`parse`] looks at the syntax only, [`type_check`] applies the typing rules of Prometheus, and [`features`] says which
//! parts of a query need a newer Prometheus than the oldest one supported. [`print()`] and [`pretty`] turn a tree back into
//! text, [`normal`] into a form in which queries that say the same are equal. All offsets count bytes of the query text.

#![forbid(unsafe_code)]

mod ast;
mod binding;
pub mod build;
mod error;
mod feature;
mod functions;
mod interpolated;
mod length;
mod lex;
mod narrow;
mod normal;
mod operator;
mod parse;
mod pattern;
mod pretty;
mod print;
mod query;
mod quote;
mod regex;
pub mod rewrite;
mod string;
mod type_check;
mod unicode;
mod value_type;
mod visit;

pub use gaugewright_base::{Span, Spanned, duration, number, suggest};

pub use ast::{
    Aggregate, At, AtTime, Binary, Call, DurationExpr, DurationLiteral, Edges, Expr, Fill, Group, Grouping,
    GroupingKind, Label, Matcher, Matching, MatchingKind, MetricName, Modifiers, Name, NumberLiteral, Offset,
    Paren, RangeSelector, Side, StringLiteral, Subquery, Unary, Variable, VariableStyle, VectorSelector,
};
pub use error::ParseError;
pub use feature::{Feature, features};
pub use functions::{
    ArgTypes, BASELINE, BoundsOf, FUNCTIONS, Facts, Flag, Func, Function, LabelsOf, Reads, Role, UnitOf,
    Version, function,
};
pub use interpolated::{stands_for_syntax, values_only, variables_in, whole_variable};
pub use narrow::narrowed;
pub use normal::normal;
pub use operator::{AggregateOp, BinaryOp, MatchOp, UnaryOp};
pub use parse::{Dialect, parse};
pub use pattern::Pattern;
pub use pretty::pretty;
pub use print::{print, print_series};
pub use query::Parts;
pub use regex::{Regex, RegexError};
pub use type_check::type_check;
pub use value_type::ValueType;
pub use visit::{Visit, VisitMut, walk, walk_mut};

/// The examples of the page are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
