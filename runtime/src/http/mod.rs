//! Serving scrapes and counting requests, for axum and everything else that is built on tower.

mod body;
mod call;
mod layer;
mod serve;

pub use body::Body;
pub use layer::{Answering, HttpLayer, HttpService, HttpTrack};
