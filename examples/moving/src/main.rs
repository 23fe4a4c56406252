//! A shop whose collectors move from the crate `prometheus`, or `prometheus-client`, into its spec. Each step of the way is a module, and a
//! service that runs: `cargo run -p moving -- prometheus::first`. The guide has the story: `docs/from-hand-written-to-spec.md`.
#![forbid(unsafe_code)]

mod client;
mod moved;
mod prometheus;
mod shop;

use std::error::Error;

use axum::Router;
use gaugewright::Collision;

/// A step: how an order is measured there, and what is served.
struct Step {
    name: &'static str,
    order: fn(&str, bool),
    router: fn() -> Result<Router, Collision>,
}

const STEPS: [Step; 5] = [
    Step { name: "prometheus", order: prometheus::order, router: || Ok(prometheus::router()) },
    Step { name: "prometheus::first", order: prometheus::first::order, router: prometheus::first::router },
    Step { name: "client", order: client::order, router: || Ok(client::router()) },
    Step { name: "client::first", order: client::first::order, router: client::first::router },
    Step { name: "moved", order: moved::order, router: || Ok(moved::router()) },
];

fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let names = STEPS.map(|step| step.name).join(", ");
    let step = STEPS.iter().find(|step| step.name == name).ok_or(format!("which step? There are {names}"))?;
    for (shop, is_sold) in [("north", true), ("north", false), ("south", true)] {
        (step.order)(shop, is_sold);
    }
    let router = (step.router)()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        #[allow(clippy::print_stdout, reason = "whoever starts it reads where it is")]
        {
            println!("http://{}/metrics", listener.local_addr()?);
        }
        Ok(axum::serve(listener, router).await?)
    })
}
