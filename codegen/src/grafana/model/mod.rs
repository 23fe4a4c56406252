//! Grafana's dashboard JSON, in the classic form that every Grafana from 10 to 13 takes from a provisioned
//! file. The structs have the fields that are ever set, in the order in which Grafana's own export has them.

mod dashboard;
mod datasource;
mod field;
mod link;
mod number;
mod options;
mod panel;
mod variable;

pub use dashboard::{Annotation, Annotations, Dashboard, Empty, SCHEMA_VERSION, Templating, TimeRange};
pub use datasource::Datasource;
pub use field::{
    ColorMode, Defaults, FieldConfig, MappedTo, Matcher, Override, Property, Threshold, Thresholds,
    ValueMapping,
};
pub use link::{DataLink, Link, LinkKind};
pub use number::JsonNumber;
pub use options::{Legend, LegendMode, Reduce, Tooltip};
pub use panel::{Format, GridPos, Item, Panel, Row, Target};
pub use variable::{Choice, Chosen, Variable};

use serde::Serialize;
use serde_json::Value;

/// A part of the model whose type the surrounding struct does not name: options differ by panel type.
///
/// # Panics
/// Never: the structs of this module hold strings, numbers and lists, and all of them serialise.
pub fn to_value(part: &impl Serialize) -> Value {
    serde_json::to_value(part).expect("strings, numbers and lists serialise")
}
