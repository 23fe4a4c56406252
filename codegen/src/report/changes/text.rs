//! Changes for a terminal.

use std::fmt::Write as _;

use gaugewright_diff::{Class, Reader};

use super::{Alike, Compared};

/// Of more readers than these the first are named.
const MANY: usize = 10;

pub(super) fn of(compared: &Compared<'_>) -> String {
    let mut text = String::new();
    for class in Class::ALL {
        let all = compared.of_class(class);
        if all.is_empty() {
            continue;
        }
        let space = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{space}{}", class.name());
        for alike in all {
            one(&mut text, &alike, class);
        }
    }
    for left_out in compared.left_out {
        let _ = writeln!(text, "not compared: {left_out}");
    }
    text
}

fn one(text: &mut String, alike: &Alike<'_>, class: Class) {
    let _ = writeln!(text, "  {}", alike.sentence());
    for (sign, value) in alike.values() {
        let _ = writeln!(text, "    {sign} {value}");
    }
    if class > Class::Cosmetic {
        let _ = writeln!(text, "    {}", alike.first.effect.why);
    }
    let readers = alike.readers();
    if !readers.is_empty() {
        let shown = readers.iter().take(MANY).map(|reader| words(reader)).collect::<Vec<_>>().join(", ");
        let more = readers.len().saturating_sub(MANY);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "    read by {shown}{more}");
    }
}

fn words(reader: &Reader) -> String {
    let of = reader.of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
    format!("{} `{}`{of}", reader.what, reader.name)
}
