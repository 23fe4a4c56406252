//! What is known of metrics: the shipped catalogues that the files name series of.

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::made;

/// The shipped catalogues, as the `outside` of a spec.
pub(crate) fn outside() -> Node {
    let nowhere = Span::new(0, 0);
    let names = gaugewright_spec::catalogue_names().map(|name| made(nowhere, name));
    Node { span: nowhere, value: Value::List(names.collect()) }
}
