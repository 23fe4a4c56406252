use gaugewright_promql::number::Number;

use crate::Keyed;
use crate::unit::Unit;

/// A named number with a unit.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name; queries write `$name`.
    pub name: String,
    /// Its value, in its own unit: queries get this number.
    pub value: Number,
    /// Its unit, if the author gave one.
    pub unit: Option<Unit>,
    /// What it is, for docs.
    pub help: String,
}

impl Keyed for Constant {
    fn key(&self) -> &str {
        &self.name
    }
}
