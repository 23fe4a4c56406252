//! What promtool reads: `promtool test rules`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::course::Script;

/// A file of tests.
#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) rule_files: Vec<String>,
    pub(super) evaluation_interval: String,
    /// Without it promtool evaluates groups in any order, and an alert may look at what is not yet recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) group_eval_order: Vec<String>,
    pub(super) tests: Vec<Test>,
}

/// Series, and what is expected of rules that look at them.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names, reason = "promtool calls them so")]
pub(super) struct Test {
    pub(super) name: Cow<'static, str>,
    pub(super) interval: String,
    pub(super) input_series: Vec<Input>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) alert_rule_test: Vec<AlertTest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) promql_expr_test: Vec<QueryTest>,
    /// What it does, for pictures.
    #[serde(skip)]
    pub(super) script: Script,
}

#[derive(Debug, Serialize)]
pub(super) struct Input {
    pub(super) series: String,
    pub(super) values: String,
}

/// The alerts that fire at a time.
#[derive(Debug, Serialize)]
pub(super) struct AlertTest {
    pub(super) eval_time: String,
    pub(super) alertname: String,
    pub(super) exp_alerts: Vec<ExpectedAlert>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ExpectedAlert {
    pub(super) exp_labels: BTreeMap<String, String>,
    pub(super) exp_annotations: BTreeMap<String, String>,
}

/// What a query finds at a time.
#[derive(Clone, Debug, Serialize)]
pub(super) struct QueryTest {
    pub(super) expr: String,
    pub(super) eval_time: String,
    pub(super) exp_samples: Vec<ExpectedSample>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ExpectedSample {
    pub(super) labels: String,
    pub(super) value: f64,
}
