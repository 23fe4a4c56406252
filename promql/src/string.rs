//! String literals: from the quoted text to the string meant, and back to the place of each byte.

use std::ops::Range;

use crate::ast::StringLiteral;
use gaugewright_base::Span;

/// What is wrong inside a string, and where, counted from its opening quote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StringError {
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
}

/// A piece of the quoted text and the bytes that it means.
struct Piece {
    raw: Range<usize>,
    value: Vec<u8>,
}

/// The string that a quoted text means. Bytes that are no UTF-8 (`"\xff"`) become U+FFFD.
pub(crate) fn unquote(raw: &str) -> Result<String, StringError> {
    let mut value = Vec::with_capacity(raw.len());
    for piece in Pieces::of(raw) {
        value.extend(piece?.value);
    }
    Ok(String::from_utf8(value)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Whether the bytes that a quoted text means are UTF-8.
pub(crate) fn is_utf8(raw: &str) -> bool {
    let bytes: Vec<u8> = Pieces::of(raw).flatten().flat_map(|piece| piece.value).collect();
    std::str::from_utf8(&bytes).is_ok()
}

impl StringLiteral {
    /// The offset in the query of the byte that stands at `offset` in the value. An offset behind
    /// the end gives the closing quote.
    pub fn place(&self, offset: usize) -> usize {
        let start = self.span.start as usize;
        let mut decoded = 0;
        for piece in Pieces::of(&self.text).flatten() {
            let end = decoded + piece.value.len();
            if offset < end {
                let inside = if piece.raw.len() == piece.value.len() { offset - decoded } else { 0 };
                return start + piece.raw.start + inside;
            }
            decoded = end;
        }
        start + self.text.len().saturating_sub(1)
    }

    /// The bytes of the query that `range` of the value was written with.
    pub fn place_of(&self, range: Range<usize>) -> Span {
        Span::new(self.place(range.start), self.place(range.end))
    }
}

/// Walks over the inside of a quoted text.
struct Pieces<'a> {
    raw: &'a str,
    at: usize,
    end: usize,
    quote: u8,
}

impl<'a> Pieces<'a> {
    fn of(raw: &'a str) -> Self {
        let quote = raw.bytes().next().unwrap_or(b'"');
        Self { raw, at: 1, end: raw.len().saturating_sub(1), quote }
    }

    fn error<T>(&self, end: usize, message: impl Into<String>) -> Result<T, StringError> {
        Err(StringError { range: self.at..end.min(self.end), message: message.into() })
    }

    /// The escape at the current place: its end and the bytes that it means.
    fn escape(&self) -> Result<(usize, Vec<u8>), StringError> {
        let behind = self.at + 2;
        let Some(kind) = self.raw.get(self.at + 1..self.end).and_then(|rest| rest.chars().next()) else {
            return self.error(behind, "the backslash escapes nothing");
        };
        let simple = match kind {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'v' => 11,
            '\\' => b'\\',
            _ if kind == char::from(self.quote) => self.quote,
            '0'..='7' => return self.byte(self.at + 1, 3, 8),
            'x' => return self.byte(behind, 2, 16),
            'u' => return self.code_point(4),
            'U' => return self.code_point(8),
            _ => {
                let message = format!("unknown escape sequence `\\{kind}`");
                return self.error(self.at + 1 + kind.len_utf8(), message);
            }
        };
        Ok((behind, vec![simple]))
    }

    fn digits(&self, from: usize, count: usize, radix: u32) -> Result<u32, StringError> {
        let digits = self.raw.get(from..(from + count).min(self.end)).unwrap_or_default();
        if digits.len() < count || !digits.chars().all(|c| c.is_digit(radix)) {
            return self.error(from + count, format!("this escape sequence needs {count} digits"));
        }
        u32::from_str_radix(digits, radix).or_else(|_| self.error(from + count, "the number is too large"))
    }

    fn byte(&self, from: usize, count: usize, radix: u32) -> Result<(usize, Vec<u8>), StringError> {
        match u8::try_from(self.digits(from, count, radix)?) {
            Ok(byte) => Ok((from + count, vec![byte])),
            Err(_) => self.error(from + count, "the number is larger than a byte"),
        }
    }

    fn code_point(&self, count: usize) -> Result<(usize, Vec<u8>), StringError> {
        let end = self.at + 2 + count;
        match char::from_u32(self.digits(self.at + 2, count, 16)?) {
            Some(c) => Ok((end, c.to_string().into_bytes())),
            None => self.error(end, "this is no Unicode character"),
        }
    }

    fn piece(&mut self) -> Result<Piece, StringError> {
        let rest = &self.raw[self.at..self.end];
        if self.quote != b'`' && rest.starts_with('\\') {
            let (end, value) = self.escape()?;
            return Ok(Piece { raw: self.at..end, value });
        }
        let stop = if self.quote == b'`' { None } else { rest.find('\\') };
        let plain = &rest[..stop.unwrap_or(rest.len())];
        if let Some(at) = plain.find(char::REPLACEMENT_CHARACTER) {
            // Prometheus takes this character for broken UTF-8.
            self.at += at;
            return self.error(self.at + 3, "the character U+FFFD is not allowed in a string");
        }
        Ok(Piece { raw: self.at..self.at + plain.len(), value: plain.as_bytes().to_vec() })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Piece, StringError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let piece = self.piece();
        self.at = piece.as_ref().map_or(self.end, |piece| piece.raw.end);
        Some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(
            unquote(r#""a\tb\"\\\x41\101\u00e9\U0001F600""#).as_deref(),
            Ok("a\tb\"\\AA\u{e9}\u{1F600}")
        );
        assert_eq!(unquote(r"'\''").as_deref(), Ok("'"));
        assert_eq!(unquote(r"`a\n`").as_deref(), Ok(r"a\n"));
        assert_eq!(unquote(r#""\xe2\x82\xac""#).as_deref(), Ok("\u{20ac}"));
        for bad in [r#""\'""#, r#""\d""#, r#""\x4""#, r#""\400""#, r#""\ud800""#, r#""\U00110000""#] {
            assert!(unquote(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn places() {
        let text = r#""ab\tc\u00e9d""#.to_owned();
        let value = unquote(&text).unwrap_or_default();
        let literal = StringLiteral { span: Span::new(10, 10 + text.len()), value, text };
        let places: Vec<_> = (0..=7).map(|offset| literal.place(offset) - 10).collect();
        assert_eq!(places, [1, 2, 3, 5, 6, 6, 12, 13]);
    }
}
