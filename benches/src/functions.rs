//! An instrumented function that does next to nothing: what is left is the instrumentation.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use autometrics::autometrics;
use gaugewright::tracked;
use metered::{ErrorCount, HitCount, InFlight, ResponseTime, metered};

use crate::harness::{contestant, measure, print};
use crate::ours::Provider;

pub fn compare() {
    let rows = [
        contestant("plain function", || {
            black_box(plain(black_box(1)).is_ok());
        }),
        contestant("**gaugewright** `#[tracked]`", || {
            black_box(with_tracked(Provider::Openai, black_box(1)).is_ok());
        }),
        contestant("tracing `#[instrument]`, a layer that does nothing", || {
            black_box(with_tracing(black_box(1)).is_ok());
        }),
        contestant("autometrics", || {
            black_box(with_autometrics(black_box(1)).is_ok());
        }),
        contestant("metered", || {
            black_box(METERED.sync(black_box(1)).is_ok());
        }),
    ];
    print("Instrumented function", &measure(&rows));
    let rows = [
        contestant("plain function", || {
            black_box(run(plain_async(black_box(1))).is_ok());
        }),
        contestant("**gaugewright** `#[tracked]`", || {
            black_box(run(with_tracked_async(Provider::Openai, black_box(1))).is_ok());
        }),
        contestant("tracing `#[instrument]`, a layer that does nothing", || {
            black_box(run(with_tracing_async(black_box(1))).is_ok());
        }),
        contestant("autometrics", || {
            black_box(run(with_autometrics_async(black_box(1))).is_ok());
        }),
        contestant("metered", || {
            black_box(run(METERED.asynchronous(black_box(1))).is_ok());
        }),
    ];
    print("Instrumented async function", &measure(&rows));
}

macro_rules! functions {
    ($(($($attribute:tt)*) $sync:ident $asynchronous:ident ($($argument:ident : $ty:ty),*);)*) => {$(
        $($attribute)*
        #[inline(never)]
        fn $sync($($argument: $ty,)* value: u64) -> Result<u64, ()> {
            if black_box(value) > 0 { Ok(value) } else { Err(()) }
        }

        $($attribute)*
        #[inline(never)]
        async fn $asynchronous($($argument: $ty,)* value: u64) -> Result<u64, ()> {
            if black_box(value) > 0 { Ok(value) } else { Err(()) }
        }
    )*};
}
functions! {
    () plain plain_async ();
    (#[tracked(function, in = crate::ours, provider)]) with_tracked with_tracked_async (provider: Provider);
    (#[autometrics(track_concurrency)]) with_autometrics with_autometrics_async ();
    (#[tracing::instrument(skip_all)]) with_tracing with_tracing_async ();
}

static METERED: LazyLock<Metered> = LazyLock::new(Metered::default);

/// It measures methods only, keeps what it measured in their object, and has no labels.
#[derive(Default)]
struct Metered {
    metrics: MeteredMetrics,
}

/// What the others record as well: calls by outcome, duration, calls under way.
#[metered(registry = MeteredMetrics)]
impl Metered {
    #[measure([HitCount, ErrorCount, InFlight, ResponseTime])]
    #[inline(never)]
    fn sync(&self, value: u64) -> Result<u64, ()> {
        if black_box(value) > 0 { Ok(value) } else { Err(()) }
    }

    #[measure([HitCount, ErrorCount, InFlight, ResponseTime])]
    #[inline(never)]
    async fn asynchronous(&self, value: u64) -> Result<u64, ()> {
        if black_box(value) > 0 { Ok(value) } else { Err(()) }
    }
}

/// Runs a future that is ready at once.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}
