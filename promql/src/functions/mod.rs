//! The functions of the query language: what they take, what they give, since when, and what they do to what they are given.
//! All of it stands in one row a function.

mod facts;
mod table;

use crate::value_type::ValueType;

pub use facts::{BoundsOf, LabelsOf, Reads, Role, UnitOf};
pub use table::{FUNCTIONS, Func};

/// A version of Prometheus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What has to be said to Prometheus before it accepts something: `--enable-feature=<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The name of the feature.
    pub name: &'static str,
    /// The first version that accepts it without the flag.
    pub until: Option<Version>,
}

impl Flag {
    /// Whether that version wants the flag.
    pub fn is_needed_by(self, version: Version) -> bool {
        self.until.is_none_or(|until| version < until)
    }
}

pub(crate) const fn version(major: u16, minor: u16) -> Version {
    Version { major, minor }
}

/// The oldest Prometheus that is looked after. What it knows needs no mention.
pub const BASELINE: Version = version(2, 42);

/// What the arguments of a function must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArgTypes {
    /// Arguments that must be there.
    pub required: &'static [ValueType],
    /// Arguments that may follow.
    pub optional: &'static [ValueType],
    /// Arguments of this type may follow without end.
    pub repeated: Option<ValueType>,
}

impl ArgTypes {
    /// The largest number of arguments; `None` if there is no limit.
    pub const fn max(&self) -> Option<usize> {
        match self.repeated {
            Some(_) => None,
            None => Some(self.required.len() + self.optional.len()),
        }
    }

    /// The type of the argument at a place, if there may be one.
    pub fn get(&self, index: usize) -> Option<ValueType> {
        self.required.iter().chain(self.optional).nth(index).copied().or(self.repeated)
    }
}

/// A function of the query language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Function {
    /// Which one it is.
    pub func: Func,
    /// Its name.
    pub name: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
    /// What is known of it.
    pub facts: Facts,
}

/// What is known of a function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// What it takes.
    pub args: ArgTypes,
    /// What it gives.
    pub returns: ValueType,
    /// The first version that has it; nothing older than [`BASELINE`] is told apart.
    pub since: Version,
    /// The first version that no longer has it.
    pub removed: Option<Version>,
    /// The flag that it needs: `promql-experimental-functions`.
    pub flag: Option<Flag>,
    /// What it looks at in its input.
    pub reads: Reads,
    /// The unit of its result.
    pub unit: UnitOf,
    /// The labels of its result.
    pub labels: LabelsOf,
    /// The values that its result can have.
    pub bounds: BoundsOf,
    /// Whether its result is about as much larger as the window is longer.
    pub grows_with_window: bool,
    /// Whether of a part of what is counted it gives a part of the result.
    pub adds_up: bool,
    /// Whether each value of its result is a value of its input, or between two of them.
    pub keeps_values: bool,
    /// What the numbers from this argument on are for.
    pub role: Option<(usize, Role)>,
}

impl Facts {
    const fn new(required: &'static [ValueType], returns: ValueType) -> Self {
        Self {
            args: ArgTypes { required, optional: &[], repeated: None },
            returns,
            since: BASELINE,
            removed: None,
            flag: None,
            reads: Reads::Values,
            unit: UnitOf::Input,
            labels: LabelsOf::WithoutName,
            bounds: BoundsOf::Any,
            grows_with_window: false,
            adds_up: false,
            keeps_values: false,
            role: None,
        }
    }

    const fn optional(mut self, optional: &'static [ValueType]) -> Self {
        self.args.optional = optional;
        self
    }

    const fn repeated(mut self, repeated: ValueType) -> Self {
        self.args.repeated = Some(repeated);
        self
    }

    const fn since(mut self, major: u16, minor: u16) -> Self {
        self.since = version(major, minor);
        self
    }

    const fn experimental(mut self, major: u16, minor: u16) -> Self {
        self.flag = Some(Flag { name: "promql-experimental-functions", until: None });
        self.since(major, minor)
    }

    /// The version from which on it needs no flag.
    const fn stable(mut self, major: u16, minor: u16) -> Self {
        if let Some(flag) = &mut self.flag {
            flag.until = Some(version(major, minor));
        }
        self
    }

    const fn removed(mut self, major: u16, minor: u16) -> Self {
        self.removed = Some(version(major, minor));
        self
    }

    const fn reads(mut self, reads: Reads) -> Self {
        self.reads = reads;
        self
    }

    const fn unit(mut self, unit: UnitOf) -> Self {
        self.unit = unit;
        self
    }

    const fn labels(mut self, labels: LabelsOf) -> Self {
        self.labels = labels;
        self
    }

    const fn bounds(mut self, bounds: BoundsOf) -> Self {
        self.bounds = bounds;
        self
    }

    const fn positive(self) -> Self {
        self.bounds(BoundsOf::Between(0.0, f64::INFINITY))
    }

    const fn grows_with_window(mut self) -> Self {
        self.grows_with_window = true;
        self
    }

    const fn adds_up(mut self) -> Self {
        self.adds_up = true;
        self
    }

    const fn keeps_values(mut self) -> Self {
        self.keeps_values = true;
        self
    }

    const fn role(mut self, first: usize, role: Role) -> Self {
        self.role = Some((first, role));
        self
    }
}

impl Function {
    /// What the number at a place among the arguments is for.
    pub fn role(&self, index: usize) -> Option<Role> {
        let (first, role) = self.facts.role?;
        // A quantile is one number, unless any number of them may follow.
        let last =
            if role == Role::Quantile && self.facts.args.optional.is_empty() { first } else { usize::MAX };
        (first..=last).contains(&index).then_some(role)
    }
}

/// The function of this name; upper and lower case differ.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok().and_then(|at| FUNCTIONS.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_name() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
        assert!(FUNCTIONS.iter().all(|f| function(f.name) == Some(f)));
    }
}
