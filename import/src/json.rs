//! JSON to the same tree that YAML gives. The library reads it as RFC 8259 has it, and limits its depth.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::rules;
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

/// Reads one of the texts of a source.
pub(crate) fn parse(source: &Source, text: Span) -> Result<Node, Box<Diagnostic>> {
    let base = text.start as usize;
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let read = parse_to_ast(source.slice(text), &CollectOptions::default(), &strict);
    let read = read.map_err(|error| {
        let place = span(base, &error.range());
        let message = format!("this is not valid JSON: {}", error.kind());
        Box::new(Diagnostic::new(&rules::YAML_SYNTAX, place, message))
    })?;
    Ok(read.value.map_or(Node { span: text, value: Value::Null }, |value| node(base, value)))
}

fn span(base: usize, range: &Range) -> Span {
    Span::new(base + range.start, base + range.end)
}

fn node(base: usize, value: ast::Value<'_>) -> Node {
    use jsonc_parser::common::Ranged as _;
    let place = span(base, &value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
        ast::Value::NumberLit(number) => Value::Number(number.value.to_owned()),
        ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            Value::List(array.elements.into_iter().map(|item| node(base, item)).collect())
        }
        ast::Value::Object(object) => {
            let entry = |property: ast::ObjectProp<'_>| {
                let key = match property.name {
                    ast::ObjectPropName::String(text) => {
                        Spanned::new(text.value.into_owned(), span(base, &text.range))
                    }
                    ast::ObjectPropName::Word(word) => {
                        Spanned::new(word.value.to_owned(), span(base, &word.range))
                    }
                };
                (key, node(base, property.value))
            };
            Value::Map(object.properties.into_iter().map(entry).collect())
        }
    };
    Node { span: place, value }
}
