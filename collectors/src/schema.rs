//! What is decoded, as JSON Schema (draft 2020-12), made from the same declarations that read it.

use std::collections::BTreeMap;

pub use schemars::Schema;
use schemars::json_schema;
use serde_json::Map as Object;

use crate::ast;
use crate::decode::{Hold, Keyword, Map, Placed, QuantityText, Text, Word};
use crate::duration::Duration;
use crate::number::Number;
use crate::source::Spanned;

/// Something that the schema can describe.
pub trait Describe {
    /// The name of its definition; nothing if it is described in place.
    fn name() -> Option<&'static str> {
        None
    }

    /// Its description.
    fn schema(schemas: &mut Schemas) -> Schema;
}

/// The definitions so far.
#[derive(Default)]
pub struct Schemas {
    definitions: BTreeMap<String, Schema>,
}

impl Schemas {
    /// All of them, by their names.
    pub fn into_definitions(self) -> serde_json::Value {
        let definitions = self.definitions.into_iter().map(|(name, schema)| (name, schema.to_value()));
        definitions.collect::<Object<_, _>>().into()
    }

    /// The description of a type, or a reference to its definition.
    pub fn of<T: Describe>(&mut self) -> Schema {
        let Some(name) = T::name() else {
            return T::schema(self);
        };
        if !self.definitions.contains_key(name) {
            // A placeholder first, so that a type which contains itself ends.
            self.definitions.insert(name.into(), Schema::default());
            let schema = T::schema(self);
            self.definitions.insert(name.into(), schema);
        }
        json_schema!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// A key of a mapping.
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What stands behind it.
    pub schema: Schema,
}

/// A mapping with fixed keys.
pub fn object(doc: &str, fields: impl IntoIterator<Item = Field>) -> Schema {
    let mut properties = Object::new();
    let mut required = Vec::new();
    for mut field in fields {
        field.schema.insert("description".into(), field.doc.trim().into());
        properties.insert(field.key.into(), field.schema.to_value());
        if field.required {
            required.push(field.key);
        }
    }
    json_schema!({
        "type": "object",
        "description": doc.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// One of several words.
pub fn choice<'w>(doc: &str, words: impl Iterator<Item = &'w str>) -> Schema {
    json_schema!({ "enum": words.collect::<Vec<_>>(), "description": doc.trim() })
}

/// One of several forms.
pub fn either(schemas: Vec<Schema>) -> Schema {
    let all: Vec<_> = schemas.into_iter().map(Schema::to_value).collect();
    json_schema!({ "anyOf": all })
}

macro_rules! describe {
    ($($type:ty => $schema:tt;)*) => {
        $(impl Describe for $type {
            fn schema(_: &mut Schemas) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

describe! {
    Text => { "type": "string" };
    Word => { "type": ["string", "number", "boolean"] };
    QuantityText => { "type": ["string", "number"] };
    Spanned<Duration> => { "type": "string", "pattern": "^[0-9]" };
    Spanned<bool> => { "type": "boolean" };
    Spanned<u64> => { "type": "integer", "minimum": 0 };
    Spanned<Number> => { "type": "number" };
}

impl<T: Describe> Describe for Option<T> {
    fn schema(schemas: &mut Schemas) -> Schema {
        schemas.of::<T>()
    }
}

impl<T: Describe> Describe for Placed<T> {
    fn name() -> Option<&'static str> {
        T::name()
    }

    fn schema(schemas: &mut Schemas) -> Schema {
        T::schema(schemas)
    }
}

impl<T: Describe> Describe for Vec<T> {
    fn schema(schemas: &mut Schemas) -> Schema {
        json_schema!({ "type": "array", "items": schemas.of::<T>() })
    }
}

impl<T: Describe> Describe for Map<T> {
    fn schema(schemas: &mut Schemas) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": schemas.of::<T>() })
    }
}

impl Describe for ast::LabelUse {
    fn schema(_: &mut Schemas) -> Schema {
        either(vec![
            json_schema!({ "type": "string" }),
            json_schema!({
                "type": "object",
                "additionalProperties": { "type": "string" },
                "minProperties": 1,
                "maxProperties": 1,
            }),
        ])
    }
}

impl Describe for ast::Outside {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "string" }), schemas.of::<ast::OwnCatalogue>()])
    }
}

impl Describe for ast::Silence {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "string" }), schemas.of::<ast::Silenced>()])
    }
}

impl Describe for ast::Buckets {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Vec<QuantityText>>(), schemas.of::<ast::BucketSteps>()])
    }
}

impl Describe for Hold {
    fn schema(schemas: &mut Schemas) -> Schema {
        schemas.of::<Spanned<Duration>>()
    }
}

impl<T: Keyword> Describe for Spanned<T> {
    fn schema(_: &mut Schemas) -> Schema {
        choice(T::DOC, T::ALL.iter().map(|row| row.0))
    }
}
