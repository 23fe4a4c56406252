//! Numbers with their units, as people write them.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::number::Number;
use gaugewright_spec::unit::Unit;

/// A number with its unit, as a spec writes it: `250ms`, `2.5s`, `5%`, `50 requests`.
pub(super) fn amount(number: Number, unit: Option<&Unit>) -> String {
    let (numerator, denominator) = number.parts();
    match unit {
        Some(unit) if *unit == Unit::seconds() => match Duration::from_seconds(number) {
            // `2s500ms` is right, and nobody writes it.
            Some(duration) if duration.as_millis() < 1000 || denominator == 1 => duration.to_string(),
            _ => format!("{number}s"),
        },
        Some(unit) if *unit == Unit::bytes() && denominator == 1 => match u64::try_from(numerator) {
            Ok(amount) => bytes(amount),
            Err(_) => format!("{number} {unit}"),
        },
        Some(unit) if unit.is_counted() && !unit.to_string().contains('/') => {
            let one = unit.to_string();
            format!("{number} {}", if number == Number::ONE { one } else { plural(&one) })
        }
        Some(unit) if unit.is_share() => match number.times(Number::integer(100)) {
            Some(percent) => format!("{percent}%"),
            None => number.to_string(),
        },
        Some(unit) if !unit.is_dimensionless() => format!("{number} {unit}"),
        _ => number.to_string(),
    }
}

/// What a unit is called; nothing for plain numbers.
pub(super) fn unit(unit: Option<&Unit>) -> String {
    let name = unit.map(ToString::to_string).unwrap_or_default();
    if name == "1" { String::new() } else { name }
}

/// Bytes with the largest unit that leaves a digit before the point: `1.2 GB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];
    match UNITS.iter().find(|(_, size)| bytes >= *size) {
        Some((name, size)) => {
            let tenths = (u128::from(bytes) * 10 + u128::from(*size) / 2) / u128::from(*size);
            match tenths % 10 {
                0 => format!("{} {name}", tenths / 10),
                tenth => format!("{}.{tenth} {name}", tenths / 10),
            }
        }
        None => format!("{bytes} B"),
    }
}

/// `1 file`, `2 files`.
pub(super) fn count(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {}", plural(what)) }
}

/// Of the name of a thing. Currencies have none: they are written in capitals.
fn plural(one: &str) -> String {
    match one.strip_suffix('y') {
        _ if one.ends_with(|last: char| last.is_ascii_uppercase()) => one.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    }
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::number::Number;
    use gaugewright_spec::unit::Unit;

    use super::{amount, bytes};

    #[test]
    fn amounts_read_as_in_a_spec() {
        let number = |text| Number::parse(text).expect("a number");
        assert_eq!(amount(number("0.25"), Some(&Unit::seconds())), "250ms");
        assert_eq!(amount(number("0.05"), Some(&Unit::ratio())), "5%");
        assert_eq!(amount(number("2.5"), Some(&Unit::seconds())), "2.5s");
        assert_eq!(amount(number("50000000000"), Some(&Unit::bytes())), "50 GB");
        assert_eq!(amount(number("7"), None), "7");
        assert_eq!((bytes(999), bytes(1_250_000)), ("999 B".to_owned(), "1.3 MB".to_owned()));
    }
}
