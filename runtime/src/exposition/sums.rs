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

    /// Adds the cells of all blocks to the sums.
    pub(super) fn add(&self, kind: &Kind, sums: &mut [u64], threads: &[&'static Block], shared: &Block) {
        let width = kind.width() as usize;
        let add = match kind {
            Kind::FloatCounter | Kind::Values(_) => add_float_last,
            Kind::Gauge | Kind::Info => add_gauges_of,
            Kind::Counter | Kind::Durations(_) => add_whole,
        };
        let mut some: [&[Cell]; TOGETHER] = [&[]; TOGETHER];
        for run in &self.0 {
            let sums = &mut sums[run.first..run.first + run.cells as usize];
            let mut count = 0;
            for block in threads.iter().copied().chain([shared]) {
                if count == TOGETHER {
                    add(sums, &some, width);
                    count = 0;
                }
                if let Some(cells) = run.slot.of(block, run.cells) {
                    some[count] = cells;
                    count += 1;
                }
            }
            add(sums, &some[..count], width);
        }
    }
}

/// So many blocks are walked side by side: where they are many and large, the processor waits for the memory of all of them
/// at once.
const TOGETHER: usize = 16;

/// Adds the cells that some blocks have to the sums.
fn add_whole(sums: &mut [u64], blocks: &[&[Cell]], _: usize) {
    /// As many cells as a line of the processor's cache has.
    const PIECE: usize = 8;
    let (pieces, rest) = sums.as_chunks_mut::<PIECE>();
    for (at, sums) in pieces.iter_mut().enumerate() {
        let mut added = *sums;
        for cells in blocks.iter().filter_map(|cells| cells[at * PIECE..].first_chunk::<PIECE>()) {
            add_cells(&mut added, cells);
        }
        *sums = added;
    }
    for cells in blocks {
        add_cells(rest, &cells[pieces.len() * PIECE..]);
    }
}

#[inline]
fn add_cells(sums: &mut [u64], cells: &[Cell]) {
    sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum = sum.wrapping_add(cell.load()));
}

/// The same where the last cell of each series is a float.
fn add_float_last(sums: &mut [u64], blocks: &[&[Cell]], width: usize) {
    let counts = width - 1;
    for cells in blocks {
        for (sums, cells) in sums.chunks_exact_mut(width).zip(cells.chunks_exact(width)) {
            let last = plus(f64::from_bits(sums[counts]), f64::from_bits(cells[counts].load()));
            add_cells(&mut sums[..counts], &cells[..counts]);
            sums[counts] = last.to_bits();
        }
    }
}

/// The same for gauges.
fn add_gauges_of(sums: &mut [u64], blocks: &[&[Cell]], _: usize) {
    for cells in blocks {
        add_gauges(sums, cells);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Runs, TOGETHER};
    use crate::block::Block;
    use crate::schema::Kind;
    use crate::slot::Slot;

    /// The sums of twenty cells with gaps between them, over so many threads that have counted 1, 2, 3 and so on.
    fn sums(kind: &Kind, threads: usize, bits: impl Fn(u64) -> u64) -> Vec<u64> {
        let slot = |at| (at != 9).then_some(Slot::Dense(at + u32::from(at > 9)));
        let runs = Runs::new((0..20).map(slot), 1);
        let block = |count| {
            let block: &'static Block = Box::leak(Box::new(Block::new(21)));
            block.dense().iter().for_each(|cell| cell.add_own(bits(count)));
            block
        };
        let blocks: Vec<&'static Block> = (1..).map(block).take(threads).collect();
        let mut sums = vec![0; 20];
        runs.add(kind, &mut sums, &blocks, block(1000));
        sums
    }

    #[test]
    fn every_block_counts_once_however_many_there_are() {
        for threads in [0, 1, TOGETHER - 1, TOGETHER, 2 * TOGETHER - 1, 2 * TOGETHER + 3] {
            let total = 1000 + (1..=threads as u64).sum::<u64>();
            let mut expected = vec![total; 20];
            expected[9] = 0;
            assert_eq!(sums(&Kind::Counter, threads, |count| count), expected);
            let floats = sums(&Kind::FloatCounter, threads, |count| (count as f64).to_bits());
            assert_eq!(floats, expected.iter().map(|sum| (*sum as f64).to_bits()).collect::<Vec<_>>());
        }
    }
}
