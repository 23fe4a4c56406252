//! Monitoring that asks a VictoriaMetrics: its language, MetricsQL, reads more than PromQL. What is not PromQL there need be no mistake.
//!
//! The words are those of <https://docs.victoriametrics.com/victoriametrics/metricsql/>.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::rules;
use gaugewright_spec::source::Span;

use crate::inputs::{Inputs, VM_RULE};

/// Operators and modifiers that PromQL does not have.
const KEYWORDS: [&str; 4] = ["default", "if", "ifnot", "keep_metric_names"];

/// Beginnings of the names of its functions that nobody writes by mistake.
const BEGINNINGS: [&str; 7] = ["bottomk_", "outliers_", "range_", "rollup_", "running_", "smooth_", "topk_"];

/// Other functions of that kind.
const FUNCTIONS: [&str; 31] = [
    "aggr_over_time",
    "ascent_over_time",
    "buckets_limit",
    "count_eq_over_time",
    "count_gt_over_time",
    "count_le_over_time",
    "count_ne_over_time",
    "decreases_over_time",
    "default_rollup",
    "descent_over_time",
    "distinct_over_time",
    "drop_empty_series",
    "increase_prometheus",
    "increase_pure",
    "increases_over_time",
    "keep_last_value",
    "keep_next_value",
    "label_copy",
    "label_del",
    "label_keep",
    "label_map",
    "label_move",
    "label_set",
    "label_transform",
    "median_over_time",
    "prometheus_buckets",
    "rate_over_sum",
    "remove_resets",
    "share_gt_over_time",
    "share_le_over_time",
    "tlast_over_time",
];

/// The label that its buckets have instead of `le`.
const BUCKET: &str = "vmrange";

/// Where a query is in MetricsQL without a doubt, or rules are for its operator, what is found to be no PromQL is taken out, and noted file
/// by file. A query that ends too early, as one without its last parenthesis, is whole in neither language and stays.
pub(crate) fn set_apart(findings: &mut Vec<Diagnostic>, inputs: &mut Inputs) {
    let is_syntax = |finding: &Diagnostic| {
        finding.rule == &rules::PROMQL_SYNTAX && !inputs.source.slice(finding.span()).is_empty()
    };
    let word = |finding: &&Diagnostic| is_other(inputs.source.slice(finding.span()));
    let word = findings.iter().filter(|finding| is_syntax(finding)).find(word);
    let word = word.map(|finding| inputs.source.slice(finding.span()).to_owned());
    let of_resource = || inputs.has_vm_rules.then(|| VM_RULE.to_owned());
    let of_bucket = || inputs.source.text().contains(BUCKET).then(|| BUCKET.to_owned());
    let Some(sign) = word.or_else(of_resource).or_else(of_bucket) else { return };
    // The first place in each file, and the other lines.
    let mut files: BTreeMap<String, (Span, BTreeSet<usize>)> = BTreeMap::new();
    for finding in findings.extract_if(.., |finding| is_syntax(finding)) {
        let start = finding.span().start;
        let file = inputs.source.name_at(start).to_owned();
        let (_, lines) = files.entry(file).or_insert((finding.span(), BTreeSet::new()));
        lines.insert(inputs.source.position(start).line);
    }
    for (place, lines) in files.into_values() {
        let what = match lines.len() {
            0 | 1 => "this is".to_owned(),
            2 => "this and one more line are".to_owned(),
            count => format!("this and {} more lines are", count - 1),
        };
        let why = format!("`{sign}` is of VictoriaMetrics, whose own language is not checked");
        inputs.skip_at(place, format!("{what} not PromQL; {why}"));
    }
}

/// Whether this is a word of MetricsQL alone.
fn is_other(word: &str) -> bool {
    KEYWORDS.contains(&word)
        || FUNCTIONS.contains(&word)
        || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
}
