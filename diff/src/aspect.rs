//! What can change, and how bad that is.

/// How bad a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Texts and looks.
    Cosmetic,
    /// Something fires, records, tells or draws otherwise.
    Behaviour,
    /// Somebody who reads the old gets nothing, or something wrong.
    Breaking,
}

impl Class {
    /// Every class, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Behaviour, Self::Cosmetic];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Behaviour => "behaviour",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It is there now.
    Added,
    /// It is there no longer.
    Removed,
    /// It is the same, and is called otherwise.
    Renamed,
    /// It is there, and says something else.
    Changed,
}

impl Verb {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
        }
    }
}

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What happened.
    pub verb: Verb,
    /// How bad it is.
    pub class: Class,
    /// Why it is so bad: half a sentence.
    pub why: &'static str,
}

/// Something that can change: a row of the table.
#[derive(Debug)]
pub struct Aspect {
    /// Of what.
    pub sort: Sort,
    /// What of it; empty for the thing itself.
    pub name: &'static str,
    /// What can happen to it. What is not here is told elsewhere, or says nothing.
    pub effects: &'static [Effect],
}

impl Aspect {
    /// Whether both are the same row.
    pub fn is(&self, other: &Self) -> bool {
        (self.sort, self.name) == (other.sort, other.name)
    }

    /// What it means that this happened; nothing if that is not told.
    pub fn effect(&self, verb: Verb) -> Option<&'static Effect> {
        self.effects.iter().find(|effect| effect.verb == verb)
    }

    /// What several of them are called: `values of label`.
    pub fn plural(&self) -> String {
        let (first, rest) = self.name.split_at(self.name.find(' ').unwrap_or(self.name.len()));
        match first.strip_suffix('y') {
            Some(stem) => format!("{stem}ies{rest}"),
            None => format!("{first}s{rest}"),
        }
    }

    /// What a change of this kind is called: `metric-label-removed`.
    pub fn code(&self, verb: Verb) -> String {
        let words = [self.sort.name(), self.name, verb.name()];
        let words =
            words.iter().filter(|words| !words.is_empty()).map(|words| words.replace([' ', '_'], "-"));
        words.collect::<Vec<_>>().join("-")
    }
}

macro_rules! sorts {
    ($($(#[doc = $doc:literal])* $sort:ident = $one:literal / $several:literal,)*) => {
        /// What a change is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sort {
            $($(#[doc = $doc])* $sort,)*
        }

        impl Sort {
            /// What it is called.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$sort => $one,)*
                }
            }

            /// What several of them are called.
            pub const fn plural(self) -> &'static str {
                match self {
                    $(Self::$sort => $several,)*
                }
            }
        }
    };
}

sorts! {
    /// The service.
    Service = "service" / "services",
    /// A metric of the service.
    Metric = "metric" / "metrics",
    /// What a label is defined as.
    Label = "label" / "labels",
    /// What a tracked call records.
    Track = "track" / "tracks",
    /// A named query.
    Query = "query" / "queries",
    /// A recording rule.
    Recording = "recording rule" / "recording rules",
    /// An objective.
    Objective = "objective" / "objectives",
    /// An alert.
    Alert = "alert" / "alerts",
    /// A group of alerts.
    Group = "alert group" / "alert groups",
    /// How urgent alerts can be.
    Severity = "severity" / "severities",
    /// Who is told, as a whole.
    Notifications = "notifications" / "notifications",
    /// Somebody who is told.
    Receiver = "receiver" / "receivers",
    /// An alert that keeps others quiet.
    Inhibition = "inhibition" / "inhibitions",
    /// Times with a name.
    Interval = "time interval" / "time intervals",
    /// A dashboard.
    Dashboard = "dashboard" / "dashboards",
    /// A variable of a dashboard.
    Variable = "variable" / "variables",
    /// A panel.
    Panel = "panel" / "panels",
    /// Where the monitoring runs.
    Deployment = "deployment" / "deployments",
    /// A scrape job.
    Job = "scrape job" / "scrape jobs",
    /// An output.
    Output = "output" / "outputs",
}

/// Declares rows of the table.
macro_rules! aspects {
    ($list:ident: $($id:ident = $sort:ident $name:literal { $($verb:ident: $class:ident $why:literal),* $(,)? })*) => {
        $(
            pub(crate) static $id: $crate::aspect::Aspect = $crate::aspect::Aspect {
                sort: $crate::aspect::Sort::$sort,
                name: $name,
                effects: &[$($crate::aspect::Effect {
                    verb: $crate::aspect::Verb::$verb,
                    class: $crate::aspect::Class::$class,
                    why: $why,
                }),*],
            };
        )*
        pub(crate) static $list: &[&$crate::aspect::Aspect] = &[$(&$id),*];
    };
}

pub(crate) use aspects;
