//! A recording rule, told as a named query that is recorded.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::labels::{filled_in, labels};
use crate::tree::{Made, Text, get, said, text};

/// Tells a recording rule of a group.
pub(crate) fn told(
    source: &Source,
    (rule, group): (&Node, &Node),
    expr: &Text,
    (name, allow): (&Text, Made),
) -> Node {
    let mut own = Made::new(rule.span);
    for (label, value) in labels(rule, group) {
        if let Some(value) = filled_in(source, value) {
            own.put_at(label.clone(), said(value));
        }
    }
    let interval = get(group, "interval").and_then(|interval| text(source, interval));
    let record = if own.is_empty() && interval.is_none() {
        said(name.clone())
    } else {
        let mut record = Made::new(name.span);
        record.put("name", said(name.clone()));
        record.put_map("labels", own);
        record.put_text("interval", interval);
        record.node()
    };
    let mut query = Made::new(rule.span);
    query.put("expr", said(expr.clone()));
    query.put("record", record);
    query.put_map("allow", allow);
    query.node()
}
