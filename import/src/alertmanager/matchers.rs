//! Conditions on labels in each of the notations that Alertmanager has had.

use std::collections::BTreeMap;

use gaugewright_spec::model;
use gaugewright_spec::promql::MatchOp;
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, entries, get, items, said, text};

/// A condition on a label.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    pub(crate) label: String,
    pub(crate) op: MatchOp,
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// The keys of conditions: those of equal values, of regular expressions, and of the notation of today.
pub(crate) type Keys = [&'static str; 3];

/// The keys at a route.
pub(crate) const OF_ROUTE: Keys = ["match", "match_re", "matchers"];
/// The keys of the alerts that silence.
pub(crate) const OF_SOURCE: Keys = ["source_match", "source_match_re", "source_matchers"];
/// The keys of the alerts that are silenced.
pub(crate) const OF_TARGET: Keys = ["target_match", "target_match_re", "target_matchers"];

/// A place, and why it cannot be read or said.
pub(crate) type Problem = (Span, String);

/// Why conditions are not told that no Alertmanager would take.
const UNREAD: &str = "these matchers cannot be read";

/// All conditions at a node.
///
/// # Errors
/// The first that cannot be read.
pub(crate) fn of(
    source: &Source,
    node: &Node,
    [equal, regex, matchers]: Keys,
) -> Result<Vec<Matcher>, Problem> {
    let mut all = Vec::new();
    for (key, op) in [(equal, MatchOp::Equal), (regex, MatchOp::Regex)] {
        for (label, value) in get(node, key).map_or(&[][..], entries) {
            let (span, said) = (value.span, text(source, value).map(|value| value.value));
            all.push(Matcher { label: label.value.clone(), op, value: said.unwrap_or_default(), span });
        }
    }
    let list = get(node, matchers);
    if let Some(other) = list.filter(|list| !matches!(list.value, Value::List(_))) {
        return Err((other.span, UNREAD.to_owned()));
    }
    for line in list.map_or(&[][..], items) {
        let unread = || (line.span, UNREAD.to_owned());
        let line_text = text(source, line).ok_or_else(unread)?;
        for part in parts(&line_text.value).ok_or_else(unread)? {
            let (label, op, value) = one(part.trim()).ok_or_else(unread)?;
            all.push(Matcher { label, op, value, span: line.span });
        }
    }
    Ok(all)
}

/// The conditions of a text: with commas between, and perhaps in braces.
fn parts(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let inner = match text.strip_prefix('{') {
        Some(inner) => inner.strip_suffix('}')?,
        None => text,
    };
    let (mut parts, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, letter) in inner.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    // A comma at the end is allowed.
    if parts.len() > 1 && parts.last().is_some_and(|last| last.trim().is_empty()) {
        parts.pop();
    }
    (!is_quoted).then_some(parts)
}

/// `name="value"`: name, operator, value.
fn one(text: &str) -> Option<(String, MatchOp, String)> {
    let (label, rest) = match text.strip_prefix('"') {
        Some(quoted) => {
            let (name, rest) = quoted.split_once('"')?;
            (name.to_owned(), rest.trim_start())
        }
        None => {
            let end = text.find(|letter: char| letter.is_whitespace() || "=!~".contains(letter))?;
            (text[..end].to_owned(), text[end..].trim_start())
        }
    };
    let marks =
        [("=~", MatchOp::Regex), ("!~", MatchOp::NotRegex), ("!=", MatchOp::NotEqual), ("=", MatchOp::Equal)];
    let (op, value) = marks.iter().find_map(|(mark, op)| Some((*op, rest.strip_prefix(mark)?.trim())))?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|_| value.len() > 1)?,
        None => value,
    };
    (!label.is_empty()).then(|| (label, op, unescaped(value)))
}

/// A backslash before a letter that means nothing with it stands for itself.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some(same @ ('\\' | '"')) => out.push(same),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// Puts conditions under the keys that a spec has for them.
///
/// # Errors
/// The first that a spec cannot say.
pub(crate) fn put(matchers: &[Matcher], made: &mut Made) -> Result<(), Problem> {
    let mut by_label: BTreeMap<&str, Vec<&Matcher>> = BTreeMap::new();
    for matcher in matchers {
        let same = by_label.entry(&matcher.label).or_default();
        if !same.iter().any(|one| one.op == matcher.op && one.value == matcher.value) {
            same.push(matcher);
        }
    }
    let mut labels = Made::new(matchers.first().map_or(Span::new(0, 0), |first| first.span));
    for (label, conditions) in by_label {
        let asked = conditions.iter().filter(|one| matches!(one.op, MatchOp::Equal | MatchOp::Regex));
        if let Some(second) = asked.clone().nth(1) {
            let reason = format!("a spec has no two conditions on `{label}` that must both hold");
            return Err((second.span, reason));
        }
        let texts: Vec<Node> = conditions.iter().flat_map(|one| written(one)).collect();
        let node = match texts.as_slice() {
            [one] => one.clone(),
            _ => Node { span: conditions[0].span, value: Value::List(texts) },
        };
        match label {
            "severity" | "component" => made.put(label, node),
            "alertname" => made.put("alert", node),
            _ => labels.put_at(Spanned::new(label.to_owned(), conditions[0].span), node),
        }
    }
    made.put_map("labels", labels);
    Ok(())
}

/// A condition as a spec writes it: plain alternatives are a list.
fn written(matcher: &Matcher) -> Vec<Node> {
    let node = |value: String| said(Spanned::new(value, matcher.span));
    // Blanks behind an operator are not part of the value.
    let is_blank = |value: &str| value.starts_with(char::is_whitespace);
    match matcher.op {
        MatchOp::Equal => {
            let has_mark = matcher.value.starts_with(['=', '!']);
            let mark = if has_mark { "= " } else { "" };
            vec![node(format!("{mark}{}", matcher.value))]
        }
        MatchOp::NotEqual if is_blank(&matcher.value) => {
            vec![node(format!("!~ (?:{})", model::escaped(&matcher.value)))]
        }
        MatchOp::NotEqual => vec![node(format!("!= {}", matcher.value))],
        MatchOp::Regex | MatchOp::NotRegex => match alternatives(&matcher.value) {
            Some(values) if matcher.op == MatchOp::Regex => {
                values.into_iter().map(|value| node(value.to_owned())).collect()
            }
            Some(values) => values.into_iter().map(|value| node(format!("!= {value}"))).collect(),
            None => {
                let mark = if matcher.op == MatchOp::Regex { "=~" } else { "!~" };
                let value = &matcher.value;
                let text =
                    if is_blank(value) { format!("{mark} (?:{value})") } else { format!("{mark} {value}") };
                vec![node(text)]
            }
        },
    }
}

/// The alternatives of a regular expression that are plain words; nothing if it is another one.
pub(crate) fn alternatives(regex: &str) -> Option<Vec<&str>> {
    let inner = regex.strip_prefix('^').unwrap_or(regex);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let grouped = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    // `^a|b$` is one or the other end alone; between two anchors that hold anyway it makes no difference.
    let inner = grouped.map_or(inner, |inner| inner.strip_prefix("?:").unwrap_or(inner));
    let is_word = |text: &&str| {
        !text.is_empty()
            && !text.starts_with(char::is_whitespace)
            && text.chars().all(|letter| letter.is_alphanumeric() || "_-/ :@".contains(letter))
    };
    let all: Vec<&str> = inner.split('|').collect();
    all.iter().all(is_word).then_some(all)
}

impl Matcher {
    /// As a condition that can be asked; nothing if its regular expression is none, or beyond the engine.
    pub(crate) fn asked(&self) -> Option<model::Matcher> {
        use model::Test;
        let one = || [self.value.clone()].into();
        let plain = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
        let test = match (self.op, alternatives(&self.value)) {
            (MatchOp::Equal, _) => Test::OneOf(one()),
            (MatchOp::NotEqual, _) => Test::NoneOf(one()),
            (MatchOp::Regex, Some(values)) => Test::OneOf(plain(values)),
            (MatchOp::NotRegex, Some(values)) => Test::NoneOf(plain(values)),
            (MatchOp::Regex, None) => Test::Matches(model::Regex::new(&self.value)?),
            (MatchOp::NotRegex, None) => Test::MatchesNot(model::Regex::new(&self.value)?),
        };
        Some(model::Matcher { label: self.label.clone(), test })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(String, MatchOp, String)>> {
        parts(text)?.into_iter().map(|part| one(part.trim())).collect()
    }

    fn is(label: &str, op: MatchOp, value: &str) -> (String, MatchOp, String) {
        (label.into(), op, value.into())
    }

    #[test]
    fn every_notation_is_read() {
        assert_eq!(read("a=b"), Some(vec![is("a", MatchOp::Equal, "b")]));
        assert_eq!(read(r#" a =~ "b|c" "#), Some(vec![is("a", MatchOp::Regex, "b|c")]));
        assert_eq!(
            read(r#"{a!="b,}", c!~"d\"\\e\n\d",}"#),
            Some(vec![is("a", MatchOp::NotEqual, "b,}"), is("c", MatchOp::NotRegex, "d\"\\e\n\\d")])
        );
        assert_eq!(read(r#""my label"="x""#), Some(vec![is("my label", MatchOp::Equal, "x")]));
        assert_eq!(read(r#"a="""#), Some(vec![is("a", MatchOp::Equal, "")]));
        assert_eq!(read(r#"a=""#), None);
        assert_eq!(read("a"), None);
        assert_eq!(read("{a=b"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn plain_alternatives_are_values() {
        assert_eq!(alternatives("^(a|b-c)$"), Some(vec!["a", "b-c"]));
        assert_eq!(alternatives("(?:a|b)"), Some(vec!["a", "b"]));
        assert_eq!(alternatives("a|b.*"), None);
        assert_eq!(alternatives("(a)|(b)"), None);
        assert_eq!(alternatives("a|"), None);
    }
}
