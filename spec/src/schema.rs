//! The JSON Schema of the spec (draft 2020-12), made from the same declarations that read it.

use schemars::json_schema;

use crate::ast;
use crate::decode::{Placed, QuantityText, Text, Word};
use crate::destinations::{DESTINATIONS, Form, Need};
use crate::model::Calendar;

pub(crate) use gaugewright_collectors::schema::{Describe, Field, Schema, Schemas, choice, either, object};

/// The schema of the whole spec.
pub fn json() -> Schema {
    let mut schemas = Schemas::default();
    let mut root = spec(&mut schemas);
    root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    root.insert("title".into(), "metrics-spec.yaml".into());
    root.insert("$defs".into(), schemas.into_definitions());
    root
}

/// All keys of a spec, in one order.
fn spec(schemas: &mut Schemas) -> Schema {
    let mut fields = ast::Measured::fields(schemas);
    fields.extend(ast::Rest::fields(schemas));
    fields.sort_by_key(|field| ast::KEYS.iter().position(|key| *key == field.key));
    object("The metrics, alerts and dashboards of a service.", fields)
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
        // By severity, in each of these by a label, and there by its values.
        let by_name = thresholds_by_name(schemas, 3);
        either(vec![schemas.of::<QuantityText>(), by_name])
    }
}

fn thresholds_by_name(schemas: &mut Schemas, levels: usize) -> Schema {
    let mut all = vec![schemas.of::<QuantityText>(), schemas.of::<ast::LevelKeys>()];
    if levels > 1 {
        all.push(thresholds_by_name(schemas, levels - 1));
    }
    json_schema!({ "type": "object", "additionalProperties": either(all) })
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

impl Describe for ast::SloWindow {
    fn schema(schemas: &mut Schemas) -> Schema {
        let periods: Vec<&str> = Calendar::ALL.iter().map(|row| row.0).collect();
        either(vec![
            schemas.of::<crate::source::Spanned<crate::duration::Duration>>(),
            json_schema!({ "enum": periods }),
        ])
    }
}

impl Describe for ast::MinStep {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![
            schemas.of::<crate::source::Spanned<crate::duration::Duration>>(),
            json_schema!({ "type": "string", "pattern": "^\\$" }),
        ])
    }
}

impl Describe for ast::Match {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Text>(), schemas.of::<ast::MatchKeys>()])
    }
}

impl Describe for ast::Refreshed {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![
            schemas.of::<crate::source::Spanned<crate::duration::Duration>>(),
            json_schema!({ "enum": ["off"] }),
        ])
    }
}

impl Describe for ast::Row {
    fn schema(schemas: &mut Schemas) -> Schema {
        either(vec![schemas.of::<Vec<Placed<ast::Panel>>>(), schemas.of::<ast::TitledRow>()])
    }
}
