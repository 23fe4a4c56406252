//! Units: a dimension with a scale. `ms` is a thousandth of a second, `USD/ktoken` a price, `tokens/h` a
//! rate of counted things; what can be compared or added is decided here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::number::Number;

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

/// The units that are known everywhere: name, dimension, scale as numerator and denominator. Of several names the first is
/// the one that is printed.
const KNOWN: &[(&str, Known, i128, i128)] = &[
    ("ns", Known::Second, 1, 1_000_000_000),
    ("us", Known::Second, 1, 1_000_000),
    ("µs", Known::Second, 1, 1_000_000),
    ("ms", Known::Second, 1, 1000),
    ("s", Known::Second, 1, 1),
    ("second", Known::Second, 1, 1),
    ("min", Known::Second, 60, 1),
    ("m", Known::Second, 60, 1),
    ("minute", Known::Second, 60, 1),
    ("h", Known::Second, 3600, 1),
    ("hour", Known::Second, 3600, 1),
    ("d", Known::Second, 86_400, 1),
    ("day", Known::Second, 86_400, 1),
    ("w", Known::Second, 604_800, 1),
    ("week", Known::Second, 604_800, 1),
    ("B", Known::Byte, 1, 1),
    ("byte", Known::Byte, 1, 1),
    ("kB", Known::Byte, 1000, 1),
    ("KB", Known::Byte, 1000, 1),
    ("MB", Known::Byte, 1_000_000, 1),
    ("GB", Known::Byte, 1_000_000_000, 1),
    ("TB", Known::Byte, 1_000_000_000_000, 1),
    ("PB", Known::Byte, 1_000_000_000_000_000, 1),
    ("KiB", Known::Byte, 1 << 10, 1),
    ("MiB", Known::Byte, 1 << 20, 1),
    ("GiB", Known::Byte, 1 << 30, 1),
    ("TiB", Known::Byte, 1 << 40, 1),
    ("PiB", Known::Byte, 1 << 50, 1),
    ("bit", Known::Byte, 1, 8),
    ("ratio", Known::Share, 1, 1),
    ("percent", Known::Share, 1, 100),
    ("%", Known::Share, 1, 100),
    ("timestamp", Known::Timestamp, 1, 1),
    ("Hz", Known::PerSecond, 1, 1),
    ("1", Known::One, 1, 1),
];

/// What may stand before a counted thing or a currency.
const PREFIXES: [(&str, i128); 3] = [("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000)];

/// Physical and monetary units that keep their name as dimension.
const NAMED: &[&str] =
    &["USD", "EUR", "GBP", "JPY", "CHF", "celsius", "V", "A", "W", "J", "core", "meter", "gram", "kelvin"];

/// What has a point in time and no length: a `start_time_seconds` is one, a `response_time_seconds` is not.
const MOMENTS: &[&str] = &[
    "start",
    "boot",
    "created",
    "creation",
    "deletion",
    "expiration",
    "expiry",
    "completion",
    "success",
    "failure",
    "transition",
    "modified",
];

#[derive(Clone, Copy, PartialEq)]
enum Known {
    Second,
    Byte,
    Share,
    Timestamp,
    PerSecond,
    One,
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
            (Some((Base::Named(name), 1)), None) => !NAMED.contains(&name.as_str()),
            _ => false,
        }
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

    /// A name of one of its factors that says the whole scale: `h` in what is counted per hour.
    fn scaled_name(&self, base: &Base, power: i8) -> Option<String> {
        let scale = match power {
            1 => self.scale,
            -1 => Number::ONE.over(self.scale)?,
            _ => return None,
        };
        let is = |numerator, denominator| Number::fraction(numerator, denominator) == Some(scale);
        match base {
            _ if scale == Number::ONE => None,
            Base::Named(name) => {
                let prefix = PREFIXES.iter().find(|(_, factor)| is(*factor, 1));
                prefix.map(|(prefix, _)| format!("{prefix}{name}"))
            }
            Base::Second | Base::Byte => {
                let of = if *base == Base::Second { Known::Second } else { Known::Byte };
                // Nobody counts per millisecond: what is a thousand a second stays one.
                let usual = |over| power == 1 || of == Known::Byte || over >= 60;
                let row = KNOWN
                    .iter()
                    .find(|(_, known, over, under)| *known == of && is(*over, *under) && usual(*over));
                row.map(|(name, ..)| (*name).to_owned())
            }
        }
    }

    fn is_plain_one(&self) -> bool {
        self.dimension.is_empty() && self.nature == Nature::Amount
    }

    /// The same unit with another scale, as after a multiplication by a number that is a conversion.
    #[must_use]
    pub fn with_scale(self, scale: Number) -> Self {
        Self { scale, ..self }
    }

    /// The unit that a metric's name promises by convention, if it does.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.strip_suffix("_total").unwrap_or(name);
        let moment = |name: &str| MOMENTS.iter().any(|moment| name.ends_with(moment));
        if name.ends_with("_timestamp_seconds") || name.strip_suffix("_time_seconds").is_some_and(moment) {
            return Some(Self::timestamp());
        }
        let ending = name.rsplit('_').next().unwrap_or_default();
        match ending {
            "seconds" => Some(Self::seconds()),
            "bytes" => Some(Self::bytes()),
            "ratio" => Some(Self::ratio()),
            "celsius" => Some(Self::base(Base::Named("celsius".into()))),
            _ => None,
        }
    }
}

impl fmt::Display for Unit {
    /// Writes the unit as it could stand in a spec: `s`, `B/s`, `0.001 s`, `token/s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nature {
            Nature::Timestamp => return f.write_str("timestamp"),
            Nature::Share if self.scale == Number::ONE => return f.write_str("ratio"),
            Nature::Share => return f.write_str("percent"),
            Nature::Amount => {}
        }
        let scaled =
            self.dimension.iter().find_map(|(base, power)| Some((base, self.scaled_name(base, *power)?)));
        let part = |sign: i8| {
            let names = self.dimension.iter().filter(move |(_, power)| power.signum() == sign);
            names.map(|(base, power)| match (power.unsigned_abs(), &scaled) {
                (_, Some((of, name))) if *of == base => name.clone(),
                (1, _) => base.to_string(),
                (n, _) => format!("{base}^{n}"),
            })
        };
        let above: Vec<_> = part(1).collect();
        let below: Vec<_> = part(-1).collect();
        if self.scale != Number::ONE && scaled.is_none() {
            write!(f, "{} ", self.scale)?;
        }
        f.write_str(&if above.is_empty() { "1".into() } else { above.join("*") })?;
        below.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Second => "s",
            Self::Byte => "B",
            Self::Named(name) => name,
        })
    }
}

/// The names of counted things that a spec uses beside the known units.
#[derive(Clone, Debug, Default)]
pub struct Units {
    things: BTreeSet<String>,
}

impl Units {
    /// Declares a counted thing: the unit of a metric such as `tokens`. Known units stay what they are.
    pub fn declare(&mut self, name: &str) {
        let name = singular(name);
        if known(&name).is_none() && is_word(&name) {
            self.things.insert(name);
        }
    }

    /// Reads a unit: factors joined by `*` and `/`, each a known unit or a declared thing, possibly with a
    /// prefix `k`, `M` or `G`.
    ///
    /// # Errors
    /// Returns the part of the text that is no unit.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Unit, &'t str> {
        let mut unit = Unit::one();
        let mut rest = text.trim();
        let mut divide = false;
        let single = !rest.contains(['*', '/']);
        loop {
            let end = rest.find(['*', '/']).unwrap_or(rest.len());
            let name = rest[..end].trim();
            let factor = self.factor(name).ok_or(name)?;
            if single {
                return Ok(factor);
            }
            let next = if divide { unit.over(&factor) } else { unit.times(&factor) };
            unit = next.ok_or(name)?;
            if end == rest.len() {
                return Ok(unit);
            }
            divide = rest.as_bytes()[end] == b'/';
            rest = &rest[end + 1..];
        }
    }

    fn factor(&self, name: &str) -> Option<Unit> {
        if name.is_empty() {
            return None;
        }
        let name = singular(name);
        if let Some(unit) = known(&name) {
            return Some(unit);
        }
        let named = |name: &str| Unit::base(Base::Named(name.into()));
        if self.things.contains(&name) {
            return Some(named(&name));
        }
        let (prefix, thing) = name.split_at(name.chars().next()?.len_utf8());
        let (_, factor) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
        let known_thing = self.things.contains(thing) || NAMED.contains(&thing);
        known_thing.then(|| named(thing).with_scale(Number::fraction(*factor, 1).unwrap_or(Number::ONE)))
    }

    /// Every name that [`Units::parse`] knows, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let known = KNOWN.iter().map(|row| row.0);
        known.chain(NAMED.iter().copied()).chain(self.things.iter().map(String::as_str))
    }
}

fn known(name: &str) -> Option<Unit> {
    if NAMED.contains(&name) {
        return Some(Unit::base(Base::Named(name.into())));
    }
    let (_, kind, numerator, denominator) = KNOWN.iter().find(|row| row.0 == name)?;
    let unit = match kind {
        Known::Second => Unit::seconds(),
        Known::Byte => Unit::bytes(),
        Known::Share => Unit::ratio(),
        Known::Timestamp => Unit::timestamp(),
        Known::PerSecond => Unit::one().over(&Unit::seconds())?,
        Known::One => Unit::one(),
    };
    Some(unit.with_scale(Number::fraction(*numerator, *denominator)?))
}

/// How people write units that have a symbol here.
pub(crate) const USUAL: [(&str, &str); 16] = [
    ("sec", "s"),
    ("secs", "s"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("usec", "us"),
    ("hr", "h"),
    ("hrs", "h"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("$", "USD"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("kbyte", "kB"),
    ("mbyte", "MB"),
    ("gbyte", "GB"),
    ("pct", "percent"),
];

/// `tokens` and `token` are one unit. Short names (`s`, `ms`, `ns`) are symbols, not plurals.
fn singular(name: &str) -> String {
    let plural = name.len() > 3 && name.ends_with('s') && !name.ends_with("ss") && name != "celsius";
    match name {
        "series" => name.into(),
        "cookies" | "movies" => name[..name.len() - 1].into(),
        _ if name.len() > 4 && name.ends_with("ies") => [&name[..name.len() - 3], "y"].concat(),
        _ if plural => name[..name.len() - 1].into(),
        _ => name.into(),
    }
}

fn is_word(name: &str) -> bool {
    name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_')
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
        assert_eq!(units().parse("USD/kangaroo"), Err("kangaroo"));
        assert_eq!(units().parse("tokens/"), Err(""));
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
