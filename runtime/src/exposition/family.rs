//! One metric in the exposition: its series, their rendered lines, their sums.

use super::body::Body;
use super::lines::{bounds, lines, numbers};
use super::negotiate::Format;
#[cfg(feature = "_interop")]
use super::sample::Sample;
use super::sums::Runs;
use super::text::{line_prefix, metric_header, write_pair};
use crate::block::Block;
use crate::cell::gauge;
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
    /// Whether every series is shown, which is for ever if no more are found.
    all_shown: bool,
    /// Where the cells of the same series are.
    runs: Runs,
    /// The sums over all blocks, series by series.
    sums: Vec<u64>,
    /// The lines of all series that are shown, and the sums that they show.
    body: Body,
    written: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Series {
    index: u64,
    /// Nothing for one that is shown although nobody has asked for it yet.
    slot: Option<Slot>,
    shown: bool,
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
            all_shown: false,
            runs: Runs::default(),
            sums: Vec::new(),
            body: Body::default(),
            written: Vec::new(),
        }
    }

    /// Begins new sums.
    pub(crate) fn begin(&mut self, counts: &Counts) {
        self.is_stale = self.find_series(counts);
        self.sums.clear();
        self.sums.resize(self.series.len() * self.metric.kind.width() as usize, 0);
    }

    /// Adds the cells of all blocks to the sums.
    pub(crate) fn add(&mut self, threads: &[&'static Block], shared: &Block) {
        self.runs.add(&self.metric.kind, &mut self.sums, threads, shared);
    }

    /// All blocks have been added: renders the lines anew if there are more or fewer of them.
    pub(crate) fn finish(&mut self, counts: &Counts) {
        if self.decide_shown(counts) || self.is_stale {
            self.render(counts);
        }
    }

    /// An upper bound of what [`Family::write`] writes.
    pub(crate) fn size(&self) -> usize {
        self.headers[0].len().max(self.headers[1].len()) + self.body.size()
    }

    /// Whether there is anything to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// Appends the family's lines.
    #[cfg_attr(
        not(feature = "exemplars"),
        allow(unused_variables, reason = "only exemplars are not kept here")
    )]
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, counts: &Counts, format: Format) {
        if self.is_empty() {
            return;
        }
        out.extend_from_slice(&self.headers[format as usize]);
        #[cfg(feature = "exemplars")]
        if format == Format::OpenMetrics && matches!(self.metric.kind, Kind::Durations(_) | Kind::Values(_)) {
            self.write_with_exemplars(out, counts);
            return;
        }
        if self.written == self.sums {
            out.extend_from_slice(self.body.text());
        } else {
            self.update(out);
        }
    }

    /// Appends the lines with the numbers that have changed.
    fn update(&mut self, out: &mut Vec<u8>) {
        let (kind, width) = (&self.metric.kind, self.metric.kind.width() as usize);
        let mut update = self.body.update(out);
        let cells = self.sums.chunks_exact(width).zip(self.written.chunks_exact(width));
        for (at, (cells, written)) in cells.enumerate() {
            if !self.all_shown && !self.series[at].shown {
                continue;
            }
            if cells.iter().eq(written) {
                update.pass(lines(kind));
            } else {
                numbers(kind, cells, |number| update.number(number));
            }
        }
        update.finish();
        self.written.clone_from(&self.sums);
    }

    #[cfg(feature = "exemplars")]
    fn write_with_exemplars(&self, out: &mut Vec<u8>, counts: &Counts) {
        let mut prefixes = self.body.prefixes();
        counts.exemplars().look(|exemplars| {
            for (series, cells) in self.shown() {
                let mut line = 0;
                numbers(&self.metric.kind, cells, |number| {
                    out.extend_from_slice(prefixes.next().unwrap_or_default());
                    number.write(out);
                    // There are none behind the lines that follow those of the buckets.
                    if let Some(exemplar) = series.slot.and_then(|slot| exemplars.get(&(slot, line))) {
                        super::lines::write_exemplar(out, exemplar);
                    }
                    out.push(b'\n');
                    line += 1;
                });
            }
        });
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
        self.all_shown = false;
        self.runs = Runs::new(found.iter().map(|series| series.slot), self.metric.kind.width());
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
        if self.all_shown {
            return false;
        }
        let mut changed = false;
        let cells = self.sums.chunks_exact(self.metric.kind.width() as usize);
        self.all_shown = !matches!(self.metric.kind, Kind::Info);
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
            self.all_shown &= shown;
            series.shown = shown;
        }
        changed
    }

    /// Renders the lines of all series that are shown, for [`Family::update`] to put their numbers in.
    fn render(&mut self, counts: &Counts) {
        // Other sums than those there are, so that all numbers are written.
        self.written.clear();
        self.written.extend(self.sums.iter().map(|sum| !sum));
        let mut body = std::mem::take(&mut self.body);
        body.clear();
        let mut pairs = Vec::new();
        for (series, _) in self.shown() {
            pairs.clear();
            self.each_label(counts, series.index, |name, value| write_pair(&mut pairs, name, value));
            let mut line = |suffix, bound| {
                body.add(|prefix| line_prefix(prefix, self.metric.name, suffix, &pairs, bound));
            };
            let Some(bounds) = bounds(&self.metric.kind) else {
                line("", None);
                continue;
            };
            bounds.for_each(|bound| line("_bucket", Some(bound)));
            line("_sum", None);
            line("_count", None);
        }
        body.reserve();
        self.body = body;
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
