gaugewright::metrics!("../../../../tests/ui/spec.yaml");

use gaugewright::tracked;

#[tracked]
fn ask() {}

fn main() {}
