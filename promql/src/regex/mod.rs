//! Regular expressions as Prometheus reads them (the RE2 syntax of Go): whether one is valid, and
//! whether it matches the empty text. Nothing is compiled: this needs one pass over the pattern.

use self::class::{Escape, escape, set};

mod class;
mod error;

pub use error::RegexError;
use error::{Checked, error};

/// What is known of a valid regular expression. It is always meant for the whole label value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regex {
    matches_empty: bool,
}

impl Regex {
    /// Looks at a pattern.
    pub fn new(pattern: &str) -> Result<Self, RegexError> {
        let mut scanner = Scanner { pattern, at: 0, groups: Vec::new(), repeated: false };
        let matches_empty = scanner.run()?;
        Ok(Self { matches_empty })
    }

    /// Whether the empty text matches, and with it every series without the label.
    pub const fn matches_empty(self) -> bool {
        self.matches_empty
    }
}

/// The largest count in braces, also as the product of counts inside each other.
const MAX_REPEAT: u32 = 1000;

/// The deepest nesting of groups.
const MAX_GROUPS: usize = 1000;

/// What one atom of a pattern adds up to.
#[derive(Clone, Copy)]
struct Atom {
    /// Whether it matches the empty text.
    empty: bool,
    /// The largest product of nested repetition counts in it.
    repeats: u32,
}

impl Atom {
    const CHARACTER: Self = Self { empty: false, repeats: 1 };
    const ANCHOR: Self = Self { empty: true, repeats: 1 };
}

/// A group that is still open, or the whole pattern.
struct Group {
    start: usize,
    /// Whether an alternative that is complete matches the empty text.
    earlier: bool,
    /// Whether all atoms of this alternative do, the last one left out.
    so_far: bool,
    /// The atom that a repetition would apply to.
    last: Option<Atom>,
    repeats: u32,
}

impl Group {
    const fn new(start: usize) -> Self {
        Self { start, earlier: false, so_far: true, last: None, repeats: 1 }
    }

    fn push(&mut self, atom: Atom) {
        self.so_far &= self.last.is_none_or(|last| last.empty);
        self.repeats = self.repeats.max(atom.repeats);
        self.last = Some(atom);
    }

    fn alternative(&mut self) {
        self.earlier |= self.so_far && self.last.is_none_or(|last| last.empty);
        (self.so_far, self.last) = (true, None);
    }

    fn close(mut self) -> Atom {
        self.alternative();
        Atom { empty: self.earlier, repeats: self.repeats }
    }
}

struct Scanner<'a> {
    pattern: &'a str,
    at: usize,
    groups: Vec<Group>,
    /// Whether the last thing read was a repetition.
    repeated: bool,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.pattern[self.at..]
    }

    fn run(&mut self) -> Checked<bool> {
        let mut group = Group::new(0);
        while let Some(c) = self.rest().chars().next() {
            let repeated = std::mem::take(&mut self.repeated);
            match c {
                '(' => {
                    let start = self.at;
                    if self.open()? {
                        self.groups.push(std::mem::replace(&mut group, Group::new(start)));
                    }
                    if self.groups.len() > MAX_GROUPS {
                        return error(start..self.at, "this regular expression nests too deep");
                    }
                }
                ')' => {
                    let Some(outer) = self.groups.pop() else {
                        return error(
                            self.at..self.at + 1,
                            "this `)` closes no group of the regular expression",
                        );
                    };
                    self.at += 1;
                    let inner = std::mem::replace(&mut group, outer);
                    group.push(inner.close());
                }
                '|' => {
                    self.at += 1;
                    group.alternative();
                }
                '*' | '+' | '?' => {
                    let start = self.at;
                    self.at += 1;
                    self.repeat(&mut group, repeated, start, c != '+', None)?;
                }
                '{' => self.braces(&mut group, repeated)?,
                _ => self.atom(&mut group, c)?,
            }
        }
        if !self.groups.is_empty() {
            return error(group.start..group.start + 1, "this group of the regular expression is not closed");
        }
        Ok(group.close().empty)
    }

    fn atom(&mut self, group: &mut Group, c: char) -> Checked<()> {
        let start = self.at;
        match c {
            '^' | '$' => {
                self.at += 1;
                group.push(Atom::ANCHOR);
            }
            '[' => {
                self.at = set(self.pattern, start)?;
                group.push(Atom::CHARACTER);
            }
            '\\' if self.rest().starts_with("\\Q") => return self.quoted(group),
            '\\' => {
                let (end, kind) = escape(self.pattern, start)?;
                self.at = end;
                group.push(if kind == Escape::EmptyText { Atom::ANCHOR } else { Atom::CHARACTER });
            }
            _ => {
                self.at += c.len_utf8();
                group.push(Atom::CHARACTER);
            }
        }
        Ok(())
    }

    /// `\Q...\E`: everything between stands for itself.
    fn quoted(&mut self, group: &mut Group) -> Checked<()> {
        let start = self.at;
        let Some(length) = self.rest()[2..].find("\\E") else {
            return error(start..start + 2, "`\\Q` needs an `\\E` behind the quoted text");
        };
        for _ in self.rest()[2..2 + length].chars() {
            group.push(Atom::CHARACTER);
        }
        self.at += 2 + length + 2;
        Ok(())
    }

    /// Applies a repetition that has been read, up to a `?` behind it.
    fn repeat(
        &mut self,
        group: &mut Group,
        again: bool,
        start: usize,
        zero: bool,
        count: Option<u32>,
    ) -> Checked<()> {
        if self.rest().starts_with('?') {
            self.at += 1;
        }
        let range = start..self.at;
        let Some(last) = group.last.as_mut() else {
            return error(range, "there is nothing in front of this that could be repeated");
        };
        if again {
            return error(range, "a repetition cannot follow a repetition");
        }
        self.repeated = true;
        last.empty |= zero;
        if let Some(count) = count {
            last.repeats = last.repeats.saturating_mul(count);
            group.repeats = group.repeats.max(last.repeats);
            if count > 1 && last.repeats > MAX_REPEAT {
                return error(range, format!("repetitions inside each other exceed {MAX_REPEAT}"));
            }
        }
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`; a brace that is none of these stands for itself.
    fn braces(&mut self, group: &mut Group, again: bool) -> Checked<()> {
        let start = self.at;
        let Some((length, min, max)) = counts(self.rest()) else {
            self.at += 1;
            group.push(Atom::CHARACTER);
            return Ok(());
        };
        self.at += length;
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || max < min) {
            return error(
                start..self.at,
                format!("a repetition needs two counts in order, up to {MAX_REPEAT}"),
            );
        }
        self.repeat(group, again, start, min == 0, Some(max.unwrap_or(min)))
    }

    /// Reads the start of a group. `false` if it only sets flags, as in `(?i)`.
    fn open(&mut self) -> Checked<bool> {
        let start = self.at;
        let rest = self.rest();
        if let Some(named) = rest.strip_prefix("(?P<") {
            let name = named.split('>').next().unwrap_or_default();
            let valid = !name.is_empty() && name.chars().all(crate::lex::is_word);
            if !valid || name.len() == named.len() {
                return error(
                    start..start + 4 + name.len(),
                    "a group needs a name of letters, digits and `_`: `(?P<name>...)`",
                );
            }
            self.at += 4 + name.len() + 1;
            return Ok(true);
        }
        let Some(flags) = rest.strip_prefix("(?") else {
            self.at += 1;
            return Ok(true);
        };
        let length = flags.find(|c| !matches!(c, 'i' | 'm' | 's' | 'U' | '-')).unwrap_or(flags.len());
        let set = &flags[..length];
        let end = flags[length..].chars().next();
        self.at += 2 + length + end.map_or(0, char::len_utf8);
        let minus = set.matches('-').count();
        match end {
            Some(end @ (':' | ')')) if minus == 0 || (minus == 1 && !set.ends_with('-')) => Ok(end == ':'),
            _ => error(start..self.at, "unknown kind of group; known are `(?:...)`, `(?i)`, `(?P<name>...)`"),
        }
    }
}

/// The length and the counts of `{min}`, `{min,}` or `{min,max}`. Huge counts are only too large.
fn counts(text: &str) -> Option<(usize, u32, Option<u32>)> {
    let inner = text.strip_prefix('{')?;
    let inner = &inner[..inner.find('}')?];
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let padded = digits.len() > 1 && digits.starts_with('0');
        (plain && !padded).then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let (min, max) = match inner.split_once(',') {
        None => (number(inner)?, Some(number(inner)?)),
        Some((min, "")) => (number(min)?, None),
        Some((min, max)) => (number(min)?, Some(number(max)?)),
    };
    Some((inner.len() + 2, min, max))
}

#[cfg(test)]
mod tests {
    use super::Regex;

    #[test]
    fn empty_text() {
        for pattern in
            ["", "a*", "a?b*", "a|", "(|a)", "^$", "\\A\\z", "\\B", "(a{0,3})", "(?i)", "(a*)+", "x{0}"]
        {
            assert_eq!(Regex::new(pattern).map(Regex::matches_empty), Ok(true), "{pattern}");
        }
        for pattern in ["a", ".+", "a*b", "a|b", "(|a)b", "\\b", "[^a]", "\\Qa*\\E", "(a?){0}b", "{", "a{,2}"]
        {
            assert_eq!(Regex::new(pattern).map(Regex::matches_empty), Ok(false), "{pattern}");
        }
    }

    #[test]
    fn invalid() {
        for pattern in [
            "*",
            "a**",
            "a{2}{3}",
            "(",
            ")",
            "[",
            "[b-a]",
            "a{1001}",
            "a{3,2}",
            "(a{100}){11}",
            "\\",
            "\\Z",
            "\\1",
            "(?z)",
            "(?P<>a)",
            "(?i-)",
            "[[:foo:]]",
            "\\pX",
            "\\Qa",
            "\\x{110000}",
            "[a-\\d]",
            "a|*",
        ] {
            assert!(Regex::new(pattern).is_err(), "{pattern}");
        }
    }
}
