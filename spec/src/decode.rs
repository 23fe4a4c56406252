//! From the YAML tree to typed values. Every problem is reported and reading goes on, so one run names all
//! of them. [`record!`] and [`keywords!`] declare a shape once: the struct, its reader and its JSON Schema.

use crate::diagnostic::{Diagnostic, Sink};
use crate::duration::Duration;
use crate::lint::rules;
use crate::number::Number;
use crate::quantity::Quantity;
use crate::source::{Source, Span, Spanned};
use crate::suggest;
use crate::unit::Units;
use crate::yaml::{Node, Value};

/// What reading needs: the text for places, and somewhere to report to.
#[derive(Debug)]
pub(crate) struct Reader<'s> {
    pub(crate) source: &'s Source,
    pub(crate) sink: Sink,
}

impl Reader<'_> {
    pub(crate) fn wrong_type(&mut self, node: &Node, expected: &str) {
        let found = node.value.describe();
        let place = self.source.first_line_of(node.span);
        let message = format!("expected {expected}, found {found}");
        let help = type_help(node, self.source.slice(node.span), expected);
        self.sink.report(Diagnostic::new(&rules::WRONG_TYPE, place, message).maybe_help(help));
    }
}

/// What to write instead, where that is plain.
fn type_help(node: &Node, written: &str, expected: &str) -> Option<String> {
    match (&node.value, expected) {
        (Value::Number(_) | Value::Bool(_), TEXT) => Some(format!("put it in quotes: \"{written}\"")),
        (Value::Null, _) => Some("write a value behind the colon, or remove the key".into()),
        (Value::Text(_) | Value::Number(_), LIST) => Some(format!("put it in brackets: [{written}]")),
        (Value::Text(text), WHOLE_NUMBER) if text.parse::<u64>().is_ok() => {
            Some(format!("remove the quotes: {text}"))
        }
        (Value::Text(text), BOOL) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some("write true".into()),
            "false" | "no" | "off" | "n" => Some("write false".into()),
            _ => None,
        },
        (Value::List(_), MAPPING) => Some("write names as keys: `name: …`".into()),
        _ => None,
    }
}

/// Something that can be read from a YAML node.
pub(crate) trait Decode: Sized {
    /// Reads it; nothing if that failed, and then the reason has been reported.
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;

    /// What it is if its key is not there; nothing if the key must be there.
    fn absent() -> Option<Self> {
        None
    }
}

const TEXT: &str = "text";
const LIST: &str = "a list";
const MAPPING: &str = "a mapping of names";
const BOOL: &str = "`true` or `false`";
const WHOLE_NUMBER: &str = "a whole number";

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            // A key with nothing behind it is as good as none.
            Value::Null => Some(None),
            _ => T::decode(node, reader).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, LIST);
            return None;
        };
        // Broken items are left out; they have been reported.
        Some(items.iter().filter_map(|item| T::decode(item, reader)).collect())
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// Text.
pub(crate) type Text = Spanned<String>;

impl Decode for Text {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::new(text.clone(), node.span)),
            _ => {
                reader.wrong_type(node, TEXT);
                None
            }
        }
    }
}

/// A whole number.
pub(crate) type Spanned64 = Spanned<u64>;

/// A name or value where the type does not matter: `404`, `true` and `openai` are all words.
#[derive(Clone, Debug)]
pub(crate) struct Word(pub(crate) Text);

impl Decode for Word {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(Self(Spanned::new(text.clone(), node.span))),
            Value::Bool(_) => Some(Self(Spanned::new(reader.source.slice(node.span).to_owned(), node.span))),
            _ => {
                reader.wrong_type(node, "a word");
                None
            }
        }
    }
}

/// A quantity as written; what it means is known once all units are.
#[derive(Clone, Debug)]
pub(crate) struct QuantityText(pub(crate) Text);

impl Decode for QuantityText {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(Self(Spanned::new(text.clone(), node.span))),
            _ => {
                reader.wrong_type(node, "a quantity such as `5%`, `10s` or `50GB`");
                None
            }
        }
    }
}

impl Decode for Spanned<Duration> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let QuantityText(text) = QuantityText::decode(node, reader)?;
        let quantity = Quantity::parse(&text, &Units::default()).ok();
        let unit = quantity.as_ref().and_then(|quantity| quantity.unit.clone());
        let seconds =
            quantity.filter(|_| unit.is_some_and(|unit| unit.is_comparable(&crate::unit::Unit::seconds())));
        let duration = seconds.and_then(|seconds| Duration::from_seconds(seconds.in_base_units()?));
        let duration = duration.filter(|duration| !duration.is_zero());
        if duration.is_none() {
            let message = format!("`{}` is no duration", *text);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, message);
            reader.sink.report(diagnostic.help("write a number with its unit: `15s`, `5m`, `1h30m`, `30d`"));
        }
        duration.map(|duration| Self::new(duration, node.span))
    }
}

impl Decode for Spanned<bool> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(Self::new(value, node.span)),
            _ => {
                reader.wrong_type(node, BOOL);
                None
            }
        }
    }
}

impl Decode for Spanned<u64> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Number(text) = &node.value
            && let Ok(value) = text.parse()
        {
            return Some(Self::new(value, node.span));
        }
        reader.wrong_type(node, WHOLE_NUMBER);
        None
    }
}

impl Decode for Spanned<Number> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Number(text) = &node.value
            && let Some(value) = Number::parse(text)
        {
            return Some(Self::new(value, node.span));
        }
        reader.wrong_type(node, "a decimal number");
        None
    }
}

/// Named things in the order of the text. Names are unique.
#[derive(Clone, Debug)]
pub(crate) struct Map<T>(pub(crate) Vec<(Text, T)>);

impl<T> Map<T> {
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (Text, T)> {
        self.0.iter()
    }
}

impl<T: Decode> Decode for Map<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            if node.value == Value::Null {
                return Some(Self(Vec::new()));
            }
            reader.wrong_type(node, MAPPING);
            return None;
        };
        report_duplicates(entries, reader);
        let decoded =
            entries.iter().filter_map(|(key, value)| Some((key.clone(), T::decode(value, reader)?)));
        Some(Self(decoded.collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// Reports every key that stands more than once.
fn report_duplicates(entries: &[(Text, Node)], reader: &mut Reader<'_>) {
    let mut seen = std::collections::BTreeMap::new();
    for (key, _) in entries {
        if let Some(first) = seen.insert(key.value.as_str(), key.span) {
            let message = format!("`{}` is defined twice", **key);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, key.span, message);
            reader.sink.report(diagnostic.also(first, "first here").help("rename or remove one of the two"));
        }
    }
}

/// A value together with the place of the whole node.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T: Decode> Decode for Placed<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::decode(node, reader).map(|value| Self { value, span: node.span })
    }
}

impl<T> std::ops::Deref for Placed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// The entries of a record: reports keys it does not have, gives the values of those it has.
pub(crate) struct Fields<'n> {
    entries: &'n [(Text, Node)],
    span: Span,
}

impl<'n> Fields<'n> {
    pub(crate) fn of(node: &'n Node, keys: &[&str], reader: &mut Reader<'_>) -> Option<Self> {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Null => &[],
            _ => {
                let expected = format!("a mapping with the keys {}", suggest::list(keys.iter().copied()));
                reader.wrong_type(node, &expected);
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
            reader.sink.report(diagnostic.help(rest.or(guess).unwrap_or_else(known)));
        }
        Some(Self { entries, span: node.span })
    }

    /// The value of a key; nothing if it is broken or missing, which has then been reported.
    pub(crate) fn take<T: Decode>(&self, key: &str, doc: &str, reader: &mut Reader<'_>) -> Option<T> {
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
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub(crate) struct $name:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident $(= $key:literal)? : $type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        #[allow(clippy::struct_field_names)] // The keys of the spec name the fields.
        pub(crate) struct $name {
            $( $(#[doc = $field_doc])* pub(crate) $field: $type, )*
        }

        impl $crate::decode::Decode for $name {
            fn decode(
                node: &$crate::yaml::Node,
                reader: &mut $crate::decode::Reader<'_>,
            ) -> Option<Self> {
                const KEYS: &[&str] = &[$( $crate::decode::key!($field $(= $key)?) ),*];
                let fields = $crate::decode::Fields::of(node, KEYS, reader)?;
                // All fields are read before the first missing one ends it: every problem is reported.
                $( let $field = fields.take::<$type>(
                    $crate::decode::key!($field $(= $key)?),
                    concat!($($field_doc),*),
                    reader,
                ); )*
                Some(Self { $( $field: $field?, )* })
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::schema::Describe for $name {
            fn name() -> Option<&'static str> {
                Some(stringify!($name))
            }

            fn schema(schemas: &mut $crate::schema::Schemas) -> $crate::schema::Schema {
                let fields = [$(
                    $crate::schema::Field {
                        key: $crate::decode::key!($field $(= $key)?),
                        doc: concat!($($field_doc),*),
                        required: <$type as $crate::decode::Decode>::absent().is_none(),
                        schema: schemas.of::<$type>(),
                    },
                )*];
                $crate::schema::object(concat!($($doc),*), fields)
            }
        }
    };
}

macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident = $key:literal) => {
        $key
    };
}

/// Declares a choice among words: the enum, its reader, and its JSON Schema.
macro_rules! keywords {
    (
        $(#[doc = $doc:literal])*
        $name:ident = $all:expr
    ) => {
        impl $crate::decode::Decode for $crate::source::Spanned<$name> {
            fn decode(
                node: &$crate::yaml::Node,
                reader: &mut $crate::decode::Reader<'_>,
            ) -> Option<Self> {
                $crate::decode::keyword(node, reader, $all)
            }
        }

        #[cfg(feature = "schema")]
        impl $crate::schema::Describe for $crate::source::Spanned<$name> {
            fn schema(_: &mut $crate::schema::Schemas) -> $crate::schema::Schema {
                $crate::schema::choice(concat!($($doc),*), ($all).iter().map(|row| row.0))
            }
        }
    };
}

pub(crate) use {key, keywords, record};

/// Reads one of several words.
pub(crate) fn keyword<T: Copy>(
    node: &Node,
    reader: &mut Reader<'_>,
    all: &[(&str, T)],
) -> Option<Spanned<T>> {
    let names = || all.iter().map(|row| row.0);
    let Value::Text(text) = &node.value else {
        reader.wrong_type(node, &format!("one of {}", suggest::list(names())));
        return None;
    };
    if let Some((_, value)) = all.iter().find(|row| row.0 == text) {
        return Some(Spanned::new(*value, node.span));
    }
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, format!("`{text}` is not known here"));
    let known = || format!("write one of {}", suggest::list(names()));
    let help = suggest::did_you_mean(text, names()).unwrap_or_else(known);
    reader.sink.report(diagnostic.help(help));
    None
}
