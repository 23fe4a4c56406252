//! What a function does, beyond its types. Source of all facts: `promql/functions.go` and `promql/engine.go` of Prometheus.

/// What a function looks at in its input, which says what makes sense of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The values as they are: the value of a counter says little.
    Values,
    /// Whether there are samples, and when: no value at all.
    Existence,
    /// The growth: every fall is taken for a restart from zero.
    Growth,
    /// The course up and down: the restart of a counter is taken for a fall.
    Course,
    /// How often something happens between samples.
    Changes,
}

impl Reads {
    /// Whether it compares samples with each other, and so needs two of them at least.
    pub const fn compares_samples(self) -> bool {
        matches!(self, Self::Growth | Self::Course | Self::Changes)
    }
}

/// The unit of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOf {
    /// That of the input.
    Input,
    /// That of the input per second.
    PerSecond,
    /// That of the input; of points in time they are seconds.
    Difference,
    /// That of what a histogram observes.
    Observed,
    /// A number: a count, an angle, a part of a date.
    Number,
    /// Seconds.
    Seconds,
    /// Seconds since 1970.
    Timestamp,
    /// None that can be said: squares, roots.
    Unknown,
}

/// The labels of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelsOf {
    /// Those of the input without the name of the metric.
    WithoutName,
    /// Those of the input.
    All,
    /// Those of the input without the name and `le`.
    WithoutBuckets,
    /// Those of the input, and one more that the second argument names, made by a regular expression.
    Replaced,
    /// Those of the input, and one more that the second argument names, joined of others.
    Joined,
    /// Those that the matchers of the argument fix.
    OfMatchers,
    /// None.
    None,
    /// Some that nobody knows.
    Unknown,
}

/// The values that a result can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoundsOf {
    /// Any.
    Any,
    /// From this to that, both included.
    Between(f64, f64),
    /// Those of the input.
    Input,
    /// Zero and more, unless the input can be negative.
    Growth,
    /// Sums of any number of values of the input.
    Sum,
    /// What a histogram observes, for a quantile from 0 to 1.
    Observed,
    /// Those of the input, for a quantile from 0 to 1.
    Quantile,
    /// Those of the input, rounded to multiples of a number.
    Round,
    /// Those of the input without sign.
    Abs,
    /// Those of the input, rounded up.
    Ceil,
    /// Those of the input, rounded down.
    Floor,
    /// -1, 0 and 1, as far as the input has that sign.
    Sign,
    /// Those of the input, the second argument at least.
    AtLeast,
    /// Those of the input, the second argument at most.
    AtMost,
    /// Those of the input, between the second and the third argument.
    Clamp,
}

/// What a number among the arguments is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Which part of all values lies below what is asked for: from 0 to 1.
    Quantile,
    /// How much a new value weighs in a smoothed course: between 0 and 1.
    Factor,
}
