use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::{DataLink, JsonNumber};

/// How values are written and colored.
#[derive(Debug, Serialize)]
pub struct FieldConfig {
    /// For every series.
    pub defaults: Defaults,
    /// For some.
    pub overrides: Vec<Override>,
}

/// How the values of every series are written and colored.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Defaults {
    /// Where colors come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<ColorMode>,
    /// What only the panel's type has.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub custom: Value,
    /// Digits behind the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Links on values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<DataLink>,
    /// Texts in place of values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mappings: Option<Vec<ValueMapping>>,
    /// Upper end of the axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<JsonNumber>,
    /// Lower end of the axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<JsonNumber>,
    /// What stands where there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_value: Option<String>,
    /// Colors by value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Thresholds>,
    /// Grafana's id of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A text in place of some values.
#[derive(Debug, Serialize)]
pub struct ValueMapping {
    /// The values, and what is shown for them.
    pub options: Value,
    /// `value`, `range` or `special`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// What is shown in place of a value.
#[derive(Debug, Serialize)]
pub struct MappedTo {
    /// Its color.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Cow<'static, str>>,
    /// Its place in the list of the editor.
    pub index: usize,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where colors come from.
#[derive(Debug, Serialize)]
pub struct ColorMode {
    /// `palette-classic` or `thresholds`.
    pub mode: &'static str,
}

/// Colors by value.
#[derive(Clone, Debug, Serialize)]
pub struct Thresholds {
    /// `absolute` or `percentage`.
    pub mode: &'static str,
    /// Ascending, the first without a lower end.
    pub steps: Vec<Threshold>,
}

/// A color that holds from a value upwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// The color.
    pub color: Cow<'static, str>,
    /// Its lower end; `null` for the first.
    pub value: Option<JsonNumber>,
}

/// What differs for some series.
#[derive(Debug, Serialize)]
pub struct Override {
    /// Which ones.
    pub matcher: Matcher,
    /// What differs.
    pub properties: Vec<Property>,
}

/// Picks series.
#[derive(Debug, Serialize)]
pub struct Matcher {
    /// How: `byFrameRefID`, `byName`.
    pub id: Cow<'static, str>,
    /// Which.
    pub options: Value,
}

/// A setting by its path.
#[derive(Debug, Serialize)]
pub struct Property {
    /// The path: `unit`, `custom.axisPlacement`.
    pub id: Cow<'static, str>,
    /// The value.
    pub value: Value,
}
