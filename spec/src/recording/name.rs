//! Names of recorded series by Prometheus' convention, `level:metric:operation`
//! (<https://prometheus.io/docs/practices/rules/>): the labels that are left, the metric without its `_total`, and what
//! was done to it, the last step first, with windows. A sum is not named beside other steps.

use std::collections::BTreeSet;

use super::window::ranges;
use crate::check::{Labels, Ty};
use crate::duration::Duration;
use crate::kind::{Instrument, Kind};
use crate::promql::{Aggregate, AggregateOp, Call, Expr, Func, MatchOp, Matcher, Reads, VectorSelector};

/// The level of a result without labels: all of the service.
const WHOLE: &str = "job";
/// Labels of a scrape whose conditions say of whom the series are, and not which of them.
const OF_WHOM: [&str; 2] = ["job", "namespace"];

/// The labels that the name of a rule says: those that a `by` keeps and the metric's own; of those that scrapes add, only
/// whose level it is.
pub(crate) fn level(ty: &Ty, of_scrapes: &BTreeSet<&str>) -> Vec<String> {
    let labels = &ty.labels;
    let mut level: Vec<String> = said(labels, of_scrapes).map(str::to_owned).collect();
    let of_target = ["instance", "job"].into_iter().find(|name| labels.get(name).is_some());
    level.extend(of_target.filter(|name| !level.iter().any(|said| said == name)).map(str::to_owned));
    level
}

/// The labels that a name has to say.
fn said<'l>(labels: &'l Labels, of_scrapes: &BTreeSet<&str>) -> impl Iterator<Item = &'l str> {
    let is_said = |name: &&str| {
        let asked_for = labels.get(name).is_some_and(|label| label.named);
        asked_for || !of_scrapes.contains(name) && *name != "__name__"
    };
    labels.names().filter(is_said).collect::<Vec<_>>().into_iter()
}

/// The name by convention of a query with nothing left to replace, whose result has these labels. What is no plain chain
/// of functions around one selector is called as its query is; nothing if it is called nothing.
pub(crate) fn by_convention(expr: &Expr, level: &[String], query: Option<&str>) -> Option<String> {
    let (metric, operation) = match chain(expr) {
        Some(chain) => (chain.metric(), chain.operation()?),
        None => of_query(expr, query?)?,
    };
    Some([level_name(level).as_str(), &metric, &operation].join(":"))
}

/// The labels in their order, `le` last.
fn level_name(level: &[String]) -> String {
    let mut names: Vec<&str> = level.iter().map(String::as_str).collect();
    names.sort_by_key(|name| (*name == "le", *name));
    names.dedup();
    if names.is_empty() { WHOLE.into() } else { names.join("_") }
}

/// Functions around one selector.
struct Chain<'e> {
    /// From the outside in.
    steps: Vec<String>,
    /// Whether a quantile is among them.
    of_buckets: bool,
    /// Whether it is how much a counter grows.
    grows: bool,
    selector: &'e VectorSelector,
}

fn reads_growth(call: &Call) -> bool {
    call.facts().is_some_and(|facts| facts.reads == Reads::Growth)
}

fn chain(expr: &Expr) -> Option<Chain<'_>> {
    let (mut steps, mut of_buckets) = (Vec::new(), false);
    let mut rest = expr;
    loop {
        match rest.without_parens() {
            Expr::Aggregate(aggregate) => {
                steps.push(aggregation(aggregate)?.to_owned());
                rest = &aggregate.expr;
            }
            Expr::Call(call) => match call.args.as_slice() {
                [Expr::Number(share), inner] if call.is(Func::HistogramQuantile) => {
                    steps.push(word(&format!("p{}", percent(share.value))));
                    of_buckets = true;
                    rest = inner;
                }
                [inner] => match inner.without_parens() {
                    Expr::Range(range) if range.modifiers.is_empty() => {
                        steps.push(step(call, range.range.millis()?));
                        let grows = reads_growth(call);
                        return Some(Chain { steps, of_buckets, grows, selector: &range.selector });
                    }
                    Expr::Range(_) | Expr::Subquery(_) => return None,
                    inner => {
                        steps.push(call.name.value.clone());
                        rest = inner;
                    }
                },
                _ => return None,
            },
            Expr::Vector(selector) if selector.modifiers.is_empty() => {
                return Some(Chain { steps, of_buckets, grows: false, selector });
            }
            _ => return None,
        }
    }
}

/// The name of an aggregation without a parameter.
fn aggregation(aggregate: &Aggregate) -> Option<&'static str> {
    Some(match aggregate.op.value {
        AggregateOp::Sum => "sum",
        AggregateOp::Max => "max",
        AggregateOp::Min => "min",
        AggregateOp::Avg => "avg",
        AggregateOp::Count => "count",
        _ => return None,
    })
}

fn step(call: &Call, millis: u64) -> String {
    format!("{}{}", call.name.value, Duration::from_millis(millis))
}

/// `95` of 0.95, `99_9` of 0.999.
fn percent(share: f64) -> String {
    // Shares are written with few digits; what multiplying adds behind them is noise.
    let text = format!("{:.6}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Chain<'_> {
    fn metric(&self) -> String {
        base(self.selector, self.of_buckets, self.grows)
    }

    /// The conditions, then the steps; nothing if there are no steps: a copy is no result.
    fn operation(&self) -> Option<String> {
        let mut words: Vec<String> = self.selector.matchers.iter().filter_map(condition).collect();
        let mut steps: Vec<&String> = self.steps.iter().filter(|step| *step != "sum").collect();
        // The largest of the largest is the largest.
        steps.dedup();
        let first = self.steps.first()?;
        let of_recorded = self.selector.name.as_ref().and_then(|name| name.rsplit_once(':'));
        if steps.is_empty() && of_recorded.is_none() {
            words.push(first.clone());
        }
        words.extend(steps.into_iter().cloned());
        words.extend(of_recorded.map(|(_, operation)| operation.to_owned()));
        Some(words.join("_"))
    }
}

/// The name of the metric as it stands in a name.
fn base(selector: &VectorSelector, of_buckets: bool, grows: bool) -> String {
    let name = selector.name.as_ref().map_or("", |name| name.value.as_str());
    if let Some(metric) = name.split(':').nth(1) {
        return metric.to_owned();
    }
    // A gauge may have such a name, too.
    let name = name.strip_suffix("_total").filter(|_| grows).unwrap_or(name);
    let bucket = name.strip_suffix(Kind::Histogram.suffix(Instrument::Bucket)).filter(|_| of_buckets);
    bucket.unwrap_or(name).to_owned()
}

/// A condition in a word: the value, which mostly says what it is of.
fn condition(matcher: &Matcher) -> Option<String> {
    let label = matcher.label.value.as_str();
    if OF_WHOM.contains(&label) && matcher.op.value == MatchOp::Equal {
        return None;
    }
    let written = &matcher.value.value;
    // `5..` are all codes from 500 to 599.
    let plain = if matcher.op.value.is_regex() {
        written.replace("..", "xx").replace(".*", "")
    } else {
        written.clone()
    };
    let mut value = word(&plain);
    if !value.starts_with(|first: char| first.is_ascii_alphabetic()) {
        value = word(&format!("{label} {value}"));
    }
    // Not to be empty is to be there.
    let excludes = matcher.op.value.is_negative() && !written.is_empty();
    Some(if excludes { format!("not_{value}") } else { value })
}

/// A text as a part of a name.
fn word(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect::<String>();
    letters.split_whitespace().collect::<Vec<_>>().join("_")
}

/// The metric that stands first, and the name of the query with the window that it has.
fn of_query(expr: &Expr, query: &str) -> Option<(String, String)> {
    let first = expr.selectors().find(|selector| selector.name.is_some())?;
    let ranges = ranges(expr);
    let grows = expr.calls().any(reads_growth);
    let metric = base(first, true, grows);
    let mut ranges = ranges.into_iter();
    let mut operation = word(query);
    if let (Some((function, window)), None) = (ranges.next(), ranges.next()) {
        operation = format!("{operation}_{function}{window}");
    }
    Some((metric, operation))
}

/// Whether a level names the labels that are left, in any order, and no others; those that scrapes add need not be named.
/// What is not known fits.
pub(crate) fn level_fits(written: &str, labels: &Labels, of_scrapes: &BTreeSet<&str>) -> bool {
    if labels.is_open() {
        return true;
    }
    let left: Vec<&str> = labels.names().filter(|name| *name != "__name__").collect();
    let required: Vec<&str> = said(labels, of_scrapes).collect();
    // Without labels there is nothing to name: what it is of is the author's word. Nobody tries all orders of very many.
    left.is_empty() || left.len() > MAX_LABELS || splits(written, &left, &required)
}

/// The most labels of which all orders are tried.
const MAX_LABELS: usize = 10;

/// Whether a text is names of labels joined by underscores, the required ones among them.
fn splits(text: &str, left: &[&str], required: &[&str]) -> bool {
    left.iter().any(|name| {
        let (left, required) = (without(left, name), without(required, name));
        match text.strip_prefix(name) {
            None => false,
            Some("") => required.is_empty(),
            Some(rest) => rest.strip_prefix('_').is_some_and(|rest| splits(rest, &left, &required)),
        }
    })
}

fn without<'n>(names: &[&'n str], name: &str) -> Vec<&'n str> {
    names.iter().copied().filter(|other| *other != name).collect()
}

/// A function with a window that an operation names and the query does not have: `rate5m`.
pub(crate) fn claims<'o>(operation: &'o str, expr: &Expr) -> Option<&'o str> {
    let known = ranges(expr);
    let claimed = operation.split('_').find(|part| {
        // Those that read growth or a course; others are words of their own, as in `max_over_time`.
        let functions = [Func::Rate, Func::Irate, Func::Increase, Func::Delta, Func::Deriv];
        let window = functions.into_iter().find_map(|function| part.strip_prefix(function.name()));
        window.is_some_and(|window| window.starts_with(|first: char| first.is_ascii_digit()))
    })?;
    // The mean of the growth of an hour over a month is the growth of a month, but for a number.
    let reads_recorded = expr.series_names().all(|name| name.contains(':'));
    let adds_up = |function: &str| {
        let sums = [Func::AvgOverTime, Func::SumOverTime].into_iter().any(|sum| sum.name() == function);
        reads_recorded && sums
    };
    let is_known = known.iter().any(|(function, window)| {
        let length = claimed.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let is_claimed = claimed.strip_prefix(function.as_str()) == Some(length) || adds_up(function);
        is_claimed && same_length(length, *window)
    });
    // A window below a recorded series is in that one's name.
    (!is_known && !known.is_empty()).then_some(claimed)
}

/// Whether a text is that length: `60m` is `1h`.
fn same_length(text: &str, window: Duration) -> bool {
    let query = ["x[", text, "]"].concat();
    let range = crate::promql::parse(&query, crate::promql::Dialect { variables: false });
    matches!(range, Ok(Expr::Range(range)) if range.range.millis() == Some(window.as_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Values;
    use crate::promql::{Dialect, parse};

    #[test]
    fn names_say_what_is_left_of_what_and_how() {
        for (query, labels, expected) in [
            ("sum(rate(http_requests_total[5m]))", &[][..], "job:http_requests:rate5m"),
            ("sum by (status) (rate(http_requests_total[5m]))", &["status"], "status:http_requests:rate5m"),
            (
                "histogram_quantile(0.95, sum by (le, path) (rate(t_seconds_bucket[5m])))",
                &["path"],
                "path:t_seconds:p95_rate5m",
            ),
            (
                "sum by (path, le) (rate(t_seconds_bucket[5m]))",
                &["path", "le"],
                "path_le:t_seconds_bucket:rate5m",
            ),
            ("max(max by (pod) (size_bytes))", &[], "job:size_bytes:max"),
            ("sum(in_progress)", &[], "job:in_progress:sum"),
            (
                "sum(rate(http_requests_total{status=~\"5..\"}[5m]))",
                &[],
                "job:http_requests:status_5xx_rate5m",
            ),
            (
                "sum(increase(tokens_total{provider=\"openai\", model=~\"gpt-4.*\"}[24h]))",
                &[],
                "job:tokens:openai_gpt_4_increase1d",
            ),
            ("sum(rate(calls_total{job=\"shop\", code!=\"ok\"}[5m]))", &[], "job:calls:not_ok_rate5m"),
            ("sum(path:calls:rate5m)", &[], "job:calls:rate5m"),
            ("sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", &[], "job:a:share_rate5m"),
        ] {
            let expr = parse(query, Dialect { variables: false }).unwrap();
            let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
            assert_eq!(by_convention(&expr, &labels, Some("share")).as_deref(), Some(expected), "{query}");
        }
    }

    #[test]
    fn a_copy_has_no_name() {
        let expr = parse("up", Dialect { variables: false }).unwrap();
        assert_eq!(by_convention(&expr, &[], Some("up")), None);
    }

    #[test]
    fn levels_are_labels_in_any_order() {
        let mut labels = Labels::none();
        for name in ["query", "query_type", "job"] {
            labels.set(name, true, Values::Any);
        }
        let labels = labels.keep(["query", "query_type"]);
        for (level, fits) in [
            ("query_query_type", true),
            ("query_type_query", true),
            ("query", false),
            ("query_type", false),
            ("query_query_type_job", false),
            ("service", false),
        ] {
            assert_eq!(level_fits(level, &labels, &BTreeSet::from(["job"])), fits, "{level}");
        }
        assert!(level_fits("cluster", &Labels::none(), &BTreeSet::new()));
    }
}
