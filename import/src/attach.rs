//! Which part of a spec a comment is about, and which file a part comes from.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use crate::comments::Comment;
use crate::inputs::{Inputs, Kind};
use crate::notes::{Notes, Step};
use crate::tree::{entries, get, items, list, text_at};

/// Comments that are not part of the spec: where they stand, and why.
pub(crate) type Lost = Vec<(Span, String)>;

/// Why a comment is lost whose rule or route is not told.
pub(crate) const NOWHERE: &str = "what this comment is about is not part of the spec";

/// The comments of files at the parts of a tree that were told of them, with the names of the files.
pub(crate) fn attached(inputs: &Inputs, comments: &[Comment], tree: &Node) -> (Notes, Lost) {
    let parts = Parts::of(&inputs.source, tree);
    let mut notes = Notes::default();
    origins(inputs, &parts, &mut notes);
    let mut lost = Lost::new();
    let read = inputs.of(Kind::Rules).map(|document| document.span).chain(inputs.of_alertmanagers());
    let read: Vec<Span> = read.flat_map(|document| places(&inputs.source, document)).collect();
    for comment in comments {
        let part = comment.about.iter().find_map(|span| parts.first_within(*span));
        let is_of_monitoring = read.iter().any(|read| is_within(*read, comment.document));
        match part {
            Some(part) if comment.may_be_secret && part.is_below("notifications") => {
                lost.push((comment.place, "this comment may hold a secret".to_owned()));
            }
            Some(part) => notes.add(&part.path, &comment.lines, Some(comment.place)),
            None if is_of_monitoring => lost.push((comment.place, NOWHERE.to_owned())),
            None => {}
        }
    }
    (notes, lost)
}

/// Says of groups, recorded queries, dashboards and routes which file they come from.
fn origins(inputs: &Inputs, parts: &Parts, notes: &mut Notes) {
    let source = &inputs.source;
    let file = |span: Span| source.name_at(source.in_file(span).start).to_owned();
    for group in inputs.of(Kind::Rules).flat_map(|document| list(document, "groups")) {
        if let Some(part) = parts.all.iter().find(|part| part.is_of("alerts", 2) && part.span == group.span) {
            notes.add(&part.path, &[file(group.span)], None);
        }
        let is_first = |part: &&Part| part.is_of("queries", 2) && is_within(part.span, group.span);
        if let (Some(part), Some(name)) = (parts.all.iter().find(is_first), text_at(source, group, "name")) {
            notes.add(&part.path, &[format!("{}, group {}", file(group.span), name.value)], None);
        }
    }
    let whole = parts.all.iter().filter(|part| part.is_of("dashboards", 2) || part.is_of("notifications", 1));
    for part in whole {
        notes.add(&part.path, &[file(part.span)], None);
    }
}

/// A mapping or list of a spec, with its place in the files of people.
struct Part {
    span: Span,
    path: Vec<Step>,
}

impl Part {
    fn is_below(&self, section: &str) -> bool {
        matches!(self.path.first(), Some(Step::Key(key)) if key == section)
    }

    fn is_of(&self, section: &str, depth: usize) -> bool {
        self.path.len() == depth && self.is_below(section)
    }
}

/// All of them that comments can be about, by their places.
struct Parts {
    all: Vec<Part>,
    /// Places with the numbers of parts, those in texts inside of other texts as well as those around them.
    by_place: Vec<(Span, usize)>,
}

impl Parts {
    fn of(source: &Source, tree: &Node) -> Self {
        let mut all = Vec::new();
        for (section, least, most) in
            [("alerts", 2, 5), ("queries", 2, 2), ("dashboards", 2, 2), ("notifications", 1, usize::MAX)]
        {
            if let Some(node) = get(tree, section) {
                collect(node, &mut vec![Step::Key(section.to_owned())], (least, most), &mut all);
            }
        }
        all.sort_by_key(|part| (part.span.start, part.path.len()));
        let mut by_place: Vec<(Span, usize)> = Vec::new();
        for (number, part) in all.iter().enumerate() {
            by_place.extend(places(source, part.span).into_iter().map(|span| (span, number)));
        }
        by_place.sort_by_key(|(span, number)| (span.start, *number));
        Self { all, by_place }
    }

    /// The first part within a place, the outermost if several begin there.
    fn first_within(&self, place: Span) -> Option<&Part> {
        let from = self.by_place.partition_point(|(span, _)| span.start < place.start);
        let behind = self.by_place[from..].iter().take_while(|(span, _)| span.start <= place.end);
        let (_, number) = behind.into_iter().find(|(span, _)| is_within(*span, place))?;
        self.all.get(*number)
    }
}

/// The mappings and lists at some depths below a node.
fn collect(node: &Node, path: &mut Vec<Step>, (least, most): (usize, usize), into: &mut Vec<Part>) {
    if !matches!(node.value, Value::Map(_) | Value::List(_)) || path.len() > most {
        return;
    }
    // A list of words is a setting of what is around it.
    let is_part = match &node.value {
        Value::List(items) => matches!(items.first(), Some(Node { value: Value::Map(_), .. })),
        _ => !entries(node).is_empty(),
    };
    if path.len() >= least && node.span.end > 0 && is_part {
        into.push(Part { span: node.span, path: path.clone() });
    }
    let keys = entries(node).iter().map(|(key, value)| (Step::Key(key.value.clone()), value));
    let length = items(node).len();
    let items = items(node).iter().enumerate().map(|(at, item)| (Step::Item(at, length), item));
    for (step, below) in keys.chain(items) {
        path.push(step);
        collect(below, path, (least, most), into);
        path.pop();
    }
}

/// A place in a text, and that of the text in its file.
fn places(source: &Source, span: Span) -> BTreeSet<Span> {
    [span, source.in_file(span)].into()
}

fn is_within(span: Span, around: Span) -> bool {
    around.start <= span.start && span.end <= around.end
}
