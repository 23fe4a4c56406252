//! How a value is said in a sentence: the form of its number, and the word behind it.

use crate::unit::{Base, Nature, Unit};
use gaugewright_promql::number::Number;

/// How a value is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The form of its number.
    pub form: Form,
    /// What stands behind the number, with the gap before it.
    pub suffix: String,
}

/// Forms of numbers, as templates of Prometheus print them. They are used where they fit: most need the value in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With the prefixes of the metric system: `1.2k`.
    Humanized,
    /// With those of computers: `1.2ki`.
    Humanized1024,
    /// `1h 2m 3s`.
    Duration,
    /// `5%` of 0.05.
    Percentage,
    /// A day and a time.
    Timestamp,
    /// Four digits.
    Plain,
}

impl Form {
    /// The functions of Prometheus' templates by which numbers are printed in a form.
    pub const ALL: [(&'static str, Self); 5] = [
        ("humanize", Self::Humanized),
        ("humanize1024", Self::Humanized1024),
        ("humanizeDuration", Self::Duration),
        ("humanizePercentage", Self::Percentage),
        ("humanizeTimestamp", Self::Timestamp),
    ];

    /// The function that prints a number in this form, as a template calls it.
    pub fn function(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or(r#"printf "%.4g""#, |row| row.0)
    }
}

impl Spoken {
    /// A value as people read it, for messages.
    pub fn example(&self) -> String {
        let number = match self.form {
            Form::Duration => "5s",
            Form::Percentage => "5%",
            Form::Timestamp => "2026-11-27 09:00:00 UTC",
            Form::Humanized | Form::Humanized1024 | Form::Plain => "5",
        };
        format!("{number}{}", self.suffix)
    }

    /// The words for its unit that people could write behind the value once more.
    pub fn words(&self) -> Vec<String> {
        match self.form {
            Form::Percentage => words_for("%"),
            Form::Duration => {
                // Whichever of these it is in.
                ["s", "ms", "min", "h", "d"].into_iter().flat_map(words_for).collect()
            }
            Form::Timestamp => Vec::new(),
            Form::Humanized | Form::Humanized1024 | Form::Plain => words_for(self.suffix.trim()),
        }
    }
}

/// The words that say the same as a unit behind a number: of `jobs/s` also `jobs`, of `%` also `percent`.
pub fn words_for(unit: &str) -> Vec<String> {
    const SPELLED: [(&str, &str); 7] = [
        ("%", "percent"),
        ("B", "bytes"),
        ("ms", "milliseconds"),
        ("s", "seconds"),
        ("min", "minutes"),
        ("h", "hours"),
        ("d", "days"),
    ];
    let noun = unit.split('/').next().unwrap_or_default();
    let spelled = SPELLED.iter().filter(|(symbol, _)| *symbol == unit).map(|(_, word)| *word);
    // Somebody who does not know how many there are.
    let plural = noun.strip_suffix('s').filter(|one| one.len() > 1).map(|one| format!("{one}(s)"));
    let words = [unit, noun].into_iter().chain(spelled).filter(|word| !word.is_empty());
    words.map(str::to_owned).chain(plural).collect()
}

/// How a value in this unit is said; nothing means that the unit is not known.
pub fn spoken(unit: Option<&Unit>) -> Spoken {
    let say = |form, suffix| Spoken { form, suffix };
    let Some(unit) = unit else {
        return say(Form::Humanized, String::new());
    };
    let base = unit.scale() == Number::ONE;
    match (unit.nature(), single_base(unit)) {
        (Nature::Timestamp, _) if base => say(Form::Timestamp, String::new()),
        (Nature::Share, _) if base => say(Form::Percentage, String::new()),
        (Nature::Share, _) if Number::fraction(1, 100) == Some(unit.scale()) => say(Form::Plain, "%".into()),
        (Nature::Amount, Some(Base::Second)) if base => say(Form::Duration, String::new()),
        (Nature::Amount, _) if base && numerator_is_bytes(unit) => say(Form::Humanized1024, word(unit)),
        // Humanized numbers carry a prefix of their own, which reads badly before a unit that is one already.
        (Nature::Amount, _) if !base => say(Form::Plain, spaced(word(unit))),
        _ => say(Form::Humanized, spaced(word(unit))),
    }
}

fn single_base(unit: &Unit) -> Option<&Base> {
    let mut parts = unit.dimension().iter();
    match (parts.next(), parts.next()) {
        (Some((base, 1)), None) => Some(base),
        _ => None,
    }
}

fn numerator_is_bytes(unit: &Unit) -> bool {
    unit.dimension()
        .iter()
        .filter(|(_, power)| **power > 0)
        .map(|(base, power)| (base, *power))
        .eq([(&Base::Byte, 1)])
}

fn spaced(word: String) -> String {
    match word.as_str() {
        "" => word,
        // `1.2k/s` needs no gap.
        _ if word.starts_with('/') => word,
        _ => format!(" {word}"),
    }
}

/// Names for what a scale makes of a base dimension: dimension, power, scale, name.
const SCALED: &[(Base, i8, i128, i128, &str)] = &[
    (Base::Second, 1, 1, 1_000_000_000, "ns"),
    (Base::Second, 1, 1, 1_000_000, "µs"),
    (Base::Second, 1, 1, 1000, "ms"),
    (Base::Second, 1, 60, 1, "min"),
    (Base::Second, 1, 3600, 1, "h"),
    (Base::Second, 1, 86_400, 1, "d"),
    (Base::Second, -1, 1, 60, "min"),
    (Base::Second, -1, 1, 3600, "h"),
    (Base::Second, -1, 1, 86_400, "d"),
    (Base::Byte, 1, 1000, 1, "kB"),
    (Base::Byte, 1, 1_000_000, 1, "MB"),
    (Base::Byte, 1, 1_000_000_000, 1, "GB"),
    (Base::Byte, 1, 1, 8, "bit"),
    (Base::Byte, 1, 125, 1, "kbit"),
    (Base::Byte, 1, 125_000, 1, "Mbit"),
    (Base::Byte, 1, 125_000_000, 1, "Gbit"),
    (Base::Byte, 1, 1 << 10, 1, "KiB"),
    (Base::Byte, 1, 1 << 20, 1, "MiB"),
    (Base::Byte, 1, 1 << 30, 1, "GiB"),
];

/// The unit in words, as it stands behind a number: `tokens/h`. Nothing if its scale has no name: no unit is
/// better than a wrong one.
fn word(unit: &Unit) -> String {
    let scaled = SCALED.iter().find(|(base, power, numerator, denominator, _)| {
        unit.dimension().get(base) == Some(power) && unit.scale().parts() == (*numerator, *denominator)
    });
    if scaled.is_none() && unit.scale() != Number::ONE {
        return String::new();
    }
    let name = |base: &Base| match scaled {
        Some((of, .., name)) if of == base => (*name).to_owned(),
        _ => base.to_string(),
    };
    let side = |sign: i8, name: &dyn Fn(&Base) -> String| {
        let parts = unit.dimension().iter().filter(|(_, power)| power.signum() == sign);
        let names: Vec<_> = parts
            .map(|(base, power)| match power.unsigned_abs() {
                1 => name(base),
                n => format!("{}^{n}", name(base)),
            })
            .collect();
        names.join("*")
    };
    let above = side(1, &|base| plural(base, &name(base)));
    let below = side(-1, &name);
    if below.is_empty() { above } else { format!("{above}/{below}") }
}

/// Counted things stand in the plural; symbols and currencies have none.
fn plural(base: &Base, name: &str) -> String {
    const SYMBOLS: [&str; 2] = ["celsius", "kelvin"];
    let counted = matches!(base, Base::Named(_))
        && name.len() > 1
        && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        && !SYMBOLS.contains(&name);
    match name.strip_suffix('y') {
        _ if !counted => name.into(),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}
