//! `rounded-repeat`: a group that still fires is told again only at one of its intervals.

use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::Grouping;
use crate::rules;
use crate::source::Span;

/// Looks at when groups are told.
pub(crate) fn find(grouping: &Grouping, place: Span) -> Option<Diagnostic> {
    let (interval, repeat) = (grouping.interval, grouping.repeat);
    let times = repeat.as_millis().div_ceil(interval.as_millis().max(1)).max(1);
    let multiple = Duration::from_millis(interval.as_millis().saturating_mul(times));
    if multiple == repeat {
        return None;
    }
    let message = format!("notifications are repeated after {multiple}, not after {repeat}");
    let diagnostic = Diagnostic::new(&rules::ROUNDED_REPEAT, place, message)
        .note(format!("a group sends only every `group_interval`, which is {interval}"));
    Some(diagnostic.help(format!("write `repeat_interval: {multiple}`, or another multiple of {interval}")))
}
