//! The samples of a series over time, as runs of the notation of promtool: `0+5x3` is 0 5 10 15.

use std::fmt::Write as _;

use super::series::Shape;

/// A stretch of time: the value that a series has meanwhile (nothing if it is not there), and how many samples that are.
pub(super) type Stretch = (Option<f64>, u32);

/// Samples that follow each other: the place of the first, how many there are, and by how much each is more than the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) at: i64,
    pub(super) count: u32,
    pub(super) start: f64,
    pub(super) each: f64,
    pub(super) last: f64,
}

impl Run {
    /// The samples as promtool adds them up, one by one: what follows must not be a hair below the last.
    fn new(at: i64, count: u32, start: f64, each: f64) -> Self {
        let last = if each == 0.0 { start } else { (1..count).fold(start, |value, _| value + each) };
        Self { at, count, start, each, last }
    }

    fn value(&self, at: i64) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "nobody has so many samples")]
        let places = (at - self.at) as f64;
        self.start + self.each * places
    }

    fn end(&self) -> i64 {
        self.at + i64::from(self.count)
    }
}

/// All samples of a series. Where there is none between two runs, the series is gone, and Prometheus knows it.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    /// Milliseconds from one place to the next.
    step: i64,
    runs: Vec<Run>,
    /// How many places there are.
    length: i64,
    /// The error of each sample.
    error: f64,
}

/// How ranges are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Until Prometheus 2: a sample at the very start of a range is in it.
    Old,
    /// Since Prometheus 3: it is not.
    New,
}

impl Reading {
    pub(super) const ALL: [Self; 2] = [Self::Old, Self::New];

    pub(super) fn is_old(self) -> bool {
        self == Self::Old
    }
}

/// A sample, its time in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) time: f64,
    pub(super) value: f64,
    pub(super) error: f64,
}

/// How long a sample is looked at, in milliseconds.
pub(super) const LOOKBACK: i64 = 300_000;
/// How many changes a series that changes has written out at most.
const MAX_FLIPS: i64 = 400;

impl Timeline {
    /// With no samples yet.
    pub(super) fn empty(step: u64) -> Self {
        Self { step: signed(step), runs: Vec::new(), length: 0, error: 0.0 }
    }

    /// The samples of a series with this shape, `step` milliseconds apart, the first at 0. Nothing if they would be too many.
    pub(super) fn new(shape: Shape, stretches: &[Stretch], step: u64) -> Option<Self> {
        let mut timeline = Self::empty(step);
        #[allow(clippy::cast_precision_loss, reason = "hours")]
        let seconds = step as f64 / 1000.0;
        let mut last = 0.0;
        for &(value, count) in stretches.iter().filter(|stretch| stretch.1 > 0) {
            let at = timeline.length;
            timeline.length += i64::from(count);
            let Some(value) = value else { continue };
            let run = match shape {
                Shape::Level => Run::new(at, count, value, 0.0),
                Shape::Age => {
                    #[allow(clippy::cast_precision_loss, reason = "hours")]
                    let now = at as f64 * seconds;
                    Run::new(at, count, now - value, seconds)
                }
                Shape::Slope | Shape::Bucket => {
                    let each = value * seconds;
                    // A counter begins at nought.
                    Run::new(at, count, if at == 0 { 0.0 } else { last + each }, each)
                }
                Shape::Flips => {
                    timeline.flips(at, count, value)?;
                    continue;
                }
            };
            last = run.last;
            timeline.add(run);
        }
        // Ages are added up sample by sample: they are exact if all of them are whole.
        let is_whole = |run: &Run| run.start.fract() == 0.0 && run.each.fract() == 0.0;
        let size = timeline.runs.iter().map(|run| run.start.abs().max(run.last.abs())).fold(0.0, f64::max);
        if timeline.runs.iter().any(|run| run.each != 0.0 && !is_whole(run)) {
            timeline.error = size * 1e-12;
        }
        Some(timeline)
    }

    /// One more run, or a longer one if it only goes on.
    #[allow(clippy::float_cmp, reason = "to the last bit")]
    fn add(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(before)
                if before.end() == run.at
                    && before.each == run.each
                    && before.last + run.each == run.start =>
            {
                before.count += run.count;
                before.last = run.last;
            }
            _ => self.runs.push(run),
        }
    }

    /// 0 and 1 in turn, each for so many samples that so many of them are the first.
    fn flips(&mut self, at: i64, count: u32, frequency: f64) -> Option<()> {
        let end = at + i64::from(count);
        #[allow(clippy::cast_possible_truncation, reason = "a period of more than that is none")]
        let period = if frequency > 0.0 { (1.0 / frequency).round().min(1e9) as i64 } else { i64::MAX / 2 };
        if i64::from(count) / period.max(1) > MAX_FLIPS {
            return None;
        }
        let mut value = self.runs.last().map_or(0.0, |run| 1.0 - run.start);
        let mut next = at;
        while next < end {
            let count = u32::try_from(period.clamp(1, end - next)).ok()?;
            self.runs.push(Run::new(next, count, value, 0.0));
            value = 1.0 - value;
            next += i64::from(count);
        }
        Some(())
    }

    /// One more sample; nothing if the series is gone.
    pub(super) fn push(&mut self, sample: Option<(f64, f64)>) {
        if let Some((value, error)) = sample {
            self.error = self.error.max(error);
            self.add(Run::new(self.length, 1, value, 0.0));
        }
        self.length += 1;
    }

    /// What is there at a time, in milliseconds.
    pub(super) fn at(&self, time: i64) -> Option<Sample> {
        let at = time.div_euclid(self.step).min(self.length - 1);
        let run = self.runs.iter().rev().find(|run| run.at <= at)?;
        (at < run.end() && time - at * self.step < LOOKBACK).then(|| self.sample(at, run.value(at)))
    }

    /// The samples between two times, in milliseconds.
    pub(super) fn range(&self, from: i64, to: i64, reading: Reading) -> Range<'_> {
        let start = from.div_euclid(self.step);
        let is_at_edge = start * self.step == from;
        let first = if reading.is_old() && is_at_edge { start } else { start + 1 };
        let after = to.div_euclid(self.step).min(self.length - 1) + 1;
        let low = self.runs.partition_point(|run| run.end() <= first);
        let high = self.runs.partition_point(|run| run.at < after).max(low);
        Range { timeline: self, runs: &self.runs[low..high], first, after, from, to, reading, is_at_edge }
    }

    fn sample(&self, at: i64, value: f64) -> Sample {
        Sample { time: seconds(at * self.step), value, error: self.error }
    }

    /// As promtool reads it.
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        let mut next = 0;
        for run in &self.runs {
            gap(&mut text, next, run.at);
            let _ = match run.count {
                0 | 1 => write!(text, "{} ", run.start),
                count => write!(text, "{}{:+}x{} ", run.start, run.each, count - 1),
            };
            next = run.end();
        }
        gap(&mut text, next, self.length);
        text.truncate(text.trim_end().len());
        text
    }
}

/// Writes what stands for samples that are not there.
fn gap(text: &mut String, from: i64, to: i64) {
    // What was there before is known to be gone.
    let is_gone = from > 0 && to > from;
    if is_gone {
        text.push_str("stale ");
    }
    let blank = to - from - i64::from(is_gone);
    if blank > 0 {
        let _ = write!(text, "_x{blank} ");
    }
}

/// What is known of the samples of a range.
pub(super) struct Whole {
    pub(super) first: Sample,
    pub(super) last: Sample,
    pub(super) count: f64,
    /// The size of the largest.
    pub(super) size: f64,
    /// What a counter lost where it began anew.
    pub(super) lost: f64,
}

/// The samples of a range.
pub(super) struct Range<'t> {
    timeline: &'t Timeline,
    runs: &'t [Run],
    first: i64,
    after: i64,
    from: i64,
    to: i64,
    reading: Reading,
    /// Whether a place lies at its very start.
    is_at_edge: bool,
}

impl Range<'_> {
    pub(super) fn from(&self) -> f64 {
        seconds(self.from)
    }

    pub(super) fn to(&self) -> f64 {
        seconds(self.to)
    }

    pub(super) fn reading(&self) -> Reading {
        self.reading
    }

    /// The parts of runs that lie in it.
    pub(super) fn runs(&self) -> impl DoubleEndedIterator<Item = Run> {
        let clipped = |run: &Run| {
            let (at, end) = (run.at.max(self.first), run.end().min(self.after));
            let count = u32::try_from(end - at).ok().filter(|count| *count > 0)?;
            let last = if end == run.end() { run.last } else { run.value(end - 1) };
            Some(Run { at, count, start: run.value(at), each: run.each, last })
        };
        self.runs.iter().filter_map(clipped)
    }

    pub(super) fn samples(&self) -> impl Iterator<Item = Sample> {
        let places = |run: Run| (run.at..run.end()).map(move |at| (at, run.value(at)));
        self.runs().flat_map(places).map(|(at, value)| self.timeline.sample(at, value))
    }

    /// What is known of all of its samples; nothing if there are none.
    pub(super) fn whole(&self) -> Option<Whole> {
        let mut runs = self.runs();
        let first = runs.next()?;
        let size = |run: &Run| run.start.abs().max(run.last.abs());
        let mut whole = Whole {
            first: self.timeline.sample(first.at, first.start),
            last: self.timeline.sample(first.end() - 1, first.last),
            count: f64::from(first.count),
            size: size(&first),
            lost: 0.0,
        };
        for run in runs {
            if run.start < whole.last.value {
                whole.lost += whole.last.value;
            }
            whole.last = self.timeline.sample(run.end() - 1, run.last);
            whole.count += f64::from(run.count);
            whole.size = whole.size.max(size(&run));
        }
        Some(whole)
    }

    pub(super) fn last_but_one(&self) -> Option<Sample> {
        let mut runs = self.runs().rev();
        let last = runs.next()?;
        let (at, value) = if last.count > 1 {
            (last.end() - 2, last.value(last.end() - 2))
        } else {
            let before = runs.next()?;
            (before.end() - 1, before.last)
        };
        Some(self.timeline.sample(at, value))
    }

    /// Whether a sample lies at its very start.
    pub(super) fn has_edge(&self) -> bool {
        self.is_at_edge && self.runs.first().is_some_and(|run| run.at <= self.first)
    }

    pub(super) fn extreme(&self, of: fn(f64, f64) -> f64) -> f64 {
        self.runs().map(|run| of(run.start, run.last)).reduce(of).unwrap_or(f64::NAN)
    }

    /// Of how many samples that follow each other this is so.
    pub(super) fn steps(&self, is_so: fn(f64, f64) -> bool) -> u64 {
        let mut before = None;
        let mut count = 0;
        for run in self.runs() {
            count += u64::from(before.is_some_and(|before| is_so(before, run.start)));
            if is_so(run.start, run.start + run.each) {
                count += u64::from(run.count - 1);
            }
            before = Some(run.last);
        }
        count
    }
}

fn signed(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX / 4).max(1)
}

#[allow(clippy::cast_precision_loss, reason = "years")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::{Reading, Stretch, Timeline};
    use crate::prometheus::rule_tests::series::Shape;

    fn written(shape: Shape, stretches: &[Stretch]) -> String {
        Timeline::new(shape, stretches, 15_000).expect("samples").written()
    }

    #[test]
    fn stretches_follow_each_other() {
        assert_eq!(written(Shape::Level, &[(Some(3.0), 4), (Some(0.5), 1)]), "3+0x3 0.5");
        assert_eq!(written(Shape::Slope, &[(Some(1.0), 3), (Some(2.0), 2)]), "0+15x2 60+30x1");
        assert_eq!(written(Shape::Age, &[(Some(100.0), 2), (Some(0.0), 2)]), "-100+15x1 30+15x1");
        assert_eq!(written(Shape::Flips, &[(Some(0.5), 5), (Some(0.0), 3)]), "0+0x1 1+0x1 0 1+0x2");
        assert_eq!(written(Shape::Level, &[(Some(1.0), 2), (None, 3), (Some(1.0), 1)]), "1+0x1 stale _x2 1");
        assert_eq!(written(Shape::Level, &[(None, 2), (Some(1.0), 2), (None, 1)]), "_x2 1+0x1 stale");
    }

    #[test]
    fn what_is_gone_is_not_looked_at() {
        let timeline = Timeline::new(Shape::Level, &[(Some(7.0), 3), (None, 3), (Some(8.0), 3)], 10_000)
            .expect("samples");
        let at = |second: i64| timeline.at(second * 1000).map(|sample| sample.value);
        assert_eq!([0, 29, 30, 59, 60, 85].map(at), [Some(7.0), Some(7.0), None, None, Some(8.0), Some(8.0)]);
        assert_eq!(timeline.at(400_000), None);
    }

    #[test]
    fn readings_differ_in_a_sample_at_the_start_of_a_range() {
        let timeline = Timeline::new(Shape::Level, &[(Some(1.0), 100)], 10_000).expect("samples");
        let counts =
            |from: i64| Reading::ALL.map(|reading| timeline.range(from, 600_000, reading).samples().count());
        assert_eq!((counts(300_000), counts(305_000)), ([31, 30], [30, 30]));
    }
}
