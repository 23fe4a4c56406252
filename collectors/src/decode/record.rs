//! Maps with known keys: records, and words of a list.

use super::map::report_duplicates;
use super::{Decode, Reader, Text, habit};
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::yaml::{Node, Value};

/// The entries of a record: reports keys it does not have, gives the values of those it has.
pub struct Fields<'n> {
    entries: &'n [(Text, Node)],
    span: Span,
}

impl<'n> Fields<'n> {
    /// Those of a mapping; nothing if it is none, which is then reported.
    pub fn of(node: &'n Node, keys: &[&str], reader: &mut Reader<'_>) -> Option<Self> {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Null => &[],
            _ => {
                let expected = format!("a mapping with the keys {}", suggest::list(keys.iter().copied()));
                match habit::record(node, reader.source.slice(node.span), keys) {
                    Some(help) => reader.wrong_type_but(node, &expected, Some(help)),
                    None => reader.wrong_type(node, &expected),
                }
                return None;
            }
        };
        report_duplicates(entries, reader);
        for (key, value) in entries.iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
            let diagnostic =
                Diagnostic::new(&rules::UNKNOWN_KEY, key.span, format!("unknown key `{}`", **key));
            let guess = suggest::did_you_mean(key, keys.iter().copied());
            let known = || format!("the keys here are {}", suggest::list(keys.iter().copied()));
            // `{ expr: sum by (a, b) (x) }`: in braces a comma ends the text, and the rest is taken for a key.
            let is_rest = value.value == Value::Null && key.contains(['(', ')', ' ']);
            let rest = is_rest.then(|| "a comma ends the text before it: put that text in quotes".to_owned());
            let habit = habit::key(key, keys);
            reader.sink.report(diagnostic.help(rest.or(habit).or(guess).unwrap_or_else(known)));
        }
        Some(Self { entries, span: node.span })
    }

    /// The value of a key; nothing if it is broken or missing, which has then been reported.
    pub fn take<T: Decode>(&self, key: &str, doc: &str, reader: &mut Reader<'_>) -> Option<T> {
        match self.entries.iter().find(|(name, _)| name.value == key) {
            Some((_, node)) => T::decode(node, reader),
            None => T::absent().or_else(|| {
                // The first key of the record is a better place than all of its lines.
                let first = self.entries.first().map(|(key, _)| (key.span, "in this mapping"));
                let (place, words) = first.unwrap_or((self.span, "nothing is here"));
                let message = format!("the key `{key}` is missing");
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, place, message).label(words);
                let says = doc.trim().trim_end_matches('.');
                reader.sink.report(diagnostic.help(format!("add `{key}`: {says}")));
                None
            }),
        }
    }
}

/// Declares a mapping with fixed keys: the struct, its reader, and its JSON Schema. A key is the field's name
/// unless another is given behind `=`. Fields of type `Option`, `Vec` and `Map` may be absent.
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident $(= $key:literal)? : $type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[allow(clippy::struct_field_names)] // The keys of the spec name the fields.
        $vis struct $name {
            $( $(#[doc = $field_doc])* $vis $field: $type, )*
        }

        impl $name {
            /// Its keys.
            $vis const KEYS: &'static [&'static str] = &[$( $crate::key!($field $(= $key)?) ),*];

            /// Reads it from the entries of a mapping, which may have others.
            $vis fn take(
                fields: &$crate::decode::Fields<'_>,
                reader: &mut $crate::decode::Reader<'_>,
            ) -> Option<Self> {
                // All fields are read before the first missing one ends it: every problem is reported.
                $( let $field = fields.take::<$type>(
                    $crate::key!($field $(= $key)?),
                    concat!($($field_doc),*),
                    reader,
                ); )*
                Some(Self { $( $field: $field?, )* })
            }
        }

        impl $crate::decode::Decode for $name {
            fn decode(
                node: &$crate::yaml::Node,
                reader: &mut $crate::decode::Reader<'_>,
            ) -> Option<Self> {
                let fields = $crate::decode::Fields::of(node, Self::KEYS, reader)?;
                Self::take(&fields, reader)
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::schema::Describe for $name {
            fn name() -> Option<&'static str> {
                Some(stringify!($name))
            }

            fn schema(schemas: &mut $crate::schema::Schemas) -> $crate::schema::Schema {
                $crate::schema::object(concat!($($doc),*), Self::fields(schemas))
            }
        }

        #[cfg(feature = "schema")]
        impl $name {
            /// What the schema says of its keys.
            $vis fn fields(schemas: &mut $crate::schema::Schemas) -> Vec<$crate::schema::Field> {
                vec![$(
                    $crate::schema::Field {
                        key: $crate::key!($field $(= $key)?),
                        doc: concat!($($field_doc),*),
                        required: <$type as $crate::decode::Decode>::absent().is_none(),
                        schema: schemas.of::<$type>(),
                    },
                )*]
            }
        }
    };
}

/// The key of a field of a [`record!`].
#[doc(hidden)]
#[macro_export]
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident = $key:literal) => {
        $key
    };
}

/// A choice among words. [`keywords!`](crate::keywords) declares it.
pub trait Keyword: Copy + 'static {
    /// What is chosen.
    const DOC: &'static str;
    /// Every choice by its name.
    const ALL: &'static [(&'static str, Self)];
}

impl<T: Keyword> Decode for Spanned<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        keyword(node, reader, T::ALL)
    }
}

/// Declares a choice among words: the enum, its reader, and its JSON Schema.
#[macro_export]
macro_rules! keywords {
    (
        $(#[doc = $doc:literal])*
        $name:ident = $all:expr
    ) => {
        impl $crate::decode::Keyword for $name {
            const DOC: &'static str = concat!($($doc),*);
            const ALL: &'static [(&'static str, Self)] = $all;
        }
    };
}

/// Reads one of several words.
pub fn keyword<T: Copy>(node: &Node, reader: &mut Reader<'_>, all: &[(&str, T)]) -> Option<Spanned<T>> {
    let names = || all.iter().map(|row| row.0);
    let Value::Text(text) = &node.value else {
        reader.wrong_type(node, &format!("one of {}", suggest::list(names())));
        return None;
    };
    if let Some((_, value)) = all.iter().find(|row| row.0 == text) {
        return Some(Spanned::new(*value, node.span));
    }
    let diagnostic =
        Diagnostic::new(&rules::BAD_VALUE, node.span, format!("`{text}` is not one of the choices"));
    let known = || format!("write one of {}", suggest::list(names()));
    let help = suggest::did_you_mean(text, names()).unwrap_or_else(known);
    reader.sink.report(diagnostic.help(help));
    None
}
