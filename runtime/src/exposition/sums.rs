//! Sums the cells of all blocks.

use crate::block::Block;
use crate::cell::{Cell, add_gauges, plus};
use crate::schema::Kind;
use crate::slot::Slot;

/// Where the cells of some series are, those together that lie side by side.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

/// Cells that lie side by side, whatever block is asked.
#[derive(Clone, Copy, Debug)]
struct Run {
    slot: Slot,
    /// Which of all sums theirs are.
    first: usize,
    cells: u32,
}

impl Runs {
    /// Those of series that have `width` cells each, or as yet none.
    pub(super) fn new(slots: impl Iterator<Item = Option<Slot>>, width: u32) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let firsts = (0..).step_by(width as usize);
        for (slot, first) in slots.zip(firsts).filter_map(|(slot, first)| Some((slot?, first))) {
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
        Self(runs)
    }

    /// Adds the cells of all blocks to the sums. Those of one run after the other, so that the sums are at hand meanwhile.
    pub(super) fn add(&self, kind: &Kind, sums: &mut [u64], threads: &[&'static Block], shared: &Block) {
        let width = kind.width() as usize;
        let add = match kind {
            Kind::FloatCounter | Kind::Values(_) => add_float_last,
            Kind::Gauge | Kind::Info => |sums: &mut [u64], cells: &[Cell], _| add_gauges(sums, cells),
            Kind::Counter | Kind::Durations(_) => add_whole,
        };
        for run in &self.0 {
            let sums = &mut sums[run.first..run.first + run.cells as usize];
            for block in threads.iter().copied().chain([shared]) {
                if let Some(cells) = run.slot.of(block, run.cells) {
                    add(sums, cells, width);
                }
            }
        }
    }
}

/// Adds the cells of a block to the sums.
fn add_whole(sums: &mut [u64], cells: &[Cell], _: usize) {
    let add = |(sum, cell): (&mut u64, &Cell)| *sum = sum.wrapping_add(cell.load());
    // Several without a jump between them: the compiler does not do it on its own where atomics are read.
    let ((sums, last_sums), (cells, last_cells)) = (sums.as_chunks_mut::<8>(), cells.as_chunks::<8>());
    sums.iter_mut().zip(cells).for_each(|(sums, cells)| sums.iter_mut().zip(cells).for_each(add));
    last_sums.iter_mut().zip(last_cells).for_each(add);
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
