//! The lines of a family, kept as text from one scrape to the next.
//!
//! Most numbers are still the same at the next scrape, and most others as long as before: they are written over the old
//! ones, and what has not changed is copied in one piece.

use super::number::Number;

/// The lines of a family.
#[derive(Debug, Default)]
pub(super) struct Body {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// The number that is being written.
    number: Vec<u8>,
}

/// So much text is copied at a time behind numbers that were replaced, while it is in the nearest cache.
const PIECE: usize = 1 << 10;

/// How long the parts of a line are: all before its number, and the number. A line feed follows.
#[derive(Clone, Copy, Debug)]
struct Line {
    prefix: usize,
    number: usize,
}

impl Body {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a line, as yet without its number.
    pub(super) fn add(&mut self, write_prefix: impl FnOnce(&mut Vec<u8>)) {
        let start = self.text.len();
        write_prefix(&mut self.text);
        self.lines.push(Line { prefix: self.text.len() - start, number: 0 });
        self.text.push(b'\n');
    }

    /// How long the text can become.
    pub(super) fn size(&self) -> usize {
        self.text.len() + Number::LONGEST * self.lines.len()
    }

    /// Makes room for all that the numbers can become.
    pub(super) fn reserve(&mut self) {
        self.text.reserve(Number::LONGEST * self.lines.len());
        self.number.reserve(Number::LONGEST);
    }

    /// The text as of the last update.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The beginnings of all lines.
    #[cfg(feature = "exemplars")]
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.text.as_slice();
        self.lines.iter().map(move |line| {
            let (prefix, after) = rest.split_at(line.prefix);
            rest = &after[line.number + 1..];
            prefix
        })
    }

    /// Begins to append the lines with other numbers. Each line has to be passed or given its number.
    pub(super) fn update<'a>(&'a mut self, out: &'a mut Vec<u8>) -> Update<'a> {
        let begin = out.len();
        let Self { text, lines, number } = self;
        Update { text, lines: lines.iter_mut(), number, out, begin, at: 0, copied: 0, has_moved: false }
    }
}

/// Walks along the lines and changes numbers.
pub(super) struct Update<'a> {
    text: &'a mut Vec<u8>,
    lines: std::slice::IterMut<'a, Line>,
    number: &'a mut Vec<u8>,
    out: &'a mut Vec<u8>,
    /// Where the family's lines begin in `out`.
    begin: usize,
    /// Where the next line begins in the text.
    at: usize,
    /// So much of the text is in `out`.
    copied: usize,
    /// Whether a number is longer or shorter than it was.
    has_moved: bool,
}

impl Update<'_> {
    /// Leaves so many lines as they are.
    #[inline]
    pub(super) fn pass(&mut self, lines: usize) {
        self.at += self.lines.by_ref().take(lines).map(|line| line.prefix + line.number + 1).sum::<usize>();
    }

    /// The number of the next line.
    #[inline]
    pub(super) fn number(&mut self, number: Number) {
        if let Number::Whole(number) = number {
            return self.digits(itoa::Buffer::new().format(number).as_bytes());
        }
        let mut digits = std::mem::take(self.number);
        digits.clear();
        number.write(&mut digits);
        self.digits(&digits);
        *self.number = digits;
    }

    #[inline]
    fn digits(&mut self, digits: &[u8]) {
        let Some(line) = self.lines.next() else { return };
        let start = self.at + line.prefix;
        let end = start + line.number;
        self.at = end + 1;
        let old = &mut self.text[start..end];
        if old.len() == digits.len() {
            old.copy_from_slice(digits);
            if end - self.copied >= PIECE {
                self.copy_until(end);
            }
            return;
        }
        self.copy_until(start);
        self.out.extend_from_slice(digits);
        self.copied = end;
        line.number = digits.len();
        self.has_moved = true;
    }

    fn copy_until(&mut self, end: usize) {
        self.out.extend_from_slice(&self.text[self.copied..end]);
        self.copied = end;
    }

    /// Appends what is left. If lengths have changed, what was written becomes the text.
    pub(super) fn finish(mut self) {
        self.copy_until(self.text.len());
        if self.has_moved {
            self.text.clear();
            self.text.extend_from_slice(&self.out[self.begin..]);
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::Body;
    use crate::exposition::number::Number;

    /// Nothing for a number that stays.
    fn update(body: &mut Body, numbers: [Option<u64>; 3]) -> String {
        let mut out = b"before\n".to_vec();
        let mut update = body.update(&mut out);
        for number in numbers {
            match number {
                Some(number) => update.number(Number::Whole(number)),
                None => update.pass(1),
            }
        }
        update.finish();
        assert_eq!(out.strip_prefix(b"before\n"), Some(body.text()));
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn numbers_are_replaced_whatever_their_lengths() {
        let mut body = Body::default();
        for name in ["a ", "bc ", "d "] {
            body.add(|out| out.extend_from_slice(name.as_bytes()));
        }
        assert_eq!(update(&mut body, [Some(1), Some(22), Some(3)]), "before\na 1\nbc 22\nd 3\n");
        assert_eq!(update(&mut body, [Some(4), None, Some(5)]), "before\na 4\nbc 22\nd 5\n");
        assert_eq!(update(&mut body, [None, Some(6), Some(777)]), "before\na 4\nbc 6\nd 777\n");
        assert_eq!(update(&mut body, [Some(1000), None, Some(888)]), "before\na 1000\nbc 6\nd 888\n");
        assert_eq!(update(&mut body, [None; 3]), "before\na 1000\nbc 6\nd 888\n");
        #[cfg(feature = "exemplars")]
        assert_eq!(body.prefixes().collect::<Vec<_>>(), [&b"a "[..], b"bc ", b"d "]);
    }
}
