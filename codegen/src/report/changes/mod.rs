//! Changes between two models as text: for people, for programs, for a pull request.

mod apart;
mod json;
mod markdown;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_diff::{Change, Class, Reader, Sentence};

use super::json::pretty;

/// Two models, and what changed between them.
#[derive(Debug)]
pub struct Compared<'c> {
    /// What the old one is called.
    pub old: &'c str,
    /// What the new one is called.
    pub new: &'c str,
    /// What changed, the worst first.
    pub changes: &'c [Change],
    /// What was not compared, and why.
    pub left_out: &'c [String],
}

impl Compared<'_> {
    /// For a terminal.
    pub fn text(&self) -> String {
        text::of(self)
    }

    /// For programs.
    pub fn json(&self) -> String {
        pretty(&json::of(self))
    }

    /// For a comment of a pull request.
    pub fn markdown(&self) -> String {
        markdown::of(self)
    }

    /// How many changes there are, in words.
    pub fn counts(&self) -> String {
        if self.changes.is_empty() {
            return "no change in meaning".to_owned();
        }
        let counts = Class::ALL.map(|class| (self.count(class), class.name()));
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = counts.map(|(count, name)| format!("{count} {name}")).collect();
        words.join(", ") + if self.changes.len() == 1 { " change" } else { " changes" }
    }

    fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class() == class).count()
    }

    /// The changes of a class; what is said alike of several things is said once.
    fn of_class(&self, class: Class) -> Vec<Alike<'_>> {
        let mut all: Vec<Alike<'_>> = Vec::new();
        let mut places = BTreeMap::new();
        for change in self.changes.iter().filter(|change| change.class() == class) {
            let place = change.alike().map(|alike| *places.entry(alike).or_insert(all.len()));
            match place.and_then(|place| all.get_mut(place)) {
                Some(alike) => alike.others.push(change),
                None => all.push(Alike { first: change, others: Vec::new() }),
            }
        }
        all
    }
}

/// Changes that say the same of several things.
struct Alike<'c> {
    first: &'c Change,
    others: Vec<&'c Change>,
}

impl<'c> Alike<'c> {
    fn all(&self) -> impl Iterator<Item = &'c Change> {
        [self.first].into_iter().chain(self.others.iter().copied())
    }

    fn sentence(&self) -> Sentence {
        let mut seen = BTreeSet::new();
        let names = self.all().map(|change| change.name.as_str()).filter(|name| seen.insert(*name));
        self.first.sentence_of(&names.collect::<Vec<_>>())
    }

    /// What was said and what is said, where that has no place in the sentence: with the sign before it.
    fn values(&self) -> Vec<(char, String)> {
        let change = self.first;
        if !change.is_long() {
            return Vec::new();
        }
        if let ([was], [is]) = (change.was.as_slice(), change.is.as_slice()) {
            let (was, is) = apart::apart(&one_line(was), &one_line(is));
            return vec![('-', cut(was)), ('+', cut(is))];
        }
        let line = |sign: char| move |value: &String| (sign, cut(one_line(value)));
        change.was.iter().map(line('-')).chain(change.is.iter().map(line('+'))).collect()
    }

    /// Who has read it before, and who reads it elsewhere.
    fn readers(&self) -> Vec<(&'static str, Vec<&'c Reader>)> {
        let mut readers: Vec<&Reader> = self.all().flat_map(|change| &change.readers).collect();
        readers.sort();
        readers.dedup();
        let (own, others): (Vec<_>, Vec<_>) = readers.into_iter().partition(|reader| reader.of.is_none());
        let all = [("was read by", own), ("is read by", others)];
        all.into_iter().filter(|(_, readers)| !readers.is_empty()).collect()
    }
}

/// Of more readers, and of more that was not compared, the first are named.
const MANY: usize = 10;

/// The first of some words, and how many others there are.
fn first(words: &[String]) -> String {
    let more = words.len().saturating_sub(MANY);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    words.iter().take(MANY).map(String::as_str).collect::<Vec<_>>().join(", ") + &more
}

/// Longer values are cut.
const LONGEST: usize = 400;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(line: String) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => line[..end].to_owned() + "…",
        None => line,
    }
}
