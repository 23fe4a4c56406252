//! What a Prometheus knows of the past: of a moment, and of many.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::moment::Moment;
use crate::yaml;

/// Asks a Prometheus: a path and parameters in; its whole answer out, or why there is none.
pub(crate) type Ask<'a> = &'a dyn Fn(&str, &[(&str, &str)]) -> Result<Value, String>;

/// The labels of a series.
pub(crate) type Labels = BTreeMap<String, String>;

/// Prometheus answers with 11,000 moments of a series at most.
const MAX_STEPS: usize = 10_000;
/// What is too much for it at once is asked in parts, but not in smaller ones.
const LEAST: usize = 100;

/// A Prometheus that is asked.
#[derive(Clone, Copy)]
pub(crate) struct History<'a> {
    ask: Ask<'a>,
}

/// A series at a moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) labels: Labels,
    pub(crate) value: f64,
}

/// Moments as far apart as a rule is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Steps {
    pub(crate) start: Moment,
    /// Milliseconds.
    pub(crate) step: i64,
    pub(crate) count: usize,
}

impl Steps {
    /// All multiples of a step from one moment to another, or to just before it.
    pub(crate) fn between(start: Moment, end: Moment, step: i64) -> Self {
        let step = step.max(1);
        let start = start.div_euclid(step) * step;
        let count = usize::try_from((end - start) / step + 1).unwrap_or_default();
        Self { start, step, count }
    }

    /// So many moments over a stretch of time.
    pub(crate) fn spread(start: Moment, end: Moment, count: i64) -> Self {
        let step = ((end - start) / count).max(1000);
        Self { start, step, count: usize::try_from((end - start) / step + 1).unwrap_or_default() }
    }

    pub(crate) fn at(self, index: usize) -> Moment {
        self.start + self.step * i64::try_from(index).unwrap_or_default()
    }

    pub(crate) fn end(self) -> Moment {
        self.at(self.count.saturating_sub(1))
    }

    fn index(self, moment: Moment) -> Option<usize> {
        let index = moment.saturating_sub(self.start).saturating_add(self.step / 2).div_euclid(self.step);
        usize::try_from(index).ok().filter(|index| *index < self.count)
    }

    fn part(self, first: usize, count: usize) -> Self {
        Self { start: self.at(first), count, ..self }
    }
}

/// A series with some of its samples.
pub(crate) type Sampled = (Labels, Vec<(Moment, f64)>);

/// Series with their values at each of some moments.
pub(crate) type Series = BTreeMap<Labels, Vec<Option<f64>>>;

impl<'a> History<'a> {
    pub(crate) fn new(ask: Ask<'a>) -> Self {
        Self { ask }
    }

    /// What a query finds at a moment.
    pub(crate) fn at(&self, query: &str, moment: Moment) -> Result<Vec<Sample>, String> {
        let answer = (self.ask)("/api/v1/query", &[("query", query), ("time", &seconds(moment))])?;
        let data = &answer["data"];
        if data["resultType"] == "scalar" {
            let value = number(&data["result"][1]).ok_or("an answer that is not a number")?;
            return Ok(vec![Sample { labels: Labels::new(), value }]);
        }
        let sample = |one: &Value| Sample {
            labels: labels(&one["metric"]),
            // That of a native histogram is no number.
            value: number(&one["value"][1]).unwrap_or(f64::NAN),
        };
        Ok(data["result"].as_array().ok_or("an answer without a result")?.iter().map(sample).collect())
    }

    /// The samples that a range of one series has: moments and values.
    pub(crate) fn samples(&self, query: &str, moment: Moment) -> Result<Vec<Sampled>, String> {
        let answer = (self.ask)("/api/v1/query", &[("query", query), ("time", &seconds(moment))])?;
        let found = answer["data"]["result"].as_array().ok_or("an answer without a result")?;
        let samples = |one: &Value| {
            let values = one["values"].as_array().into_iter().flatten();
            values.filter_map(|pair| Some((millis(&pair[0])?, number(&pair[1])?))).collect()
        };
        Ok(found.iter().map(|one| (labels(&one["metric"]), samples(one))).collect())
    }

    /// The names of all metrics between two moments, in seconds.
    pub(crate) fn names(&self, start: &str, end: &str) -> Result<Vec<String>, String> {
        let answer = (self.ask)("/api/v1/label/__name__/values", &[("start", start), ("end", end)])?;
        let names = answer["data"].as_array().into_iter().flatten();
        Ok(names.filter_map(|name| name.as_str().map(str::to_owned)).collect())
    }

    /// The labels on everything that leaves this Prometheus; nothing if it does not say how it is configured.
    pub(crate) fn external_labels(&self) -> Option<Labels> {
        let answer = (self.ask)("/api/v1/status/config", &[]).ok()?;
        let config: Value = yaml::from_yaml(answer["data"]["yaml"].as_str()?)?;
        Some(labels(&config["global"]["external_labels"]))
    }

    /// What a query finds at each of some moments, however many these are.
    pub(crate) fn over(&self, query: &str, steps: Steps) -> Result<Series, String> {
        let mut series = Series::new();
        let mut first = 0;
        let mut most = MAX_STEPS;
        while first < steps.count {
            let part = steps.part(first, most.min(steps.count - first));
            match self.part(query, part) {
                Ok(answer) => {
                    for (labels, values) in answer {
                        let all = series.entry(labels).or_insert_with(|| vec![None; steps.count]);
                        for (moment, value) in values {
                            if let Some(index) = steps.index(moment) {
                                all[index] = Some(value);
                            }
                        }
                    }
                    first += part.count;
                }
                Err(words) if is_too_much(&words) && part.count > LEAST => most = part.count.div_ceil(4),
                Err(words) => return Err(words),
            }
        }
        Ok(series)
    }

    fn part(&self, query: &str, steps: Steps) -> Result<Vec<Sampled>, String> {
        let (start, end) = (seconds(steps.start), seconds(steps.end()));
        let parameters = [("query", query), ("start", &start), ("end", &end), ("step", &seconds(steps.step))];
        let answer = (self.ask)("/api/v1/query_range", &parameters)?;
        let found = answer["data"]["result"].as_array().ok_or("an answer without a result")?;
        let values = |one: &Value| {
            let numbers = one["values"].as_array().into_iter().flatten();
            let numbers = numbers.filter_map(|pair| Some((millis(&pair[0])?, number(&pair[1])?)));
            let others = one["histograms"].as_array().into_iter().flatten();
            let others = others.filter_map(|pair| Some((millis(&pair[0])?, f64::NAN)));
            numbers.chain(others).collect()
        };
        Ok(found.iter().map(|one| (labels(&one["metric"]), values(one))).collect())
    }
}

/// Whether fewer moments may be answered.
fn is_too_much(words: &str) -> bool {
    ["too many samples", "timed out", "no whole answer", "the answer has more than"]
        .iter()
        .any(|known| words.contains(known))
}

/// As Prometheus reads times and steps.
fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis.div_euclid(1000), millis.rem_euclid(1000))
}

fn millis(value: &Value) -> Option<Moment> {
    #[expect(clippy::cast_possible_truncation, reason = "times of this age")]
    value.as_f64().map(|seconds| (seconds * 1000.0).round() as Moment)
}

fn number(value: &Value) -> Option<f64> {
    value.as_str()?.parse().ok()
}

fn labels(metric: &Value) -> Labels {
    let pairs = metric.as_object().into_iter().flatten();
    pairs.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use serde_json::json;

    use super::{History, Labels, Steps};

    #[test]
    fn many_moments_are_asked_in_parts_and_what_is_too_much_in_smaller_ones() {
        let asked = RefCell::new(Vec::new());
        let ask = |_: &str, parameters: &[(&str, &str)]| {
            let get = |name| {
                parameters.iter().find(|pair| pair.0 == name).map_or(0.0, |pair| pair.1.parse().unwrap())
            };
            let (start, end, step): (f64, f64, f64) = (get("start"), get("end"), get("step"));
            let count = (end - start) / step + 1.0;
            asked.borrow_mut().push(count);
            if count > 6000.0 {
                return Err("query processing would load too many samples into memory".to_owned());
            }
            let values = json!([[start, "1"], [end, "+Inf"]]);
            Ok(json!({ "data": { "result": [{ "metric": { "a": "b" }, "values": values }] } }))
        };
        let steps = Steps::between(60_000, 60_000 * 12_000, 60_000);
        let series = History::new(&ask).over("x", steps).unwrap();
        assert_eq!(asked.into_inner(), [10_000.0, 2500.0, 2500.0, 2500.0, 2500.0, 2000.0]);
        let values = &series[&Labels::from([("a".into(), "b".into())])];
        assert_eq!(values.len(), 12_000);
        assert_eq!((values[0], values[1], values[2499]), (Some(1.0), None, Some(f64::INFINITY)));
        assert_eq!(values[11_999], Some(f64::INFINITY));
    }

    #[test]
    fn moments_are_multiples_of_the_step() {
        let steps = Steps::between(61_000, 200_000, 60_000);
        assert_eq!((steps.start, steps.count, steps.end()), (60_000, 3, 180_000));
    }
}
