//! Comments of YAML files that people have, and the parts of a spec that they are about.

use std::collections::BTreeMap;

use gaugewright_spec::parallel;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Entry, Node, Value, parse_documents};

use crate::alertmanager::is_secret;
use crate::inputs::Inputs;
use crate::silenced;
use crate::tree::{entries, items};

/// A comment: lines below each other, or what stands at the end of a line.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) place: Span,
    /// What it says, line by line, without the signs.
    pub(crate) lines: Vec<String>,
    /// The mappings and lists that it is about, from the innermost to the whole document, or to the rule, route or receiver.
    pub(crate) about: Vec<Span>,
    /// The document that it stands in.
    pub(crate) document: Span,
    /// Whether it may hold a secret, where settings take some.
    pub(crate) may_be_secret: bool,
}

/// All comments of YAML texts, in their order.
pub(crate) fn read(inputs: &Inputs) -> Vec<Comment> {
    let source = &inputs.source;
    let texts: Vec<Span> =
        inputs.yaml.iter().copied().filter(|text| source.slice(*text).contains('#')).collect();
    parallel::map(&texts, |text| of_text(source, *text)).into_iter().flatten().collect()
}

fn of_text(source: &Source, text: Span) -> Vec<Comment> {
    let Ok(documents) = parse_documents(source, text) else { return Vec::new() };
    let mut taken = BTreeMap::new();
    for document in &documents {
        scalars(document, &mut taken);
    }
    let lines = lines(source, text, &taken);
    let mut comments: Vec<Comment> = Vec::new();
    let mut last: Option<Line> = None;
    for line in lines {
        let goes_on = last.filter(|last| line.is_alone && last.is_alone && is_next(source, *last, line));
        let said = source.slice(line.place).trim_start_matches('#').trim_end();
        let said = said.strip_prefix(' ').unwrap_or(said);
        last = Some(line);
        if silenced::is_silencing(said) {
            continue;
        }
        match comments.last_mut().filter(|_| goes_on.is_some()) {
            Some(comment) => {
                comment.place.end = line.place.end;
                comment.may_be_secret |= may_be_secret(said);
                comment.lines.push(said.to_owned());
            }
            None => comments.extend(comment(source, text, &documents, line, said)),
        }
    }
    comments
}

/// A line with a comment: from its sign to its end.
#[derive(Clone, Copy)]
struct Line {
    place: Span,
    /// Whether nothing else stands on it.
    is_alone: bool,
}

/// The places of keys and scalars, in which a sign begins no comment.
fn scalars(node: &Node, taken: &mut BTreeMap<u32, u32>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                take(key.span, taken);
                scalars(value, taken);
            }
        }
        Value::List(items) => items.iter().for_each(|item| scalars(item, taken)),
        _ => take(node.span, taken),
    }
}

fn take(span: Span, taken: &mut BTreeMap<u32, u32>) {
    let end = taken.entry(span.start).or_default();
    *end = span.end.max(*end);
}

/// The lines of a text that have a comment.
fn lines(source: &Source, text: Span, taken: &BTreeMap<u32, u32>) -> Vec<Line> {
    let words = source.slice(text);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = words[from..].find('#').map(|at| from + at) {
        let place = text.start + u32::try_from(at).unwrap_or(u32::MAX);
        let within = taken.range(..=place).next_back().map(|(_, end)| *end).filter(|end| *end > place);
        if let Some(end) = within {
            from = (end - text.start) as usize;
            continue;
        }
        let before = &words[words[..at].rfind('\n').map_or(0, |line| line + 1)..at];
        from = words[at..].find('\n').map_or(words.len(), |line| at + line);
        // `a#b` is one word.
        if before.ends_with(|letter: char| !letter.is_whitespace()) {
            from = at + 1;
            continue;
        }
        let end = at + words[at..from].trim_end().len();
        let end = text.start + u32::try_from(end).unwrap_or(u32::MAX);
        found.push(Line { place: Span { start: place, end }, is_alone: before.trim().is_empty() });
    }
    found
}

/// Whether a line is just below another one.
fn is_next(source: &Source, last: Line, line: Line) -> bool {
    let between = source.slice(Span { start: last.place.end, end: line.place.start });
    between.matches('\n').count() == 1
}

fn comment(source: &Source, text: Span, documents: &[Node], line: Line, said: &str) -> Option<Comment> {
    let at = anchor(source, text, line)?;
    let document = documents.iter().find(|document| holds(document.span, at))?;
    let (around, whole) = around(document, at);
    let is_item = around.len() > 1 && matches!(around[around.len() - 2].value, Value::List(_));
    let map = around.iter().rev().find(|node| matches!(node.value, Value::Map(_)));
    // The first key of an item names all of it.
    let key = map.and_then(|map| key_at(map, at)).filter(|(number, _)| *number > 0 || !is_item);
    let key = key.map(|(_, key)| key).filter(|_| !line.is_alone);
    let said_at = key.map_or_else(|| said.to_owned(), |key| format!("{key}: {said}"));
    // What stands above a key with more below it is about that; what stands above the first is about all of them.
    let below = around.last().and_then(|node| value_at(node, at)).filter(|_| line.is_alone);
    let about =
        below.into_iter().chain(around[whole..].iter().rev().copied()).map(|node| node.span).collect();
    let may_be_secret = may_be_secret(said) || key.is_some_and(takes_a_secret);
    Some(Comment { place: line.place, lines: vec![said_at], about, document: document.span, may_be_secret })
}

/// What a comment is about: what stands on its line or below it, or above if what is below is further out.
fn anchor(source: &Source, text: Span, line: Line) -> Option<u32> {
    let column = |at: u32| {
        let before = source.slice(Span { start: text.start, end: at });
        before.len() - before.rfind('\n').map_or(0, |line| line + 1)
    };
    let before = source.slice(Span { start: text.start, end: line.place.start });
    let last = || {
        let kept = last_content(before)?;
        Some(text.start + u32::try_from(kept).ok()?)
    };
    if !line.is_alone {
        return last();
    }
    let below = next_content(source.slice(Span { start: line.place.end, end: text.end }));
    let below = below.and_then(|at| Some(line.place.end + u32::try_from(at).ok()?));
    match below {
        Some(at) if column(at) >= column(line.place.start) => Some(behind_dashes(source, text, at)),
        below => last().or(below),
    }
}

/// Where a text has its first letter that is in no comment and in no line between documents.
fn next_content(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        if !words.is_empty() && !words.starts_with('#') && !line.starts_with("---") {
            return Some(start + line.len() - words.len());
        }
        start += line.len();
    }
    None
}

/// Where a text has its last letter that is in no line of comments alone.
fn last_content(text: &str) -> Option<usize> {
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev() {
        end -= line.len();
        let words = line.trim();
        if !words.is_empty() && !words.starts_with('#') && words != "---" {
            let code = line.find(" #").map_or(line, |sign| &line[..sign]).trim_end();
            let letter = code.char_indices().next_back().map_or(0, |(at, _)| at);
            return Some(end + letter);
        }
    }
    None
}

/// The first key or value behind the dashes of a list.
fn behind_dashes(source: &Source, text: Span, at: u32) -> u32 {
    let rest = source.slice(Span { start: at, end: text.end });
    let behind = rest.trim_start_matches(['-', ' ']);
    if rest.starts_with("- ") { at + u32::try_from(rest.len() - behind.len()).unwrap_or(0) } else { at }
}

fn holds(span: Span, at: u32) -> bool {
    span.start <= at && at < span.end
}

/// Lists of what a spec has or has not as a whole.
const WHOLE: [&str; 10] = [
    "groups",
    "rules",
    "routes",
    "receivers",
    "inhibit_rules",
    "inhibitRules",
    "time_intervals",
    "timeIntervals",
    "mute_time_intervals",
    "muteTimeIntervals",
];

/// The mappings and lists around a place, from the outside in, and which of them is the innermost that is a whole.
fn around(document: &Node, at: u32) -> (Vec<&Node>, usize) {
    let is_around =
        |node: &&Node| matches!(node.value, Value::Map(_) | Value::List(_)) && holds(node.span, at);
    let (mut around, mut whole, mut node, mut key) = (Vec::new(), 0, document, "");
    loop {
        around.push(node);
        if let Some((below, value)) = entries(node).iter().find(|(_, value)| is_around(&value)) {
            (node, key) = (value, &below.value);
        } else if let Some(item) = items(node).iter().find(is_around) {
            if WHOLE.contains(&key) {
                whole = around.len();
            }
            node = item;
        } else {
            return (around, whole);
        }
    }
}

/// The mapping or list behind the key at a place, if that is not the first.
fn value_at(node: &Node, at: u32) -> Option<&Node> {
    let behind = entries(node).iter().skip(1).find(|(key, _)| holds(key.span, at)).map(|(_, value)| value);
    behind.filter(|value| matches!(value.value, Value::Map(_) | Value::List(_)))
}

/// The key of a mapping at whose value a place is, and its number.
fn key_at(node: &Node, at: u32) -> Option<(usize, &str)> {
    let is_at =
        |(_, (key, value)): &(usize, &Entry)| key.span.start <= at && at < value.span.end.max(key.span.end);
    entries(node).iter().enumerate().find(is_at).map(|(number, (key, _))| (number, key.value.as_str()))
}

/// Whether a line is a setting that somebody has taken out, or has an address: a secret may stand in it.
fn may_be_secret(line: &str) -> bool {
    let is_word = |key: &str| {
        let key = key.trim_start_matches(['-', '#', ' ']).trim_matches(['"', '\'']);
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    line.contains("://") || line.split_once(':').is_some_and(|(key, _)| is_word(key))
}

/// Whether a key takes a secret.
fn takes_a_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    is_secret(&key) || ["url", "key", "token", "secret", "password"].iter().any(|end| key.ends_with(end))
}
