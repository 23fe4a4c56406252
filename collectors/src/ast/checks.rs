use crate::decode::{Decode, Map, Reader, Text};
use crate::diagnostic::Severity;
use crate::yaml::{Node, Value};
use crate::{keywords, record};

/// Findings to silence, by the code of their rule.
pub type Allow = Map<Silence>;

record! {
    /// Why a finding is silenced, and until when.
    pub struct Silenced {
        /// The reason.
        reason: Text,
        /// The last day on which it is silenced: `2027-01-31`.
        until: Option<Text>,
    }
}

/// The reason alone, or with a date.
pub struct Silence(pub Silenced);

impl Decode for Silence {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => Silenced::decode(node, reader).map(Self),
            _ => Some(Self(Silenced { reason: Text::decode(node, reader)?, until: None })),
        }
    }
}

/// How bad the findings of a rule are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Off,
    /// So bad.
    As(Severity),
}

/// Every level by its name.
const LEVELS: &[(&str, Level)] = &[
    ("off", Level::Off),
    ("note", Level::As(Severity::Note)),
    ("warning", Level::As(Severity::Warning)),
    ("error", Level::As(Severity::Error)),
];

keywords! {
    /// How bad the findings of a rule are here.
    Level = LEVELS
}
