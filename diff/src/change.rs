//! A change, and how it is put in words.

use crate::aspect::{Aspect, Class, Effect, Sort, Verb};
use crate::reader::Reader;
use crate::sentence::Sentence;
use crate::table::alerting;

/// A change.
#[derive(Clone, Debug)]
pub struct Change {
    /// What of what.
    pub aspect: &'static Aspect,
    /// What happened, and what it means.
    pub effect: &'static Effect,
    /// The name of the thing; empty if there is only one of its sort.
    pub name: String,
    /// Which of several: the label, the annotation; empty if there is only one.
    pub element: String,
    /// What was said; several things if some of a set are gone. Empty if it is too long to be shown.
    pub was: Vec<String>,
    /// What is said now.
    pub is: Vec<String>,
    /// Who reads what has changed.
    pub readers: Vec<Reader>,
}

/// Longer values stand on lines of their own.
const LONG: usize = 50;

/// What changes have in common that say the same of several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike<'c> {
    aspect: (Sort, &'static str),
    verb: Verb,
    element: &'c str,
    values: (&'c [String], &'c [String]),
}

impl Change {
    /// How bad it is.
    pub fn class(&self) -> Class {
        self.effect.class
    }

    /// What a change of this kind is called: `metric-label-removed`.
    pub fn code(&self) -> String {
        self.aspect.code(self.effect.verb)
    }

    /// What is equal for changes that say the same of several things; nothing if others cannot say it.
    pub fn alike(&self) -> Option<Alike<'_>> {
        let is_own = self.aspect.name.is_empty() && !matches!(self.effect.verb, Verb::Added | Verb::Removed);
        (!is_own).then_some(Alike {
            aspect: (self.aspect.sort, self.aspect.name),
            verb: self.effect.verb,
            element: &self.element,
            values: (&self.was, &self.is),
        })
    }

    /// What has changed, in one line.
    pub fn sentence(&self) -> Sentence {
        self.sentence_of(&[&self.name])
    }

    /// What has changed of several things alike, in one line.
    pub fn sentence_of(&self, names: &[&str]) -> Sentence {
        let (sort, are_several) = (self.aspect.sort, names.len() > 1);
        let thing = Sentence::default().words(if are_several { sort.plural() } else { sort.name() });
        let thing = if names == [""] { thing } else { thing.words(" ").names(names) };
        if self.aspect.name.is_empty() {
            let thing =
                thing.words(if are_several || sort == Sort::Notifications { " are " } else { " is " });
            return match self.effect.verb {
                Verb::Added => thing.words("new"),
                Verb::Removed => thing.words("gone"),
                Verb::Renamed | Verb::Changed => thing.words("now called ").names(&self.is),
            };
        }
        if self.aspect.is(&alerting::ALERT_RECEIVERS) {
            let thing = thing.words(if are_several { " now reach " } else { " now reaches " });
            return thing.names(&self.is).words(" instead of ").names(&self.was);
        }
        let are_several_values = self.was.len().max(self.is.len()) > 1;
        let thing = thing.words(": ");
        let what = if are_several_values {
            thing.words(self.aspect.plural())
        } else {
            thing.words(self.aspect.name)
        };
        let what = if self.element.is_empty() { what } else { what.words(" ").name(&self.element) };
        self.of_values(what)
    }

    fn of_values(&self, what: Sentence) -> Sentence {
        let joint = if self.element.is_empty() { " " } else { ": " };
        let state = |what: Sentence, values: &[String], word: &'static str| {
            let shown =
                if self.is_long() || values.is_empty() { what } else { what.words(joint).names(values) };
            shown.words(if values.len() > 1 { " are " } else { " is " }).words(word)
        };
        match self.effect.verb {
            Verb::Added => state(what, &self.is, "new"),
            Verb::Removed => state(what, &self.was, "gone"),
            Verb::Renamed => what.words(" is now called ").names(&self.is),
            Verb::Changed if self.was.is_empty() || self.is_long() => what.words(" has changed"),
            Verb::Changed => what.words(joint).names(&self.was).words(" is now ").names(&self.is),
        }
    }

    /// Whether its values stand on lines of their own.
    pub fn is_long(&self) -> bool {
        let is_receivers = self.aspect.is(&alerting::ALERT_RECEIVERS);
        !is_receivers
            && self
                .was
                .iter()
                .chain(&self.is)
                .any(|value| value.chars().count() > LONG || value.contains('\n'))
    }
}
