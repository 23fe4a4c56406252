//! The regular expression of a matcher, asked of many values. People write long lists of values as alternatives: these are looked up and
//! not tried one by one.

use std::collections::BTreeSet;

/// What can be asked whether a whole value matches.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    /// Alternatives that are plain texts.
    texts: BTreeSet<String>,
    /// Alternatives that are a text with `.*` behind it.
    beginnings: BTreeSet<String>,
    /// All others.
    rest: Option<regex_lite::Regex>,
}

impl Pattern {
    /// Reads a pattern; nothing if it is none, or beyond the engine.
    pub fn new(pattern: &str) -> Option<Self> {
        let mut read = Self::default();
        if let Some(alternatives) = alternatives(pattern) {
            let mut rest: Vec<&str> = Vec::new();
            for alternative in alternatives {
                if let Some(text) = literal(alternative) {
                    read.texts.insert(text);
                } else if let Some(text) = alternative.strip_suffix(".*").and_then(literal) {
                    read.beginnings.insert(text);
                } else {
                    rest.push(alternative);
                }
            }
            read.rest = if rest.is_empty() { None } else { Some(whole(&rest.join("|"))?) };
        } else {
            read.rest = Some(whole(pattern)?);
        }
        Some(read)
    }

    /// Whether the whole value matches.
    pub fn is_match(&self, value: &str) -> bool {
        self.texts.contains(value)
            || self.has_beginning(value)
            || self.rest.as_ref().is_some_and(|regex| regex.is_match(value))
    }

    fn has_beginning(&self, value: &str) -> bool {
        let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]);
        // A dot is any letter, and a line break is none.
        let is_one = |end: usize| !value[end..].contains('\n') && self.beginnings.contains(&value[..end]);
        !self.beginnings.is_empty() && ends.into_iter().any(is_one)
    }
}

fn whole(pattern: &str) -> Option<regex_lite::Regex> {
    regex_lite::Regex::new(&format!("^(?:{pattern})$")).ok()
}

/// The alternatives of a pattern without groups; nothing if it has some, or sets, whose bars may mean something else.
fn alternatives(pattern: &str) -> Option<impl Iterator<Item = &str>> {
    let is_simple = !pattern.contains(['(', ')', '[', ']', '\\']);
    is_simple.then(|| pattern.split('|'))
}

/// The text that a pattern stands for, if it stands for one.
fn literal(pattern: &str) -> Option<String> {
    let is_plain = !pattern.contains(['.', '*', '+', '?', '{', '}', '^', '$', '(', ')', '[', ']', '|', '\\']);
    is_plain.then(|| pattern.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    /// As the engine alone says it.
    #[test]
    fn a_list_is_what_its_parts_are() {
        let patterns = [
            "a|b",
            "a|",
            "",
            "a.*|b",
            "a.+|b|c.*",
            ".*",
            "a|b(c|d)",
            "[a|b]c",
            r"a\.b|c",
            "a|b$",
            "^a|b",
            ".*a|b",
            "a{2}|b",
            "é.*|x",
        ];
        let values = ["", "a", "b", "ab", "ac", "bc", "a.b", "c", "aa", "xa", "é", "éé", "a\nb", "cd", "|"];
        for pattern in patterns {
            let regex = regex_lite::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            let read = Pattern::new(pattern).unwrap();
            for value in values {
                assert_eq!(read.is_match(value), regex.is_match(value), "{pattern:?} {value:?}");
            }
        }
        assert!(Pattern::new("a|b(").is_none() && Pattern::new("*|a").is_none());
    }
}
