//! Annotations of alerts: the spec's templates in the template language of Prometheus.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Condition};
use gaugewright_spec::number::Number;
use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::unit::{Base, Nature, Unit};

use super::format::Format;

/// The step of a rule of Grafana that holds the value.
pub(crate) const GRAFANA_VALUE: &str = "B";

/// Who reads a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Templates {
    /// Prometheus, and all that evaluate its rules.
    Prometheus,
    /// Grafana, in a file of provisioned rules. It has Prometheus' functions and other names for what is filled in. Before
    /// that it puts variables of its environment in for `$NAME`; two dollar signs stand for one.
    Grafana,
}

impl Templates {
    /// The value that the alert compares.
    fn value(self, function: &str) -> String {
        match self {
            Self::Prometheus => format!("{{{{ $value | {function} }}}}"),
            // `.Values` is `$values` without a dollar sign.
            Self::Grafana => format!("{{{{ .Values.{GRAFANA_VALUE}.Value | {function} }}}}"),
        }
    }

    fn label(self, name: &str) -> String {
        match self {
            Self::Prometheus => format!("{{{{ $labels.{name} }}}}"),
            Self::Grafana => format!("{{{{ .Labels.{name} }}}}"),
        }
    }

    fn plain(self, text: &str) -> String {
        match self {
            Self::Prometheus => text.to_owned(),
            Self::Grafana => text.replace('$', "$$"),
        }
    }
}

/// The text of an annotation.
pub(super) fn text(template: &Template, alert: &Alert) -> String {
    text_for(Templates::Prometheus, template, alert)
}

/// The text of an annotation, for one who reads it.
pub(crate) fn text_for(reader: Templates, template: &Template, alert: &Alert) -> String {
    let mut out = String::new();
    // Text next to text is one text: two braces from two parts are as good as two from one.
    let mut plain = String::new();
    for part in &template.parts {
        match part {
            Part::Text(text) => plain.push_str(&reader.plain(text)),
            Part::Threshold(_) => plain.push_str(&reader.plain(threshold(alert))),
            Part::Label(label) => {
                flush(&mut plain, &mut out, true);
                out.push_str(&reader.label(label));
            }
            Part::Value(_) => {
                flush(&mut plain, &mut out, true);
                let (format, suffix) = format(alert.unit.as_ref());
                out.push_str(&reader.value(format.function()));
                plain.push_str(&suffix);
            }
        }
    }
    flush(&mut plain, &mut out, false);
    out
}

/// What Prometheus makes of an annotation; nothing if that depends on where it runs.
pub(super) fn shown(
    template: &Template,
    alert: &Alert,
    labels: &BTreeMap<String, String>,
    value: f64,
) -> Option<String> {
    let mut out = String::new();
    for part in &template.parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Threshold(_) => out.push_str(threshold(alert)),
            Part::Label(label) => out.push_str(labels.get(&label.value).map_or("", String::as_str)),
            Part::Value(_) => {
                let (format, suffix) = format(alert.unit.as_ref());
                out.push_str(&format.shown(value)?);
                out.push_str(&suffix);
            }
        }
    }
    Some(out)
}

/// A text that has to come out as it is, though Prometheus takes it for a template.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::new();
    flush(&mut text.to_owned(), &mut out, false);
    out
}

/// The same for one who reads it.
pub(crate) fn literal_for(reader: Templates, text: &str) -> String {
    literal(&reader.plain(text))
}

/// Writes what was gathered. A brace that would open a placeholder, with the next brace of the text or with that of
/// the placeholder which follows, becomes a placeholder that prints a brace.
fn flush(plain: &mut String, out: &mut String, placeholder_follows: bool) {
    let mut chars = plain.chars().peekable();
    while let Some(c) = chars.next() {
        let brace_follows = chars.peek().map_or(placeholder_follows, |next| *next == '{');
        if c == '{' && brace_follows {
            out.push_str(r#"{{ "{" }}"#);
        } else {
            out.push(c);
        }
    }
    plain.clear();
}

fn threshold(alert: &Alert) -> &str {
    match &alert.condition {
        Condition::Threshold(threshold) => &threshold.quantity.text,
        // The spec's check refuses the placeholder here.
        Condition::AnySeries => "",
    }
}

/// How the value is printed, and what stands behind it. Prometheus' own formats are used where they fit: they need the value
/// in base units.
fn format(unit: Option<&Unit>) -> (Format, String) {
    let Some(unit) = unit else {
        return (Format::Humanize, String::new());
    };
    let base = unit.scale() == Number::ONE;
    match (unit.nature(), single_base(unit)) {
        (Nature::Timestamp, _) if base => (Format::Timestamp, String::new()),
        (Nature::Share, _) if base => (Format::Percentage, String::new()),
        (Nature::Share, _) if Number::fraction(1, 100) == Some(unit.scale()) => (Format::Plain, "%".into()),
        (Nature::Amount, Some(Base::Second)) if base => (Format::Duration, String::new()),
        (Nature::Amount, _) if base && numerator_is_bytes(unit) => (Format::Humanize1024, word(unit)),
        // Humanized numbers carry a prefix of their own, which reads badly before a unit that is one already.
        (Nature::Amount, _) if !base => (Format::Plain, spaced(word(unit))),
        _ => (Format::Humanize, spaced(word(unit))),
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

#[cfg(test)]
mod tests {
    use gaugewright_spec::unit::Units;

    use super::*;

    #[test]
    fn values_are_printed_in_their_unit() {
        let mut units = Units::default();
        for thing in ["tokens", "queries"] {
            units.declare(thing);
        }
        for (unit, expected) in [
            ("s", "{{ $value | humanizeDuration }}"),
            ("timestamp", "{{ $value | humanizeTimestamp }}"),
            ("ratio", "{{ $value | humanizePercentage }}"),
            ("percent", r#"{{ $value | printf "%.4g" }}%"#),
            ("B", "{{ $value | humanize1024 }}B"),
            ("B/s", "{{ $value | humanize1024 }}B/s"),
            ("h", r#"{{ $value | printf "%.4g" }} h"#),
            ("GB", r#"{{ $value | printf "%.4g" }} GB"#),
            ("tokens", "{{ $value | humanize }} tokens"),
            ("tokens/h", r#"{{ $value | printf "%.4g" }} tokens/h"#),
            ("queries/s", "{{ $value | humanize }} queries/s"),
            ("USD", "{{ $value | humanize }} USD"),
            ("Hz", "{{ $value | humanize }}/s"),
            ("1", "{{ $value | humanize }}"),
            ("USD/ktokens", r#"{{ $value | printf "%.4g" }}"#),
        ] {
            let (format, suffix) = format(Some(&units.parse(unit).unwrap()));
            let placeholder = Templates::Prometheus.value(format.function());
            assert_eq!(placeholder + &suffix, expected, "{unit}");
        }
        assert_eq!(format(None).0, Format::Humanize);
    }

    #[test]
    fn braces_never_open_a_placeholder() {
        assert_eq!(literal("a { b } }}"), "a { b } }}");
        assert_eq!(literal("{{x}}"), r#"{{ "{" }}{x}}"#);
        let mut out = String::new();
        flush(&mut "{".to_owned(), &mut out, true);
        assert_eq!(out, r#"{{ "{" }}"#);
    }
}
