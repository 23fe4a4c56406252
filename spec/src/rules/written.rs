//! What rules about alerts as a whole look at.

use crate::ast;
use crate::check::Vocabulary;
use crate::decode::Text;
use crate::duration::Duration;
use crate::model::{Alert, Table, Track};
use crate::source::Source;

/// An alert, and how it stands in the spec.
pub(crate) struct Written<'a> {
    pub(crate) name: &'a Text,
    pub(crate) ast: &'a ast::Alert,
    pub(crate) alert: &'a Alert,
    /// Time between two evaluations.
    pub(crate) evaluation: Duration,
}

/// What these rules need to know beside the alerts.
pub(crate) struct Around<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) tracks: &'a Table<Track>,
    pub(crate) source: &'a Source,
    /// Time between two scrapes.
    pub(crate) scrape: Duration,
}
