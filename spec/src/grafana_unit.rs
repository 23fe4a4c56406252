//! Grafana's own units, for panels that name one by its id: `unit: grafana:reqps`. Grafana takes any text for
//! a unit and prints one it does not know behind the number, so a slip shows only on the finished panel.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::number::Number;
use crate::suggest;
use crate::unit::{Nature, Unit, Units};

/// Every id, one a line.
const IDS: &str = include_str!("grafana_unit.txt");
/// What may stand before a colon: Grafana makes a unit of the text behind it.
const CUSTOM: &[&str] = &["prefix", "suffix", "time", "si", "count", "currency", "bool"];

/// Units that have an id of their own: as a spec writes them, and the id that is written for them.
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
    ("kbit/s", "Kbits"),
    ("Mbit/s", "Mbits"),
    ("Gbit/s", "Gbits"),
    ("Tbit/s", "Tbits"),
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

/// Other ids of such units, which only an author writes. Grafana counts points in time in milliseconds.
const ALSO: &[(&str, &str)] = &[
    ("humidity", "percent"),
    ("dtdurations", "s"),
    ("dtdurationms", "ms"),
    ("dthms", "s"),
    ("dtdhms", "s"),
    ("clocks", "s"),
    ("clockms", "ms"),
    ("bits", "bit"),
    ("bytes", "B"),
    ("binbps", "bit/s"),
    ("binBps", "B/s"),
    ("hertz", "1/s"),
    ("iops", "1/s"),
    ("eps", "1/s"),
    ("mps", "1/s"),
    ("recps", "1/s"),
    ("rowsps", "1/s"),
    ("reqpm", "1/min"),
    ("epm", "1/min"),
    ("mpm", "1/min"),
    ("recpm", "1/min"),
    ("rowspm", "1/min"),
];
const MOMENTS: &[&str] =
    &["dateTimeAsIso", "dateTimeAsUS", "dateTimeAsLocal", "dateTimeAsSystem", "dateTimeFromNow"];

static TABLE: LazyLock<Vec<(Unit, &'static str)>> = LazyLock::new(|| {
    let units = units();
    NAMED.iter().filter_map(|(text, id)| Some((units.parse(text).ok()?, *id))).collect()
});

fn units() -> Units {
    let mut units = Units::default();
    for thing in ["request", "operation", "read", "write"] {
        units.declare(thing);
    }
    units
}

/// The id of a unit.
pub fn id_of(unit: &Unit) -> Option<&'static str> {
    if unit.nature() == Nature::Timestamp {
        // Whatever it is counted in: panels get milliseconds.
        return Some(MOMENTS[0]);
    }
    TABLE.iter().find(|(known, _)| known == unit).map(|(_, id)| *id)
}

/// The unit that values have which are shown under an id; nothing where the id says nothing of that.
pub(crate) fn unit_of(id: &str) -> Option<Unit> {
    if MOMENTS.iter().any(|moment| id.strip_suffix("NoDateIfToday").unwrap_or(id) == *moment) {
        let milli = Number::fraction(1, 1000)?;
        return Some(Unit::timestamp().with_scale(milli));
    }
    // A number without a unit may be anything.
    let own =
        NAMED.iter().filter(|(text, _)| *text != "1").find(|(_, known)| *known == id).map(|(text, _)| *text);
    let also = || ALSO.iter().find(|(known, _)| *known == id).map(|(_, text)| *text);
    units().parse(own.or_else(also)?).ok()
}

/// Every id that Grafana has, in the order of its menu.
pub fn ids() -> impl Iterator<Item = &'static str> {
    IDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether Grafana has a unit of that id, or makes one of it: `suffix: spoons`.
pub fn is_known(id: &str) -> bool {
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ids().collect());
    let custom = || id.split_once(':').is_some_and(|(kind, text)| CUSTOM.contains(&kind) && !text.is_empty());
    KNOWN.contains(id) || custom()
}

/// The id that an unknown one was most likely meant to be.
pub(crate) fn similar(id: &str) -> Option<&'static str> {
    // Capitals are the commonest slip: `bps` for bits, `Bps` for bytes.
    suggest::nearest(id, ids())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_grafanas() {
        assert_eq!(ids().count(), 272);
        for id in ["reqps", "percentunit", "Bps", "µs", "currency:EUR", "time:YYYY-MM-DD", "suffix: req/s"] {
            assert!(is_known(id), "{id}");
        }
        for id in
            ["", "byts", "REQPS", "suffix:", "postfix:x", ":", "# The ids of Grafana's units, one a line."]
        {
            assert!(!is_known(id), "{id}");
        }
    }

    #[test]
    fn every_row_is_a_unit_and_an_id() {
        assert_eq!(TABLE.len(), NAMED.len(), "a text of the table is no unit");
        for id in NAMED.iter().map(|(_, id)| id).chain(ALSO.iter().map(|(id, _)| id)).chain(MOMENTS) {
            assert!(ids().any(|known| known == *id), "{id}");
            assert_eq!(unit_of(id).is_none(), *id == "short", "{id}");
        }
    }

    #[test]
    fn slips_are_understood() {
        assert_eq!(similar("decbyte"), Some("decbytes"));
        assert_eq!(similar("REQPS"), Some("reqps"));
        assert_eq!(similar("percentunits"), Some("percentunit"));
        assert_eq!(similar("marsupials"), None);
    }
}
