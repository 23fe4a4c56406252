//! Changes for a terminal.

use std::fmt::Write as _;

use gaugewright_diff::{Class, Reader};

use super::{Alike, Compared, MANY, first};

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
    for left_out in compared.left_out.iter().take(MANY) {
        let _ = writeln!(text, "not compared: {left_out}");
    }
    if compared.left_out.len() > MANY {
        let _ = writeln!(text, "not compared: {} more", compared.left_out.len() - MANY);
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
    for (what, readers) in alike.readers() {
        let readers: Vec<String> = readers.into_iter().map(words).collect();
        let _ = writeln!(text, "    {what} {}", first(&readers));
    }
}

fn words(reader: &Reader) -> String {
    let of = reader.of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
    format!("{} `{}`{of}", reader.what, reader.name)
}
