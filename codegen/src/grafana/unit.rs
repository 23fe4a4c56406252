//! From a unit of the spec to what Grafana writes behind a number.
//!
//! Bytes become Grafana's decimal units (`decbytes`, `Bps`) and not its binary ones: a spec counts in
//! powers of ten, so the line of an alert above `50GB` has to stand at 50 GB on the axis and not at
//! 46.6 GiB, and a size and its growth in one panel have to use the same prefixes.

use gaugewright_spec::grafana_unit;
use gaugewright_spec::number::Number;
use gaugewright_spec::unit::{Base, Nature, Unit, Units};

/// How values of a unit are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Grafana's id of the unit.
    pub id: String,
    /// What the axis says beside it, where the id does not say everything: `tokens per hour`.
    pub label: Option<String>,
}

/// Spans of time that people count by: as a spec writes them, and in words.
const PERIODS: &[(&str, &str)] =
    &[("s", "per second"), ("min", "per minute"), ("h", "per hour"), ("d", "per day"), ("w", "per week")];

/// How values of a unit are shown; of an unknown one as bare numbers.
pub fn shown(unit: Option<&Unit>) -> Shown {
    let Some(unit) = unit else {
        return Shown { id: "short".into(), label: None };
    };
    if let Some(id) = grafana_unit::id_of(unit) {
        return Shown { id: id.into(), label: None };
    }
    if let Some(name) = thing(unit) {
        return Shown { id: "short".into(), label: Some(name) };
    }
    per_period(unit).unwrap_or_else(|| Shown { id: "short".into(), label: Some(unit.to_string()) })
}

/// The name of what is counted, in the plural, if the unit is just that.
fn thing(unit: &Unit) -> Option<String> {
    let mut bases = unit.dimension().iter();
    match (bases.next(), bases.next()) {
        (Some((Base::Named(name), 1)), None) if unit.scale() == Number::ONE => Some(plural(name)),
        _ => None,
    }
}

/// An amount by time: dollars per hour, tokens per second.
fn per_period(unit: &Unit) -> Option<Shown> {
    let units = Units::default();
    PERIODS.iter().find_map(|(text, words)| {
        let amount = unit.times(&units.parse(text).ok()?)?;
        if amount.nature() != Nature::Amount || amount.dimension().contains_key(&Base::Second) {
            return None;
        }
        match (grafana_unit::id_of(&amount), thing(&amount)) {
            (Some(id), _) => Some(Shown { id: id.into(), label: Some((*words).into()) }),
            (None, Some(name)) => Some(Shown { id: "short".into(), label: Some(format!("{name} {words}")) }),
            (None, None) => None,
        }
    })
}

fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(unit: &str) -> (String, Option<String>) {
        let mut units = Units::default();
        for thing in ["token", "item", "query", "request"] {
            units.declare(thing);
        }
        let shown = shown(Some(&units.parse(unit).unwrap()));
        (shown.id, shown.label)
    }

    #[test]
    fn units_with_an_id() {
        for (unit, id) in [
            ("s", "s"),
            ("h", "h"),
            ("GiB", "gbytes"),
            ("B/s", "Bps"),
            ("%", "percent"),
            ("Hz", "cps"),
            ("requests/s", "reqps"),
            ("USD", "currencyUSD"),
        ] {
            assert_eq!(text(unit), (id.into(), None), "{unit}");
        }
    }

    #[test]
    fn what_has_no_id_is_named_on_the_axis() {
        for (unit, id, label) in [
            ("tokens", "short", "tokens"),
            ("tokens/s", "short", "tokens per second"),
            ("queries/h", "short", "queries per hour"),
            ("1/h", "short", "per hour"),
            ("USD/h", "currencyUSD", "per hour"),
            ("B/h", "decbytes", "per hour"),
            ("USD/ktoken", "short", "USD/ktoken"),
        ] {
            assert_eq!(text(unit), (id.into(), Some(label.into())), "{unit}");
        }
    }
}
