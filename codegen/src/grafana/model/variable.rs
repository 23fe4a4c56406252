use serde::Serialize;

use super::Datasource;

/// A variable in the header of a dashboard.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// What `All` stands for in a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_value: Option<&'static str>,
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
    /// Never filled: Grafana asks for them.
    pub options: Vec<Choice>,
    /// What lists the values.
    pub query: String,
    /// When the values are listed anew: 1 with the dashboard, 2 whenever the time range changes.
    pub refresh: u8,
    /// Which part of the values counts: all of it.
    pub regex: &'static str,
    /// Whether the choice stays out of the address.
    pub skip_url_sync: bool,
    /// 0: as they come; 1: by name.
    pub sort: u8,
    /// `datasource` or `query`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A value of a variable.
#[derive(Debug, Default, Serialize)]
pub struct Choice {
    /// As people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'static str>,
    /// As queries get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'static str>,
}
