//! Units as people write them, and as names of metrics promise them.

use crate::Piece;
use std::collections::BTreeSet;

use super::known::{KNOWN, NAMED, PREFIXES, known};
use super::{Base, Unit};
use crate::number::Number;

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

/// The names of counted things that a spec uses beside the known units.
#[derive(Clone, Debug, Default)]
pub struct Units {
    things: BTreeSet<String>,
}

impl Units {
    /// Declares a counted thing: the unit of a metric such as `tokens`. Known units stay what they are, and other names of
    /// theirs, such as `euros`, are no things.
    pub fn declare(&mut self, name: &str) {
        let other_name = usual(name);
        let name = singular(name);
        if known(&name).is_none() && other_name.is_none() && is_word(&name) {
            self.things.insert(name);
        }
    }

    /// Reads a unit: factors joined by `*` and `/`, each a known unit or a declared thing, possibly with a
    /// prefix `k`, `M` or `G`.
    ///
    /// # Errors
    /// Returns the part of the text that is no unit.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Unit, Piece<'t>> {
        let mut unit = Unit::one();
        let mut rest = Piece::whole(text).trim();
        let mut divide = false;
        let single = !rest.contains(['*', '/']);
        loop {
            let end = rest.find(['*', '/']).unwrap_or(rest.len());
            let name = rest.part(0..end).trim();
            let factor = self.factor(&name).ok_or(name)?;
            if single {
                return Ok(factor);
            }
            let next = if divide { unit.over(&factor) } else { unit.times(&factor) };
            unit = next.ok_or(name)?;
            if end == rest.len() {
                return Ok(unit);
            }
            divide = rest.as_bytes()[end] == b'/';
            rest = rest.part(end + 1..rest.len());
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

impl Unit {
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

/// How people write units that have another name here, in the singular and in lower case.
const USUAL: [(&str, &str); 36] = [
    ("sec", "s"),
    ("secs", "s"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("millisecond", "ms"),
    ("usec", "us"),
    ("microsecond", "us"),
    ("nanosecond", "ns"),
    ("hr", "h"),
    ("hrs", "h"),
    ("dollar", "USD"),
    ("$", "USD"),
    ("euro", "EUR"),
    ("€", "EUR"),
    ("kbyte", "kB"),
    ("kilobyte", "kB"),
    ("mbyte", "MB"),
    ("megabyte", "MB"),
    ("gbyte", "GB"),
    ("gigabyte", "GB"),
    ("kilobit", "kbit"),
    ("megabit", "Mbit"),
    ("gigabit", "Gbit"),
    ("bps", "bit/s"),
    ("kbps", "kbit/s"),
    ("mbps", "Mbit/s"),
    ("gbps", "Gbit/s"),
    ("pct", "percent"),
    ("percentage", "percent"),
    ("hertz", "Hz"),
    ("volt", "V"),
    ("ampere", "A"),
    ("amp", "A"),
    ("watt", "W"),
    ("joule", "J"),
    ("metre", "meter"),
];

/// The name of a unit that is known, for another way of writing it: `euros`, `usd`, `Watt`.
pub fn usual(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let singular = singular(&lower);
    let is_same = |written: &str| written == lower || written == singular;
    if let Some((_, symbol)) = USUAL.iter().find(|(written, _)| is_same(written)) {
        return Some(symbol);
    }
    let names = KNOWN.iter().map(|row| row.0).chain(NAMED.iter().copied());
    // One letter may be anything.
    let mut alike = names.filter(|known| known.len() > 1 && is_same(&known.to_lowercase()));
    alike.next()
}

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
