use super::Color;
use crate::number::Number;

/// A color that holds from a value upwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The color.
    pub color: Color,
    /// The lowest value it holds for, in the unit of the panel; nothing for the first step.
    pub from: Option<Number>,
}

/// A horizontal line, drawn where values become bad.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where, in the unit of the panel.
    pub at: Number,
    /// The alert whose threshold it shows, if it comes from one.
    pub alert: Option<String>,
    /// That threshold as the author has written it.
    pub written: Option<String>,
    /// Its color.
    pub color: Color,
    /// Whether values below it are the bad ones.
    pub bad_below: bool,
}

/// What the numbers of the steps of a panel are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepsMode {
    /// Values.
    #[default]
    Absolute,
    /// How far they are from the lower to the upper end of the axis, in percent.
    Percentage,
}
