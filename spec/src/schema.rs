//! The JSON Schema of the spec (draft 2020-12), made from the same declarations that read it.

use std::collections::BTreeMap;

use schemars::json_schema;

use crate::ast;
use crate::decode::{Hold, Map, Placed, QuantityText, Text, Word};
use crate::destinations::{DESTINATIONS, Form, Need};
use crate::duration::Duration;
use crate::number::Number;
use crate::source::Spanned;

pub(crate) use schemars::Schema;

/// The schema of the whole spec.
pub fn json() -> Schema {
    let mut schemas = Schemas::default();
    let mut root = ast::Spec::schema(&mut schemas);
    root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    root.insert("title".into(), "metrics-spec.yaml".into());
    let definitions = schemas.definitions.into_iter().map(|(name, schema)| (name, schema.to_value()));
    root.insert("$defs".into(), definitions.collect::<serde_map::Map>().into());
    root
}

mod serde_map {
    pub(super) type Map = serde_json::Map<String, serde_json::Value>;
}

/// Something that the schema can describe.
pub(crate) trait Describe {
    /// The name of its definition; nothing if it is described in place.
    fn name() -> Option<&'static str> {
        None
    }

    /// Its description.
    fn schema(schemas: &mut Schemas) -> Schema;
}

/// The definitions so far.
#[derive(Default)]
pub(crate) struct Schemas {
    definitions: BTreeMap<String, Schema>,
}

impl Schemas {
    /// The description of a type, or a reference to its definition.
    pub(crate) fn of<T: Describe>(&mut self) -> Schema {
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
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
}

/// A mapping with fixed keys.
pub(crate) fn object(doc: &str, fields: impl IntoIterator<Item = Field>) -> Schema {
    let mut properties = serde_map::Map::new();
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
pub(crate) fn choice<'w>(doc: &str, words: impl Iterator<Item = &'w str>) -> Schema {
    json_schema!({ "enum": words.collect::<Vec<_>>(), "description": doc.trim() })
}

fn either(schemas: Vec<Schema>) -> Schema {
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

impl<T: Describe> Describe for ast::OneOrMany<T> {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<T>(), schemas.of::<Vec<T>>()])
    }
}

impl<const KIND: usize> Describe for ast::Destination<KIND> {
    fn name() -> Option<&'static str> {
        Some(DESTINATIONS[KIND].schema)
    }

    fn schema(_: &mut Schemas) -> Schema {
        let kind = &DESTINATIONS[KIND];
        let fields = kind.keys.iter().map(|key| Field {
            key: key.name,
            doc: key.about,
            required: key.need == Need::Required,
            schema: match key.form {
                Form::Choice(words) => choice("", words.iter().copied()),
                Form::Text | Form::File | Form::Url => json_schema!({ "type": "string" }),
                Form::Bool => json_schema!({ "type": "boolean" }),
                Form::Integer => json_schema!({ "type": "integer" }),
                Form::Duration => json_schema!({ "type": "string", "pattern": "^[0-9]" }),
                Form::Texts => json_schema!({ "type": "array", "items": { "type": "string" } }),
            },
        });
        let raw = Field {
            key: ast::RAW,
            doc: ast::RAW_DOC,
            required: false,
            schema: json_schema!({ "type": "object" }),
        };
        object(kind.about, fields.chain([raw]))
    }
}

impl Describe for ast::Selection {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<ast::OneOrMany<Text>>(), schemas.of::<ast::Selected>()])
    }
}

impl Describe for ast::Silence {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "string" }), schemas.of::<ast::Silenced>()])
    }
}

impl Describe for ast::Choice {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Word>(), schemas.of::<ast::NamedChoice>()])
    }
}

impl Describe for ast::Record {
    fn schema(schemas: &mut Schemas) -> Schema {
        let name = json_schema!({ "type": "string", "pattern": "^[a-zA-Z_:][a-zA-Z0-9_:]*$" });
        either(vec![json_schema!({ "type": "boolean" }), name, schemas.of::<ast::RecordKeys>()])
    }
}

impl Describe for ast::QueryOrText {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "string" }), schemas.of::<ast::Query>()])
    }
}

impl Describe for Hold {
    fn schema(schemas: &mut Schemas) -> Schema {
        schemas.of::<Spanned<Duration>>()
    }
}

impl Describe for ast::Buckets {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Vec<QuantityText>>(), schemas.of::<ast::BucketSteps>()])
    }
}

impl Describe for ast::Raw {
    fn schema(_: &mut Schemas) -> Schema {
        json_schema!({ "type": "object" })
    }
}

impl Describe for ast::AlertText {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Text>(), schemas.of::<ast::GoTemplate>()])
    }
}

impl Describe for ast::Thresholds {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<QuantityText>(), schemas.of::<Map<ast::AlertLevel>>()])
    }
}

impl Describe for ast::AlertLevel {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<QuantityText>(), schemas.of::<ast::LevelKeys>()])
    }
}

impl Describe for ast::SloAlert {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "boolean" }), schemas.of::<ast::SloAlertKeys>()])
    }
}

impl Describe for ast::OutputChoice {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![json_schema!({ "type": "boolean" }), schemas.of::<ast::OutputPlace>()])
    }
}

impl Describe for ast::ValueMapping {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Text>(), schemas.of::<ast::MappedTo>()])
    }
}

impl Describe for ast::Match {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Text>(), schemas.of::<ast::MatchKeys>()])
    }
}

impl Describe for ast::Refreshed {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Spanned<Duration>>(), json_schema!({ "enum": ["off"] })])
    }
}

impl Describe for ast::Row {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Vec<Placed<ast::Panel>>>(), schemas.of::<ast::TitledRow>()])
    }
}
