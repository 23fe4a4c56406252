//! What a `PromQL` query means. [`query`] computes for each part of a query what is known of its labels, instrument, unit and
//! values ([`Ty`]); findings ([`Diagnostic`]) follow from that, with places in the query. A [`Vocabulary`] says which metrics
//! there are. Where something is not known, nothing is said.

#![forbid(unsafe_code)]

mod bounds;
mod constant;
mod diagnostic;
mod growth;
mod infer;
pub mod kind;
mod label;
mod labels;
mod metric;
mod own;
pub mod rules;
mod selector;
mod series;
mod severity;
mod share;
mod slip;
mod table;
mod ty;
pub mod unit;
mod units;
mod variable;
mod vocabulary;

pub use bounds::Bounds;
pub use constant::Constant;
pub use diagnostic::{Diagnostic, Label as PlaceLabel};
pub use growth::Growth;
pub use infer::{Part, Scope, narrow, query, query_with_parts};
pub use label::{Domain, Label};
pub use labels::{Documented, Labels, Presence, Values};
pub use metric::{Init, Metric, MetricLabel, Origin, Range};
pub use own::{as_written, scoped};
pub use rules::Rule;
pub use selector::{choices, identity};
pub use series::Series;
pub use severity::Severity;
pub use share::{is_part_of, loose};
pub use slip::{EXTRAPOLATED, exact_growth, milliseconds};
pub use table::{Keyed, Table};
pub use ty::Ty;
pub use variable::{Content, PanelVariable};
pub use vocabulary::{Catalogues, Ownership, RecordedSeries, TargetLabel, Vocabulary};
