//! Every query of the spec, asked of a Prometheus that has this and that.

use std::time::Duration;

use codegen::verify::{self, Answer, Asker, Drift, Found, Kind, Outcome};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

/// Two metrics that are there from the start, two that are not, one of somebody else.
const SPEC: &str = r#"
spec: 1
service: { name: shop, scope: none, scrape: { port: 8000, interval: 15s } }
labels:
  kind: { values: [book, music] }
  tenant: { open: { limit: 10 }, expect: 2 }
outside: [redis]
metrics:
  shop:
    orders_total: { type: counter, labels: [kind], help: Orders }
    order_seconds: { type: histogram, buckets: [100ms, 1s], help: Time of an order }
    tenant_orders_total: { type: counter, labels: [tenant], help: Orders of a tenant }
    stock: { type: gauge, unit: items, help: In stock }
queries:
  order_rate: { help: Orders per second, window: 5m, record: true, expr: "sum(rate(orders_total[$window]))" }
  tenant_rate: { help: Orders per second, window: 5m, expr: "sum by (tenant) (rate(tenant_orders_total[$window]))" }
alerts:
  shop:
    NoOrders: { query: order_rate, below: 1, for: 5m, severity: warning, summary: Few }
    LowStock: { expr: min(stock), below: 3, severity: warning, summary: Low }
    Hurry: { expr: "max(stock) > 100", severity: info, summary: Much }
"#;

const DASHBOARD: &str = r#"
dashboards:
  shop:
    title: Shop
    variables: { tenant: { metric: tenant_orders_total }, one: { metric: tenant_orders_total, of: tenant, multi: false } }
    rows:
      - - { timeseries: Orders, query: order_rate }
        - { timeseries: Tenants, description: Orders, expr: 'sum by (tenant) (rate(tenant_orders_total{tenant=~"$tenant"}[$window]))' }
        - { timeseries: One, description: Orders, expr: 'sum(rate(tenant_orders_total{tenant="$one"}[$window]))' }
        - { stat: Memory, description: Of Redis, expr: max(redis_memory_used_bytes) }
        - { stat: In Stock, description: Much, expr: max(stock) }
        - { stat: Full Shelves, description: Much, expr: count(stock > 100) }
"#;

fn spec(text: &str) -> Spec {
    let loaded = gaugewright_spec::load_on(&Source::new("metrics-spec.yaml", text), None);
    loaded.spec.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
}

fn shop() -> Spec {
    spec(&format!("{SPEC}{DASHBOARD}"))
}

/// What is found of a Prometheus that has what `has` says, and rules as the spec has them.
fn found(spec: &Spec, has: impl Fn(&str) -> bool) -> Found {
    let up = json!([{ "metric": { "__name__": "up", "cluster": "one", "instance": "a", "job": "shop" } }]);
    asked(spec, &json!({ "groups": [] }), &up, |query| if has(query) { json!([{}]) } else { json!([]) })
}

/// The same of a Prometheus that has these recording rules and these series `up`.
fn asked(spec: &Spec, recorded: &Value, up: &Value, answer: impl Fn(&str) -> Value) -> Found {
    let mut ask = |path: &str, parameters: &[(&str, &str)]| {
        let of = |name| parameters.iter().find(|(found, _)| *found == name).map_or("", |(_, value)| value);
        let data = match path {
            "/api/v1/query" if of("query") == "up" => json!({ "resultType": "vector", "result": up }),
            "/api/v1/query" => json!({ "resultType": "vector", "result": answer(of("query")) }),
            "/api/v1/rules" if of("type") == "record" => recorded.clone(),
            "/api/v1/rules" => json!({ "groups": [{ "name": "shop_shop", "rules": rules() }] }),
            _ => json!({ "activeTargets": [{
                "scrapeUrl": "http://a", "health": "up", "labels": { "instance": "a", "job": "shop" },
            }] }),
        };
        let took = Duration::from_secs(if of("query").contains("job:orders") { 3 } else { 0 });
        Ok(Answer { data, took })
    };
    verify::prometheus(spec, Duration::from_secs(1), &mut ask).expect("rules and targets")
}

/// As the spec says, but no alert waits longer than ten seconds.
fn rules() -> Value {
    let rule = |name: &str, query: &str, seconds: f64, severity: &str| {
        json!({
            "type": "alerting", "name": name, "query": query, "duration": seconds, "labels": { "severity": severity },
        })
    };
    json!([
        rule("NoOrders", "job:orders:rate5m < 1", 10.0, "warning"),
        rule("LowStock", "min(stock) < 3", 0.0, "warning"),
        rule("Hurry", "max(stock) > 100", 0.0, "info"),
    ])
}

fn of_kind(found: &Found, kind: Kind) -> Vec<String> {
    let drifts = found.drifts.iter().filter(|drift| drift.kind == kind);
    drifts.map(|Drift { name, message, .. }| format!("{name}: {message}")).collect()
}

fn outcome(found: &Found, name: &str) -> Outcome {
    let asks = |asker: &Asker| asker.name == name;
    let asked = found.asked.iter().find(|asked| asked.askers.iter().any(asks));
    asked.unwrap_or_else(|| panic!("nobody asks {name}")).outcome
}

#[test]
fn each_query_is_asked_once_over_recorded_series_and_says_who_asks_it() {
    let found = found(&shop(), |_| true);
    let listed: Vec<(String, &str)> = found
        .asked
        .iter()
        .map(|asked| {
            let askers: Vec<String> = asked.askers.iter().map(ToString::to_string).collect();
            (askers.join(", "), asked.query.as_str())
        })
        .collect();
    let listed: Vec<(&str, &str)> = listed.iter().map(|(askers, query)| (askers.as_str(), *query)).collect();
    assert_eq!(
        listed,
        [
            ("panel Shop: Orders, alert NoOrders, query order_rate", "job:orders:rate5m"),
            ("panel Shop: Tenants", r#"sum by (tenant) (rate(tenant_orders_total{tenant=~".*"}[5m]))"#),
            ("panel Shop: Memory", "max(redis_memory_used_bytes)"),
            ("panel Shop: In Stock", "max(stock)"),
            ("panel Shop: Full Shelves", "count(stock > 100)"),
            ("alert LowStock", "min(stock)"),
            ("alert Hurry", "max(stock) > 100"),
            ("query tenant_rate", "sum by (tenant) (rate(tenant_orders_total[5m]))"),
        ]
    );
    let slow = of_kind(&found, Kind::Slow);
    assert_eq!(
        slow,
        ["Shop: Orders: the panel takes 3.0 s (also asked by alert `NoOrders`, query `order_rate`)"]
    );
    let table = verify::queries_table(&found.asked);
    assert!(
        table.contains("3000.0       1  panel Shop: Orders, alert NoOrders, query order_rate\n"),
        "{table}"
    );
}

/// The service has just started: what is there from the start has been scraped once, nothing has happened.
#[test]
fn no_data_yet_is_no_difference() {
    let from_the_start = |query: &str| {
        query.starts_with("count(")
            && query.contains("orders_total")
            && !query.contains('[')
            && !query.contains("tenant")
            || query.contains("redis")
    };
    let found = found(&shop(), from_the_start);
    assert_eq!(of_kind(&found, Kind::Empty), [""; 0]);
    for name in ["order_rate", "Shop: Tenants", "Shop: In Stock", "LowStock", "tenant_rate"] {
        assert_eq!(outcome(&found, name), Outcome::NoDataYet, "{name}");
    }
    let table = verify::queries_table(&found.asked);
    assert!(table.contains("  panel Shop: Tenants (no data yet)\n"), "{table}");
    // Neither has anything to say while all is well.
    for name in ["Hurry", "Shop: Full Shelves", "Shop: Memory"] {
        assert_eq!(outcome(&found, name), Outcome::Answered, "{name}");
    }
    let words = verify::summary(&[], &found.asked, None);
    assert_eq!(
        words,
        "no differences\n\
         5 queries without data yet: the event has not happened, or not for long enough\n"
    );
}

#[test]
fn what_should_be_there_from_the_start_and_is_not_makes_its_queries_empty_and_each_is_said_once() {
    let found = found(&shop(), |_| false);
    assert_eq!(
        of_kind(&found, Kind::Empty),
        [
            "Shop: Memory: the panel finds nothing: there is no `redis_memory_used_bytes`",
            "Shop: Orders: the panel finds nothing: there is no `orders_total` (also asked by alert `NoOrders`, query `order_rate`)",
        ]
    );
}

/// Prometheus knows that a target is up a moment before what it said can be asked for.
#[test]
fn nothing_is_missing_of_what_is_not_stored_yet() {
    let others = [json!([]), json!([{ "metric": { "__name__": "up", "instance": "b", "job": "shop" } }])];
    for up in others {
        let found = asked(&shop(), &json!({ "groups": [] }), &up, |_| json!([]));
        assert_eq!(of_kind(&found, Kind::Empty), [""; 0]);
        assert_eq!(outcome(&found, "Shop: Orders"), Outcome::NoDataYet);
    }
}

#[test]
fn a_query_is_empty_although_its_metrics_have_series_where_its_parts_do_not_meet() {
    let spec = spec(&SPEC.replace(
        "  tenant_rate:",
        "  odd: { help: Odd, expr: 'sum by (kind) (rate(orders_total[5m])) / on (kind) sum by (kind) (rate(orders_total[6m]))' }\n  tenant_rate:",
    ));
    let found = found(&spec, |query| !query.contains(" / "));
    let empty = ["odd: the query finds nothing: the series exist, but the two sides do not match"];
    assert_eq!(of_kind(&found, Kind::Empty), empty);
}

/// Labels that the scrape adds are wrong where nobody is scraped who would get them; that others have such a metric says nothing.
#[test]
fn a_metric_that_is_somewhere_else_is_told_from_one_that_has_not_happened() {
    let spec = spec(&SPEC.replace("expr: min(stock),", "expr: 'min(stock{job=\"shop\"})',"));
    let of_another_job = |query: &str| !query.contains("job=\"shop\"");
    assert_eq!(
        of_kind(&found(&spec, of_another_job), Kind::Empty),
        ["LowStock: the alert finds nothing: there is no `stock{job=\"shop\"}`"]
    );
    let both_are_scraped = |query: &str| of_another_job(query) || query == "count(up{job=\"shop\"})";
    let found = found(&spec, both_are_scraped);
    assert_eq!(of_kind(&found, Kind::Empty), [""; 0]);
    assert_eq!(outcome(&found, "LowStock"), Outcome::NoDataYet);
}

/// The rule that `up` adds says how long alerts wait at most, and that nobody but the service is scraped.
#[test]
fn times_that_up_has_shortened_are_compared_as_such() {
    let marker = |value: &str| {
        let rule = json!({ "type": "recording", "name": "gaugewright:longest_for:seconds", "query": value });
        json!({ "groups": [{ "name": "gaugewright up", "rules": [rule] }] })
    };
    let nothing = |_: &str| json!([]);
    let spec = shop();
    let asked = |spec: &Spec, recorded: &Value| asked(spec, recorded, &json!([]), nothing);
    let found = asked(&spec, &marker("10"));
    assert_eq!(of_kind(&found, Kind::Rule), [""; 0]);
    assert_eq!(outcome(&found, "Shop: Memory"), Outcome::NotScraped);
    let words = verify::summary(&found.drifts, &found.asked, found.longest_hold);
    assert!(words.contains("1 query on outside metrics"), "{words}");
    assert!(words.ends_with("no alert waits longer than 10s there\n"), "{words}");

    let longer = asked(&spec, &marker("30"));
    assert_eq!(of_kind(&longer, Kind::Rule), ["NoOrders: its `for` is `10s`; in the spec it is `30s`"]);
    let unmarked = asked(&spec, &json!({ "groups": [] }));
    assert_eq!(of_kind(&unmarked, Kind::Rule), ["NoOrders: its `for` is `10s`; in the spec it is `300s`"]);
}

/// What `up` writes is what `verify` reads.
#[test]
fn the_rule_that_up_adds_is_understood() {
    let files = codegen::local::shortened::rule_files(&shop()).expect("rules");
    let text = &files.iter().find(|(name, _)| name == "shortened.yml").expect("the file").1;
    let mut groups: Value = serde_saphyr::from_str(text).expect("YAML");
    // As the API of Prometheus tells it.
    let rule = &mut groups["groups"][0]["rules"][0];
    *rule = json!({ "name": rule["record"], "query": rule["expr"] });
    assert_eq!(codegen::local::shortened::longest_hold(&groups["groups"]), Some(10.0));
}
