//! Which names need quotes, and how quotes are written.

use std::fmt::{self, Write};

use crate::lex::keyword::{Keyword, is_number_word};
use crate::lex::{is_word, is_word_start};

/// Writes a string in double quotes.
pub(crate) fn write(out: &mut impl Write, value: &str) -> fmt::Result {
    out.write_char('"')?;
    let is_special = |c: char| c.is_control() || matches!(c, '"' | '\\' | char::REPLACEMENT_CHARACTER);
    // Most have nothing to escape.
    if !value.contains(is_special) {
        out.write_str(value)?;
        return out.write_char('"');
    }
    for c in value.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\t' => out.write_str("\\t")?,
            '\r' => out.write_str("\\r")?,
            // Prometheus refuses this character when it stands for itself.
            char::REPLACEMENT_CHARACTER => out.write_str("\\ufffd")?,
            _ if c.is_control() && u32::from(c) < 0x10000 => write!(out, "\\u{:04x}", u32::from(c))?,
            _ => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

/// Whether a metric could always have this name.
pub(crate) fn is_classic_metric(name: &str) -> bool {
    name.starts_with(|c| is_word_start(c) || c == ':') && name.chars().all(|c| is_word(c) || c == ':')
}

/// Whether a selector may start with this name as it is.
pub(crate) fn is_plain_metric(name: &str) -> bool {
    is_classic_metric(name)
        && !is_number_word(name)
        && Keyword::of(name).is_none_or(Keyword::can_name_a_metric)
}

/// Whether a label may be named as it is in `by`, `on` and the like.
pub(crate) fn is_plain_label(name: &str) -> bool {
    is_plain_matcher_label(name)
        && !is_number_word(name)
        && Keyword::of(name).is_none_or(Keyword::can_name_a_label)
}

/// Whether a label may be named as it is in braces.
pub(crate) fn is_plain_matcher_label(name: &str) -> bool {
    name.starts_with(is_word_start) && name.chars().all(is_word)
}
