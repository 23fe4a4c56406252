//! Somebody who reads what has changed.

/// Somebody who reads series.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    /// What it is: `alert`.
    pub what: &'static str,
    /// Its name.
    pub name: String,
    /// Where it stands, if not in the spec itself.
    pub of: Option<String>,
}
