//! A sentence with names in it. Names are of somebody else: whoever prints it has to keep them apart from our words.

use std::borrow::Cow;
use std::fmt;

/// A sentence, without its full stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its parts, from left to right.
    pub parts: Vec<Part>,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Our words.
    Words(Cow<'static, str>),
    /// A number.
    Count(usize),
    /// A name or a value, as somebody wrote it.
    Name(String),
}

/// Of more names than these the first are told.
const MANY: usize = 8;

impl Sentence {
    /// Adds words.
    #[must_use]
    pub(crate) fn words(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        self.parts.push(Part::Words(words.into()));
        self
    }

    /// Adds a name.
    #[must_use]
    pub(crate) fn name(mut self, name: &str) -> Self {
        self.parts.push(Part::Name(name.to_owned()));
        self
    }

    /// Adds some names, not too many of them.
    #[must_use]
    pub(crate) fn names<T: AsRef<str>>(mut self, names: &[T]) -> Self {
        // One more takes no more room than to say so.
        let shown = if names.len() == MANY + 1 { names.len() } else { MANY };
        for (at, name) in names.iter().take(shown).enumerate() {
            self = if at > 0 { self.words(", ") } else { self };
            self = self.name(name.as_ref());
        }
        if names.len() <= shown {
            return self;
        }
        self = self.words(" and ");
        self.parts.push(Part::Count(names.len() - shown));
        self.words(" more")
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Count(count) => write!(f, "{count}"),
            Part::Name(name) => write!(f, "`{name}`"),
        })
    }
}
