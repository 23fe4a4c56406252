//! `loose-share`: a ratio whose whole does not contain its part.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::Matcher;
use crate::rules;
use crate::source::Span;

/// What is wrong with a ratio of which only the divisor has this matcher.
pub(crate) fn in_query(place: Span, matcher: &Matcher) -> Diagnostic {
    let label = matcher.label.value.as_str();
    let message =
        "this is not a ratio of a part to its whole: the divisor excludes series that the dividend counts";
    Diagnostic::new(&rules::LOOSE_SHARE, place, message)
        .note(format!("only the divisor has this matcher on `{label}`, so the result can exceed 1"))
        .help("divide by all series, or use the matcher on both sides")
}

/// What is wrong with events of an objective that are of another metric than all events.
pub(crate) fn of_another_metric(text: &Text) -> Diagnostic {
    let message = "this counts another metric than `of`, so it may not be a part of it";
    Diagnostic::new(&rules::LOOSE_SHARE, text.span, message)
        .note("the checker cannot prove that `of` counts these events too")
        .help(
            "write `good` instead of `of` if both are counted apart. \
             If this is counted there too, say so: `allow: { loose-share: \"why\" }`",
        )
}

/// What is wrong with events of an objective that may be good and bad.
pub(crate) fn counted_twice(text: &Text) -> Diagnostic {
    let message = "`good` and `bad` may count the same events";
    Diagnostic::new(&rules::LOOSE_SHARE, text.span, message)
        .note("`bad` and `good` together are all that happens: what is in both would count twice")
        .help("tell them apart by their labels; or write the counter of all as `of` instead of `good`")
}
