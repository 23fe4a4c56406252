//! `cargo run -p codegen`: the program `gaugewright`, in this workspace.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    codegen::main()
}
