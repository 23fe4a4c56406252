//! The functions of the query language: what they take, what they give, since when.

use crate::value_type::ValueType::{self, Matrix, Scalar, String, Vector};

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

const fn version(major: u16, minor: u16) -> Version {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub args: ArgTypes,
    /// What it gives.
    pub returns: ValueType,
    /// What it does, in one line.
    pub doc: &'static str,
    /// The first version that has it; nothing older than [`BASELINE`] is told apart.
    pub since: Version,
    /// The first version that no longer has it.
    pub removed: Option<Version>,
    /// Whether it works only with `--enable-feature=promql-experimental-functions`.
    pub experimental: bool,
}

impl Function {
    const fn new(
        name: &'static str,
        required: &'static [ValueType],
        returns: ValueType,
        doc: &'static str,
    ) -> Self {
        let args = ArgTypes { required, optional: &[], repeated: None };
        Self { name, args, returns, doc, since: BASELINE, removed: None, experimental: false }
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
        self.experimental = true;
        self.since(major, minor)
    }

    const fn removed(mut self, major: u16, minor: u16) -> Self {
        self.removed = Some(version(major, minor));
        self
    }
}

/// The function of this name; upper and lower case differ.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok().and_then(|at| FUNCTIONS.get(at))
}

/// A function from samples to samples.
const fn map(name: &'static str, doc: &'static str) -> Function {
    Function::new(name, &[Vector], Vector, doc)
}

/// A function from a range to one sample per series.
const fn over(name: &'static str, doc: &'static str) -> Function {
    Function::new(name, &[Matrix], Vector, doc)
}

/// A function that splits timestamps into parts of a date.
const fn date(name: &'static str, doc: &'static str) -> Function {
    Function::new(name, &[], Vector, doc).optional(&[Vector])
}

/// Every function, sorted by name.
#[rustfmt::skip]
pub const FUNCTIONS: &[Function] = &[
    map("abs", "The value without its sign."),
    map("absent", "1 if there is no series, nothing if there is one."),
    over("absent_over_time", "1 if there is no sample in the range, nothing if there is one."),
    map("acos", "The arc cosine, in radians."),
    map("acosh", "The inverse hyperbolic cosine."),
    map("asin", "The arc sine, in radians."),
    map("asinh", "The inverse hyperbolic sine."),
    map("atan", "The arc tangent, in radians."),
    map("atanh", "The inverse hyperbolic tangent."),
    over("avg_over_time", "The mean of the samples in the range."),
    map("ceil", "The value rounded up to a whole number."),
    over("changes", "How often the value changed in the range."),
    Function::new("clamp", &[Vector, Scalar, Scalar], Vector, "The value, kept between a minimum and a maximum."),
    Function::new("clamp_max", &[Vector, Scalar], Vector, "The value, kept below a maximum."),
    Function::new("clamp_min", &[Vector, Scalar], Vector, "The value, kept above a minimum."),
    map("cos", "The cosine of radians."),
    map("cosh", "The hyperbolic cosine."),
    over("count_over_time", "The number of samples in the range."),
    date("day_of_month", "The day of the month of a timestamp, 1 to 31."),
    date("day_of_week", "The day of the week of a timestamp, 0 for Sunday to 6."),
    date("day_of_year", "The day of the year of a timestamp, 1 to 366."),
    date("days_in_month", "The number of days in the month of a timestamp."),
    map("deg", "Radians to degrees."),
    over("delta", "The difference of last and first value of a gauge in the range."),
    over("deriv", "The slope per second of a gauge, by linear regression."),
    Function::new("double_exponential_smoothing", &[Matrix, Scalar, Scalar], Vector, "A gauge smoothed with a factor for the level and one for the trend.").experimental(3, 0),
    Function::new("end", &[], Scalar, "The end of the queried range, as a timestamp.").experimental(3, 11),
    map("exp", "e to the power of the value."),
    over("first_over_time", "The oldest sample in the range.").experimental(3, 7),
    map("floor", "The value rounded down to a whole number."),
    map("histogram_avg", "The mean of the observations of a native histogram.").since(2, 51),
    map("histogram_count", "The number of observations of a native histogram."),
    Function::new("histogram_fraction", &[Scalar, Scalar, Vector], Vector, "The share of observations between two bounds."),
    Function::new("histogram_quantile", &[Scalar, Vector], Vector, "A quantile of the observations of a histogram."),
    Function::new("histogram_quantiles", &[Vector, String, Scalar], Vector, "Several quantiles of a histogram at once, told apart by a label.")
        .optional(&[Scalar; 9]).experimental(3, 11),
    map("histogram_stddev", "The standard deviation of the observations of a native histogram.").since(2, 48),
    map("histogram_stdvar", "The variance of the observations of a native histogram.").since(2, 48),
    map("histogram_sum", "The sum of the observations of a native histogram."),
    Function::new("holt_winters", &[Matrix, Scalar, Scalar], Vector, "The old name of double_exponential_smoothing.").removed(3, 0),
    date("hour", "The hour of the day of a timestamp, 0 to 23."),
    over("idelta", "The difference of the last two samples of a gauge."),
    over("increase", "How much a counter grew in the range."),
    Function::new("info", &[Vector], Vector, "Adds the labels of info metrics.").optional(&[Vector]).experimental(3, 0),
    over("irate", "The growth per second of a counter between its last two samples."),
    Function::new("label_join", &[Vector, String, String], Vector, "Joins the values of labels into a label.").repeated(String),
    Function::new("label_replace", &[Vector, String, String, String, String], Vector, "Sets a label from another by a regular expression."),
    over("last_over_time", "The newest sample in the range."),
    map("ln", "The natural logarithm."),
    map("log10", "The decimal logarithm."),
    map("log2", "The binary logarithm."),
    over("mad_over_time", "The median absolute deviation of the samples in the range.").experimental(2, 49),
    over("max_over_time", "The largest sample in the range."),
    over("min_over_time", "The smallest sample in the range."),
    date("minute", "The minute of the hour of a timestamp, 0 to 59."),
    date("month", "The month of a timestamp, 1 to 12."),
    Function::new("pi", &[], Scalar, "The number pi."),
    Function::new("predict_linear", &[Matrix, Scalar], Vector, "The value of a gauge so many seconds from now, by linear regression."),
    over("present_over_time", "1 for every series with a sample in the range."),
    Function::new("quantile_over_time", &[Scalar, Matrix], Vector, "A quantile of the samples in the range."),
    map("rad", "Degrees to radians."),
    Function::new("range", &[], Scalar, "The length of the queried range in seconds.").experimental(3, 11),
    over("rate", "The growth per second of a counter, averaged over the range."),
    over("resets", "How often a counter was reset in the range."),
    Function::new("round", &[Vector], Vector, "The value rounded to a multiple, of 1 by default.").optional(&[Scalar]),
    Function::new("scalar", &[Vector], Scalar, "The value of the only series, NaN if there is not exactly one."),
    map("sgn", "The sign: -1, 0 or 1."),
    map("sin", "The sine of radians."),
    map("sinh", "The hyperbolic sine."),
    map("sort", "The series, smallest value first."),
    Function::new("sort_by_label", &[Vector], Vector, "The series in the order of labels.").repeated(String).experimental(2, 49),
    Function::new("sort_by_label_desc", &[Vector], Vector, "The series in the reverse order of labels.").repeated(String).experimental(2, 49),
    map("sort_desc", "The series, largest value first."),
    map("sqrt", "The square root."),
    Function::new("start", &[], Scalar, "The start of the queried range, as a timestamp.").experimental(3, 11),
    over("stddev_over_time", "The standard deviation of the samples in the range."),
    over("stdvar_over_time", "The variance of the samples in the range."),
    Function::new("step", &[], Scalar, "The step of the queried range in seconds.").experimental(3, 11),
    over("sum_over_time", "The sum of the samples in the range."),
    map("tan", "The tangent of radians."),
    map("tanh", "The hyperbolic tangent."),
    Function::new("time", &[], Scalar, "The moment of evaluation, in seconds since 1970."),
    map("timestamp", "The timestamp of the sample, in seconds since 1970."),
    over("ts_of_first_over_time", "The timestamp of the oldest sample in the range.").experimental(3, 7),
    over("ts_of_last_over_time", "The timestamp of the newest sample in the range.").experimental(3, 5),
    over("ts_of_max_over_time", "The timestamp of the largest sample in the range.").experimental(3, 5),
    over("ts_of_min_over_time", "The timestamp of the smallest sample in the range.").experimental(3, 5),
    Function::new("vector", &[Scalar], Vector, "A scalar as a vector without labels."),
    date("year", "The year of a timestamp."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_name() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
        assert!(FUNCTIONS.iter().all(|f| function(f.name) == Some(f)));
    }
}
