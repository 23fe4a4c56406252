//! What is known of metrics: the shipped catalogues.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::promql::{self, Dialect};
use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::made;

/// All shipped catalogues, as the `outside` of a spec.
pub(crate) fn all() -> Node {
    outside(gaugewright_spec::catalogues())
}

/// The shipped catalogues that have a series which some of these queries read.
pub(crate) fn read_by<'q>(queries: impl Iterator<Item = &'q str>) -> Node {
    let mut of_series: BTreeMap<String, &str> = BTreeMap::new();
    for catalogue in gaugewright_spec::catalogues() {
        for series in gaugewright_spec::series_of(catalogue) {
            of_series.entry(series).or_insert(catalogue);
        }
    }
    let mut used = BTreeSet::new();
    for query in queries {
        if let Ok(expr) = promql::parse(query, Dialect { variables: true }) {
            used.extend(expr.series_names().filter_map(|name| of_series.get(name).copied()));
        }
    }
    outside(used.into_iter())
}

fn outside<'c>(names: impl Iterator<Item = &'c str>) -> Node {
    let nowhere = Span::new(0, 0);
    Node { span: nowhere, value: Value::List(names.map(|name| made(nowhere, name)).collect()) }
}
