//! What somebody has written, and what follows from that.

use gaugewright_spec::model::{Dashboard, Spec};

/// The dashboards that somebody has written: others are told with what they follow from.
pub(super) fn written(spec: &Spec) -> impl Iterator<Item = &Dashboard> {
    spec.dashboards.iter().filter(|dashboard| !dashboard.is_made)
}

/// What people call a dashboard: its uid if that is made of words, and its title if no other has it.
pub(crate) fn called<'s>(spec: &'s Spec, board: &'s Dashboard) -> &'s str {
    let is_word = |letter: u8| letter.is_ascii_lowercase() || letter == b'-' || letter == b'_';
    let others = || written(spec).filter(|other| other.title == board.title && other.uid != board.uid);
    let is_named = board.uid.bytes().all(is_word) || board.title.is_empty() || others().next().is_some();
    if is_named { &board.uid } else { &board.title }
}
