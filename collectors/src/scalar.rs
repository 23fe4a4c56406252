//! From a decoded YAML scalar back to the text: where in the file does byte 17 of this query stand?
//!
//! Both texts are walked in step. White space may differ freely (folding, indentation), escapes are resolved
//! one by one, everything else must agree; so a wrong answer is not possible, only none.

/// The offsets in `raw` of the decoded bytes `start..end`, or nothing if the texts do not agree.
pub(crate) fn align(raw: &str, decoded: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let quoted = Style::of(raw);
    // Most texts are on one line and have no escapes: then nothing differs, and long ones are not walked for each part.
    let (opening, head) = (quoted.opening(), &decoded[..end]);
    let is_same = || raw.get(opening..).is_some_and(|raw| raw.starts_with(head));
    if !head.contains(['\'', '\\', '\n']) && is_same() {
        return Some((opening + start, opening + end));
    }
    // A block may also begin with a quote, which then means nothing.
    let block = || if quoted == Style::Bare { None } else { align_as(Style::Bare, raw, decoded, start, end) };
    // A part of a text in quotes has its escapes and not its quotes.
    let inner = || raw.contains('\\').then(|| align_as(Style::Inner, raw, decoded, start, end)).flatten();
    align_as(quoted, raw, decoded, start, end).or_else(block).or_else(inner)
}

fn align_as(style: Style, raw: &str, decoded: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let mut at = style.opening();
    let mut from = None;
    let mut last = at;
    for (offset, wanted) in decoded.char_indices() {
        if offset >= end && from.is_some() {
            break;
        }
        if at == raw.len() && wanted.is_whitespace() {
            // The line break behind a block is not part of its place.
            break;
        }
        let (place, next) = style.step(raw, at, wanted)?;
        if offset >= start && from.is_none() {
            from = Some(place);
        }
        if offset < end {
            last = next;
        }
        at = next;
    }
    // An empty part, or one at the very end, stands behind what has been read.
    let from = from.unwrap_or(at);
    Some((from, if end > start { last.max(from) } else { from }))
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// Plain, literal or folded: white space is all that can differ.
    Bare,
    Single,
    Double,
    /// Within double quotes.
    Inner,
}

impl Style {
    fn of(raw: &str) -> Self {
        match raw.as_bytes().first() {
            Some(b'\'') => Self::Single,
            Some(b'"') => Self::Double,
            _ => Self::Bare,
        }
    }

    fn opening(self) -> usize {
        usize::from(matches!(self, Self::Single | Self::Double))
    }

    fn has_escapes(self) -> bool {
        matches!(self, Self::Double | Self::Inner)
    }

    /// The place of the next decoded character, and where reading goes on.
    fn step(self, raw: &str, mut at: usize, wanted: char) -> Option<(usize, usize)> {
        if self.has_escapes() {
            while let Some(length) = line_continuation(&raw[at..]) {
                at += length;
            }
            if raw[at..].starts_with('\\') {
                let (value, length) = escape(&raw[at..])?;
                return (value == wanted).then_some((at, at + length));
            }
        }
        let mut next = raw[at..].chars().next()?;
        if wanted.is_whitespace() {
            // A folded line break reads as a space, several as fewer breaks.
            return next.is_whitespace().then(|| (at, at + next.len_utf8()));
        }
        while next.is_whitespace() {
            at += next.len_utf8();
            next = raw[at..].chars().next()?;
        }
        if self == Self::Single && raw[at..].starts_with("''") {
            return (wanted == '\'').then_some((at, at + 2));
        }
        if self.has_escapes() && next == '\\' {
            return self.step(raw, at, wanted);
        }
        (next == wanted).then(|| (at, at + next.len_utf8()))
    }
}

/// A backslash at the end of a line joins it with the next one.
fn line_continuation(raw: &str) -> Option<usize> {
    let rest = raw.strip_prefix("\\\n").or_else(|| raw.strip_prefix("\\\r\n"))?;
    Some(raw.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The character that an escape of a double-quoted scalar stands for, and the length of the escape.
fn escape(raw: &str) -> Option<(char, usize)> {
    let kind = raw[1..].chars().next()?;
    let hex = |digits: usize| {
        let code = u32::from_str_radix(raw.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(code)?, 2 + digits))
    };
    let simple = match kind {
        'x' => return hex(2),
        'u' => return hex(4).or_else(|| surrogates(raw)),
        'U' => return hex(8),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    };
    Some((simple, 1 + kind.len_utf8()))
}

/// The character of two escapes of JSON: `\\ud83d\\ude00`.
fn surrogates(raw: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = raw.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let character = char::decode_utf16([unit(0)?, unit(6)?]).next()?.ok()?;
    Some((character, 12))
}

#[cfg(test)]
mod tests {
    use super::align;

    fn found(raw: &'static str, decoded: &str, word: &str) -> &'static str {
        let start = decoded.find(word).unwrap();
        let (from, to) = align(raw, decoded, start, start + word.len()).unwrap();
        &raw[from..to]
    }

    #[test]
    fn every_style_leads_back() {
        assert_eq!(found("rate(x[5m])", "rate(x[5m])", "x"), "x");
        assert_eq!(found("'it''s {a=''b''}'", "it's {a='b'}", "'b'"), "''b''");
        assert_eq!(found(r#""a{b=\"c\\d\"} é""#, r#"a{b="c\d"} é"#, r#""c\d""#), r#"\"c\\d\""#);
        assert_eq!(found("sum by (x)\n    (foo)\n", "sum by (x)\n  (foo)\n", "foo"), "foo");
        assert_eq!(found("a b\n  c d\n\n  e\n", "a b c d\ne", "c d"), "c d");
        assert_eq!(found("\"a \\\n   b\\tc\"", "a b\tc", "c"), "c");
        assert_eq!(found(r#"x{b=\"c\"} y"#, r#"x{b="c"} y"#, "y"), "y");
        assert_eq!(found(r#""\ud83d\ude00 é\/z""#, "😀 é/z", "z"), "z");
    }

    #[test]
    fn a_block_may_begin_with_a_quote() {
        assert_eq!(found("\"a\" b\n  c", "\"a\" b\nc\n", "b"), "b");
        assert_eq!(found("'a b", "'a b", "b"), "b");
    }

    #[test]
    fn an_empty_part_has_a_place() {
        assert_eq!(align("abc", "abc", 3, 3), Some((3, 3)));
        assert_eq!(align("'abc'", "abc", 0, 0), Some((1, 1)));
        assert_eq!(align("abc", "abc\n", 4, 4), Some((3, 3)));
    }

    #[test]
    fn texts_that_differ_are_not_aligned() {
        assert_eq!(align("abc", "abd", 2, 3), None);
    }
}
