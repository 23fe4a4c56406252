//! What stands around the numbers: header lines, names, label pairs.

use super::negotiate::Format;
use super::number::bound_text;
use crate::schema::{Kind, Metric, Schema};

/// The lines above a family's samples.
pub(crate) fn write_header(
    out: &mut Vec<u8>,
    format: Format,
    family: &str,
    kind: &str,
    unit: Option<&str>,
    help: &str,
) {
    if !help.is_empty() {
        push(out, &["# HELP ", family, " "]);
        escape_help(out, format, help);
        out.push(b'\n');
    }
    push(out, &["# TYPE ", family, " ", kind, "\n"]);
    if let Some(unit) = unit.filter(|unit| format == Format::OpenMetrics && ends_in_word(family, unit)) {
        push(out, &["# UNIT ", family, " ", unit, "\n"]);
    }
}

/// The header of a metric of the spec.
pub(crate) fn metric_header(schema: &Schema, metric: &Metric, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let (family, kind) = match format {
        Format::Text => (metric.name, text_kind(&metric.kind)),
        Format::OpenMetrics => openmetrics_family(schema, metric),
    };
    write_header(&mut out, format, family, kind, metric.unit, metric.help);
    out
}

fn text_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Counter | Kind::FloatCounter => "counter",
        Kind::Gauge | Kind::Info => "gauge",
        Kind::Durations(_) | Kind::Values(_) => "histogram",
    }
}

fn unsuffixed_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Counter | Kind::FloatCounter => "unknown",
        other => text_kind(other),
    }
}

/// The name and type of a metric's family in OpenMetrics. Two families of one name are not allowed: then the metric's own name is left, and
/// no type promises a suffix.
pub(crate) fn openmetrics_family(schema: &Schema, metric: &Metric) -> (&'static str, &'static str) {
    let (family, kind) = unsuffixed(metric);
    let mut others = schema.metrics.iter().filter(|other| other.name != metric.name);
    if others.any(|other| unsuffixed(other).0 == family) {
        return (metric.name, unsuffixed_kind(&metric.kind));
    }
    (family, kind)
}

/// The family's name and type: in OpenMetrics the suffixes `_total` and `_info` belong to the samples.
fn unsuffixed(metric: &Metric) -> (&'static str, &'static str) {
    let (suffix, kind) = match metric.kind {
        Kind::Counter | Kind::FloatCounter => ("_total", "counter"),
        Kind::Info => ("_info", "info"),
        _ => return (metric.name, text_kind(&metric.kind)),
    };
    match metric.name.strip_suffix(suffix) {
        Some(family) if !family.is_empty() => (family, kind),
        _ => (metric.name, unsuffixed_kind(&metric.kind)),
    }
}

fn ends_in_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'))
}

/// A sample's line up to its number. `pairs` are labels that are rendered already, `bound` is the `le` of a bucket.
pub(crate) fn line_prefix(out: &mut Vec<u8>, name: &str, suffix: &str, pairs: &[u8], bound: Option<f64>) {
    push(out, &[name, suffix]);
    if !pairs.is_empty() || bound.is_some() {
        out.push(b'{');
        out.extend_from_slice(pairs);
        if let Some(bound) = bound {
            if !pairs.is_empty() {
                out.push(b',');
            }
            write_bound(out, bound);
        }
        out.push(b'}');
    }
    out.push(b' ');
}

/// The label pair of a bucket.
pub(crate) fn write_bound(out: &mut Vec<u8>, bound: f64) {
    push(out, &["le=\"", &bound_text(bound), "\""]);
}

/// A label pair, with a comma before it if it is not the first.
pub(crate) fn write_pair(out: &mut Vec<u8>, name: &str, value: &str) {
    if !out.is_empty() {
        out.push(b',');
    }
    push(out, &[name, "=\""]);
    escape_value(out, value);
    out.push(b'"');
}

/// A label's value between its quotes.
pub(crate) fn escape_value(out: &mut Vec<u8>, value: &str) {
    escape(out, value, true);
}

/// A help text. Only OpenMetrics wants quotes escaped there.
pub(crate) fn escape_help(out: &mut Vec<u8>, format: Format, help: &str) {
    escape(out, help, format == Format::OpenMetrics);
}

fn escape(out: &mut Vec<u8>, text: &str, quotes: bool) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'"' if quotes => out.extend_from_slice(b"\\\""),
            byte => out.push(byte),
        }
    }
}

fn push(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{escape_help, escape_value, metric_header};
    use crate::exposition::Format;
    use crate::schema::{Init, Kind, Metric, Schema, Storage};

    fn metric(name: &'static str, kind: Kind) -> Metric {
        let (storage, init) = (Storage::Dense(0), Init::All);
        Metric { name, help: "", unit: Some("seconds"), kind, labels: &[], storage, init }
    }

    fn header(metrics: Vec<Metric>, at: usize) -> String {
        let metrics: &'static [Metric] = metrics.leak();
        let schema =
            Schema { service: "s", path: "/metrics", constants: &[], labels: &[], metrics, cells: 0 };
        let header = metric_header(&schema, &metrics[at], Format::OpenMetrics);
        String::from_utf8(header).expect("text")
    }

    #[test]
    fn openmetrics_families_have_no_suffix() {
        let alone = |name, kind| header(vec![metric(name, kind)], 0);
        assert_eq!(alone("x_total", Kind::Counter), "# TYPE x counter\n");
        assert_eq!(alone("x", Kind::FloatCounter), "# TYPE x unknown\n");
        assert_eq!(alone("_total", Kind::Counter), "# TYPE _total unknown\n");
        assert_eq!(
            alone("x_seconds_total", Kind::Counter),
            "# TYPE x_seconds counter\n# UNIT x_seconds seconds\n"
        );
        assert_eq!(alone("build_info", Kind::Info), "# TYPE build info\n");
        assert_eq!(alone("build", Kind::Info), "# TYPE build gauge\n");
        assert_eq!(alone("milliseconds", Kind::Gauge), "# TYPE milliseconds gauge\n");
    }

    #[test]
    fn no_two_families_share_a_name() {
        let two = || vec![metric("x", Kind::Gauge), metric("x_total", Kind::Counter)];
        assert_eq!(header(two(), 1), "# TYPE x_total unknown\n");
    }

    #[test]
    fn escapes_are_those_of_the_format() {
        let hostile = "a\"b\\c\nd\r\0é";
        let (mut value, mut text, mut openmetrics) = (Vec::new(), Vec::new(), Vec::new());
        escape_value(&mut value, hostile);
        escape_help(&mut text, Format::Text, hostile);
        escape_help(&mut openmetrics, Format::OpenMetrics, hostile);
        assert_eq!(value, "a\\\"b\\\\c\\nd\r\0é".as_bytes());
        assert_eq!(text, "a\"b\\\\c\\nd\r\0é".as_bytes());
        assert_eq!(openmetrics, value);
    }
}
