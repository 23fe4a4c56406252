//! PromQL: lexer, parser, syntax tree with a span on every node, function table, printer.

mod ast;
mod error;
mod operator;
mod value_type;

pub use ast::*;
pub use error::ParseError;
pub use operator::*;
pub use value_type::ValueType;
