use super::Color;
use crate::number::Number;

/// What a panel shows in place of some values.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueMapping {
    /// Which values.
    pub values: Values,
    /// The text; nothing leaves the value as it is.
    pub text: Option<String>,
    /// The color, if it is not that of the panel.
    pub color: Option<Color>,
}

/// Values that are shown as something else.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// This one, in the unit of the panel.
    One(Number),
    /// All between the two, ends included, in the unit of the panel. Nothing is no end.
    Range(Option<Number>, Option<Number>),
    /// This text: the value of a label, in a table.
    Text(String),
    /// Those that are no ordinary number.
    Special(Special),
    /// Those whose text matches: in JavaScript's syntax, between slashes.
    Regex(String),
}

/// Values that are no ordinary number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// Nothing.
    Null,
    /// Not a number.
    Nan,
    /// Both of them.
    NullOrNan,
}

impl Special {
    /// Every one with the name that the spec, and Grafana, use for it.
    pub const ALL: [(&'static str, Self); 3] =
        [("null", Self::Null), ("nan", Self::Nan), ("null+nan", Self::NullOrNan)];

    /// Its name in the spec and in Grafana.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }
}
