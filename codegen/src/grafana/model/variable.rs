use serde::Serialize;

use super::Datasource;

/// A variable in the header of a dashboard.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// What `All` stands for in a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_value: Option<String>,
    /// What is chosen at first.
    pub current: Choice,
    /// Who answers the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datasource: Option<Datasource>,
    /// The query again: older versions show this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// 0: name and choice are shown.
    pub hide: u8,
    /// Whether `All` can be chosen.
    pub include_all: bool,
    /// Its name for people.
    pub label: String,
    /// Whether several values can be chosen.
    pub multi: bool,
    /// Its name in queries.
    pub name: String,
    /// What can be chosen, if that is known here; else Grafana asks for it.
    pub options: Vec<Choice>,
    /// What lists the values.
    pub query: String,
    /// When the values are listed anew: 1 with the dashboard, 2 whenever the time range changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<u8>,
    /// Which values, and which part of them: all if empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// Whether the choice stays out of the address.
    pub skip_url_sync: bool,
    /// 0: as they come; 1: by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<u8>,
    /// Where its values come from: `query`, `custom`, `interval`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A value of a variable.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Choice {
    /// Whether it is what is chosen, in a list of what can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<bool>,
    /// As people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Chosen>,
    /// As queries get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Chosen>,
}

/// What is chosen: where several can be, it is a list.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Chosen {
    /// One value.
    One(String),
    /// A list of values.
    Several(Vec<String>),
}
