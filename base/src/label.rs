//! Labels and the values that they may take.

use crate::Keyed;

/// A label: its name is said once, with what it may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The name of the definition, mostly also the label's name on its metrics.
    pub name: String,
    /// What it says, for docs.
    pub help: String,
    /// The values it may take.
    pub domain: Domain,
    /// How many of its values one process is expected to use, if the author says.
    pub expect: Option<u64>,
}

impl Keyed for Label {
    fn key(&self) -> &str {
        &self.name
    }
}

/// The values that a label may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// These and no others, in the order of the spec.
    Closed(Vec<String>),
    /// Whole numbers from the first to the last, both included, in decimal: HTTP status codes.
    Codes(u32, u32),
    /// Any text. Beyond `limit` different values a service folds new ones into `other`.
    Open {
        /// The most different values one process keeps apart; nothing for labels of outside metrics.
        limit: Option<u32>,
    },
}

impl Domain {
    /// Whether the value may occur.
    pub fn contains(&self, value: &str) -> bool {
        match self {
            Self::Closed(values) => values.iter().any(|known| known == value),
            Self::Codes(first, last) => value
                .parse()
                .is_ok_and(|code: u32| (*first..=*last).contains(&code) && code.to_string() == value),
            Self::Open { .. } => true,
        }
    }

    /// Every value, if they are known.
    pub fn values(&self) -> Option<Vec<String>> {
        match self {
            Self::Closed(values) => Some(values.clone()),
            Self::Codes(first, last) => Some((*first..=*last).map(|code| code.to_string()).collect()),
            Self::Open { .. } => None,
        }
    }

    /// The most different values it can take in one process, if there is such a bound.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Closed(values) => Some(values.len() as u64),
            Self::Codes(first, last) => Some(u64::from(last - first) + 1),
            // One more for `other`.
            Self::Open { limit } => limit.map(|limit| u64::from(limit) + 1),
        }
    }
}
