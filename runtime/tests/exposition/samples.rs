use std::collections::BTreeMap;

/// All samples: what stands before the number, its labels in alphabetical order, to the bits of the number.
pub(crate) fn samples(text: &str) -> BTreeMap<String, u64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').expect("a value");
            let value: f64 = value.parse().expect("a number");
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            let labels = labels.trim_end_matches('}').split_inclusive("\",").map(|label| {
                let label = label.trim_end_matches(',');
                // The one difference that is allowed: `1` and `1.0`, which Prometheus takes for the same bound.
                let bound = label
                    .strip_prefix("le=\"")
                    .and_then(|bound| bound.strip_suffix('"')?.parse::<f64>().ok());
                bound.map_or_else(|| label.to_owned(), |bound| format!("le={bound}"))
            });
            let mut labels: Vec<String> = labels.collect();
            labels.sort();
            (format!("{name}{labels:?}"), value.to_bits())
        })
        .collect()
}
