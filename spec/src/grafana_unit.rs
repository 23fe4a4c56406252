//! Grafana's own units, for panels that name one by its id: `unit: grafana:reqps`. Grafana takes any text for
//! a unit and prints one it does not know behind the number, so a slip shows only on the finished panel.

use crate::suggest;

/// Every id, one a line.
const IDS: &str = include_str!("grafana_unit.txt");
/// What may stand before a colon: Grafana makes a unit of the text behind it.
const CUSTOM: &[&str] = &["prefix", "suffix", "time", "si", "count", "currency", "bool"];

/// Every id that Grafana has, in the order of its menu.
pub fn ids() -> impl Iterator<Item = &'static str> {
    IDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether Grafana has a unit of that id, or makes one of it: `suffix: spoons`.
pub fn is_known(id: &str) -> bool {
    let custom = || id.split_once(':').is_some_and(|(kind, text)| CUSTOM.contains(&kind) && !text.is_empty());
    ids().any(|known| known == id) || custom()
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
    fn slips_are_understood() {
        assert_eq!(similar("decbyte"), Some("decbytes"));
        assert_eq!(similar("REQPS"), Some("reqps"));
        assert_eq!(similar("percentunits"), Some("percentunit"));
        assert_eq!(similar("marsupials"), None);
    }
}
