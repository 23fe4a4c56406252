//! A place: where the cells of one series are. A handle such as `Counter` is a place and what can be done with it.

use std::marker::PhantomData;

use crate::cell::Cell;
use crate::local::Backend;
use crate::slot::Slot;
use crate::store::Store;

/// Where the cells of one series are.
pub trait Place: Copy + 'static {
    /// The store it belongs to.
    fn store(self) -> &'static Store;

    /// This thread's cells of the series, `width` of them, if it has them at hand.
    #[doc(hidden)]
    fn own(self, width: u32) -> Option<&'static [Cell]>;

    /// This thread's cells, after [`Place::own`] had none. Nothing if the thread is about to end.
    #[doc(hidden)]
    fn enter(self, width: u32) -> Option<&'static [Cell]>;

    /// The cells that all threads share. Nothing if there is no room for one more series.
    #[doc(hidden)]
    fn shared(self, width: u32) -> Option<&'static [Cell]>;

    /// Has the series exported from now on, also with cells that are all 0.
    #[doc(hidden)]
    fn touch(self, width: u32);

    /// Where the cells are in each block. Nothing for a series that nobody has touched and that has no place yet.
    #[doc(hidden)]
    fn slot(self) -> Option<Slot>;
}

/// A series that every block has cells for.
#[derive(Debug)]
pub struct Dense<B> {
    first: u32,
    backend: PhantomData<B>,
}

/// A series of a metric that can have too many to keep room for: found by its key.
#[derive(Debug)]
pub struct Sparse<B> {
    key: u64,
    backend: PhantomData<B>,
}

impl<B> Clone for Dense<B> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Dense<B> {}

impl<B> Clone for Sparse<B> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Sparse<B> {}

impl<B: Backend> Dense<B> {
    /// The series whose cells begin there.
    #[inline(always)]
    pub const fn at(first: u32) -> Self {
        Self { first, backend: PhantomData }
    }

    #[inline(always)]
    fn range(self, width: u32) -> std::ops::Range<usize> {
        self.first as usize..self.first as usize + width as usize
    }
}

impl<B: Backend> Place for Dense<B> {
    #[inline]
    fn store(self) -> &'static Store {
        B::store()
    }

    #[inline(always)]
    fn own(self, width: u32) -> Option<&'static [Cell]> {
        B::local().with(|local| local.cells().get(self.range(width)))
    }

    fn enter(self, width: u32) -> Option<&'static [Cell]> {
        B::owner().try_with(crate::local::Owner::dense).ok()?.get(self.range(width))
    }

    fn shared(self, width: u32) -> Option<&'static [Cell]> {
        B::store().counts().shared().dense().get(self.range(width))
    }

    fn touch(self, _: u32) {
        B::store().counts().touch(self.first);
    }

    fn slot(self) -> Option<Slot> {
        Some(Slot::Dense(self.first))
    }
}

impl<B: Backend> Sparse<B> {
    /// The series with that key.
    #[inline(always)]
    pub const fn at(key: u64) -> Self {
        Self { key, backend: PhantomData }
    }
}

impl<B: Backend> Place for Sparse<B> {
    #[inline]
    fn store(self) -> &'static Store {
        B::store()
    }

    #[inline]
    fn own(self, width: u32) -> Option<&'static [Cell]> {
        B::owner().try_with(|owner| owner.sparse(self.key, width)).ok().flatten()
    }

    fn enter(self, _: u32) -> Option<&'static [Cell]> {
        None
    }

    fn shared(self, width: u32) -> Option<&'static [Cell]> {
        let counts = B::store().counts();
        Some(counts.shared().sparse_or_new(counts.offset(self.key, width)?, width))
    }

    /// Those that have a place are those that were touched.
    fn touch(self, width: u32) {
        B::store().counts().offset(self.key, width);
    }

    fn slot(self) -> Option<Slot> {
        B::store().counts().known_offset(self.key).map(Slot::Sparse)
    }
}
