//! A scrape into a buffer that is used again allocates nothing: counted, in a program of its own.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

#[path = "exposition/shop.rs"]
#[allow(dead_code, reason = "shared with another test program")]
mod shop;

shop::shop!(Steady);

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[allow(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Not with the test harness: its threads allocate too.
fn main() {
    use gaugewright::__private::Backend;
    let work = || {
        shop::pay_duration_seconds::<Steady>(0).observe_nanos(77);
        shop::http_requests_total::<Steady>("/", 404).inc();
        shop::basket_items::<Steady>().observe(0.1);
        shop::queue_length::<Steady>(0).set(0.1);
        shop::hits::<Steady>(1, "/").inc();
    };
    work();
    let mut out = Vec::with_capacity(1 << 16);
    let mut allocations = Vec::with_capacity(20);
    for format in [gaugewright::Format::Text, gaugewright::Format::OpenMetrics].repeat(5) {
        work();
        out.clear();
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        Steady::store().encode(&mut out, format);
        allocations.push(ALLOCATIONS.load(Ordering::Relaxed) - before);
        assert!(out.len() > 1000);
    }
    assert!(allocations[0] > 0, "the first scrape renders");
    assert!(allocations[1..].iter().all(|count| *count == 0), "{allocations:?}");
}
