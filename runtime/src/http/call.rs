use crate::clock::Instant;

use super::track::HttpTrack;

/// The handler panicked, or the body failed: the client got nothing, or a part.
pub(super) const FAILED: u16 = 500;
/// The client was gone before the answer was: the code that nginx made common for it.
const GONE: u16 = 499;

/// A request that is under way. Dropped without having been ended, it was given up or its handler has panicked.
#[derive(Debug)]
pub(super) struct Call<T: HttpTrack> {
    track: T,
    started: Instant,
    /// Our own code below is running: only its panic can drop this now.
    running: bool,
    ended: bool,
}

impl<T: HttpTrack> Call<T> {
    pub(super) fn begin(method: &http::Method, endpoint: &str) -> Self {
        let track = T::begin(method_name(method), endpoint);
        Self { track, started: Instant::now(), running: false, ended: false }
    }

    pub(super) fn end(mut self, status: u16) {
        self.record(status);
    }

    fn record(&mut self, status: u16) {
        self.ended = true;
        self.track.end(status, self.started.nanos());
    }
}

impl<T: HttpTrack> Drop for Call<T> {
    fn drop(&mut self) {
        if !self.ended {
            self.record(if self.running { FAILED } else { GONE });
        }
    }
}

/// Runs code whose panic would be the request's end.
pub(super) fn run<T: HttpTrack, R>(call: &mut Option<Call<T>>, work: impl FnOnce() -> R) -> R {
    mark(call, true);
    let result = work();
    mark(call, false);
    result
}

fn mark<T: HttpTrack>(call: &mut Option<Call<T>>, running: bool) {
    if let Some(call) = call {
        call.running = running;
    }
}

/// A client can make methods up; there must not be a series for each of them.
fn method_name(method: &http::Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| method == known).unwrap_or("other")
}
