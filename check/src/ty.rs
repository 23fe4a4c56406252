//! The type of an expression, as far as it is known.

use std::collections::BTreeSet;

use crate::bounds::Bounds;
use crate::growth::Growth;
use crate::kind::Instrument;
use crate::labels::Labels;
use crate::unit::Unit;
use gaugewright_promql::ValueType;

/// What is known of an expression.
#[derive(Clone, Debug)]
pub struct Ty {
    /// Scalar, vector, range vector or string.
    pub value: ValueType,
    /// The labels its series can have.
    pub labels: Labels,
    /// What its values measure.
    pub instrument: Instrument,
    /// The unit of its values, if it is known.
    pub unit: Option<Unit>,
    /// The unit of the observations behind histogram buckets.
    pub observed: Option<Unit>,
    /// The values it can have.
    pub bounds: Bounds,
    /// The values that a quantile of histogram buckets can have: up to the largest finite bound.
    pub quantile: Bounds,
    /// The metrics that its values come from.
    pub metrics: BTreeSet<String>,
    /// Its value, if it is a number written down: conversions need it.
    pub literal: Option<f64>,
    /// Whether it is the growth of counters, and how that is said.
    pub growth: Option<Growth>,
    /// By which number it has been multiplied beside its unit: `100 * seconds` are still seconds, and a share of which they are a part
    /// is a percentage then.
    pub times: f64,
    /// Whether a number was taken for a conversion of its unit: tokens per second times 3600 are tokens per hour, or the tokens that an
    /// hour would have.
    pub converted: bool,
    /// Whether its unit is a guess: an operator makes of it what nobody knows.
    pub guessed: bool,
    /// Whether it gives only some of its series: a comparison that filters, or an `absent`.
    pub conditional: bool,
}

impl Ty {
    /// Its values in words: `0 to 10 (s)`.
    pub fn values_in_words(&self) -> String {
        match &self.unit {
            Some(unit) if *unit != Unit::one() => format!("{} ({unit})", self.bounds),
            _ => self.bounds.to_string(),
        }
    }

    /// A scalar of a unit.
    pub fn scalar(unit: Option<Unit>) -> Self {
        Self {
            value: ValueType::Scalar,
            labels: Labels::none(),
            instrument: Instrument::Unknown,
            unit,
            observed: None,
            bounds: Bounds::ANY,
            quantile: Bounds::ANY,
            metrics: BTreeSet::new(),
            literal: None,
            growth: None,
            times: 1.0,
            converted: false,
            guessed: false,
            conditional: false,
        }
    }

    /// A vector of which nothing is known.
    pub fn unknown() -> Self {
        Self { value: ValueType::Vector, labels: Labels::unknown(), ..Self::scalar(None) }
    }

    /// Whether its values are in its unit, if numbers that look like conversions are some.
    pub fn is_measured(&self) -> bool {
        !self.guessed && is_one(self.times)
    }

    /// Whether its values are in its unit for certain.
    pub fn is_certain(&self) -> bool {
        self.is_measured() && !self.converted
    }

    /// The same type with other values.
    #[must_use]
    pub fn within(self, bounds: Bounds) -> Self {
        Self { bounds, ..self }
    }

    /// The same type after a function that changes what its values measure.
    #[must_use]
    pub fn measuring(self, instrument: Instrument, unit: Option<Unit>) -> Self {
        Self { instrument, unit, ..self }
    }
}

/// Whether a product of numbers is 1, but for what computing with them has lost.
pub(super) fn is_one(times: f64) -> bool {
    (times - 1.0).abs() < 1e-9
}
