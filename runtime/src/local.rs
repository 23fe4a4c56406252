//! What a thread has of a store: its block, and what it has looked up before.
//!
//! Two thread-locals: [`Local`] has no destructor, so reading it is one load at a fixed distance from the thread
//! pointer. [`Owner`] has one, which gives the block back when the thread ends; what counts after that, the
//! destructors of other thread-locals, goes to the shared block.

use std::cell::RefCell;
use std::thread::LocalKey;

use crate::block::Block;
use crate::cell::Cell;
use crate::counts::Counts;
use crate::store::Store;
use crate::table::Table;
use crate::values::Seen;

/// The way from a type to its store. `metrics!` implements it, through [`__backend!`](crate::__backend).
pub trait Backend: Copy + 'static {
    /// The store.
    fn store() -> &'static Store;
    /// The cells of this thread: empty before the first touch, and again when the thread ends.
    fn local() -> &'static LocalKey<Local>;
    /// The rest.
    fn owner() -> &'static LocalKey<Owner>;
}

/// The dense cells of a thread's block.
#[derive(Debug)]
pub struct Local(std::cell::Cell<&'static [Cell]>);

impl Local {
    /// No cells yet.
    #[allow(clippy::new_without_default, reason = "only `__backend!` calls it, in a constant")]
    pub const fn new() -> Self {
        Self(std::cell::Cell::new(&[]))
    }

    #[inline(always)]
    pub(crate) fn cells(&self) -> &'static [Cell] {
        self.0.get()
    }
}

/// A thread's hold on its block.
#[derive(Debug)]
pub struct Owner {
    counts: &'static Counts,
    local: &'static LocalKey<Local>,
    block: &'static Block,
    /// Sparse series by their key.
    series: RefCell<Table<&'static [Cell]>>,
    /// Values of open labels, by the position of the definition.
    values: RefCell<Vec<Seen>>,
}

impl Owner {
    /// Claims a block for this thread.
    pub fn claim<B: Backend>() -> Self {
        let (counts, local) = (B::store().counts(), B::local());
        let block = counts.claim();
        local.with(|local| local.0.set(block.dense()));
        let values = counts.schema().labels.iter().map(|_| Seen::default()).collect();
        Self { counts, local, block, series: RefCell::default(), values: RefCell::new(values) }
    }

    /// The dense cells: what [`Local`] holds from now on.
    pub(crate) fn dense(&self) -> &'static [Cell] {
        self.block.dense()
    }

    /// The cells of a sparse series. Nothing if there is no room for it, or if this is called out of itself: by an
    /// allocator that counts.
    #[inline]
    pub(crate) fn sparse(&self, key: u64, width: u32) -> Option<&'static [Cell]> {
        let mut series = self.series.try_borrow_mut().ok()?;
        if let Some(cells) = series.get(key) {
            return Some(cells);
        }
        let cells = self.block.sparse_or_new(self.counts.offset(key, width)?, width);
        series.insert(key, cells);
        Some(cells)
    }

    /// The id of a value of an open label.
    #[inline]
    pub(crate) fn id(&self, label: u16, value: &str) -> u32 {
        let known = |seen: &Vec<Seen>| seen.get(usize::from(label))?.get(value);
        if let Some(id) = self.values.try_borrow().ok().and_then(|seen| known(&seen)) {
            return id;
        }
        self.learn(label, value)
    }

    #[cold]
    fn learn(&self, label: u16, value: &str) -> u32 {
        let Some((value, id)) = self.counts.values(label).and_then(|values| values.intern(value)) else {
            return 0;
        };
        if let Ok(mut seen) = self.values.try_borrow_mut()
            && let Some(seen) = seen.get_mut(usize::from(label))
        {
            seen.insert(value, id);
        }
        id
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // First nobody writes to the block any more, then somebody else may.
        self.local.with(|local| local.0.set(&[]));
        self.counts.release(self.block);
    }
}

/// Implements [`Backend`] for a type: its thread-locals and its store.
#[doc(hidden)]
#[macro_export]
macro_rules! __backend {
    ($backend:ident, $schema:expr) => {
        /// The way to what this spec counts.
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        pub struct $backend;

        impl $crate::__private::Backend for $backend {
            fn store() -> &'static $crate::__private::Store {
                static STORE: $crate::__private::Store = $crate::__private::Store::new($schema);
                &STORE
            }

            #[inline(always)]
            fn local() -> &'static ::std::thread::LocalKey<$crate::__private::Local> {
                ::std::thread_local! {
                    static LOCAL: $crate::__private::Local = const { $crate::__private::Local::new() };
                }
                &LOCAL
            }

            #[inline]
            fn owner() -> &'static ::std::thread::LocalKey<$crate::__private::Owner> {
                ::std::thread_local! {
                    static OWNER: $crate::__private::Owner = $crate::__private::Owner::claim::<$backend>();
                }
                &OWNER
            }
        }
    };
}
