//! YAML to a tree that remembers where everything was written. The only file here that knows the YAML library.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Budget, DuplicateKeyPolicy, MergeKeyPolicy, Options};

use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{Source, Span, Spanned};

/// A value of a YAML document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// Where it was written; for an alias, where its anchor stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// `~`, `null`, or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// Any other text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the text, duplicate keys included.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// What it is, in words.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "`true` or `false`",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// The deepest nesting of lists and mappings. Our shapes have eight levels.
const MAX_DEPTH: usize = 48;
/// Nodes that all aliases together may repeat: enough for shared buckets, too few for a bomb.
const MAX_REPEATED: usize = 200_000;

/// Reads a document.
pub(crate) fn parse(source: &Source) -> Result<Node, Box<Diagnostic>> {
    let parsed = serde_saphyr::from_str_with_options(source.text(), options());
    match parsed {
        Ok(raw) => Converter { source }.node(raw).map_err(Box::new),
        Err(error) => Err(Box::new(syntax_error(source, &error))),
    }
}

fn options() -> Options {
    let mut budget = Budget::default();
    budget.max_depth = MAX_DEPTH;
    budget.flow_nesting_limit = MAX_DEPTH;
    budget.max_events = 20_000_000;
    budget.max_nodes = 10_000_000;
    budget.max_anchors = 10_000;
    budget.max_aliases = 10_000;
    budget.enforce_alias_anchor_ratio = false;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    options.merge_keys = MergeKeyPolicy::AsOrdinary;
    options.strict_booleans = true;
    options.with_snippet = false;
    options.alias_limits.max_total_replayed_events = MAX_REPEATED;
    options
}

fn syntax_error(source: &Source, error: &serde_saphyr::Error) -> Diagnostic {
    let error = error.without_snippet();
    let place = error.location().map_or(0, |location| {
        let line = source.line_start(usize::try_from(location.line()).unwrap_or(1));
        let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
        let rest = &source.text()[line..];
        line + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    });
    let text = error.to_string();
    let end =
        source.text()[place..].chars().next().filter(|c| *c != '\n').map_or(place, |c| place + c.len_utf8());
    let message = format!("this is not valid YAML: {}", words_of(&text));
    let help = HELP.iter().find(|(words, _)| text.contains(words)).map(|(_, help)| *help);
    Diagnostic::new(&rules::YAML_SYNTAX, Span::new(place, end), message).maybe_help(help)
}

/// What most likely went wrong, by the library's words.
const HELP: [(&str, &str); 9] = [
    ("expected ',' or", "text that holds `[`, `]`, `{`, `}` or a comma stands in quotes here"),
    ("tabs disallowed", "indent with spaces"),
    ("mapping values are not allowed", "put text that holds a colon and a space in quotes"),
    (
        "did not find expected key",
        "keys of one mapping are indented alike; text that starts with `{`, `[`, `*` or `&` stands in quotes",
    ),
    ("mismatched bracket", "close what is open here before that"),
    ("unclosed bracket", "close what is open here"),
    ("unclosed quote", "close the quotes where the text ends"),
    ("unknown anchor", "give what it repeats a name first: `&name`; put text that starts with `*` in quotes"),
    ("multiple YAML documents", "remove `---` and what follows, or keep it in a file of its own"),
];

/// The library's words without the place, which the caret shows; its limits in ours.
fn words_of(text: &str) -> String {
    if text.contains("recursion limit") || text.contains("Depth {") {
        return format!("lists and mappings nest more than {MAX_DEPTH} levels deep");
    }
    if text.contains("alias replay limit") {
        return format!("aliases repeat more than {MAX_REPEATED} values");
    }
    if text.contains("multiple YAML documents") {
        return "a second document starts here, and a spec is one".into();
    }
    if text.contains("did not find expected key") {
        return "a key of the mapping above was expected here".into();
    }
    if text.contains("expected ',' or") {
        return "a comma or a closing bracket was expected here".into();
    }
    if text.contains("tabs disallowed") {
        return "the indentation of this line contains a tab".into();
    }
    if text.contains("mapping values are not allowed") {
        return "unexpected colon".into();
    }
    if text.contains("unknown anchor") {
        return "this repeats what nothing before it is named".into();
    }
    let words = text.split(" at line ").next().unwrap_or(text);
    words.split(", column ").next().unwrap_or(words).to_owned()
}

/// What the library gives: values with their places.
struct Raw(serde_saphyr::Spanned<RawValue>);

enum RawValue {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(Raw, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_saphyr::Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawValue, E> {
        Ok(RawValue::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<RawValue, E> {
        Ok(RawValue::Text(value))
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_none<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawValue, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(RawValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<RawValue, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(RawValue::Map(map))
    }
}

struct Converter<'s> {
    source: &'s Source,
}

impl Converter<'_> {
    fn node(&self, raw: Raw) -> Result<Node, Diagnostic> {
        let mut span = self.span(&raw);
        let value = match raw.0.value {
            RawValue::Null => Value::Null,
            RawValue::Bool(value) => Value::Bool(value),
            RawValue::Number => Value::Number(self.source.slice(span).trim().to_owned()),
            RawValue::Text(text) => Value::Text(text),
            RawValue::List(items) => {
                Value::List(items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?)
            }
            RawValue::Map(entries) => {
                Value::Map(entries.into_iter().map(|entry| self.entry(entry)).collect::<Result<_, _>>()?)
            }
        };
        // The library places collections at their first byte; they reach to their last item, and those in
        // brackets to the closing one.
        if let Some(end) = last_byte(&value) {
            span.end = span.end.max(end);
        }
        if matches!(value, Value::List(_) | Value::Map(_)) {
            span = with_closing_bracket(self.source.text(), span);
        }
        Ok(Node { span, value })
    }

    fn entry(&self, (key, value): (Raw, Raw)) -> Result<(Spanned<String>, Node), Diagnostic> {
        let span = self.span(&key);
        let name = match key.0.value {
            RawValue::Text(text) => text,
            // `y`, `on`, `404` as keys: what counts is the text.
            RawValue::Bool(_) | RawValue::Number | RawValue::Null if !span.is_empty() => {
                self.source.slice(span).trim().to_owned()
            }
            _ => return Err(Diagnostic::new(&rules::YAML_SYNTAX, span, "a key must be a plain scalar")),
        };
        Ok((Spanned::new(name, span), self.node(value)?))
    }

    fn span(&self, raw: &Raw) -> Span {
        let span = raw.0.defined.span();
        let (start, length) = span.byte_offset().zip(span.byte_len()).unwrap_or((0, 0));
        let start = usize::try_from(start).unwrap_or(0);
        let end = start + usize::try_from(length).unwrap_or(0);
        let text = self.source.text().get(start..end).unwrap_or_default();
        // Block scalars are given with the line break behind them.
        Span::new(start, start + text.trim_end().len())
    }
}

/// A collection in brackets, its closing one included. Between it and the last item there is only punctuation.
fn with_closing_bracket(text: &str, span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let closing = match text.as_bytes().get(start) {
        Some(b'[') => ']',
        Some(b'{') => '}',
        _ => return span,
    };
    let from = end.max(start + 1);
    let mut at = from;
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += match next {
            '#' => text[at..].find('\n').unwrap_or(text.len() - at),
            ',' | ':' => 1,
            space if space.is_whitespace() => space.len_utf8(),
            bracket if bracket == closing => return Span::new(start, at + 1),
            _ => return span,
        };
    }
    span
}

fn last_byte(value: &Value) -> Option<u32> {
    match value {
        Value::List(items) => items.last().map(|item| item.span.end),
        Value::Map(entries) => entries.last().map(|(key, value)| value.span.end.max(key.span.end)),
        _ => None,
    }
}
