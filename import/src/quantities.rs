//! Thresholds with the units that they are in: `0.05` of a share is `5%`.

use gaugewright_spec::model::{Condition, Spec};
use gaugewright_spec::number::Number;
use gaugewright_spec::unit::Unit;
use gaugewright_spec::yaml::{Node, Value};

/// The keys of thresholds.
const KEYS: [&str; 5] = ["above", "at_least", "below", "at_most", "equals"];

/// The spec with units at its thresholds, as far as the checker is certain of them.
pub(crate) fn with_units(mut root: Node, spec: &Spec) -> Option<Node> {
    let Value::Map(sections) = &mut root.value else { return None };
    let (_, groups) = sections.iter_mut().find(|(key, _)| key.value == "alerts")?;
    let Value::Map(groups) = &mut groups.value else { return None };
    for (group, alerts) in groups {
        let Some(known) = spec.alert_groups.iter().find(|known| known.name == group.value) else { continue };
        let Value::Map(alerts) = &mut alerts.value else { continue };
        for (key, alert) in alerts {
            let Some(known) = known.alerts.iter().find(|known| known.key == key.value) else { continue };
            let (Condition::Threshold(threshold), Some(unit)) = (&known.condition, &known.ty.unit) else {
                continue;
            };
            let Value::Map(entries) = &mut alert.value else { continue };
            let written = entries.iter_mut().find(|(key, _)| KEYS.contains(&key.as_str()));
            if let (Some((_, written)), Some(said)) = (written, said(threshold.number, unit)) {
                written.value = Value::Text(said);
            }
        }
    }
    Some(root)
}

/// A number of a unit as people say it; nothing where the number alone says as much.
fn said(number: Number, unit: &Unit) -> Option<String> {
    if number == Number::ZERO {
        return None;
    }
    if unit.is_share() {
        let percent = number.times(unit.scale())?.times(Number::integer(100))?;
        // Nobody means fifteen hundred percent; what was meant stays to be seen.
        if percent > Number::integer(100) {
            return None;
        }
        return Some(format!("{}%", percent.decimal()?));
    }
    let steps: &[(&str, i64)] = if *unit == Unit::seconds() {
        &[("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    } else if *unit == Unit::bytes() {
        &[
            ("TiB", 1 << 40),
            ("TB", 1_000_000_000_000),
            ("GiB", 1 << 30),
            ("GB", 1_000_000_000),
            ("MiB", 1 << 20),
            ("MB", 1_000_000),
            ("KiB", 1 << 10),
            ("kB", 1000),
        ]
    } else {
        return None;
    };
    let whole = |size: i64| {
        let (numerator, denominator) = number.over(Number::integer(size))?.parts();
        (denominator == 1).then_some(numerator)
    };
    let step = steps.iter().find_map(|(name, size)| Some(format!("{}{name}", whole(*size)?)));
    // Parts of a second.
    let parts = || {
        let (numerator, denominator) = number.times(Number::integer(1000))?.parts();
        (denominator == 1 && *unit == Unit::seconds()).then(|| format!("{numerator}ms"))
    };
    step.or_else(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let of = |text: &str, unit: &Unit| said(Number::parse(text).unwrap(), unit);
        assert_eq!(of("0.05", &Unit::ratio()).as_deref(), Some("5%"));
        assert_eq!(of("15", &Unit::ratio()), None);
        assert_eq!(of("0.001", &Unit::ratio()).as_deref(), Some("0.1%"));
        assert_eq!(of("14400", &Unit::seconds()).as_deref(), Some("4h"));
        assert_eq!(of("90", &Unit::seconds()).as_deref(), Some("90s"));
        assert_eq!(of("0.25", &Unit::seconds()).as_deref(), Some("250ms"));
        assert_eq!(of("1200000000", &Unit::bytes()).as_deref(), Some("1200MB"));
        assert_eq!(of("2147483648", &Unit::bytes()).as_deref(), Some("2GiB"));
        assert_eq!(of("0", &Unit::seconds()), None);
        assert_eq!(of("5", &Unit::one()), None);
    }
}
