//! What the crates of Gaugewright speak in: metrics with their kinds, labels and units, exact numbers and durations, places in a
//! text, and findings. Every program with collectors compiles it, so it is small, and depends on nothing.

#![forbid(unsafe_code)]

mod diagnostic;
pub mod duration;
pub mod kind;
mod label;
mod metric;
pub mod number;
mod piece;
mod rule;
mod series;
mod severity;
mod span;
pub mod suggest;
mod table;
pub mod unit;

pub use diagnostic::{Diagnostic, Label as PlaceLabel};
pub use label::{Domain, Label};
pub use metric::{Init, Metric, MetricLabel, Origin, Range};
pub use piece::Piece;
pub use rule::{Rule, UNIT_MISMATCH};
pub use series::Series;
pub use severity::Severity;
pub use span::{Span, Spanned};
pub use table::{Keyed, Table};
