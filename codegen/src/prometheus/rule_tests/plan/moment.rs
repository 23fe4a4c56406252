//! When a query is asked: of series that keep their value, or of samples at a time.

use super::{Approx, Doubt, Function, Look};
use crate::prometheus::rule_tests::samples::{Range, Reading, Timeline};
use crate::prometheus::rule_tests::series::{Series, Shape};

/// A moment at which a query is asked.
pub(in crate::prometheus::rule_tests) trait Moment: Sized {
    /// Seconds since 1970.
    fn time(&self) -> f64;
    /// What a series shows.
    fn look(&self, series: usize, look: &Look) -> Option<Approx>;
    /// What a query shows that is asked at some times, so many milliseconds apart.
    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx>;
    fn doubt(&self) -> &Doubt;
}

/// What a query gives when every counter grows steadily and every gauge stays, since some time. It need only be near the truth: what
/// a test expects follows from samples.
#[derive(Clone, Copy)]
pub(in crate::prometheus::rule_tests) struct Steady<'w> {
    pub(in crate::prometheus::rule_tests) series: &'w [Series],
    /// The value of each, now and before: the level of a gauge, the slope of a counter in units per second, the age of a time stamp
    /// in seconds, how many of its samples are other than the one before.
    pub(in crate::prometheus::rule_tests) values: [&'w [Option<f64>]; 2],
    /// Since how many milliseconds it is as it is now; nothing if it has always been.
    pub(in crate::prometheus::rule_tests) since: Option<i64>,
    /// Milliseconds between two samples.
    pub(in crate::prometheus::rule_tests) step: i64,
    pub(in crate::prometheus::rule_tests) doubt: &'w Doubt,
}

/// How long a counter that grows steadily has done so.
const GROWN: f64 = 3600.0;

impl Steady<'_> {
    /// What a series shows that has this value.
    #[allow(clippy::cast_precision_loss, reason = "no range is that long")]
    fn shown(&self, shape: Shape, value: f64, look: &Look) -> f64 {
        let at = match shape {
            Shape::Level => value,
            Shape::Age => -value,
            Shape::Slope | Shape::Bucket => value * (GROWN - look.offset as f64 / 1000.0),
            Shape::Flips => 1.0,
        };
        look.over.map_or(at, |(function, range)| {
            function.steady(shape, value, at, range as f64 / 1000.0, (range / self.step) as f64)
        })
    }
}

impl Moment for Steady<'_> {
    /// It is now.
    fn time(&self) -> f64 {
        0.0
    }

    #[allow(clippy::cast_precision_loss, reason = "no range is that long")]
    fn look(&self, series: usize, look: &Look) -> Option<Approx> {
        let shown = |value: f64| self.shown(self.series[series].shape, value, look);
        let [now, before] = self.values.map(|values| values[series].map(shown));
        let age = self.since.map(|since| since - look.offset);
        let range = look.over.map_or(1, |(_, range)| range);
        let part = age.map_or(1.0, |age| age.clamp(0, range) as f64 / range as f64);
        let shown = match (now, before, look.over) {
            (now, _, _) if part >= 1.0 => now?,
            (_, before, _) if part <= 0.0 => before?,
            (Some(now), Some(before), Some((function, _))) => function.mixed(now, before, part),
            (now, before, _) => now.or(before)?,
        };
        Some(Approx::exact(shown))
    }

    #[allow(clippy::cast_precision_loss, reason = "no range is that long")]
    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx> {
        let value = value(self)?.value;
        let (function, range) = look.over?;
        let (seconds, pairs) = (range as f64 / 1000.0, (range / step) as f64);
        Some(Approx::exact(function.steady(Shape::Level, value, value, seconds, pairs)))
    }

    fn doubt(&self) -> &Doubt {
        self.doubt
    }
}

/// What a query gives of samples, at a time in milliseconds.
#[derive(Clone, Copy)]
pub(in crate::prometheus::rule_tests) struct Sampled<'t> {
    pub(in crate::prometheus::rule_tests) timelines: &'t [Timeline],
    pub(in crate::prometheus::rule_tests) now: i64,
    pub(in crate::prometheus::rule_tests) reading: Reading,
    pub(in crate::prometheus::rule_tests) doubt: &'t Doubt,
}

impl Sampled<'_> {
    fn sampled(&self, function: Function, range: &Range<'_>) -> Option<Approx> {
        if range.has_edge() {
            self.doubt.reading();
        }
        function.sampled(range, self.doubt)
    }
}

impl Moment for Sampled<'_> {
    #[allow(clippy::cast_precision_loss, reason = "years")]
    fn time(&self) -> f64 {
        self.now as f64 / 1000.0
    }

    fn look(&self, series: usize, look: &Look) -> Option<Approx> {
        let timeline = &self.timelines[series];
        let to = self.now - look.offset;
        match look.over {
            None => timeline.at(to).map(|sample| Approx { value: sample.value, error: sample.error }),
            Some((function, range)) => self.sampled(function, &timeline.range(to - range, to, self.reading)),
        }
    }

    fn asked(&self, look: &Look, step: i64, value: impl Fn(&Self) -> Option<Approx>) -> Option<Approx> {
        let (function, range) = look.over?;
        let to = self.now - look.offset;
        let from = to - range;
        let start = from.div_euclid(step);
        let first = if self.reading.is_old() && start * step == from { start } else { start + 1 };
        let mut answers = Timeline::empty(step.unsigned_abs());
        for at in 0..=to.div_euclid(step) {
            let answer = (at >= first).then(|| value(&Self { now: at * step, ..*self })).flatten();
            answers.push(answer.map(|answer| (answer.value, answer.error)));
        }
        self.sampled(function, &answers.range(from, to, self.reading))
    }

    fn doubt(&self) -> &Doubt {
        self.doubt
    }
}
