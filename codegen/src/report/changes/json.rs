//! Changes for programs.

use gaugewright_diff::{Change, Class};
use serde::Serialize;

use super::Compared;

#[derive(Serialize)]
pub(super) struct Report<'c> {
    old: &'c str,
    new: &'c str,
    breaking: usize,
    behaviour: usize,
    cosmetic: usize,
    changes: Vec<One<'c>>,
    not_compared: &'c [String],
}

#[derive(Serialize)]
struct One<'c> {
    code: String,
    class: &'static str,
    kind: &'static str,
    name: &'c str,
    #[serde(skip_serializing_if = "str::is_empty")]
    element: &'c str,
    was: &'c [String],
    is: &'c [String],
    message: String,
    reason: &'static str,
    readers: Vec<Reader<'c>>,
}

#[derive(Serialize)]
struct Reader<'c> {
    kind: &'static str,
    name: &'c str,
    /// Where that is another spec, or files.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    of: Option<&'c str>,
}

pub(super) fn of<'c>(compared: &'c Compared<'c>) -> Report<'c> {
    Report {
        old: compared.old,
        new: compared.new,
        breaking: compared.count(Class::Breaking),
        behaviour: compared.count(Class::Behaviour),
        cosmetic: compared.count(Class::Cosmetic),
        changes: compared.changes.iter().map(one).collect(),
        not_compared: compared.left_out,
    }
}

fn one(change: &Change) -> One<'_> {
    One {
        code: change.code(),
        class: change.class().name(),
        kind: change.aspect.sort.name(),
        name: &change.name,
        element: &change.element,
        was: &change.was,
        is: &change.is,
        message: change.sentence().to_string(),
        reason: change.effect.why,
        readers: change.readers.iter().map(reader).collect(),
    }
}

fn reader(reader: &gaugewright_diff::Reader) -> Reader<'_> {
    Reader { kind: reader.what, name: &reader.name, of: reader.of.as_deref() }
}
