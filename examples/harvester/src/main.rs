//! Starts Signal Harvester.

#![forbid(unsafe_code)]
#![allow(clippy::print_stderr, reason = "a program that talks to its user")]

use std::process::ExitCode;

use clap::Parser as _;
use harvester::{Args, run};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("harvester: {error}");
            ExitCode::FAILURE
        }
    }
}
