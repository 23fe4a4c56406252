gaugewright::metrics!("../../../../tests/ui/http.yaml");

use gaugewright::tracked;
use metrics::Method;

#[tracked(http, method = Method::Get, endpoint = "/orders")]
fn answer() {}

fn main() {}
