use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use http_body::{Frame, SizeHint};

use super::call::{Call, FAILED, run};
use super::track::HttpTrack;

pin_project_lite::pin_project! {
    /// A response's body, which ends its request's count when the last of it has been taken.
    #[derive(Debug)]
    pub struct Body<B, T: HttpTrack> {
        #[pin]
        inner: B,
        call: Option<Call<T>>,
        status: u16,
        // How many bytes are still to come, if that is known: a server need not ask for the end after the last of them.
        left: Option<u64>,
    }
}

impl<B: http_body::Body, T: HttpTrack> Body<B, T> {
    /// A body of `length` bytes, if that is known.
    pub(super) fn new(body: B, mut call: Option<Call<T>>, status: u16, length: Option<u64>) -> Self {
        let left = length.or_else(|| body.size_hint().exact());
        if body.is_end_stream() || left == Some(0) {
            end(&mut call, status);
        }
        Self { inner: body, call, status, left }
    }
}

impl<B: http_body::Body, T: HttpTrack> http_body::Body for Body<B, T> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let frame = ready!(run(this.call, || this.inner.as_mut().poll_frame(context)));
        match &frame {
            None => end(this.call, *this.status),
            Some(Err(_)) => end(this.call, FAILED),
            Some(Ok(frame)) => {
                let sent = frame.data_ref().map_or(0, |data| data.remaining() as u64);
                *this.left = this.left.map(|left| left.saturating_sub(sent));
                if *this.left == Some(0) || this.inner.is_end_stream() {
                    end(this.call, *this.status);
                }
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn end<T: HttpTrack>(call: &mut Option<Call<T>>, status: u16) {
    if let Some(call) = call.take() {
        call.end(status);
    }
}
