use super::{Keyed, Value};
use crate::duration::Duration;
use crate::promql::VectorSelector;

/// What the variable is called that chooses the data source of every panel, where a spec does not say it.
pub const DATA_SOURCE_LABEL: &str = "Data source";

/// A variable of a dashboard: what can be chosen in its header.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name; queries write `$name`.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Where its values come from.
    pub source: Source,
    /// Whether several values can be chosen.
    pub multi: bool,
    /// Whether all of them can be chosen at once.
    pub all: bool,
    /// What queries get if all are chosen; if nothing is said, every value.
    pub all_value: Option<String>,
    /// What is chosen at first, if not all of them or the first.
    pub default: Option<String>,
    /// What is not shown of it.
    pub hide: Hide,
    /// Other keys, as Grafana spells them.
    pub raw: Vec<(String, Value)>,
}

/// Where the values of a variable come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The values of a label.
    Label {
        /// The series whose label it lists.
        series: Box<VectorSelector>,
        /// The label it lists.
        of: String,
        /// Which values, and which part of them: in JavaScript's syntax. Empty: all.
        regex: String,
        /// Their order.
        sort: Sort,
        /// When they are listed.
        refresh: Refresh,
    },
    /// These values.
    Values(Vec<Choice>),
    /// These durations.
    Interval(Vec<Duration>),
    /// This value.
    Constant(String),
    /// What somebody writes; this is the first.
    Textbox(String),
    /// The data sources of a type.
    Datasource {
        /// The type.
        plugin: String,
        /// Which of them, by their names. Empty: all.
        regex: String,
    },
    /// All of it is as Grafana spells it: nothing is known of its values.
    Raw,
}

impl Variable {
    /// The series whose label it lists.
    pub const fn series(&self) -> Option<&VectorSelector> {
        match &self.source {
            Source::Label { series, .. } => Some(series),
            _ => None,
        }
    }

    /// The value that queries get before anybody has chosen; nothing if that is not known, or all of them.
    pub fn first(&self) -> Option<String> {
        let all = self.all && self.default.is_none();
        let first = match &self.source {
            _ if all => return None,
            Source::Values(values) => values.first().map(|choice| choice.value.clone()),
            Source::Interval(values) => values.first().map(ToString::to_string),
            Source::Constant(value) | Source::Textbox(value) => Some(value.clone()),
            Source::Label { .. } | Source::Datasource { .. } | Source::Raw => None,
        };
        self.default.clone().or(first)
    }
}

impl Keyed for Variable {
    fn key(&self) -> &str {
        &self.name
    }
}

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What people read.
    pub text: String,
    /// What queries get.
    pub value: String,
}

/// The order of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As they come.
    None,
    /// By their letters.
    #[default]
    Alphabetical,
    /// By their letters, backwards.
    AlphabeticalDescending,
    /// By the numbers in them.
    Numerical,
    /// By the numbers in them, the largest first.
    NumericalDescending,
    /// By their letters, large or small.
    CaseInsensitive,
    /// By their letters, large or small, backwards.
    CaseInsensitiveDescending,
}

impl Sort {
    /// Every order with its name in the spec.
    pub const ALL: [(&'static str, Self); 7] = [
        ("none", Self::None),
        ("alphabetical", Self::Alphabetical),
        ("alphabetical_desc", Self::AlphabeticalDescending),
        ("numerical", Self::Numerical),
        ("numerical_desc", Self::NumericalDescending),
        ("case_insensitive", Self::CaseInsensitive),
        ("case_insensitive_desc", Self::CaseInsensitiveDescending),
    ];
}

/// When values are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refresh {
    /// Never again: those of the file stay.
    Never,
    /// When the dashboard is loaded.
    Load,
    /// Whenever the time range changes.
    #[default]
    Time,
}

impl Refresh {
    /// Every moment with its name in the spec.
    pub const ALL: [(&'static str, Self); 3] =
        [("never", Self::Never), ("load", Self::Load), ("time", Self::Time)];
}

/// What is not shown of a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hide {
    /// Everything is shown.
    #[default]
    None,
    /// Its name is not.
    Label,
    /// Nothing is shown.
    Variable,
}

impl Hide {
    /// Every choice with its name in the spec.
    pub const ALL: [(&'static str, Self); 3] =
        [("none", Self::None), ("label", Self::Label), ("variable", Self::Variable)];
}
