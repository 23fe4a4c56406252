use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::{Datasource, Item};

/// The version of the classic schema. The oldest Grafana that knows it decides: 39 came with 11.1; 10 reads
/// it as well, and 12 and 13 migrate it when they load it.
pub const SCHEMA_VERSION: u32 = 39;

/// A dashboard. `id`, `version` and `iteration` are Grafana's own business and stay out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// What draws marks over every panel.
    pub annotations: Annotations,
    /// What it is for.
    pub description: String,
    /// Never: a provisioned dashboard that someone edits is lost with the next start.
    pub editable: bool,
    /// January.
    pub fiscal_year_start_month: u8,
    /// 1: the crosshair is shared by all panels.
    pub graph_tooltip: u8,
    /// Links in the header.
    pub links: Vec<Value>,
    /// Panels and row headings, top to bottom.
    pub panels: Vec<Item>,
    /// Time between two refreshes; empty if it never refreshes by itself.
    pub refresh: String,
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Tags to find it by.
    pub tags: Vec<String>,
    /// The variables in the header.
    pub templating: Templating,
    /// What it shows when opened.
    pub time: TimeRange,
    /// Nothing differs from Grafana's defaults.
    pub timepicker: Empty,
    /// `browser` is that of whoever looks.
    pub timezone: String,
    /// Its title.
    pub title: String,
    /// Its stable id.
    pub uid: String,
    /// That of whoever looks.
    pub week_start: &'static str,
}

/// `{}`.
#[derive(Debug, Default, Serialize)]
pub struct Empty {}

/// A time range relative to now.
#[derive(Debug, Serialize)]
pub struct TimeRange {
    /// `now-6h`.
    pub from: String,
    /// `now`.
    pub to: &'static str,
}

/// The variables of a dashboard.
#[derive(Debug, Serialize)]
pub struct Templating {
    /// In the order of the header.
    pub list: Vec<Value>,
}

/// The annotations of a dashboard.
#[derive(Debug, Serialize)]
pub struct Annotations {
    /// Grafana's own first.
    pub list: Vec<Value>,
}

/// Marks that are drawn over every panel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Annotation {
    /// 1 for the one that every dashboard has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built_in: Option<u8>,
    /// Where the marks come from.
    pub datasource: Datasource,
    /// Whether they are shown at first.
    pub enable: bool,
    /// The query, if Prometheus has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expr: Option<String>,
    /// Whether the switch in the header is hidden.
    pub hide: bool,
    /// Their color.
    pub icon_color: Cow<'static, str>,
    /// The name of the switch.
    pub name: String,
    /// Time between two samples of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Labels that are shown as tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_keys: Option<String>,
    /// What Grafana's own annotations filter by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Value>,
    /// The text of a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_format: Option<String>,
    /// The title of a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_format: Option<String>,
    /// `dashboard` for Grafana's own.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
}
