//! The label `le`: which bounds its metric's buckets have, in the spellings that servers store.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Values;
use crate::kind::Instrument;
use crate::{Origin, Series};
use gaugewright_promql::number::Number;

/// What `le` may hold. Of buckets that others export only they know: a setting or a version may change them.
pub(super) fn values(found: Series<'_>) -> Values {
    let own = found.metric.origin == Origin::Service && found.part.instrument == Instrument::Bucket;
    match own.then_some(found.metric.buckets.as_deref()).flatten() {
        Some(bounds) => {
            let spelled = bounds.iter().flat_map(|bound| spellings(*bound));
            Values::Only(Arc::new(spelled.chain(["+Inf".to_owned()]).collect()))
        }
        None => Values::Any,
    }
}

/// The bounds as a person writes them.
pub(super) fn listed(bounds: &[Number]) -> String {
    let texts: Vec<String> = bounds.iter().map(ToString::to_string).collect();
    format!("{} and +Inf", texts.join(", "))
}

/// `1` as a target may write it and Prometheus 2 stores it, `1.0` and `1e+06` as Prometheus 3 does: Go's shortest format,
/// with a point where it looks like a whole number (`model/labels/float.go`).
fn spellings(bound: Number) -> BTreeSet<String> {
    let value = bound.to_f64();
    let mut texts = BTreeSet::from([bound.to_string(), format!("{value}"), format!("{value:?}")]);
    let scientific = format!("{value:e}");
    if let Some((digits, Ok(exponent))) =
        scientific.split_once('e').map(|(digits, e)| (digits, e.parse::<i32>()))
        && !(-4..6).contains(&exponent)
    {
        let sign = if exponent < 0 { '-' } else { '+' };
        texts.insert(format!("{digits}e{sign}{:02}", exponent.abs()));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::{Number, spellings};

    #[test]
    fn bounds_are_spelled_as_servers_do() {
        let spelled = |text: &str| spellings(Number::parse(text).unwrap()).into_iter().collect::<Vec<_>>();
        assert_eq!(spelled("1"), ["1", "1.0"]);
        assert_eq!(spelled("0.25"), ["0.25"]);
        assert_eq!(spelled("1048576"), ["1.048576e+06", "1048576", "1048576.0"]);
        assert_eq!(spelled("0.00001"), ["0.00001", "1e-05", "1e-5"]);
    }
}
