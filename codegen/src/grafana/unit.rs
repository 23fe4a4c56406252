//! From a unit of the spec to what Grafana writes behind a number.
//!
//! Bytes become Grafana's decimal units (`decbytes`, `Bps`) and not its binary ones: a spec counts in
//! powers of ten, so the line of an alert above `50GB` has to stand at 50 GB on the axis and not at
//! 46.6 GiB, and a size and its growth in one panel have to use the same prefixes.

use std::sync::LazyLock;

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

/// Units that have an id of their own: as a spec writes them, and the id.
const NAMED: &[(&str, &str)] = &[
    ("1", "short"),
    ("ratio", "percentunit"),
    ("percent", "percent"),
    ("timestamp", "dateTimeAsIso"),
    ("ns", "ns"),
    ("us", "µs"),
    ("ms", "ms"),
    ("s", "s"),
    ("min", "m"),
    ("h", "h"),
    ("d", "d"),
    ("bit", "decbits"),
    ("B", "decbytes"),
    ("kB", "deckbytes"),
    ("MB", "decmbytes"),
    ("GB", "decgbytes"),
    ("TB", "dectbytes"),
    ("PB", "decpbytes"),
    ("KiB", "kbytes"),
    ("MiB", "mbytes"),
    ("GiB", "gbytes"),
    ("TiB", "tbytes"),
    ("PiB", "pbytes"),
    ("bit/s", "bps"),
    ("B/s", "Bps"),
    ("kB/s", "KBs"),
    ("MB/s", "MBs"),
    ("GB/s", "GBs"),
    ("TB/s", "TBs"),
    ("KiB/s", "KiBs"),
    ("MiB/s", "MiBs"),
    ("GiB/s", "GiBs"),
    ("TiB/s", "TiBs"),
    ("1/s", "cps"),
    ("1/min", "cpm"),
    ("request/s", "reqps"),
    ("operation/s", "ops"),
    ("operation/min", "opm"),
    ("read/s", "rps"),
    ("read/min", "rpm"),
    ("write/s", "wps"),
    ("write/min", "wpm"),
    ("USD", "currencyUSD"),
    ("EUR", "currencyEUR"),
    ("GBP", "currencyGBP"),
    ("JPY", "currencyJPY"),
    ("CHF", "currencyCHF"),
    ("celsius", "celsius"),
    ("kelvin", "kelvin"),
    ("V", "volt"),
    ("kV", "kvolt"),
    ("A", "amp"),
    ("kA", "kamp"),
    ("W", "watt"),
    ("kW", "kwatt"),
    ("MW", "megwatt"),
    ("GW", "gwatt"),
    ("J", "joule"),
    ("meter", "lengthm"),
    ("kmeter", "lengthkm"),
    ("gram", "massg"),
    ("kgram", "masskg"),
];

/// Spans of time that people count by: as a spec writes them, and in words.
const PERIODS: &[(&str, &str)] =
    &[("s", "per second"), ("min", "per minute"), ("h", "per hour"), ("d", "per day"), ("w", "per week")];

static TABLE: LazyLock<Vec<(Unit, &'static str)>> = LazyLock::new(|| {
    let mut units = Units::default();
    for thing in ["request", "operation", "read", "write"] {
        units.declare(thing);
    }
    NAMED.iter().filter_map(|(text, id)| Some((units.parse(text).ok()?, *id))).collect()
});

/// How values of a unit are shown; of an unknown one as bare numbers.
pub fn shown(unit: Option<&Unit>) -> Shown {
    let Some(unit) = unit else {
        return Shown { id: "short".into(), label: None };
    };
    if let Some(id) = id(unit) {
        return Shown { id: id.into(), label: None };
    }
    if let Some(name) = thing(unit) {
        return Shown { id: "short".into(), label: Some(name) };
    }
    per_period(unit).unwrap_or_else(|| Shown { id: "short".into(), label: Some(unit.to_string()) })
}

fn id(unit: &Unit) -> Option<&'static str> {
    TABLE.iter().find(|(known, _)| known == unit).map(|(_, id)| *id)
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
        match (id(&amount), thing(&amount)) {
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
    use gaugewright_spec::grafana_unit;

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
    fn every_row_is_a_unit_and_an_id() {
        assert_eq!(TABLE.len(), NAMED.len(), "a text of the table is no unit");
        for (text, id) in NAMED {
            assert!(grafana_unit::ids().any(|known| known == *id), "{text}: {id}");
        }
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
