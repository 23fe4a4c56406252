//! A place: where the cells of one series are. A handle such as `Counter` is a place and what can be done with it.

use std::marker::PhantomData;

use crate::cell::Cell;
use crate::local::Backend;
use crate::store::{Slot, Store};

/// Where the cells of one series are.
pub trait Place: Copy + 'static {
    /// The store it belongs to.
    fn store(self) -> &'static Store;

    /// Runs `own` on this thread's cells of the series, or `shared` on those of all threads.
    #[doc(hidden)]
    fn with(self, width: u32, own: impl FnOnce(&[Cell]), shared: impl FnOnce(&[Cell]));

    #[doc(hidden)]
    fn slot(self, width: u32) -> Option<Slot>;
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

    /// The thread's first touch, or it is about to end.
    #[cold]
    #[inline(never)]
    fn enter() -> &'static [Cell] {
        B::owner().try_with(crate::local::Owner::dense).unwrap_or_default()
    }
}

impl<B: Backend> Place for Dense<B> {
    #[inline]
    fn store(self) -> &'static Store {
        B::store()
    }

    #[inline(always)]
    fn with(self, width: u32, own: impl FnOnce(&[Cell]), shared: impl FnOnce(&[Cell])) {
        let range = self.range(width);
        if let Some(cells) = B::local().with(|local| local.cells().get(range.clone())) {
            return own(cells);
        }
        match Self::enter().get(range.clone()) {
            Some(cells) => own(cells),
            None => B::store().shared().dense().get(range).map_or((), shared),
        }
    }

    fn slot(self, _: u32) -> Option<Slot> {
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
    fn with(self, width: u32, own: impl FnOnce(&[Cell]), shared: impl FnOnce(&[Cell])) {
        match B::owner().try_with(|owner| owner.sparse(self.key, width)) {
            Ok(Some(cells)) => own(cells),
            _ => {
                let store = B::store();
                if let Some(offset) = store.offset(self.key, width) {
                    shared(store.shared().sparse_or_new(offset, width));
                }
            }
        }
    }

    fn slot(self, width: u32) -> Option<Slot> {
        B::store().offset(self.key, width).map(Slot::Sparse)
    }
}
