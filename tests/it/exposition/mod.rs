//! The exposition as a server serves it, and the layer that counts requests: over real connections.

mod constants;
mod layer;
mod names;
mod push;
mod server;
mod serving;
#[path = "../../../runtime/tests/exposition/shop.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "shared with the tests of the runtime")]
pub(crate) mod shop;

pub(crate) use server::Server;
