//! Parts of a text that know where in it they stand.

use std::ops::{Deref, Range};

use crate::Span;

/// A part of a text, and where it begins there. Parts of parts stand in the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    text: &'t str,
    start: usize,
}

impl<'t> Piece<'t> {
    /// A whole text.
    pub const fn whole(text: &'t str) -> Self {
        Self { text, start: 0 }
    }

    /// What it says.
    pub const fn as_str(self) -> &'t str {
        self.text
    }

    /// Where it stands in the text that it is a part of.
    pub fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    /// The part at these offsets; all of it if nothing stands there.
    #[must_use]
    pub fn part(self, range: Range<usize>) -> Self {
        match self.text.get(range.clone()) {
            Some(text) => Self { text, start: self.start + range.start },
            None => self,
        }
    }

    /// It without blanks at its start.
    #[must_use]
    pub fn trim_start(self) -> Self {
        self.part(self.text.len() - self.text.trim_start().len()..self.text.len())
    }

    /// It without blanks at its ends.
    #[must_use]
    pub fn trim(self) -> Self {
        let behind = self.trim_start();
        behind.part(0..behind.text.trim_end().len())
    }

    /// What is before and behind the first separator.
    pub fn split_once(self, separator: &str) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((self.part(0..at), self.part(at + separator.len()..self.text.len())))
    }

    /// What is behind a text that it begins with.
    pub fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.text.starts_with(prefix).then(|| self.part(prefix.len()..self.text.len()))
    }

    /// The parts between letters that separate them; empty ones, too.
    pub fn split(self, separates: impl Fn(char) -> bool) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let all = rest?;
            let Some((at, letter)) = all.text.char_indices().find(|(_, letter)| separates(*letter)) else {
                return rest.take();
            };
            rest = Some(all.part(at + letter.len_utf8()..all.text.len()));
            Some(all.part(0..at))
        })
    }

    /// The parts between blanks.
    pub fn words(self) -> impl Iterator<Item = Self> {
        self.split(char::is_whitespace).filter(|word| !word.text.is_empty())
    }
}

impl Deref for Piece<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::Piece;

    #[test]
    fn pieces_know_where_they_stand() {
        let text = " ä, b..c ,, ";
        let whole = Piece::whole(text);
        let parts = whole.split(|letter| letter == ',').map(Piece::trim);
        let parts = parts.flat_map(|part| match part.split_once("..") {
            Some((low, high)) => vec![low, high],
            None => vec![part],
        });
        let found: Vec<_> = parts.chain(whole.words()).chain(whole.strip_prefix(" ä")).collect();
        for piece in &found {
            assert_eq!(&text[piece.span().range()], piece.as_str());
        }
        let said: Vec<&str> = found.iter().map(|piece| piece.as_str()).collect();
        assert_eq!(said, ["ä", "b", "c", "", "", "ä,", "b..c", ",,", ", b..c ,, "]);
    }
}
