use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::extract::MatchedPath;
use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response, StatusCode};
use tower_layer::Layer;
use tower_service::Service;

use super::body::Body;
use super::call::{Call, FAILED, run};
use super::track::HttpTrack;

/// The endpoint of a request that no route matches. Never the path: everybody on the network can make those up.
const UNMATCHED: &str = "unmatched";

/// Counts the requests that go through a service, from their beginning to the last byte of the response.
///
/// Give it to `Router::layer`, which knows the route's pattern; around a whole router every request is `unmatched`.
pub struct HttpLayer<T> {
    skipped: Arc<[Cow<'static, str>]>,
    track: PhantomData<fn() -> T>,
}

impl<T: HttpTrack> HttpLayer<T> {
    /// A layer that counts every request.
    pub fn new() -> Self {
        Self { skipped: Arc::default(), track: PhantomData }
    }

    /// Does not count requests to this endpoint: where scrapes go, for one.
    #[must_use = "a new layer is returned"]
    pub fn skip(self, endpoint: impl Into<Cow<'static, str>>) -> Self {
        let skipped = self.skipped.iter().cloned().chain([endpoint.into()]).collect();
        Self { skipped, track: PhantomData }
    }

    fn begin<B>(&self, request: &Request<B>) -> Option<Call<T>> {
        let endpoint = request.extensions().get::<MatchedPath>().map_or(UNMATCHED, MatchedPath::as_str);
        let is_counted = self.skipped.iter().all(|skipped| skipped != endpoint);
        is_counted.then(|| Call::begin(request.method(), endpoint))
    }
}

impl<T: HttpTrack> Default for HttpLayer<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for HttpLayer<T> {
    fn clone(&self) -> Self {
        Self { skipped: Arc::clone(&self.skipped), track: PhantomData }
    }
}

impl<T> fmt::Debug for HttpLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpLayer").field("skipped", &self.skipped).finish()
    }
}

impl<S, T> Layer<S> for HttpLayer<T> {
    type Service = HttpService<S, T>;

    fn layer(&self, inner: S) -> HttpService<S, T> {
        HttpService { inner, layer: self.clone() }
    }
}

/// A service whose requests are counted: see [`HttpLayer`].
#[derive(Debug)]
pub struct HttpService<S, T> {
    inner: S,
    layer: HttpLayer<T>,
}

impl<S: Clone, T> Clone for HttpService<S, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, T, A, B> Service<Request<A>> for HttpService<S, T>
where
    S: Service<Request<A>, Response = Response<B>>,
    B: http_body::Body,
    T: HttpTrack,
{
    type Response = Response<Body<B, T>>;
    type Error = S::Error;
    type Future = Answering<S::Future, T>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let mut call = self.layer.begin(&request);
        let is_head = request.method() == Method::HEAD;
        let future = run(&mut call, || self.inner.call(request));
        Answering { future, call, is_head }
    }
}

pin_project_lite::pin_project! {
    /// The future of a response whose request is counted.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Answering<F, T: HttpTrack> {
        #[pin]
        future: F,
        call: Option<Call<T>>,
        is_head: bool,
    }
}

impl<F, T, B, E> Future for Answering<F, T>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: http_body::Body,
    T: HttpTrack,
{
    type Output = Result<Response<Body<B, T>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let answer = ready!(run(this.call, || this.future.poll(context)));
        let call = this.call.take();
        Poll::Ready(match answer {
            Ok(response) => Ok(follow(response, call, *this.is_head)),
            Err(error) => {
                if let Some(call) = call {
                    call.end(FAILED);
                }
                Err(error)
            }
        })
    }
}

/// Waits for the end of the body, if the server is going to send one.
fn follow<B: http_body::Body, T: HttpTrack>(
    response: Response<B>,
    call: Option<Call<T>>,
    is_head: bool,
) -> Response<Body<B, T>> {
    let status = response.status();
    let has_no_body = is_head
        || status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let length = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let length = if has_no_body { Some(0) } else { length };
    response.map(|body| Body::new(body, call, status.as_u16(), length))
}
