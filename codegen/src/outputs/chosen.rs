//! Which outputs are made of a spec, where, and why.

use gaugewright_spec::model::Spec;
use gaugewright_spec::source::{Source, Span};

use super::{Folders, OUTPUTS, Output};
use crate::made::Made;

/// Every output, as a spec has it.
#[derive(Clone, Debug)]
pub struct Chosen(Vec<Choice>);

/// An output, as a spec has it.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The output.
    pub output: &'static Output,
    /// The folder that its files stand in, below the output folder.
    pub folder: String,
    /// Why it is made, or why it is not.
    pub why: Why,
}

/// Why an output is made, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is made: nothing speaks against it.
    Default,
    /// The spec says so.
    Said {
        /// Whether it is made.
        is_on: bool,
        /// Where the spec says so.
        place: Span,
    },
    /// It is not made: the spec does not have this key.
    Lacks(&'static str),
    /// It is not made: this output, whose files it names, is not made either.
    Needs(&'static str),
    /// It is not made: this holds, and one of the two is enough.
    Instead(&'static str),
}

impl Chosen {
    /// What a spec says, and what follows from it. Whether that is sound, [`super::problems`] says.
    pub fn new(spec: &Spec) -> Self {
        let mut chosen = Self(OUTPUTS.iter().map(|output| Choice::alone(output, spec)).collect());
        for at in 0..chosen.0.len() {
            // What hangs on others hangs on such as hang on none, so the order does not matter.
            if let Some(why) = chosen.among_others(&chosen.0[at]) {
                chosen.0[at].why = why;
            }
        }
        chosen
    }

    /// Why an output is not made that would be made if it were alone.
    fn among_others(&self, choice: &Choice) -> Option<Why> {
        if choice.why != Why::Default {
            return None;
        }
        let missing = choice.output.needs.iter().find(|name| !self.is_on(name));
        let instead = choice.output.yields_to.filter(|(names, _)| names.iter().any(|name| self.is_on(name)));
        missing.map(|name| Why::Needs(name)).or_else(|| instead.map(|(_, words)| Why::Instead(words)))
    }

    /// Every output, in the order of [`OUTPUTS`].
    pub fn all(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter()
    }

    /// Those that are made.
    pub fn on(&self) -> impl Iterator<Item = &Choice> {
        self.all().filter(|choice| choice.is_on())
    }

    /// The output of that name.
    pub fn get(&self, name: &str) -> Option<&Choice> {
        self.all().find(|choice| choice.output.name == name)
    }

    /// Whether an output is made.
    pub fn is_on(&self, name: &str) -> bool {
        self.folder(name).is_some()
    }

    /// The folder of an output, if it is made.
    pub fn folder(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|choice| choice.is_on()).map(|choice| choice.folder.as_str())
    }

    /// The same for those who know no output.
    pub fn made(&self) -> Made {
        self.all().map(|choice| (choice.output.name, choice.folder.clone(), choice.is_on())).collect()
    }

    /// The folders of those that are made, for the list of generated files.
    pub fn folders(&self) -> Folders {
        self.on().map(|choice| (choice.output.name.to_owned(), choice.folder.clone())).collect()
    }
}

impl Choice {
    /// An output, whatever becomes of others.
    fn alone(output: &'static Output, spec: &Spec) -> Self {
        let said = spec.outputs.iter().find(|choice| choice.name.value == output.name);
        let folder = said.and_then(|said| said.folder.as_ref());
        let folder = folder.map_or(output.folder, |folder| folder.value.as_str()).to_owned();
        let why = match (said, (output.lacks)(spec)) {
            (Some(said), _) if !said.is_on => Why::Said { is_on: false, place: said.place },
            (_, Some(key)) => Why::Lacks(key),
            (Some(said), None) => Why::Said { is_on: true, place: said.place },
            (None, None) => Why::Default,
        };
        Self { output, folder, why }
    }

    /// Whether it is made.
    pub fn is_on(&self) -> bool {
        matches!(self.why, Why::Default | Why::Said { is_on: true, .. })
    }

    /// Whether and why it is made, in a few words.
    pub fn reason(&self, source: &Source) -> String {
        match self.why {
            Why::Default => "on by default".to_owned(),
            Why::Said { is_on, place } => {
                let line = source.position(place.start).line;
                format!("{}: line {line} of {}", if is_on { "on" } else { "off" }, source.name())
            }
            Why::Lacks(key) => format!("off: the spec has no {key}"),
            Why::Needs(name) => format!("off: {name} is off"),
            Why::Instead(words) => format!("off: {words}"),
        }
    }
}
