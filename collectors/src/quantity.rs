//! Quantities as people write them: `5%`, `10s`, `1h30m`, `50GB`, `100k`, `1M tokens/h`.

use std::fmt;

use crate::number::Number;
use crate::unit::{Unit, Units};

/// A number, the unit it was written in if any, and the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number as written, multipliers such as `k` applied: `1M tokens/h` has 1000000.
    pub number: Number,
    /// The unit as written; nothing for a bare number, which is then in the unit of what it is compared to.
    pub unit: Option<Unit>,
    /// As the author wrote it.
    pub text: String,
}

/// Why a text is no quantity: the words, and the part of the text they are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityError {
    /// What is wrong.
    pub message: String,
    /// Offset of the part that is wrong.
    pub start: usize,
    /// Offset behind it.
    pub end: usize,
    /// The name that is no unit, if that is what is wrong.
    pub unknown_unit: Option<String>,
}

impl Quantity {
    /// Reads a quantity.
    pub fn parse(text: &str, units: &Units) -> Result<Self, QuantityError> {
        let trimmed = text.trim();
        if let Some(number) = compound_duration(trimmed) {
            return Ok(Self { number, unit: Some(Unit::seconds()), text: trimmed.into() });
        }
        let digits = number_length(trimmed);
        let at = text.len() - text.trim_start().len();
        let Some(number) = Number::parse(&trimmed[..digits]) else {
            return Err(QuantityError {
                message: "expected a number, possibly with a unit: `5%`, `10s`, `50GB`, `1M tokens/h`".into(),
                start: at,
                end: at + trimmed.len(),
                unknown_unit: None,
            });
        };
        let (multiplier, rest) = multiplier(&trimmed[digits..], units);
        let name = rest.trim();
        let number = number.times(multiplier).ok_or_else(|| QuantityError {
            message: "this number is too large".into(),
            start: at,
            end: at + trimmed.len(),
            unknown_unit: None,
        })?;
        if name.is_empty() {
            return Ok(Self { number, unit: None, text: trimmed.into() });
        }
        // The unit stands at the end.
        let (start, end) = (at + trimmed.len() - name.len(), at + trimmed.len());
        let unit = units.parse(name).map_err(|part| match part.as_str() {
            "" => {
                let message = "a unit is missing here".into();
                QuantityError { message, start, end, unknown_unit: None }
            }
            unknown => QuantityError {
                message: format!("unknown unit `{unknown}`"),
                start: start + part.span().range().start,
                end: start + part.span().range().end,
                unknown_unit: Some(unknown.into()),
            },
        })?;
        Ok(Self { number, unit: Some(unit), text: trimmed.into() })
    }

    /// The unit as the author wrote it: `MB` of `10MB`, `s` of `1h30m`.
    pub fn unit_text(&self) -> String {
        let rest = self.text[number_length(&self.text)..].trim();
        let unit = || self.unit.as_ref().map(ToString::to_string).unwrap_or_default();
        if rest.bytes().any(|byte| byte.is_ascii_digit()) { unit() } else { rest.to_owned() }
    }

    /// The number in base units: 0.05 for `5%`, 277.77… tokens per second for `1M tokens/h`.
    pub fn in_base_units(&self) -> Option<Number> {
        match &self.unit {
            Some(unit) => self.number.times(unit.scale()),
            None => Some(self.number),
        }
    }

    /// The number in another unit, or nothing if the dimensions differ. A bare number is taken to be in
    /// that unit already.
    pub fn in_unit(&self, target: &Unit) -> Option<Number> {
        match &self.unit {
            None => Some(self.number),
            Some(unit) if unit.is_comparable(target) => self.number.times(unit.scale())?.over(target.scale()),
            Some(_) => None,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    while end < bytes.len() && (bytes[end].is_ascii_digit() || bytes[end] == b'.') {
        end += 1;
    }
    // `1e6` is a number; `1exabyte` would not be one.
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let digits = bytes[(end + 1 + sign).min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit());
        let count = digits.count();
        if count > 0 {
            end += 1 + sign + count;
        }
    }
    end
}

/// A multiplier stands right behind the number, and is one only if what follows is not a unit by itself:
/// `1M tokens`, `100k`, but `5MB` and `10m`.
fn multiplier<'t>(text: &'t str, units: &Units) -> (Number, &'t str) {
    let exponent = match text.as_bytes().first() {
        Some(b'k') => 3,
        Some(b'M') => 6,
        Some(b'G') => 9,
        Some(b'T') => 12,
        _ => return (Number::ONE, text),
    };
    let rest = &text[1..];
    let alone = rest.is_empty() || rest.starts_with([' ', '/']);
    if alone && units.parse(text).is_err() {
        (Number::power_of_ten(exponent).unwrap_or(Number::ONE), rest)
    } else {
        (Number::ONE, text)
    }
}

/// Prometheus' durations with more than one part, such as `1h30m`, largest unit first.
fn compound_duration(text: &str) -> Option<Number> {
    const PARTS: [(&str, i64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];
    let mut rest = text;
    let mut total = Number::ZERO;
    let mut parts = PARTS.iter();
    let mut count = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &rest[digits..digits + letters];
        let (_, seconds) = parts.find(|(part, _)| *part == name)?;
        let number = Number::parse(&rest[..digits])?;
        total = total.plus(number.times(Number::integer(*seconds))?)?;
        rest = &rest[digits + letters..];
        count += 1;
    }
    (count > 1).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> String {
        let mut units = Units::default();
        units.declare("tokens");
        units.declare("items");
        Quantity::parse(text, &units).unwrap().in_base_units().unwrap().to_string()
    }

    #[test]
    fn quantities_in_base_units() {
        for (text, expected) in [
            ("5%", "0.05"),
            ("10s", "10"),
            ("100ms", "0.1"),
            ("1h30m", "5400"),
            ("25h", "90000"),
            ("50GB", "50000000000"),
            ("1 GiB", "1073741824"),
            ("100k items", "100000"),
            ("100k", "100000"),
            ("3600 tokens/h", "1"),
            ("0.1", "0.1"),
            ("1e6", "1000000"),
        ] {
            assert_eq!(base(text), expected, "{text}");
        }
    }

    #[test]
    fn the_wrong_part_is_named() {
        let error = Quantity::parse("5 tokns/h", &Units::default()).unwrap_err();
        assert_eq!((error.start, error.end), (2, 7));
        // The same letters stand behind it once more.
        let error = Quantity::parse(" 5 tok/ktok ", &Units::default()).unwrap_err();
        assert_eq!((error.start, error.end), (3, 6));
        assert!(Quantity::parse("many", &Units::default()).is_err());
        assert!(Quantity::parse("", &Units::default()).is_err());
    }
}
