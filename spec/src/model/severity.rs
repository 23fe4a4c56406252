//! How urgent alerts are.

use super::Keyed;

/// How urgent an alert is: the value of its label `severity`. A milder one is less.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Severity {
    /// How many severities of the spec are milder.
    rank: usize,
    name: String,
}

impl Severity {
    /// The value of the label.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The severities of a spec, mildest first. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severities(Vec<Meaning>);

/// A severity and what it asks of people.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Meaning {
    severity: Severity,
    means: String,
}

/// The severities of a spec that names none.
const USUAL: [(&str, &str); 3] =
    [("info", "good to know"), ("warning", "investigate today"), ("critical", "act immediately")];

impl Default for Severities {
    fn default() -> Self {
        Self::new(USUAL).unwrap_or(Self(Vec::new()))
    }
}

impl Severities {
    /// These names with what they mean, mildest first; nothing if there is none.
    pub fn new<'n>(names: impl IntoIterator<Item = (&'n str, &'n str)>) -> Option<Self> {
        let rows = names.into_iter().enumerate().map(|(rank, (name, means))| Meaning {
            severity: Severity { rank, name: name.to_owned() },
            means: means.to_owned(),
        });
        Some(Self(rows.collect())).filter(|all| !all.0.is_empty())
    }

    /// Mildest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Severity> {
        self.0.iter().map(|row| &row.severity)
    }

    /// That of a name.
    pub fn get(&self, name: &str) -> Option<&Severity> {
        self.iter().find(|severity| severity.name == name)
    }

    /// What it asks of people, in a few words; empty if the spec does not say.
    pub fn meaning(&self, severity: &Severity) -> &str {
        self.0.get(severity.rank).map_or("", |row| row.means.as_str())
    }

    /// The one for which somebody is woken.
    pub fn worst(&self) -> Option<&Severity> {
        self.iter().next_back()
    }

    /// Whether an alert wakes somebody.
    pub fn is_worst(&self, severity: Option<&Severity>) -> bool {
        severity.is_some() && severity == self.worst()
    }

    /// The one before the worst, for what has time until somebody works; the worst if there is no other.
    pub fn second(&self) -> Option<&Severity> {
        self.iter().rev().nth(1).or_else(|| self.worst())
    }
}

impl Keyed for Severity {
    fn key(&self) -> &str {
        &self.name
    }
}
