//! A block: the cells of one thread. Blocks are never freed: when a thread ends, its block, counts and all,
//! waits for the next thread to adopt it, so nothing is lost, and there are never more blocks than threads
//! lived at one time.

use std::sync::OnceLock;

use crate::cell::Cell;
use crate::sync::{RwLock, read, write};

/// The cells of one thread, or those that all threads share.
#[derive(Debug)]
pub(crate) struct Block {
    /// The cells of dense metrics.
    dense: Box<[Cell]>,
    /// The cells of sparse metrics, in pages that are allocated when they are first needed.
    books: [OnceLock<Box<[Page]>>; BOOKS],
}

type Page = OnceLock<Box<[Cell]>>;

/// The cells of a page. A series lies within one page.
const PAGE: u32 = 1 << 10;
/// Book `n` has `1 << n` pages; with these, all offsets of 32 bits have a place.
const BOOKS: usize = 23;

/// The book, the page in it, and the cell on that page.
fn place(offset: u32) -> (usize, usize, usize) {
    let page = offset / PAGE + 1;
    let book = page.ilog2();
    (book as usize, (page - (1 << book)) as usize, (offset % PAGE) as usize)
}

/// The first offset from `offset` on at which `width` cells lie on one page; nothing at the end of all pages.
pub(crate) fn fit(offset: u32, width: u32) -> Option<u32> {
    let room = PAGE - offset % PAGE;
    let start = if room >= width { offset } else { offset.checked_add(room)? };
    (width <= PAGE && start.checked_add(width).is_some()).then_some(start)
}

/// Whether two offsets are on one page.
pub(crate) fn shares_page(one: u32, other: u32) -> bool {
    one / PAGE == other / PAGE
}

impl Block {
    pub(crate) fn new(cells: u32) -> Self {
        Self { dense: zeroed(cells as usize), books: [const { OnceLock::new() }; BOOKS] }
    }

    /// The cells of dense metrics.
    pub(crate) fn dense(&self) -> &[Cell] {
        &self.dense
    }

    /// The `width` cells at an offset, if their page is there: if not, nobody has written to them.
    pub(crate) fn sparse(&self, offset: u32, width: u32) -> Option<&[Cell]> {
        let (book, page, cell) = place(offset);
        self.books[book].get()?[page].get()?.get(cell..cell + width as usize)
    }

    /// The `width` cells at an offset that [`fit`] chose; allocates their page if need be.
    pub(crate) fn sparse_or_new(&self, offset: u32, width: u32) -> &[Cell] {
        let (book, page, cell) = place(offset);
        let pages = self.books[book].get_or_init(|| (0..1 << book).map(|_| OnceLock::new()).collect());
        let cells = pages[page].get_or_init(|| zeroed(PAGE as usize));
        &cells[cell..cell + width as usize]
    }
}

fn zeroed(cells: usize) -> Box<[Cell]> {
    (0..cells).map(|_| Cell::default()).collect()
}

/// Every block that was ever made, and those without an owner.
#[derive(Debug)]
pub(crate) struct Blocks {
    lists: RwLock<Lists>,
}

#[derive(Debug)]
struct Lists {
    all: Vec<&'static Block>,
    free: Vec<&'static Block>,
}

impl Blocks {
    #[cfg(not(loom))]
    pub(crate) const fn new() -> Self {
        Self { lists: RwLock::new(Lists { all: Vec::new(), free: Vec::new() }) }
    }

    #[cfg(loom)]
    pub(crate) fn new() -> Self {
        Self { lists: RwLock::new(Lists { all: Vec::new(), free: Vec::new() }) }
    }

    /// A block for a thread that has none: one that a thread left behind, or a new one. The lock orders what
    /// the former owner wrote before what the new one reads.
    pub(crate) fn claim(&self, cells: u32) -> &'static Block {
        if let Some(block) = write(&self.lists).free.pop() {
            return block;
        }
        let block: &'static Block = Box::leak(Box::new(Block::new(cells)));
        write(&self.lists).all.push(block);
        block
    }

    /// Takes back the block of a thread that ends.
    pub(crate) fn release(&self, block: &'static Block) {
        write(&self.lists).free.push(block);
    }

    /// Calls with all blocks.
    pub(crate) fn see(&self, see: impl FnOnce(&[&'static Block])) {
        see(&read(&self.lists).all);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{BOOKS, Block, Blocks, PAGE, fit, place};

    #[test]
    fn offsets_fill_books_without_gaps() {
        assert_eq!(place(0), (0, 0, 0));
        assert_eq!(place(PAGE - 1), (0, 0, 1023));
        assert_eq!(place(PAGE), (1, 0, 0));
        assert_eq!(place(3 * PAGE + 1), (2, 0, 1));
        assert!(place(u32::MAX).0 < BOOKS);
    }

    #[test]
    fn a_series_never_crosses_a_page() {
        assert_eq!(fit(PAGE - 2, 2), Some(PAGE - 2));
        assert_eq!(fit(PAGE - 1, 2), Some(PAGE));
        assert_eq!(fit(u32::MAX - 1, 2), None);
        assert_eq!(fit(0, PAGE + 1), None);
    }

    #[test]
    fn a_released_block_is_adopted_with_its_counts() {
        let blocks = Blocks::new();
        let first = blocks.claim(3);
        let second = blocks.claim(3);
        first.dense()[1].add_own(5);
        blocks.release(first);
        let third = blocks.claim(3);
        assert!(std::ptr::eq(first, third) && !std::ptr::eq(second, third));
        assert_eq!(third.dense()[1].load(), 5);
        blocks.see(|all| assert_eq!(all.len(), 2));
    }

    #[test]
    fn sparse_cells_are_zero_at_first_and_stay_in_place() {
        let block = Block::new(0);
        assert!(block.sparse(5000, 4).is_none());
        block.sparse_or_new(5000, 4)[2].add_own(7);
        assert_eq!(block.sparse(5002, 1).map(|cells| cells[0].load()), Some(7));
        assert_eq!(block.sparse_or_new(5000, 4)[0].load(), 0);
    }
}

/// Every order in which two threads and a scrape can meet. Run by
/// `RUSTFLAGS="--cfg loom" cargo test -p gaugewright --lib --target-dir target/loom`.
#[cfg(all(test, loom))]
mod model {
    use loom::sync::Arc;
    use loom::thread;

    use super::Blocks;

    /// Tries every order with up to so many switches away from a thread that could go on. All orders take minutes, and
    /// have been tried: `LOOM_MAX_PREEMPTIONS` overrides this.
    fn model(test: impl Fn() + Sync + Send + 'static) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = builder.preemption_bound.or(Some(2));
        builder.check(test);
    }

    fn total(blocks: &Blocks) -> u64 {
        let mut sum = 0;
        blocks.see(|all| sum = all.iter().map(|block| block.dense()[0].load()).sum());
        sum
    }

    /// The life of a thread: its first touch, some counting, its end.
    fn live(blocks: &Blocks, counts: u64) {
        let block = blocks.claim(1);
        for _ in 0..counts {
            block.dense()[0].add_own(1);
        }
        blocks.release(block);
    }

    #[test]
    fn threads_that_come_and_go_lose_nothing() {
        model(|| {
            let blocks = Arc::new(Blocks::new());
            let threads = [2, 1].map(|counts| {
                let blocks = Arc::clone(&blocks);
                thread::spawn(move || live(&blocks, counts))
            });
            let first = total(&blocks);
            let second = total(&blocks);
            assert!(first <= second && second <= 3, "{first}, then {second}");
            threads.into_iter().for_each(|thread| thread.join().expect("no thread fails"));
            assert_eq!(total(&blocks), 3);
        });
    }

    #[test]
    fn a_block_is_adopted_with_all_that_its_owner_wrote() {
        model(|| {
            let blocks = Arc::new(Blocks::new());
            live(&blocks, 1);
            let threads = [(); 2].map(|()| {
                let blocks = Arc::clone(&blocks);
                thread::spawn(move || live(&blocks, 1))
            });
            threads.into_iter().for_each(|thread| thread.join().expect("no thread fails"));
            let mut count = 0;
            blocks.see(|all| count = all.len());
            // One block if they met one after the other, two if they lived at one time: never three.
            assert!(count <= 2, "{count} blocks");
            assert_eq!(total(&blocks), 3);
        });
    }
}
