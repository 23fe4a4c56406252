//! The units that are known everywhere.

use super::{Base, Unit};
use crate::number::Number;

/// The units that are known everywhere: name, dimension, scale as numerator and denominator. Of several names the first is
/// the one that is printed.
pub(super) const KNOWN: &[(&str, Known, i128, i128)] = &[
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
    ("kbit", Known::Byte, 1000, 8),
    ("Mbit", Known::Byte, 1_000_000, 8),
    ("Gbit", Known::Byte, 1_000_000_000, 8),
    ("Tbit", Known::Byte, 1_000_000_000_000, 8),
    ("ratio", Known::Share, 1, 1),
    ("percent", Known::Share, 1, 100),
    ("%", Known::Share, 1, 100),
    ("timestamp", Known::Timestamp, 1, 1),
    ("Hz", Known::PerSecond, 1, 1),
    ("1", Known::One, 1, 1),
];

/// What may stand before a counted thing or a currency.
pub(super) const PREFIXES: [(&str, i128); 3] = [("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000)];

/// Physical and monetary units that keep their name as dimension.
pub(super) const NAMED: &[&str] =
    &["USD", "EUR", "GBP", "JPY", "CHF", "celsius", "V", "A", "W", "J", "core", "meter", "gram", "kelvin"];

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Known {
    Second,
    Byte,
    Share,
    Timestamp,
    PerSecond,
    One,
}

pub(super) fn known(name: &str) -> Option<Unit> {
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
