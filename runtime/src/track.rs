//! What `#[tracked]` does at run time: a guard around a call, which records how the call ended whatever ends it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::clock::Instant;
use crate::label::{LabelFrom, OtherError};

/// What a track records, for one set of labels. `metrics!` implements it for each track of the spec.
pub trait Track: Copy + Send + 'static {
    /// The label that tells kinds of errors apart; `()` if the track has no such metric.
    type Error;

    /// A call begins.
    fn begin(self);
    /// It has ended, after so many nanoseconds.
    fn end(self, outcome: Outcome, nanos: u64);
    /// It has failed for that reason. Comes before `end` with [`Outcome::Error`]; a panic, which has no error value, is counted
    /// by `end` itself.
    fn error(self, error: Self::Error);
}

/// The tracks of a spec by their position, which `metrics!` knows by name: so a name that is none is an error of ours and
/// not one of the compiler about a struct that nobody wrote.
pub trait TrackAt<const POSITION: usize> {
    /// The track.
    type Track: Track;
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned, and not an error.
    Success,
    /// It returned an error.
    Error,
    /// Its future was dropped before it was done: a timeout, `select!`, an aborted task.
    Cancelled,
    /// It panicked.
    Panic,
}

/// A call that is under way.
///
/// Dropped without having been ended, it counts as cancelled, or as a panic if the thread is panicking.
#[derive(Debug)]
#[must_use = "dropped at once, it counts as cancelled"]
pub struct Call<T: Track> {
    track: T,
    started: Instant,
    state: State,
}

/// What it means if a call is dropped now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The thread knows whether it is panicking.
    AskThread,
    /// A future that is being polled: only its own panic can drop it.
    Polled,
    /// A future that waits: somebody lost interest, be it while unwinding from a panic elsewhere.
    Waiting,
    /// Everything has been recorded.
    Ended,
}

impl<T: Track> Call<T> {
    /// A call begins.
    #[inline]
    pub fn begin(track: T) -> Self {
        track.begin();
        Self { track, started: Instant::now(), state: State::AskThread }
    }

    /// What it is counted under.
    pub fn track(&self) -> T {
        self.track
    }

    /// It has ended well.
    #[inline]
    pub fn succeed(mut self) {
        self.record(Outcome::Success);
    }

    /// It has failed for that reason.
    #[inline]
    pub fn fail(mut self, error: T::Error) {
        self.track.error(error);
        self.record(Outcome::Error);
    }

    /// It has ended like this. An [`Outcome::Error`] counts as the kind of error `other`.
    #[inline]
    pub fn end(mut self, outcome: Outcome)
    where
        T::Error: OtherError,
    {
        if outcome == Outcome::Error {
            self.track.error(T::Error::other());
        }
        self.record(outcome);
    }

    #[inline]
    fn record(&mut self, outcome: Outcome) {
        self.state = State::Ended;
        self.track.end(outcome, self.started.nanos());
    }
}

impl<T: Track> Drop for Call<T> {
    #[inline]
    fn drop(&mut self) {
        let outcome = match self.state {
            State::Ended => return,
            State::Polled => Outcome::Panic,
            State::AskThread if std::thread::panicking() => Outcome::Panic,
            State::AskThread | State::Waiting => Outcome::Cancelled,
        };
        self.record(outcome);
    }
}

/// What a function returned, to be looked at. A `Result` is told from everything else by its inherent methods, which
/// come before those of [`AnyReturn`].
#[derive(Debug)]
pub struct Returned<'a, R>(pub &'a R);

impl<'a, V, E> Returned<'a, Result<V, E>> {
    /// Records an `Ok` as success and an `Err` as a failure of its kind.
    #[inline]
    pub fn settle<T: Track>(self, call: Call<T>)
    where
        T::Error: LabelFrom<E>,
    {
        match self.0 {
            Ok(_) => call.succeed(),
            Err(error) => call.fail(T::Error::label_from(error)),
        }
    }

    /// Records a failure: of its kind if it is an `Err`, otherwise of the kind `other`.
    #[inline]
    pub fn settle_failed<T: Track>(self, call: Call<T>)
    where
        T::Error: LabelFrom<E> + OtherError,
    {
        match self.0 {
            Ok(_) => call.end(Outcome::Error),
            Err(error) => call.fail(T::Error::label_from(error)),
        }
    }

    /// What an `Ok` holds.
    #[inline]
    pub fn value(self) -> Option<&'a V> {
        self.0.as_ref().ok()
    }

    /// What an `Err` holds.
    #[inline]
    pub fn failure(self) -> Option<&'a E> {
        self.0.as_ref().err()
    }
}

/// What is done with a return value that is no `Result`.
pub trait AnyReturn<'a>: Sized {
    /// The value's type.
    type Value;

    /// Records success.
    #[inline]
    fn settle<T: Track>(self, call: Call<T>) {
        call.succeed();
    }

    /// Records a failure, of the kind `other`.
    #[inline]
    fn settle_failed<T: Track>(self, call: Call<T>)
    where
        T::Error: OtherError,
    {
        call.end(Outcome::Error);
    }

    /// The value itself.
    fn value(self) -> Option<&'a Self::Value>;
}

impl<'a, R> AnyReturn<'a> for Returned<'a, R> {
    type Value = R;

    #[inline]
    fn value(self) -> Option<&'a R> {
        Some(self.0)
    }
}

/// Runs a body, which may give away what it owns.
#[inline(always)]
pub fn once<R>(body: impl FnOnce() -> R) -> R {
    body()
}

/// Runs `f` on what a call returned: gives a closure of the attribute its argument's type.
#[inline]
pub fn look<V: ?Sized, A>(value: &V, f: impl FnOnce(&V) -> A) -> A {
    f(value)
}

pin_project_lite::pin_project! {
    /// A tracked future. It gives the call back with what the future returned.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Tracked<F, T: Track> {
        #[pin]
        future: F,
        call: Option<Call<T>>,
    }
}

impl<F: Future, T: Track> Tracked<F, T> {
    /// The future of a call that has begun.
    #[inline]
    pub fn new(mut call: Call<T>, future: F) -> Self {
        call.state = State::Waiting;
        Self { future, call: Some(call) }
    }
}

impl<F: Future, T: Track> Future for Tracked<F, T> {
    type Output = (F::Output, Option<Call<T>>);

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        mark(this.call, State::Polled);
        let polled = this.future.poll(context);
        mark(this.call, State::Waiting);
        polled.map(|output| (output, this.call.take()))
    }
}

#[inline]
fn mark<T: Track>(call: &mut Option<Call<T>>, state: State) {
    if let Some(call) = call {
        call.state = state;
    }
}
