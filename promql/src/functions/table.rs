//! One row a function: its name, what it does, and its facts.

use std::f64::consts::PI;

use super::facts::BoundsOf::{self, Abs, AtLeast, AtMost, Between, Ceil, Sign, Sum};
use super::facts::LabelsOf::{self, All, Joined, OfMatchers, Replaced, WithoutBuckets};
use super::facts::Reads::{Changes, Course, Existence, Growth};
use super::facts::Role;
use super::facts::UnitOf::{self, Difference, PerSecond, Seconds, Timestamp};
use super::{Facts, Function};
use crate::value_type::ValueType::{Matrix, Scalar, String, Vector};

macro_rules! functions {
    ($($func:ident, $name:literal, $doc:literal, $facts:expr;)*) => {
        /// A function of the query language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Func {
            $(#[doc = $doc] $func),*
        }

        impl Func {
            /// Its name in a query.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$func => $name,)* }
            }
        }

        /// Every function, sorted by name.
        pub static FUNCTIONS: &[Function] =
            &[$(Function { func: Func::$func, name: $name, doc: $doc, facts: $facts }),*];
    };
}

/// A function from samples to samples.
const fn map() -> Facts {
    Facts::new(&[Vector], Vector)
}

/// A function from a range to one sample per series.
const fn over() -> Facts {
    Facts::new(&[Matrix], Vector)
}

/// A function that splits timestamps into parts of a date.
const fn date() -> Facts {
    Facts::new(&[], Vector).optional(&[Vector])
}

#[rustfmt::skip] // One row a function.
functions! {
    Abs, "abs", "The value without its sign.", map().bounds(Abs);
    Absent, "absent", "1 if there is no series, nothing if there is one.", map().reads(Existence).unit(UnitOf::Number).labels(OfMatchers).bounds(Between(1.0, 1.0));
    AbsentOverTime, "absent_over_time", "1 if there is no sample in the range, nothing if there is one.", over().reads(Existence).unit(UnitOf::Number).labels(OfMatchers).bounds(Between(1.0, 1.0));
    Acos, "acos", "The arc cosine, in radians.", map().unit(UnitOf::Number);
    Acosh, "acosh", "The inverse hyperbolic cosine.", map().unit(UnitOf::Number);
    Asin, "asin", "The arc sine, in radians.", map().unit(UnitOf::Number);
    Asinh, "asinh", "The inverse hyperbolic sine.", map().unit(UnitOf::Number);
    Atan, "atan", "The arc tangent, in radians.", map().unit(UnitOf::Number);
    Atanh, "atanh", "The inverse hyperbolic tangent.", map().unit(UnitOf::Number);
    AvgOverTime, "avg_over_time", "The mean of the samples in the range.", over().bounds(BoundsOf::Input).keeps_values();
    Ceil, "ceil", "The value rounded up to a whole number.", map().bounds(Ceil);
    Changes, "changes", "How often the value changed in the range.", over().reads(Changes).unit(UnitOf::Number).positive().grows_with_window();
    Clamp, "clamp", "The value, kept between a minimum and a maximum.", Facts::new(&[Vector, Scalar, Scalar], Vector).bounds(BoundsOf::Clamp);
    ClampMax, "clamp_max", "The value, kept below a maximum.", Facts::new(&[Vector, Scalar], Vector).bounds(AtMost);
    ClampMin, "clamp_min", "The value, kept above a minimum.", Facts::new(&[Vector, Scalar], Vector).bounds(AtLeast);
    Cos, "cos", "The cosine of radians.", map().unit(UnitOf::Number);
    Cosh, "cosh", "The hyperbolic cosine.", map().unit(UnitOf::Number);
    CountOverTime, "count_over_time", "The number of samples in the range.", over().reads(Existence).unit(UnitOf::Number).bounds(Between(1.0, f64::INFINITY)).grows_with_window().adds_up();
    DayOfMonth, "day_of_month", "The day of the month of a timestamp, 1 to 31.", date().unit(UnitOf::Number).bounds(Between(1.0, 31.0));
    DayOfWeek, "day_of_week", "The day of the week of a timestamp, 0 for Sunday to 6.", date().unit(UnitOf::Number).bounds(Between(0.0, 6.0));
    DayOfYear, "day_of_year", "The day of the year of a timestamp, 1 to 366.", date().unit(UnitOf::Number).bounds(Between(1.0, 366.0));
    DaysInMonth, "days_in_month", "The number of days in the month of a timestamp.", date().unit(UnitOf::Number).bounds(Between(28.0, 31.0));
    Deg, "deg", "Radians to degrees.", map().unit(UnitOf::Number);
    Delta, "delta", "The difference of last and first value of a gauge in the range.", over().reads(Course).unit(Difference).grows_with_window();
    Deriv, "deriv", "The slope per second of a gauge, by linear regression.", over().reads(Course).unit(PerSecond);
    DoubleExponentialSmoothing, "double_exponential_smoothing", "A gauge smoothed with a factor for the level and one for the trend.", Facts::new(&[Matrix, Scalar, Scalar], Vector).experimental(3,0).reads(Course).role(1, Role::Factor);
    End, "end", "The end of the queried range, as a timestamp.", Facts::new(&[], Scalar).experimental(3,12).unit(Timestamp).positive();
    Exp, "exp", "e to the power of the value.", map().unit(UnitOf::Number).positive();
    FirstOverTime, "first_over_time", "The oldest sample in the range.", over().experimental(3,7).stable(3,14).labels(All).bounds(BoundsOf::Input).keeps_values();
    Floor, "floor", "The value rounded down to a whole number.", map().bounds(BoundsOf::Floor);
    HistogramAvg, "histogram_avg", "The mean of the observations of a native histogram.", map().since(2,51);
    HistogramCount, "histogram_count", "The number of observations of a native histogram.", map().unit(UnitOf::Number).positive();
    HistogramFraction, "histogram_fraction", "The ratio of the observations between two bounds to all.", Facts::new(&[Scalar, Scalar, Vector], Vector).unit(UnitOf::Number).bounds(Between(0.0, 1.0));
    HistogramQuantile, "histogram_quantile", "A quantile of the observations of a histogram.", Facts::new(&[Scalar, Vector], Vector).unit(UnitOf::Observed).labels(WithoutBuckets).bounds(BoundsOf::Observed).role(0, Role::Quantile);
    HistogramQuantiles, "histogram_quantiles", "Several quantiles of a histogram at once, told apart by a label.", Facts::new(&[Vector, String, Scalar], Vector).optional(&[Scalar;9]).experimental(3,11).unit(UnitOf::Observed).labels(LabelsOf::Unknown).role(2, Role::Quantile);
    HistogramStddev, "histogram_stddev", "The standard deviation of the observations of a native histogram.", map().since(2,47).positive();
    HistogramStdvar, "histogram_stdvar", "The variance of the observations of a native histogram.", map().since(2,47).unit(UnitOf::Unknown).positive();
    HistogramSum, "histogram_sum", "The sum of the observations of a native histogram.", map();
    HoltWinters, "holt_winters", "The old name of `double_exponential_smoothing`.", Facts::new(&[Matrix, Scalar, Scalar], Vector).removed(3,0).reads(Course).role(1, Role::Factor);
    Hour, "hour", "The hour of the day of a timestamp, 0 to 23.", date().unit(UnitOf::Number).bounds(Between(0.0, 23.0));
    Idelta, "idelta", "The difference of the last two samples of a gauge.", over().reads(Course).unit(Difference);
    Increase, "increase", "How much a counter grew in the range.", over().reads(Growth).bounds(BoundsOf::Growth).grows_with_window().adds_up();
    Info, "info", "Adds the labels of info metrics.", Facts::new(&[Vector], Vector).optional(&[Vector]).experimental(2,55).labels(LabelsOf::Unknown);
    Irate, "irate", "The growth per second of a counter between its last two samples.", over().reads(Growth).unit(PerSecond).bounds(BoundsOf::Growth).adds_up();
    LabelJoin, "label_join", "Joins the values of labels into a label.", Facts::new(&[Vector, String, String], Vector).repeated(String).labels(Joined).bounds(BoundsOf::Input).keeps_values();
    LabelReplace, "label_replace", "Sets a label from another by a regular expression.", Facts::new(&[Vector, String, String, String, String], Vector).labels(Replaced).bounds(BoundsOf::Input).keeps_values();
    LastOverTime, "last_over_time", "The newest sample in the range.", over().labels(All).bounds(BoundsOf::Input).keeps_values();
    Ln, "ln", "The natural logarithm.", map().unit(UnitOf::Number);
    Log10, "log10", "The decimal logarithm.", map().unit(UnitOf::Number);
    Log2, "log2", "The binary logarithm.", map().unit(UnitOf::Number);
    MadOverTime, "mad_over_time", "The median absolute deviation of the samples in the range.", over().experimental(2,49).positive();
    MaxOf, "max_of", "The larger of two scalars.", Facts::new(&[Scalar, Scalar], Scalar).experimental(3,13).labels(LabelsOf::None).keeps_values();
    MaxOverTime, "max_over_time", "The largest sample in the range.", over().bounds(BoundsOf::Input).keeps_values();
    MinOf, "min_of", "The smaller of two scalars.", Facts::new(&[Scalar, Scalar], Scalar).experimental(3,13).labels(LabelsOf::None).keeps_values();
    MinOverTime, "min_over_time", "The smallest sample in the range.", over().bounds(BoundsOf::Input).keeps_values();
    Minute, "minute", "The minute of the hour of a timestamp, 0 to 59.", date().unit(UnitOf::Number).bounds(Between(0.0, 59.0));
    Month, "month", "The month of a timestamp, 1 to 12.", date().unit(UnitOf::Number).bounds(Between(1.0, 12.0));
    Pi, "pi", "The number pi.", Facts::new(&[], Scalar).unit(UnitOf::Number).bounds(Between(PI, PI));
    PredictLinear, "predict_linear", "The value of a gauge so many seconds from now, by linear regression.", Facts::new(&[Matrix, Scalar], Vector).reads(Course);
    PresentOverTime, "present_over_time", "1 for every series with a sample in the range.", over().reads(Existence).unit(UnitOf::Number).bounds(Between(1.0, 1.0));
    QuantileOverTime, "quantile_over_time", "A quantile of the samples in the range.", Facts::new(&[Scalar, Matrix], Vector).bounds(BoundsOf::Quantile).keeps_values().role(0, Role::Quantile);
    Rad, "rad", "Degrees to radians.", map().unit(UnitOf::Number);
    Range, "range", "The length of the queried range in seconds.", Facts::new(&[], Scalar).experimental(3,12).unit(Seconds).positive();
    Rate, "rate", "The growth per second of a counter, averaged over the range.", over().reads(Growth).unit(PerSecond).bounds(BoundsOf::Growth).adds_up();
    Resets, "resets", "How often a counter was reset in the range.", over().reads(Changes).unit(UnitOf::Number).positive().grows_with_window();
    Round, "round", "The value rounded to a multiple, of 1 by default.", Facts::new(&[Vector], Vector).optional(&[Scalar]).bounds(BoundsOf::Round);
    Scalar, "scalar", "The value of the only series, NaN if there is not exactly one.", Facts::new(&[Vector], Scalar).labels(LabelsOf::None).bounds(BoundsOf::Input);
    Sgn, "sgn", "The sign: -1, 0 or 1.", map().unit(UnitOf::Number).bounds(Sign);
    Sin, "sin", "The sine of radians.", map().unit(UnitOf::Number);
    Sinh, "sinh", "The hyperbolic sine.", map().unit(UnitOf::Number);
    Sort, "sort", "The series, smallest value first.", map().labels(All).bounds(BoundsOf::Input).keeps_values();
    SortByLabel, "sort_by_label", "The series in the order of labels.", Facts::new(&[Vector], Vector).repeated(String).experimental(2,49).labels(All).bounds(BoundsOf::Input).keeps_values();
    SortByLabelDesc, "sort_by_label_desc", "The series in the reverse order of labels.", Facts::new(&[Vector], Vector).repeated(String).experimental(2,49).labels(All).bounds(BoundsOf::Input).keeps_values();
    SortDesc, "sort_desc", "The series, largest value first.", map().labels(All).bounds(BoundsOf::Input).keeps_values();
    Sqrt, "sqrt", "The square root.", map().unit(UnitOf::Unknown).positive();
    Start, "start", "The start of the queried range, as a timestamp.", Facts::new(&[], Scalar).experimental(3,12).unit(Timestamp).positive();
    StartTimestamp, "start_timestamp", "The moment since when the sample has been counted, in seconds since 1970.", map().experimental(3,14).reads(Existence).unit(Timestamp).positive();
    StddevOverTime, "stddev_over_time", "The standard deviation of the samples in the range.", over().positive();
    StdvarOverTime, "stdvar_over_time", "The variance of the samples in the range.", over().unit(UnitOf::Unknown).positive();
    Step, "step", "The step of the queried range in seconds.", Facts::new(&[], Scalar).experimental(3,12).unit(Seconds).positive();
    SumOverTime, "sum_over_time", "The sum of the samples in the range.", over().bounds(Sum).grows_with_window().adds_up();
    Tan, "tan", "The tangent of radians.", map().unit(UnitOf::Number);
    Tanh, "tanh", "The hyperbolic tangent.", map().unit(UnitOf::Number);
    Time, "time", "The moment of evaluation, in seconds since 1970.", Facts::new(&[], Scalar).unit(Timestamp).positive();
    Timestamp, "timestamp", "The timestamp of the sample, in seconds since 1970.", map().reads(Existence).unit(Timestamp).positive();
    TsOfFirstOverTime, "ts_of_first_over_time", "The timestamp of the oldest sample in the range.", over().experimental(3,7).reads(Existence).unit(Timestamp).positive();
    TsOfLastOverTime, "ts_of_last_over_time", "The timestamp of the newest sample in the range.", over().experimental(3,5).reads(Existence).unit(Timestamp).positive();
    TsOfMaxOverTime, "ts_of_max_over_time", "The timestamp of the largest sample in the range.", over().experimental(3,5).unit(Timestamp).positive();
    TsOfMinOverTime, "ts_of_min_over_time", "The timestamp of the smallest sample in the range.", over().experimental(3,5).unit(Timestamp).positive();
    Vector, "vector", "A scalar as a vector without labels.", Facts::new(&[Scalar], Vector).labels(LabelsOf::None).bounds(BoundsOf::Input);
    Year, "year", "The year of a timestamp.", date().unit(UnitOf::Number);
}
