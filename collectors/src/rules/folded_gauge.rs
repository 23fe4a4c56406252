//! `folded-gauge`: a gauge that a track sets, with a label whose values beyond a limit all become `other`. Counts add up in
//! that series; of values that are set, the last one stays.

use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::model::{Domain, Metric};
use crate::rules;
use crate::source::Span;

/// Looks at a metric that a track sets, at that place of the spec; `fixed` labels have one value there.
pub fn check(metric: &Metric, fixed: &[&str], set: Span) -> Option<Diagnostic> {
    if metric.kind != Kind::Gauge {
        return None;
    }
    let mut labels = metric.labels.iter().filter(|label| !fixed.contains(&label.name.as_str()));
    let label = labels.find(|label| matches!(*label.domain, Domain::Open { .. }))?;
    let Domain::Open { limit } = *label.domain else { return None };
    let (gauge, name) = (&metric.name, &label.name);
    let beyond = limit.map(|limit| format!("beyond {limit} values ")).unwrap_or_default();
    let message = format!("`{gauge}` is set, and its label `{name}` is open");
    let diagnostic = Diagnostic::new(&rules::FOLDED_GAUGE, metric.span.unwrap_or(set), message);
    Some(
        diagnostic
            .also(set, "set here")
            .note(format!(
                "{beyond}every new one is `other`: that series shows whatever was set last, of any of them"
            ))
            .help(format!("list the values of `{}`, or count instead of setting", label.definition)),
    )
}
