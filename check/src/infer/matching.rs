//! Which series of two sides meet: labels that must agree and cannot, and groups in which both sides have many.

use std::collections::BTreeSet;

use super::Checker;
use crate::Diagnostic;
use crate::rules;
use crate::{Documented, Labels, Ty};
use gaugewright_promql::suggest;
use gaugewright_promql::{Binary, BinaryOp, Matching, MatchingKind, Side, ValueType};

impl Checker<'_> {
    /// Looks whether series of the two sides can meet, and whether they meet one by one.
    pub(super) fn sides(&mut self, binary: &Binary, left: &Ty, right: &Ty) {
        let vectors = [left, right].iter().all(|side| side.value == ValueType::Vector);
        if !vectors || binary.op.value == BinaryOp::Or || names_unknown(binary, &left.labels, &right.labels) {
            return;
        }
        let (left, right) = (&left.labels, &right.labels);
        let unless = binary.op.value == BinaryOp::Unless;
        if let Some(reason) = never_match(binary, left, right) {
            let what = if unless {
                "nothing on the right ever matches, so `unless` takes nothing away"
            } else {
                "the two sides never match, so the result is always empty"
            };
            self.no_match(binary, [left, right], what, reason);
        } else if let Some(reason) = rarely_match(binary, left, right) {
            let what = if unless {
                "series with all their labels never match, so `unless` does not take them away"
            } else {
                "series with all their labels never match, so they are lost"
            };
            self.no_match(binary, [left, right], what, reason);
        } else if !binary.op.value.is_set() {
            self.many(binary, left, right);
        }
    }

    fn no_match(&mut self, binary: &Binary, sides: [&Labels; 2], what: &str, reason: String) {
        let [left, right] = sides.map(listed);
        let diagnostic = Diagnostic::new(&rules::NO_MATCH, binary.op.span, what)
            .label(reason)
            .note(format!("the left side has {left}, the right side {right}"))
            .help("aggregate both sides by the same labels, or say with `on (…)` which ones have to agree");
        self.report(diagnostic);
    }

    fn many(&mut self, binary: &Binary, left: &Labels, right: &Labels) {
        let more = |labels: &Labels| varying(binary, labels);
        let group = binary.matching.as_ref().and_then(|matching| matching.group.as_ref());
        let (labels, side, expr) = match group.map(|group| group.side) {
            Some(Side::Left) => (more(right), "the right side", &binary.rhs),
            Some(Side::Right) => (more(left), "the left side", &binary.lhs),
            None => match (more(left), more(right)) {
                (a, b) if a.is_empty() || b.is_empty() => return self.one_to_many(binary, &a, &b),
                (a, b) => (a.union(&b).cloned().collect(), "both sides", &binary.lhs),
            },
        };
        if labels.is_empty() {
            return;
        }
        let labels = suggest::list(labels.iter().map(String::as_str));
        let message = format!("{side} can have several series for one match: they differ in {labels}");
        let diagnostic = Diagnostic::new(&rules::MANY_TO_MANY, expr.span(), message)
            .note("Prometheus then refuses the whole query: \"many-to-many matching not allowed\"")
            .help("aggregate that side, or match on these labels too");
        self.report(diagnostic);
    }

    fn one_to_many(&mut self, binary: &Binary, left: &BTreeSet<String>, right: &BTreeSet<String>) {
        let (labels, side, group) = match (left.is_empty(), right.is_empty()) {
            (false, true) => (left, "left", "group_left"),
            (true, false) => (right, "right", "group_right"),
            _ => return,
        };
        let labels = suggest::list(labels.iter().map(String::as_str));
        let message =
            format!("the {side} side can have several series for one match: they differ in {labels}");
        let diagnostic = Diagnostic::new(&rules::MANY_TO_MANY, binary.op.span, message)
            .note("Prometheus then refuses the whole query: \"multiple matches for labels\"")
            .help(format!("say that this is meant with `{group}`, or aggregate that side"));
        self.report(diagnostic);
    }
}

/// Whether a label is named that neither side has, which has been reported.
fn names_unknown(binary: &Binary, left: &Labels, right: &Labels) -> bool {
    let unknown = |name: &str| !left.may_have(name) && !right.may_have(name);
    let on = binary.matching.as_ref().filter(|matching| matching.kind == MatchingKind::On);
    on.is_some_and(|matching| matching.labels.iter().any(|label| unknown(label)))
}

/// The labels that must agree, by name. Without `on` and `ignoring` all of them.
fn must_agree(binary: &Binary, name: &str) -> bool {
    if name == "__name__" {
        return false;
    }
    let Some(matching) = &binary.matching else { return true };
    let named = matching.labels.iter().any(|label| label.value == name);
    named == (matching.kind == MatchingKind::On)
}

/// Why no series of one side can meet one of the other.
fn never_match(binary: &Binary, left: &Labels, right: &Labels) -> Option<String> {
    let certain = |labels: &Labels, name: &str| {
        labels.get(name).is_some_and(|presence| presence.certain) && !may_be_dropped(binary, name)
    };
    let disjoint = |name: &str| {
        let values = left.get(name).zip(right.get(name));
        let apart = values.is_some_and(|(a, b)| a.certain && b.certain && a.values.is_disjoint(&b.values));
        apart.then(|| format!("no value of `{name}` is possible on both sides"))
    };
    let mut names = agreeing(binary, left, right);
    names.find_map(|name| only_one(left, right, name, certain).or_else(|| disjoint(name)))
}

/// Whether it says nothing that a series has an `instance`: a scrape of a single target may leave it out, and who lists what to ignore, `job`
/// among it, knows which labels are left.
fn may_be_dropped(binary: &Binary, name: &str) -> bool {
    let ignores = |matching: &Matching| matching.kind == MatchingKind::Ignoring;
    name == "instance" && binary.matching.as_ref().is_some_and(ignores) && !must_agree(binary, "job")
}

/// Why series that the query asks for by name meet none of the other side: a label of a `by` or an `on` is there in some
/// series at least, or nobody would write it.
fn rarely_match(binary: &Binary, left: &Labels, right: &Labels) -> Option<String> {
    let on = binary.matching.as_ref().is_some_and(|matching| matching.kind == MatchingKind::On);
    let asked = |labels: &Labels, name: &str| match labels.get(name) {
        Some(presence) => presence.named || presence.documented == Documented::Always || on,
        None => on && labels.is_open(),
    };
    agreeing(binary, left, right)
        .find_map(|name| only_one(left, right, name, asked))
        .or_else(|| strangers(binary, left, right))
}

/// Why the series of two exporters do not meet: each side has a label of its own that the other one cannot have. That those of
/// both sides are missing is more than chance.
fn strangers(binary: &Binary, left: &Labels, right: &Labels) -> Option<String> {
    let documented = |labels: &Labels, name: &str| {
        labels.get(name).is_some_and(|presence| presence.documented != Documented::Nowhere)
    };
    let alone = |one: &Labels, other: &Labels| {
        let mut names = agreeing(binary, left, right);
        names.find(|name| documented(one, name) && !other.may_have(name)).map(str::to_owned)
    };
    let (of_left, of_right) = alone(left, right).zip(alone(right, left))?;
    Some(format!("only the left side has `{of_left}`, and only the right side `{of_right}`"))
}

/// The labels that have to agree.
fn agreeing<'l>(binary: &'l Binary, left: &'l Labels, right: &'l Labels) -> impl Iterator<Item = &'l str> {
    let names: BTreeSet<&str> = left.names().chain(right.names()).collect();
    names.into_iter().filter(|name| must_agree(binary, name))
}

/// Which side alone has a label, in words.
fn only_one(
    left: &Labels,
    right: &Labels,
    name: &str,
    has: impl Fn(&Labels, &str) -> bool,
) -> Option<String> {
    let only = |side, one: &Labels, other: &Labels| {
        (has(one, name) && !other.may_have(name)).then(|| format!("only the {side} side has `{name}`"))
    };
    only("left", left, right).or_else(|| only("right", right, left))
}

/// The labels in which series differ that are one to the matching.
fn varying(binary: &Binary, labels: &Labels) -> BTreeSet<String> {
    let names = labels.names().filter(|name| *name != "__name__" && !must_agree(binary, name));
    let several =
        |name: &&str| labels.get(name).is_some_and(|presence| presence.varies && presence.is_several());
    names.filter(several).map(str::to_owned).collect()
}

fn listed(labels: &Labels) -> String {
    let mut names = labels.names().filter(|name| *name != "__name__").peekable();
    match (names.peek().is_some(), labels.is_open()) {
        (true, false) => format!("the labels {}", suggest::list(names)),
        (true, true) => format!("{} and others", suggest::list(names)),
        (false, true) => "unknown labels".into(),
        (false, false) => "no labels".into(),
    }
}
