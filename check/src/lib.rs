//! What a `PromQL` query means. [`query`] computes for each part of a query what is known of its labels, instrument, unit and
//! values ([`Ty`]); findings ([`Diagnostic`]) follow from that, with places in the query. A [`Vocabulary`] says which metrics
//! there are. Where something is not known, nothing is said.

#![forbid(unsafe_code)]

mod bounds;
mod constant;
mod growth;
mod infer;
mod labels;
mod order;
mod own;
mod passing;
pub mod rules;
mod selector;
mod share;
mod slip;
pub mod spoken;
mod ty;
mod units;
mod variable;
mod vocabulary;

pub use gaugewright_base::{
    Diagnostic, Domain, Init, Keyed, Label, Metric, MetricLabel, Origin, PlaceLabel, Range, Rule, Series,
    Severity, Table, kind, unit,
};

pub use bounds::Bounds;
pub use constant::Constant;
pub use growth::Growth;
pub use infer::{Part, Scope, query, query_with_parts};
pub use labels::{Documented, Labels, Presence, Values};
pub use own::{as_written, scoped};
pub use passing::narrow;
pub use selector::{choices, identity};
pub use share::{is_part_of, loose};
pub use slip::{DIVIDE_ALIKE, EXTRAPOLATED, exact_growth, milliseconds, per_byte};
pub use ty::Ty;
pub use variable::{Content, PanelVariable};
pub use vocabulary::{Catalogues, Ownership, RecordedSeries, TargetLabel, Vocabulary};
