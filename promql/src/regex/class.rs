//! Escapes and sets of characters in regular expressions.

use super::error::{Checked, error};

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// This character.
    Character(char),
    /// One of several characters.
    Set,
    /// A place that the empty text has.
    EmptyText,
    /// A place that the empty text does not have.
    WordBoundary,
}

/// The escape at `at`: the offset behind it and its meaning.
pub(super) fn escape(pattern: &str, at: usize) -> Checked<(usize, Escape)> {
    let rest = &pattern[at + 1..];
    let Some(kind) = rest.chars().next() else {
        return error(at..at + 1, "the backslash at the end of the regular expression escapes nothing");
    };
    let plain = |c| Ok((at + 1 + kind.len_utf8(), Escape::Character(c)));
    match kind {
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => Ok((at + 2, Escape::Set)),
        'A' | 'z' | 'B' => Ok((at + 2, Escape::EmptyText)),
        'b' => Ok((at + 2, Escape::WordBoundary)),
        'p' | 'P' => unicode(pattern, at),
        'a' => plain('\x07'),
        'f' => plain('\x0c'),
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'v' => plain('\x0b'),
        '0' => Ok(octal(rest, at)),
        '1'..='7' if rest[1..].starts_with(|c: char| c.is_digit(8)) => Ok(octal(rest, at)),
        'x' => hex(rest, at),
        _ if kind.is_ascii() && !kind.is_ascii_alphanumeric() => plain(kind),
        _ => {
            let message = format!("regular expressions know no escape `\\{kind}`");
            error(at..at + 1 + kind.len_utf8(), message)
        }
    }
}

fn octal(rest: &str, at: usize) -> (usize, Escape) {
    let length = rest.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
    let code = u32::from_str_radix(&rest[..length], 8).ok().and_then(char::from_u32);
    (at + 1 + length, Escape::Character(code.unwrap_or_default()))
}

fn hex(rest: &str, at: usize) -> Checked<(usize, Escape)> {
    let (digits, length) = match rest[1..].strip_prefix('{') {
        Some(inner) => {
            let digits = inner.split('}').next().unwrap_or_default();
            (digits, if digits.len() == inner.len() { 0 } else { digits.len() + 3 })
        }
        None => (rest.get(1..3).unwrap_or_default(), 3),
    };
    let hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    // Go lets surrogates pass; what they would match does not occur in valid text.
    let code = u32::from_str_radix(digits, 16).ok().filter(|code| *code <= u32::from(char::MAX));
    match code {
        Some(code) if hex && length > 0 => {
            let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            Ok((at + 1 + length, Escape::Character(c)))
        }
        _ => error(at..at + 2, "a character by its number is written `\\x7F` or `\\x{10FFFF}`"),
    }
}

/// `\pL` or `\p{Greek}`.
fn unicode(pattern: &str, at: usize) -> Checked<(usize, Escape)> {
    let rest = &pattern[at + 2..];
    let (name, length) = match rest.strip_prefix('{') {
        Some(inner) => {
            let name = inner.split('}').next().unwrap_or_default();
            if name.len() == inner.len() {
                return error(at..at + 3, "`\\p{` needs a `}` behind the name");
            }
            (name, name.len() + 2)
        }
        None => {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            (&rest[..length], length)
        }
    };
    let end = at + 2 + length;
    if crate::unicode::is_class(name.strip_prefix('^').unwrap_or(name)) {
        Ok((end, Escape::Set))
    } else {
        error(at..end, format!("`{name}` is not a class of Unicode characters"))
    }
}

const NAMED: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// The set `[...]` at `start`: the offset behind it.
pub(super) fn set(pattern: &str, start: usize) -> Checked<usize> {
    let mut at = start + 1;
    at += usize::from(pattern[at..].starts_with('^'));
    let first = at;
    loop {
        let rest = &pattern[at..];
        if rest.is_empty() {
            return error(start..start + 1, "this set of characters is not closed: `]` is missing");
        }
        if rest.starts_with(']') && at > first {
            return Ok(at + 1);
        }
        at = match named(pattern, at)? {
            Some(end) => end,
            None => range(pattern, at)?,
        };
    }
}

/// `[:alpha:]` inside a set.
fn named(pattern: &str, at: usize) -> Checked<Option<usize>> {
    let Some((name, _)) = pattern[at..].strip_prefix("[:").and_then(|rest| rest.split_once(":]")) else {
        return Ok(None);
    };
    let end = at + 2 + name.len() + 2;
    if NAMED.contains(&name.strip_prefix('^').unwrap_or(name)) {
        Ok(Some(end))
    } else {
        error(at..end, format!("`[:{name}:]` is not a known set of characters"))
    }
}

/// A character, a range of two, or an escape for a set.
fn range(pattern: &str, start: usize) -> Checked<usize> {
    let is_set = ["\\d", "\\D", "\\s", "\\S", "\\w", "\\W", "\\p", "\\P"];
    if is_set.iter().any(|escape| pattern[start..].starts_with(escape)) {
        return escape(pattern, start).map(|(end, _)| end);
    }
    let (end, low) = character(pattern, start)?;
    let rest = &pattern[end..];
    if !rest.starts_with('-') || rest.len() < 2 || rest.starts_with("-]") {
        return Ok(end);
    }
    let (end, high) = character(pattern, end + 1)?;
    if high < low {
        return error(start..end, "this range of characters runs backwards");
    }
    Ok(end)
}

fn character(pattern: &str, at: usize) -> Checked<(usize, char)> {
    let c = pattern[at..].chars().next().unwrap_or_default();
    if c != '\\' {
        return Ok((at + c.len_utf8(), c));
    }
    match escape(pattern, at)? {
        (end, Escape::Character(c)) => Ok((end, c)),
        (end, _) => error(at..end, "this escape cannot stand in a set of characters"),
    }
}
