//! What is wrong with a text that is no YAML, or no YAML that we read: in our words, with what to do.

#![allow(clippy::unnecessary_box_returns, reason = "they are errors of results, which stay small")]

use granit_parser::ErrorKind;

use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{Source, Span};

/// What the library has found at an offset.
pub(super) fn syntax(source: &Source, at: usize, kind: &ErrorKind, max_depth: usize) -> Box<Diagnostic> {
    if *kind == ErrorKind::RecursionLimitExceeded {
        return too_deep(source, at, max_depth);
    }
    let (message, help) = words(kind);
    invalid(character(source, at), &message.map_or_else(|| kind.to_string(), str::to_owned), help)
}

/// The library's finding in words, where ours are clearer, and what most likely went wrong.
fn words(kind: &ErrorKind) -> (Option<&'static str>, Option<&'static str>) {
    const COMMA: &str = "a comma or a closing bracket was expected here";
    const QUOTE_BRACKETS: &str = "text that holds `[`, `]`, `{`, `}` or a comma stands in quotes here";
    const TAB: &str = "the indentation of this line contains a tab";
    match kind {
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            (Some(COMMA), Some(QUOTE_BRACKETS))
        }
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            (Some(TAB), Some("indent with spaces"))
        }
        ErrorKind::MappingValueNotAllowed => {
            (Some("unexpected colon"), Some("put text that holds a colon and a space in quotes"))
        }
        ErrorKind::ExpectedBlockMappingKey => (
            Some("a key of the mapping above was expected here"),
            Some(
                "keys of one mapping are indented alike; text that starts with `{`, `[`, `*` or `&` stands in quotes",
            ),
        ),
        ErrorKind::MismatchedFlowCollectionEnd { .. } => (None, Some("close what is open here before that")),
        ErrorKind::UnclosedFlowCollection { .. } => (None, Some("close what is open here")),
        ErrorKind::UnclosedQuotedScalar => (None, Some("close the quotes where the text ends")),
        ErrorKind::UnknownAnchor => (
            Some("this repeats what nothing before it is named"),
            Some("give what it repeats a name first: `&name`; put text that starts with `*` in quotes"),
        ),
        _ => (None, None),
    }
}

fn invalid(span: Span, message: &str, help: Option<&str>) -> Box<Diagnostic> {
    let message = format!("this is not valid YAML: {message}");
    Box::new(Diagnostic::new(&rules::YAML_SYNTAX, span, message).maybe_help(help))
}

/// The character at an offset, or the end of its line.
fn character(source: &Source, at: usize) -> Span {
    let at = at.min(source.text().len());
    let rest = source.text().get(at..).unwrap_or_default();
    Span::new(at, rest.chars().next().filter(|c| *c != '\n').map_or(at, |c| at + c.len_utf8()))
}

pub(super) fn too_deep(source: &Source, at: usize, max_depth: usize) -> Box<Diagnostic> {
    let message = format!("lists and mappings nest more than {max_depth} levels deep");
    invalid(character(source, at), &message, None)
}

pub(super) fn second_document(source: &Source, at: usize) -> Box<Diagnostic> {
    let help = "remove `---` and what follows, or keep it in a file of its own";
    invalid(character(source, at), "a second document starts here, and a spec is one", Some(help))
}

pub(super) fn wrong_tag(span: Span, tag: &str) -> Box<Diagnostic> {
    let help = format!("remove the tag `{tag}`: no value of a spec needs one");
    invalid(span, &format!("this is no `{tag}`"), Some(&help))
}

pub(super) fn repeats_itself(span: Span) -> Box<Diagnostic> {
    invalid(span, "this would repeat itself", Some("an alias stands behind what it repeats, not in it"))
}

pub(super) fn repeats_too_much(span: Span, most: usize) -> Box<Diagnostic> {
    invalid(span, &format!("aliases repeat more than {most} values"), None)
}

pub(super) fn no_key(span: Span) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(&rules::YAML_SYNTAX, span, "a key must be a plain scalar");
    Box::new(diagnostic.help("text that starts with `{` or `[` stands in quotes"))
}

pub(super) fn merged_twice(first: Span, second: Span) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(&rules::YAML_SYNTAX, second, "`<<` stands in this mapping twice");
    Box::new(diagnostic.also(first, "first here").help("merge both in one list: `<<: [*one, *other]`"))
}

pub(super) fn merges_no_mapping(key: Span, value: Span, what: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(&rules::YAML_SYNTAX, key, "`<<` takes the keys of another mapping");
    let help = "name a mapping with `&name`, and write `<<: *name`; `\"<<\"` in quotes is a key";
    Box::new(diagnostic.also(value, format!("this is {what}")).help(help))
}
