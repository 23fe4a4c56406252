//! Units: a dimension with a scale. `ms` is a thousandth of a second, `USD/ktoken` a price, `tokens/h` a
//! rate of counted things; what can be compared or added is decided here.

mod known;
mod names;
mod shown;

use std::collections::BTreeMap;

use crate::number::Number;
pub use names::Units;
pub use names::usual;

/// What a number means: a product of base dimensions, and how much of them one stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    dimension: BTreeMap<Base, i8>,
    scale: Number,
    nature: Nature,
}

/// A base dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// Time, in seconds.
    Second,
    /// Information, in bytes.
    Byte,
    /// Anything else that is counted or measured: tokens, USD, items. Written in the singular.
    Named(String),
}

/// What distinguishes units of the same dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// An amount.
    Amount,
    /// A part of a whole: 0 to 1 for `ratio`, 0 to 100 for `percent`.
    Share,
    /// A point in time, in Unix seconds.
    Timestamp,
}

impl Unit {
    /// A pure number.
    pub fn one() -> Self {
        Self { dimension: BTreeMap::new(), scale: Number::ONE, nature: Nature::Amount }
    }

    /// A part of a whole, 0 to 1.
    pub fn ratio() -> Self {
        Self { nature: Nature::Share, ..Self::one() }
    }

    /// Seconds.
    pub fn seconds() -> Self {
        Self::base(Base::Second)
    }

    /// Bytes.
    pub fn bytes() -> Self {
        Self::base(Base::Byte)
    }

    /// A point in time, in Unix seconds.
    pub fn timestamp() -> Self {
        Self { nature: Nature::Timestamp, ..Self::seconds() }
    }

    fn base(base: Base) -> Self {
        Self { dimension: BTreeMap::from([(base, 1)]), ..Self::one() }
    }

    /// The base dimensions with their powers; none is zero.
    pub fn dimension(&self) -> &BTreeMap<Base, i8> {
        &self.dimension
    }

    /// How much of the base dimensions one of this unit is: 1/1000 for `ms`.
    pub fn scale(&self) -> Number {
        self.scale
    }

    /// What distinguishes it from other units of its dimension.
    pub fn nature(&self) -> Nature {
        self.nature
    }

    /// Whether it is a part of a whole.
    pub fn is_share(&self) -> bool {
        self.nature == Nature::Share
    }

    /// Whether it has no dimension: a pure number or a share.
    pub fn is_dimensionless(&self) -> bool {
        self.dimension.is_empty()
    }

    /// Whether it is an amount of one counted thing: tokens, requests, not bytes or money.
    pub fn is_counted(&self) -> bool {
        let mut parts = self.dimension.iter();
        match (parts.next(), parts.next()) {
            (Some((Base::Named(name), 1)), None) => Self::is_count(name),
            _ => false,
        }
    }

    /// Whether a name is that of a counted thing, and of no money or measure.
    pub fn is_count(name: &str) -> bool {
        !known::NAMED.contains(&name)
    }

    /// Whether values of both can be compared and added once scaled.
    pub fn is_comparable(&self, other: &Self) -> bool {
        self.dimension == other.dimension
            && (self.nature == Nature::Timestamp) == (other.nature == Nature::Timestamp)
    }

    /// Whether values of both fit on one axis: lookups and items per second do, seconds and items do not.
    pub fn shares_axis(&self, other: &Self) -> bool {
        let measured = |unit: &Self| {
            let bases = unit.dimension.iter().filter(|(base, _)| !matches!(base, Base::Named(_)));
            bases.map(|(base, power)| (base.clone(), *power)).collect::<Vec<_>>()
        };
        measured(self) == measured(other)
            && (self.nature == Nature::Timestamp) == (other.nature == Nature::Timestamp)
    }

    /// The product; nothing if a power or the scale does not fit.
    pub fn times(&self, other: &Self) -> Option<Self> {
        self.combine(other, 1, self.scale.times(other.scale)?)
    }

    /// The quotient; a quotient of like dimensions is a pure number, which may or may not be a share.
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.combine(other, -1, self.scale.over(other.scale)?)
    }

    fn combine(&self, other: &Self, sign: i8, scale: Number) -> Option<Self> {
        let mut dimension = self.dimension.clone();
        for (base, power) in &other.dimension {
            let sum = dimension.get(base).copied().unwrap_or(0).checked_add(power.checked_mul(sign)?)?;
            if sum == 0 {
                dimension.remove(base);
            } else {
                dimension.insert(base.clone(), sum);
            }
        }
        // A share of bytes is an amount of bytes; a share of a share stays one.
        let nature = if dimension.is_empty() && self.is_share() && (other.is_share() || other.is_plain_one())
        {
            Nature::Share
        } else {
            Nature::Amount
        };
        Some(Self { dimension, scale, nature })
    }

    fn is_plain_one(&self) -> bool {
        self.dimension.is_empty() && self.nature == Nature::Amount
    }

    /// The same unit with another scale, as after a multiplication by a number that is a conversion.
    #[must_use]
    pub fn with_scale(self, scale: Number) -> Self {
        Self { scale, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        let mut units = Units::default();
        units.declare("tokens");
        units
    }

    #[test]
    fn a_price_times_a_rate_is_money_per_time() {
        let price = units().parse("USD/ktoken").unwrap();
        let rate = units().parse("tokens/s").unwrap();
        let cost = price.times(&rate).unwrap();
        assert_eq!(cost.to_string(), "0.001 USD/s");
    }

    #[test]
    fn scales_have_names() {
        let written = |text: &str| units().parse(text).unwrap().to_string();
        for same in ["token/h", "ms", "KiB", "USD/Mtoken", "B/min", "USD/h", "ktoken", "h*token"] {
            assert_eq!(written(same), same);
        }
        assert_eq!(written("token/ms"), "ktoken/s");
        assert_eq!(written("USD*ms/token"), "ms*USD/token");
    }

    #[test]
    fn unknown_parts_are_named() {
        assert_eq!(units().parse("USD/kangaroo").unwrap_err().as_str(), "kangaroo");
        assert_eq!(units().parse("tokens/").unwrap_err().as_str(), "");
    }

    #[test]
    fn units_follow_from_names() {
        let unit = |name| Unit::of_name(name).map(|unit| unit.to_string());
        assert_eq!(unit("process_cpu_seconds_total").unwrap(), "s");
        assert_eq!(unit("last_run_timestamp_seconds").unwrap(), "timestamp");
        assert_eq!(unit("db_size_bytes").unwrap(), "B");
        assert_eq!(unit("process_start_time_seconds").unwrap(), "timestamp");
        assert_eq!(unit("http_response_time_seconds").unwrap(), "s");
        assert_eq!(unit("queue_depth"), None);
    }
}
