//! `gaugewright`: reads a `metrics-spec.yaml` and writes everything that follows from it.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    codegen::main()
}
