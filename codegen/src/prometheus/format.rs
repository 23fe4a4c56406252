//! The formats in which Prometheus' templates print numbers, and what each makes of one: `template.go` of Prometheus.

use gaugewright_spec::check::spoken::Form;
use gaugewright_spec::template::NumberFormat;

/// How `$value` is printed that has this behind it.
pub(super) fn of_number(format: &NumberFormat, value: f64) -> Option<String> {
    match format {
        NumberFormat::Raw => Some(raw(value)),
        NumberFormat::Function(form) => shown(*form, value),
        NumberFormat::Printf(format) => printf(format, value),
    }
}

/// As Go prints a number: all its digits, with an exponent where the number is below 1e-4 or from 1e6 on (`strconv`, format `g`).
fn raw(value: f64) -> String {
    if !value.is_finite() {
        return four_digits(value);
    }
    let exact = format!("{value:e}");
    let Some((digits, power)) =
        exact.split_once('e').and_then(|(digits, power)| Some((digits, power.parse::<i32>().ok()?)))
    else {
        return exact;
    };
    if (-4..6).contains(&power) || value == 0.0 {
        return format!("{value}");
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}

/// What the usual formats print, `%.2f` and `%f` with text around them; nothing of others.
fn printf(format: &str, value: f64) -> Option<String> {
    let (before, rest) = format.split_once('%')?;
    let (places, after) = rest.split_once('f')?;
    let places = match places {
        "" => 6,
        _ => places.strip_prefix('.')?.parse::<usize>().ok().filter(|places| *places < 20)?,
    };
    let literal = |text: &str| text.replace("%%", "%");
    let is_plain = |text: &str| !text.replace("%%", "").contains('%');
    (value.is_finite() && is_plain(before) && is_plain(after))
        .then(|| format!("{}{value:.places$}{}", literal(before), literal(after)))
}

/// What it prints; nothing of times, which look different elsewhere.
pub(super) fn shown(form: Form, value: f64) -> Option<String> {
    Some(match form {
        Form::Humanized => humanized(value),
        Form::Humanized1024 => humanized_1024(value),
        Form::Duration => duration(value),
        Form::Percentage => format!("{}%", four_digits(value * 100.0)),
        Form::Timestamp => return None,
        Form::Plain => four_digits(value),
    })
}

const SMALL: [&str; 8] = ["m", "u", "n", "p", "f", "a", "z", "y"];

fn humanized(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return four_digits(value);
    }
    if value.abs() >= 1.0 {
        return scaled(value, 1000.0, &["k", "M", "G", "T", "P", "E", "Z", "Y"]);
    }
    let (value, prefix) = enlarged(value);
    four_digits(value) + prefix
}

fn humanized_1024(value: f64) -> String {
    if value.abs() <= 1.0 || !value.is_finite() {
        return four_digits(value);
    }
    scaled(value, 1024.0, &["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"])
}

fn scaled(mut value: f64, by: f64, prefixes: &[&'static str]) -> String {
    let mut prefix = "";
    for next in prefixes {
        if value.abs() < by {
            break;
        }
        prefix = next;
        value /= by;
    }
    four_digits(value) + prefix
}

/// A number below one with a prefix that makes it larger.
fn enlarged(mut value: f64) -> (f64, &'static str) {
    let mut prefix = "";
    for next in SMALL {
        if value.abs() >= 1.0 {
            break;
        }
        prefix = next;
        value *= 1000.0;
    }
    (value, prefix)
}

fn duration(value: f64) -> String {
    if !value.is_finite() {
        return four_digits(value);
    }
    if value == 0.0 {
        return "0s".to_owned();
    }
    if value.abs() < 1.0 {
        let (value, prefix) = enlarged(value);
        return format!("{}{prefix}s", four_digits(value));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let value = value.abs();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Prometheus does")]
    let whole = value as u64;
    let (seconds, minutes, hours, days) = (whole % 60, whole / 60 % 60, whole / 3600 % 24, whole / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{sign}{}s", four_digits(value)),
        (0, 0, _) => format!("{sign}{minutes}m {seconds}s"),
        (0, ..) => format!("{sign}{hours}h {minutes}m {seconds}s"),
        _ => format!("{sign}{days}d {hours}h {minutes}m {seconds}s"),
    }
}

/// As `%.4g` of C and Go.
fn four_digits(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let exact = format!("{value:.3e}");
    let Some((digits, power)) =
        exact.split_once('e').and_then(|(digits, power)| Some((digits, power.parse::<i32>().ok()?)))
    else {
        return exact;
    };
    if (-4..4).contains(&power) {
        let places = usize::try_from(3 - power).unwrap_or_default();
        return trimmed(&format!("{value:.places$}"));
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(digits), power.abs())
}

/// Without the noughts at the end of a fraction.
fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::template::NumberFormat::{Function, Printf, Raw};

    use super::Form::{Duration, Humanized, Humanized1024, Percentage, Plain};
    use super::of_number;
    use super::shown;

    #[test]
    fn bare_numbers_are_printed_as_go_does() {
        for (value, expected) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.5, "-0.5"),
            (123_456.0, "123456"),
            (999_999.5, "999999.5"),
            (1_000_000.0, "1e+06"),
            (2_024_740.0, "2.02474e+06"),
            (1e21, "1e+21"),
            (0.0001, "0.0001"),
            (0.000_012_5, "1.25e-05"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(of_number(&Raw, value).as_deref(), Some(expected), "{value}");
        }
        for (format, expected) in [
            ("%.2f", Some("5.06")),
            ("%f", Some("5.062500")),
            ("<%.0f%%>", Some("<5%>")),
            ("%.3g", None),
            ("%5.1f", None),
        ] {
            assert_eq!(of_number(&Printf(format.into()), 5.0625).as_deref(), expected, "{format}");
        }
        assert_eq!(of_number(&Function(Humanized), 1_234_567.0).as_deref(), Some("1.235M"));
    }

    #[test]
    fn numbers_are_printed_as_prometheus_does() {
        // What `TestTemplateExpansion` of Prometheus expects of its functions.
        for (form, value, expected) in [
            (Humanized, 0.0, "0"),
            (Humanized, 1.0, "1"),
            (Humanized, 1_234_567.0, "1.235M"),
            (Humanized, 0.12, "120m"),
            (Humanized, -0.00012, "-120u"),
            (Humanized1024, 0.0, "0"),
            (Humanized1024, 1_048_576.0, "1Mi"),
            (Humanized1024, 12.0, "12"),
            (Duration, 0.0, "0s"),
            (Duration, 1.0, "1s"),
            (Duration, 60.0, "1m 0s"),
            (Duration, 86_400.0, "1d 0h 0m 0s"),
            (Duration, 899.99, "14m 59s"),
            (Duration, 0.001, "1ms"),
            (Duration, 8.999, "8.999s"),
            (Duration, -3661.0, "-1h 1m 1s"),
            (Percentage, 0.123_456_7, "12.35%"),
            (Percentage, 1.0, "100%"),
            (Plain, 60_000.0, "6e+04"),
            (Plain, 0.000_012, "1.2e-05"),
            (Plain, 1234.0, "1234"),
            (Plain, 0.5, "0.5"),
        ] {
            assert_eq!(shown(form, value).as_deref(), Some(expected), "{form:?} of {value}");
        }
    }
}
