//! What a Prometheus knows of metrics: their types, which labels they have, the bounds of their buckets.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::kind::Kind;
use serde_json::Value;

use super::{Client, LiveError};
use crate::verify::{Exposition, Sample};

/// What OpenMetrics adds to the name of a metric for the one series that it has.
const ADDED: [&str; 2] = ["_total", "_info"];

impl Client {
    /// What it knows of the series with these names, as if somebody had scraped all of them.
    pub(crate) fn metrics(&self, names: &BTreeSet<String>) -> Result<Exposition, LiveError> {
        let is_plain =
            |name: &&String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:".contains(&byte));
        let names: BTreeSet<&String> = names.iter().filter(is_plain).collect();
        let mut known = Exposition { types: self.types(&names)?, ..Exposition::default() };
        for name in names {
            let labels = self.texts("/api/v1/labels", name)?;
            if labels.is_empty() {
                // It has no such series.
                continue;
            }
            let labels = labels.into_iter().filter(|label| label != "__name__");
            let labels: BTreeMap<String, String> = labels.map(|label| (label, String::new())).collect();
            let mut sample = |labels| known.samples.push(Sample { name: name.clone(), labels, value: 0.0 });
            if !labels.contains_key("le") {
                sample(labels);
                continue;
            }
            for bound in self.texts("/api/v1/label/le/values", name)? {
                let mut labels = labels.clone();
                labels.insert("le".to_owned(), bound);
                sample(labels);
            }
        }
        Ok(known)
    }

    /// The types of the metrics that these series are of, where all targets say the same.
    fn types(&self, names: &BTreeSet<&String>) -> Result<BTreeMap<String, String>, LiveError> {
        let answer = self.json("/api/v1/metadata", &[])?.data;
        let mut types = BTreeMap::new();
        for (metric, said) in answer["data"].as_object().into_iter().flatten() {
            let said: BTreeSet<&str> =
                said.as_array().into_iter().flatten().filter_map(|one| one["type"].as_str()).collect();
            let parts = Kind::Histogram.facts().series.iter().map(|part| part.suffix);
            let series = parts.chain(ADDED).map(|added| format!("{metric}{added}")).chain([metric.clone()]);
            let read: Vec<String> = series.filter(|series| names.contains(series)).collect();
            let (Some(kind), 1, false) = (said.first(), said.len(), read.is_empty()) else { continue };
            // A target that speaks OpenMetrics calls the metric of `x_total` `x`.
            let total = format!("{metric}_total");
            let name = if *kind == "counter" && read.contains(&total) { total } else { metric.clone() };
            types.insert(name, (*kind).to_owned());
        }
        Ok(types)
    }

    /// The texts that it answers about the series of a name.
    fn texts(&self, path: &str, name: &str) -> Result<Vec<String>, LiveError> {
        let answer = self.json(path, &[("match[]", name)])?.data;
        let texts = answer["data"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(texts.map(str::to_owned).collect())
    }
}
