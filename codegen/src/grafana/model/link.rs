//! Links in the header of a dashboard or panel.

use serde::Serialize;

/// A link in the header of a dashboard or panel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools)] // Grafana's form.
pub struct Link {
    /// Whether several targets stand in a menu.
    pub as_dropdown: bool,
    /// The picture beside it.
    pub icon: &'static str,
    /// Whether the chosen variables go along.
    pub include_vars: bool,
    /// Whether the chosen time goes along.
    pub keep_time: bool,
    /// The tags of the dashboards in the menu.
    pub tags: Vec<String>,
    /// Whether it opens a new tab.
    pub target_blank: bool,
    /// Its title.
    pub title: String,
    /// What is shown when the pointer rests on it.
    pub tooltip: &'static str,
    /// To one place, or to all dashboards with a tag.
    #[serde(rename = "type")]
    pub kind: LinkKind,
    /// Where it leads.
    pub url: String,
}

/// A link on a value.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataLink {
    /// Whether it opens a new tab.
    pub target_blank: bool,
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// One address.
    Link,
    /// Every dashboard that has all the tags.
    Dashboards,
}
