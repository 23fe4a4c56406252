//! One metric in the exposition: its series, their rendered lines, their sums.

use super::lines::{Lines, bounds};
use super::negotiate::Format;
#[cfg(feature = "_interop")]
use super::sample::Sample;
use super::text::{line_prefix, metric_header, write_pair};
use crate::block::Block;
use crate::cell::{Cell, add_gauges, gauge, plus};
use crate::counts::Counts;
use crate::schema::{Domain, Init, Kind, Metric, Schema, Storage};
use crate::slot::Slot;

/// A metric of the spec, as of the last refresh.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) metric: &'static Metric,
    headers: [Vec<u8>; 2],
    /// Every series that can have been touched, in the order of the index.
    series: Vec<Series>,
    /// What `series` was made from: grows when there may be more of them.
    seen: Option<u64>,
    /// Whether lines have to be rendered because of new series.
    is_stale: bool,
    /// The same series, those together whose cells lie side by side.
    runs: Vec<Run>,
    /// The sums over all blocks, series by series.
    sums: Vec<u64>,
    /// The beginnings of all lines that are shown, and where each of them ends. A line's number is followed by the line
    /// feed that the next line begins with: one piece less to copy.
    prefixes: Vec<u8>,
    ends: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Series {
    index: u64,
    /// Nothing for one that is shown although nobody has asked for it yet.
    slot: Option<Slot>,
    shown: bool,
}

/// Some series whose cells lie side by side, wherever they are.
#[derive(Clone, Copy, Debug)]
struct Run {
    slot: Slot,
    /// Which of all sums theirs are.
    first: usize,
    cells: u32,
}

impl Family {
    pub(crate) fn new(schema: &Schema, metric: &'static Metric) -> Self {
        let headers = Format::ALL.map(|format| metric_header(schema, metric, format));
        Self {
            metric,
            headers,
            series: Vec::new(),
            seen: None,
            is_stale: false,
            runs: Vec::new(),
            sums: Vec::new(),
            prefixes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Begins new sums.
    pub(crate) fn begin(&mut self, counts: &Counts) {
        self.is_stale = self.find_series(counts);
        self.sums.clear();
        self.sums.resize(self.series.len() * self.metric.kind.width() as usize, 0);
    }

    /// Adds the cells of a block to the sums.
    pub(crate) fn add(&mut self, block: &Block) {
        let width = self.metric.kind.width() as usize;
        let add = match self.metric.kind {
            Kind::FloatCounter | Kind::Values(_) => add_float_last,
            Kind::Gauge | Kind::Info => |sums: &mut [u64], cells: &[Cell], _| add_gauges(sums, cells),
            Kind::Counter | Kind::Durations(_) => add_whole,
        };
        for run in &self.runs {
            if let Some(cells) = run.slot.of(block, run.cells) {
                add(&mut self.sums[run.first..run.first + run.cells as usize], cells, width);
            }
        }
    }

    /// All blocks have been added: renders the lines anew if there are more or fewer of them.
    pub(crate) fn finish(&mut self, counts: &Counts) {
        if self.decide_shown(counts) || self.is_stale {
            self.render(counts);
        }
    }

    /// An upper bound of what [`Family::write`] writes.
    pub(crate) fn size(&self) -> usize {
        /// The longest number and a line feed.
        const NUMBER: usize = 26;
        self.headers[0].len().max(self.headers[1].len()) + self.prefixes.len() + NUMBER * self.ends.len()
    }

    /// Whether there is anything to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Appends the family's lines.
    #[cfg_attr(
        not(feature = "exemplars"),
        allow(unused_variables, reason = "only exemplars are not kept here")
    )]
    pub(crate) fn write(&self, out: &mut Vec<u8>, counts: &Counts, format: Format) {
        if self.is_empty() {
            return;
        }
        // Without its last line feed: see `prefixes`.
        if let Some((_, header)) = self.headers[format as usize].split_last() {
            out.extend_from_slice(header);
        }
        #[cfg(feature = "exemplars")]
        if format == Format::OpenMetrics && matches!(self.metric.kind, Kind::Durations(_) | Kind::Values(_)) {
            self.write_with_exemplars(out, counts);
            return;
        }
        let mut lines = Lines::new(out, &self.prefixes, &self.ends);
        for (_, cells) in self.shown() {
            lines.series(&self.metric.kind, cells, |_, _| {});
        }
        out.push(b'\n');
    }

    #[cfg(feature = "exemplars")]
    fn write_with_exemplars(&self, out: &mut Vec<u8>, counts: &Counts) {
        let mut lines = Lines::new(out, &self.prefixes, &self.ends);
        counts.exemplars().look(|exemplars| {
            for (series, cells) in self.shown() {
                lines.series(&self.metric.kind, cells, |out, bucket| {
                    if let Some(exemplar) = series.slot.and_then(|slot| exemplars.get(&(slot, bucket))) {
                        super::lines::write_exemplar(out, exemplar);
                    }
                });
            }
        });
        out.push(b'\n');
    }

    /// Calls with the labels and the value of each series.
    #[cfg(feature = "_interop")]
    pub(crate) fn samples(
        &self,
        counts: &Counts,
        mut visit: impl FnMut(Vec<(&'static str, String)>, Sample),
    ) {
        for (series, cells) in self.shown() {
            let mut labels = Vec::new();
            self.each_label(counts, series.index, |name, value| labels.push((name, value.to_owned())));
            visit(labels, Sample::of(&self.metric.kind, cells));
        }
    }

    fn shown(&self) -> impl Iterator<Item = (&Series, &[u64])> {
        let cells = self.sums.chunks_exact(self.metric.kind.width() as usize);
        self.series.iter().zip(cells).filter(|(series, _)| series.shown)
    }

    /// Looks for series that are new; true if there are any.
    fn find_series(&mut self, counts: &Counts) -> bool {
        let seen = match self.metric.storage {
            Storage::Dense(_) => self.sizes(counts).sum(),
            Storage::Sparse(_) => counts.series_count(),
        };
        if self.seen == Some(seen) {
            return false;
        }
        let mut found = match self.metric.storage {
            Storage::Dense(first) => self.dense_series(counts, first),
            Storage::Sparse(base) => self.sparse_series(counts, base),
        };
        for series in &mut found {
            let known = self.series.binary_search_by_key(&series.index, |known| known.index);
            series.shown = match known {
                Ok(at) => self.series[at].shown,
                Err(_) => self.metric.init == Init::All && !self.is_folded(counts, series.index),
            };
        }
        self.seen = Some(seen);
        self.runs = runs(&found, self.metric.kind.width());
        let known = std::mem::replace(&mut self.series, found);
        self.series.len() != known.len()
    }

    /// All combinations of the values that are known by now.
    fn dense_series(&self, counts: &Counts, first: u32) -> Vec<Series> {
        let width = self.metric.kind.width();
        let mut indices = vec![0];
        for (label, known) in self.metric.labels.iter().zip(self.sizes(counts)) {
            let size = counts.domain(label).size();
            indices = indices.iter().flat_map(|index| (0..known).map(move |id| index * size + id)).collect();
        }
        let series = |index| {
            let cell = u32::try_from(index).ok()?.checked_mul(width)?.checked_add(first)?;
            Some(Series { index, slot: Some(Slot::Dense(cell)), shown: false })
        };
        indices.into_iter().filter_map(series).collect()
    }

    /// The series that occur; if all are to be shown and no label is open, all.
    fn sparse_series(&self, counts: &Counts, base: u64) -> Vec<Series> {
        let domains = || self.metric.labels.iter().map(|label| counts.domain(label));
        let total: u64 = domains().map(Domain::size).product();
        let occurring = counts.series(base..base.saturating_add(total));
        let occurring = occurring.into_iter().map(|(key, offset)| (key - base, Slot::Sparse(offset)));
        if self.metric.init == Init::Touched || domains().any(|domain| matches!(domain, Domain::Open(_))) {
            let series = |(index, slot)| Series { index, slot: Some(slot), shown: false };
            return occurring.map(series).collect();
        }
        let mut series: Vec<Series> =
            (0..total).map(|index| Series { index, slot: None, shown: false }).collect();
        for (index, slot) in occurring {
            if let Some(series) = usize::try_from(index).ok().and_then(|index| series.get_mut(index)) {
                series.slot = Some(slot);
            }
        }
        series
    }

    /// How many values of each label are known.
    fn sizes(&self, counts: &Counts) -> impl Iterator<Item = u64> {
        self.metric.labels.iter().map(|label| match counts.values(label.label) {
            Some(values) => u64::from(values.len()),
            None => counts.domain(label).size(),
        })
    }

    /// Decides which series are shown; true if that has changed. What was touched once stays, but for facts that no
    /// longer hold.
    fn decide_shown(&mut self, counts: &Counts) -> bool {
        let mut changed = false;
        let cells = self.sums.chunks_exact(self.metric.kind.width() as usize);
        for (series, cells) in self.series.iter_mut().zip(cells) {
            let shown = match self.metric.kind {
                Kind::Info => gauge(cells) != 0.0,
                _ => {
                    series.shown
                        || cells.iter().any(|cell| *cell != 0)
                        || series.slot.is_some_and(|slot| counts.is_touched(slot))
                }
            };
            changed |= shown != series.shown;
            series.shown = shown;
        }
        changed
    }

    /// Renders the lines of all series that are shown.
    fn render(&mut self, counts: &Counts) {
        let (mut prefixes, mut ends) = (std::mem::take(&mut self.prefixes), std::mem::take(&mut self.ends));
        prefixes.clear();
        ends.clear();
        let mut pairs = Vec::new();
        for (series, _) in self.shown() {
            pairs.clear();
            self.each_label(counts, series.index, |name, value| write_pair(&mut pairs, name, value));
            let mut line = |suffix, bound| {
                prefixes.push(b'\n');
                line_prefix(&mut prefixes, self.metric.name, suffix, &pairs, bound);
                ends.push(prefixes.len());
            };
            let Some(bounds) = bounds(&self.metric.kind) else {
                line("", None);
                continue;
            };
            bounds.for_each(|bound| line("_bucket", Some(bound)));
            line("_sum", None);
            line("_count", None);
        }
        (self.prefixes, self.ends) = (prefixes, ends);
    }

    /// Calls with the labels of the series: name and value.
    fn each_label(&self, counts: &Counts, index: u64, mut visit: impl FnMut(&'static str, &str)) {
        for (at, label) in self.metric.labels.iter().enumerate() {
            let id = self.id(counts, index, at);
            match counts.domain(label) {
                Domain::Closed(values) => {
                    visit(label.name, usize::try_from(id).ok().and_then(|id| values.get(id)).unwrap_or(&""));
                }
                Domain::Codes(first, _) => {
                    visit(label.name, itoa::Buffer::new().format(u64::from(*first) + id));
                }
                Domain::Open(_) => {
                    let id = u32::try_from(id).unwrap_or(0);
                    visit(label.name, counts.values(label.label).map_or("", |values| values.get(id)));
                }
            }
        }
        for (name, value) in counts.schema().constants {
            visit(name, value);
        }
    }

    /// The id of the label at that position: a digit of the index.
    fn id(&self, counts: &Counts, index: u64, at: usize) -> u64 {
        let size = |label| counts.domain(label).size();
        let below: u64 = self.metric.labels[at + 1..].iter().map(size).product();
        index / below.max(1) % size(&self.metric.labels[at]).max(1)
    }

    /// Whether a value of an open label was folded here.
    fn is_folded(&self, counts: &Counts, index: u64) -> bool {
        let mut labels = self.metric.labels.iter().enumerate();
        labels.any(|(at, label)| counts.values(label.label).is_some() && self.id(counts, index, at) == 0)
    }
}

/// Puts series together whose cells lie side by side.
fn runs(series: &[Series], width: u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let firsts = (0..).step_by(width as usize);
    for (slot, first) in series.iter().zip(firsts).filter_map(|(series, first)| Some((series.slot?, first))) {
        match runs.last_mut() {
            Some(last)
                if last.first + last.cells as usize == first
                    && last.slot.plus(last.cells, width) == Some(slot) =>
            {
                last.cells += width;
            }
            _ => runs.push(Run { slot, first, cells: width }),
        }
    }
    runs
}

/// Adds the cells of a block to the sums.
fn add_whole(sums: &mut [u64], cells: &[Cell], _: usize) {
    for (sum, cell) in sums.iter_mut().zip(cells) {
        *sum = sum.wrapping_add(cell.load());
    }
}

/// The same where the last cell of each series is a float.
fn add_float_last(sums: &mut [u64], cells: &[Cell], width: usize) {
    for (sums, cells) in sums.chunks_exact_mut(width).zip(cells.chunks_exact(width)) {
        let (counts, last) =
            (width - 1, plus(f64::from_bits(sums[width - 1]), f64::from_bits(cells[width - 1].load())));
        add_whole(&mut sums[..counts], &cells[..counts], counts);
        sums[counts] = last.to_bits();
    }
}
