use serde::Serialize;
use serde_json::Value;

use super::{Datasource, FieldConfig, Link};

/// What stands in the grid.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Item {
    /// A panel.
    Panel(Box<Panel>),
    /// A row heading.
    Row(Row),
    /// What is given to Grafana as it stands, or partly so.
    Made(Value),
}

/// A row heading.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Whether it is folded.
    pub collapsed: bool,
    /// Its place.
    pub grid_pos: GridPos,
    /// Unique in the dashboard.
    pub id: u32,
    /// The panels under a folded row; those under an open one stand in the grid.
    pub panels: Vec<Item>,
    /// The variable it is repeated by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
    /// Its text.
    pub title: String,
    /// `row`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A panel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Panel {
    /// Who answers its queries; a text has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datasource: Option<Datasource>,
    /// What it shows.
    pub description: String,
    /// Units, colors, limits.
    pub field_config: FieldConfig,
    /// Its place.
    pub grid_pos: GridPos,
    /// Unique in the dashboard.
    pub id: u32,
    /// Links in its header.
    pub links: Vec<Link>,
    /// How many points are asked for at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_data_points: Option<u32>,
    /// How many repeated panels stand side by side at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_row: Option<u8>,
    /// What only its type has.
    pub options: Value,
    /// The variable it is repeated by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
    /// `h` or `v`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_direction: Option<&'static str>,
    /// Its queries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// Its title.
    pub title: String,
    /// What happens to the answers before they are drawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transformations: Vec<Value>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A place in the grid of 24 columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GridPos {
    /// Height.
    pub h: u32,
    /// Width.
    pub w: u32,
    /// Columns to its left.
    pub x: u32,
    /// Grid units above it.
    pub y: u32,
}

/// A query.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools)] // Grafana's form.
pub struct Target {
    /// Who answers it.
    pub datasource: Datasource,
    /// `code`: the query builder does not know every expression.
    pub editor_mode: &'static str,
    /// Whether exemplars are asked for: they cost a second query.
    pub exemplar: bool,
    /// The query.
    pub expr: String,
    /// The shape of the answer.
    pub format: Format,
    /// Whether it is not drawn.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hide: bool,
    /// Whether only the latest values are asked for.
    pub instant: bool,
    /// The least time between two points. `$__rate_interval` is four of them, or more.
    pub interval: String,
    /// What each series is called.
    pub legend_format: String,
    /// Whether the course over time is asked for.
    pub range: bool,
    /// Its letter.
    pub ref_id: String,
}

/// The shape of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A column of values for each series.
    TimeSeries,
    /// A row for each series, a column for each label.
    Table,
    /// A column for each bucket, in the order of their bounds.
    Heatmap,
}
