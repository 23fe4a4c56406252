//! Names of time zones.

use super::Resolver;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::suggest;

/// Every name of the time zone database, a line each.
const TIME_ZONES: &str = include_str!("notifications/time_zones.txt");

/// A name of the time zone database, or one of these words.
pub(super) fn named(resolver: &mut Resolver<'_>, text: &Text, words: &[&'static str]) -> String {
    let known = || TIME_ZONES.lines().chain(words.iter().copied());
    if !known().any(|name| name == text.value) {
        let message = format!("unknown time zone `{}`", **text);
        let is_city =
            |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text));
        let near = known().find(is_city).or_else(|| suggest::nearest(text, known()));
        let help = near.map_or_else(
            || "write a continent and a city: `Europe/Berlin`; or `UTC`".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
    }
    text.value.clone()
}
