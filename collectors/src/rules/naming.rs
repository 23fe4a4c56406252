//! `naming`: a metric's name that breaks one of Prometheus' conventions. They are those of
//! [promlint](https://pkg.go.dev/github.com/prometheus/client_golang/prometheus/testutil/promlint) and of
//! <https://prometheus.io/docs/practices/naming/>.

use crate::kind::{Kind, histogram_of};

/// Units that people write and Prometheus does not, with what it writes.
const OTHER_UNITS: &[(&str, &str)] = &[
    ("milliseconds", "seconds"),
    ("microseconds", "seconds"),
    ("nanoseconds", "seconds"),
    ("minutes", "seconds"),
    ("hours", "seconds"),
    ("days", "seconds"),
    ("ms", "seconds"),
    ("us", "seconds"),
    ("ns", "seconds"),
    ("sec", "seconds"),
    ("secs", "seconds"),
    ("kilobytes", "bytes"),
    ("megabytes", "bytes"),
    ("gigabytes", "bytes"),
    ("kb", "bytes"),
    ("mb", "bytes"),
    ("gb", "bytes"),
    ("kib", "bytes"),
    ("mib", "bytes"),
    ("gib", "bytes"),
    ("percent", "ratio"),
    ("pct", "ratio"),
];
/// The names of types, which a name need not repeat.
const TYPES: &[&str] = &["counter", "gauge", "histogram", "summary"];

/// The first convention that a metric breaks, and how to mend it.
pub fn find<'l>(
    name: &str,
    kind: Kind,
    labels: impl IntoIterator<Item = &'l str>,
) -> Option<(String, String)> {
    suffix(name, kind)
        .or_else(|| letters(name))
        .or_else(|| unit(name))
        .or_else(|| type_in_name(name))
        .or_else(|| reserved_label(labels))
}

fn suffix(name: &str, kind: Kind) -> Option<(String, String)> {
    let total = name.ends_with("_total");
    let part = histogram_of(name).map(|histogram| &name[histogram.len()..]);
    match (kind, part) {
        (Kind::Counter, _) if !total => {
            Some((format!("counter `{name}` does not end in `_total`"), format!("name it `{name}_total`")))
        }
        (Kind::Gauge | Kind::Histogram, _) if total => Some((
            format!("`{name}` ends in `_total`, which readers take for a counter"),
            format!(
                "name it `{}`, or silence this: `allow: {{ naming: \"why\" }}`",
                name.trim_end_matches("_total")
            ),
        )),
        (_, Some(part)) => Some((
            format!("`{name}` ends in `{part}`, as the series of a histogram do"),
            format!("name it `{}`", name.trim_end_matches(part)),
        )),
        _ => None,
    }
}

fn letters(name: &str) -> Option<(String, String)> {
    name.bytes().any(|byte| byte.is_ascii_uppercase()).then(|| {
        (
            format!("`{name}` has upper case letters"),
            format!("metric names are written in snake_case: `{}`", snake_case(name)),
        )
    })
}

fn unit(name: &str) -> Option<(String, String)> {
    let stem = name.strip_suffix("_total").unwrap_or(name);
    let (before, last) = stem.rsplit_once('_')?;
    let (other, base) = OTHER_UNITS.iter().find(|(other, _)| *other == last)?;
    let total = &name[stem.len()..];
    Some((
        format!("`{name}` is in {other}, and metrics are in base units"),
        format!(
            "measure in {base} and name it `{before}_{base}{total}`: panels choose a readable scale by themselves"
        ),
    ))
}

fn type_in_name(name: &str) -> Option<(String, String)> {
    let found = TYPES.iter().find(|kind| name.split('_').any(|part| part == **kind))?;
    let rest: Vec<&str> = name.split('_').filter(|part| part != found).collect();
    Some((
        format!("`{name}` says that it is a {found}"),
        format!("the type says so already: name it `{}`", rest.join("_")),
    ))
}

fn reserved_label<'l>(labels: impl IntoIterator<Item = &'l str>) -> Option<(String, String)> {
    let label = labels.into_iter().find(|label| matches!(*label, "le" | "quantile"))?;
    let owner = if label == "le" { "histograms" } else { "summaries" };
    Some((format!("the label `{label}` belongs to {owner}"), "give the label another name".into()))
}

/// `queueDepth` is `queue_depth`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::kind::Kind::{Counter, Gauge, Histogram};

    #[test]
    fn broken_conventions_are_named_and_mended() {
        for (name, kind, help) in [
            ("jobs", Counter, "name it `jobs_total`"),
            ("queueDepth", Gauge, "metric names are written in snake_case: `queue_depth`"),
            ("items_count", Gauge, "name it `items`"),
            ("depth_gauge", Gauge, "the type says so already: name it `depth`"),
            (
                "wait_ms_total",
                Counter,
                "measure in seconds and name it `wait_seconds_total`: panels choose a readable scale by themselves",
            ),
        ] {
            assert_eq!(find(name, kind, []).map(|(_, help)| help).as_deref(), Some(help), "{name}");
        }
        assert!(find("size", Gauge, ["le"]).is_some());
        for (name, kind) in
            [("jobs_total", Counter), ("wait_seconds", Histogram), ("accounts", Gauge), ("ms", Gauge)]
        {
            assert_eq!(find(name, kind, ["status"]), None, "{name}");
        }
    }
}
