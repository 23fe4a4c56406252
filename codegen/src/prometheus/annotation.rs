//! Annotations of alerts: the spec's templates in the template language of Prometheus.

use std::collections::BTreeMap;

use gaugewright_spec::check::spoken::{Form, Spoken, spoken};
use gaugewright_spec::model::{Alert, Condition};
use gaugewright_spec::template::{NumberFormat, Part, Template};
use gaugewright_spec::unit::Unit;

use super::format;

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

    /// The value, printed as the author says.
    fn number(self, format: &NumberFormat) -> String {
        match (format, self) {
            (NumberFormat::Raw, Self::Prometheus) => "{{ $value }}".to_owned(),
            (NumberFormat::Raw, Self::Grafana) => format!("{{{{ .Values.{GRAFANA_VALUE}.Value }}}}"),
            (NumberFormat::Function(form), _) => self.value(form.function()),
            // The spec takes formats without quotes and backslashes only.
            (NumberFormat::Printf(format), _) => self.value(&format!("printf \"{format}\"")),
        }
    }

    fn labels(self) -> &'static str {
        match self {
            Self::Prometheus => "{{ $labels }}",
            Self::Grafana => "{{ .Labels }}",
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
            Part::Number(format) => {
                flush(&mut plain, &mut out, true);
                out.push_str(&reader.number(&format.value));
            }
            Part::Labels(_) => {
                flush(&mut plain, &mut out, true);
                out.push_str(reader.labels());
            }
            Part::Go(text) => {
                flush(&mut plain, &mut out, text.starts_with('{'));
                out.push_str(&reader.plain(text));
            }
            Part::Value(_) => {
                flush(&mut plain, &mut out, true);
                let Spoken { form, suffix } = spoken(alert.ty.unit.as_ref());
                out.push_str(&reader.value(form.function()));
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
            Part::Number(number) => out.push_str(&format::of_number(&number.value, value)?),
            // What others make of these is not for us to say.
            Part::Labels(_) | Part::Go(_) => return None,
            Part::Value(_) => {
                let Spoken { form, suffix } = spoken(alert.ty.unit.as_ref());
                out.push_str(&(format::shown(form, value)? + &suffix));
            }
        }
    }
    Some(out)
}

/// A value in its unit, much as a message of Prometheus has it, which calls 0.01 `10m`: here that would be read as minutes. Nothing of
/// times, which look different elsewhere.
pub(crate) fn in_unit(unit: Option<&Unit>, value: f64) -> Option<String> {
    let Spoken { form, suffix } = spoken(unit);
    let form = if form == Form::Humanized && value.abs() < 1.0 { Form::Plain } else { form };
    Some(format::shown(form, value)? + &suffix)
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
            let Spoken { form, suffix } = spoken(Some(&units.parse(unit).unwrap()));
            let placeholder = Templates::Prometheus.value(form.function());
            assert_eq!(placeholder + &suffix, expected, "{unit}");
        }
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
