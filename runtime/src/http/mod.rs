//! Serving scrapes and counting requests, for axum and everything else that is built on tower.

mod body;
mod call;
mod layer;
mod serve;
mod track;

pub use body::Body;
pub use layer::{Answering, HttpLayer, HttpService};
pub use track::HttpTrack;
