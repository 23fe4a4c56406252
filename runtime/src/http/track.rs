//! What a request is counted as.

/// What an HTTP request is counted as. `metrics!` implements it for a track that counts requests.
pub trait HttpTrack: Copy + Send + 'static {
    /// A request begins. The method is one of the nine of the standard, in capitals, or `other`; the endpoint is the
    /// pattern of the route, such as `/users/{id}`, or `unmatched`.
    fn begin(method: &'static str, endpoint: &str) -> Self;

    /// It has ended after so many nanoseconds: with the status of the response, with 500 if the handler panicked or
    /// the body failed, with 499 if the client did not wait.
    fn end(self, status: u16, nanos: u64);
}
