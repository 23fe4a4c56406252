gaugewright::metrics!("../../../../tests/ui/http.yaml");

use metrics::Method;

fn main() {
    metrics::http_requests_total(Method::Get, "/orders", "404").inc();
    let code: i32 = 404;
    metrics::http_requests_total(Method::Get, "/orders", code).inc();
}
