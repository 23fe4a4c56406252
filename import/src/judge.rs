//! What is wrong with configurations of Alertmanagers, whatever alerts come.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::yaml::{Node, Value};

use crate::alertmanager;
use crate::assemble::{self, Head};
use crate::inputs::{Inputs, Kind};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
use crate::rules::Rules;
use crate::tree::Made;

/// What is found in all configurations; what of them is not judged is noted. Which alerts come to one is not known: what is said
/// holds for all.
pub(crate) fn judged(inputs: &mut Inputs) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut unread = Vec::new();
    for document in inputs.of(Kind::Alertmanager) {
        let told = alertmanager::told(&inputs.source, document, Purpose::Audit);
        unread.extend(told.unsaid.into_iter().map(|(place, _)| place));
        let outside = Node { span: document.span, value: Value::List(Vec::new()) };
        let head = Head { name: "audit", off: &[], outside, rhythm: Rhythm::default() };
        let tree = assemble::spec(head, Rules::none(), Made::new(document.span), Some(told.notifications));
        findings.extend(gaugewright_spec::audit(&inputs.source, &tree));
    }
    for place in unread {
        inputs.skip_at(place, "this is more than is judged of an Alertmanager");
    }
    findings
}
