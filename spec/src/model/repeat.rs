/// A panel that is there once for each chosen value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The variable.
    pub by: String,
    /// Where the next one stands.
    pub direction: Direction,
    /// How many stand side by side at most; Grafana decides if nothing is said.
    pub max_per_row: Option<u8>,
}

/// Where the next one of repeated panels stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Direction {
    /// To the right.
    #[default]
    Horizontal,
    /// Below.
    Vertical,
}
