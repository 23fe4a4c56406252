//! The crate `prometheus-client`: a spec in its registry, its registry in our exposition.

use std::sync::{Arc, Mutex};

use gaugewright::{Collector, Exposition, Format};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::exemplar::CounterWithExemplar;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::samples::samples;
use crate::{golden, scrape, shop};

shop::shop!(Both);
shop::shop!(Beside);

type Labels = Vec<(&'static str, &'static str)>;

fn scraped(exposition: &Exposition, format: Format) -> String {
    let mut out = Vec::new();
    exposition.encode(&mut out, format);
    String::from_utf8(out).expect("text")
}

#[test]
fn both_ways_give_the_same_families_and_samples() {
    golden::work::<Both>();
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Collector::new::<Both>()));
    let mut theirs = String::new();
    encode(&mut theirs, &registry).expect("a valid exposition");
    let ours = scrape::<Both>(Format::OpenMetrics);
    let headers = |text: &str| -> Vec<String> {
        let is_header = |line: &&str| line.starts_with("# TYPE ") || line.starts_with("# UNIT ");
        let mut headers: Vec<String> = text.lines().filter(is_header).map(str::to_owned).collect();
        headers.sort();
        headers
    };
    assert!(headers(&ours).iter().any(|line| line.starts_with("# UNIT ")));
    assert_eq!(headers(&ours), headers(&theirs));
    assert!(samples(&ours).len() > 25);
    assert_eq!(samples(&ours), samples(&theirs));
}

/// Every type that the crate has, with what it makes of names and units.
fn handmade() -> Registry {
    let mut registry = Registry::default();
    let orders = Family::<Labels, Counter>::default();
    orders.get_or_create(&vec![("to", "a\"b\\c\n # {d} ")]).inc_by(5);
    registry.register("handmade", "By hand \"ours\"", orders);
    let age = Gauge::<f64, std::sync::atomic::AtomicU64>::default();
    age.set(1.5);
    registry.register_with_unit("handmade_age", "Age", Unit::Seconds, age);
    let traced = CounterWithExemplar::<Labels>::default();
    traced.inc_by(2, Some(vec![("trace_id", "x")]), None);
    registry.register("handmade_traced", "With a trace", traced);
    registry.register("handmade_build", "Build", Info::new(vec![("version", "1")]));
    for shop in ["north", "south"] {
        let labelled = registry.sub_registry_with_label(("shop".into(), shop.into()));
        labelled.register("handmade_stock", "Stock", Gauge::<i64>::default());
    }
    registry
}

#[test]
fn a_registry_is_served_in_both_formats() {
    let exposition = Exposition::new::<Beside>().with(handmade()).expect("no collision");
    let only_theirs = |format| -> String {
        let text = scraped(&exposition, format);
        assert_eq!(text.matches("# EOF").count(), usize::from(format == Format::OpenMetrics));
        text.lines().filter(|line| line.contains("handmade")).flat_map(|line| [line, "\n"]).collect()
    };
    assert_eq!(
        only_theirs(Format::Text),
        r#"# HELP handmade_age_seconds Age.
# TYPE handmade_age_seconds gauge
handmade_age_seconds 1.5
# HELP handmade_build_info Build.
# TYPE handmade_build_info gauge
handmade_build_info{version="1"} 1
# HELP handmade_stock Stock.
# TYPE handmade_stock gauge
handmade_stock{shop="north"} 0
handmade_stock{shop="south"} 0
# HELP handmade_total By hand "ours".
# TYPE handmade_total counter
handmade_total{to="a\"b\\c\n # {d} "} 5
# HELP handmade_traced_total With a trace.
# TYPE handmade_traced_total counter
handmade_traced_total 2
"#
    );
    assert_eq!(
        only_theirs(Format::OpenMetrics),
        r#"# HELP handmade_age_seconds Age.
# TYPE handmade_age_seconds gauge
# UNIT handmade_age_seconds seconds
handmade_age_seconds 1.5
# HELP handmade_build Build.
# TYPE handmade_build info
handmade_build_info{version="1"} 1
# HELP handmade_stock Stock.
# TYPE handmade_stock gauge
handmade_stock{shop="north"} 0
handmade_stock{shop="south"} 0
# HELP handmade By hand \"ours\".
# TYPE handmade counter
handmade_total{to="a\"b\\c\n # {d} "} 5
# HELP handmade_traced With a trace.
# TYPE handmade_traced counter
handmade_traced_total 2 # {trace_id="x"} 2.0
"#
    );
}

#[test]
fn names_that_collide_are_told_at_once_or_left_out() {
    let with = |name: &str| {
        let mut registry = Registry::default();
        registry.register(name, "A counter", Counter::<u64>::default());
        Exposition::new::<Beside>().with(Arc::new(registry)).map(|_| ())
    };
    assert_eq!(with("handmade"), Ok(()));
    assert_eq!(with("orders").expect_err("taken").name(), "orders_total");
    // In OpenMetrics our `orders_total` is of a family `orders`, so nobody else can have that name.
    let mut registry = Registry::default();
    registry.register("orders", "A gauge", Gauge::<i64>::default());
    let told = Exposition::new::<Beside>().with(registry).expect_err("taken");
    assert_eq!(
        told.to_string(),
        "the registry has a metric `orders`, but the name `orders` belongs to `orders_total` in the spec of shop, whose \
         family has it in OpenMetrics: rename one of the two, or take it out of the registry"
    );

    let registry = Arc::new(Mutex::new(Registry::default()));
    let exposition = Exposition::new::<Beside>().with(registry.clone()).expect("nothing is there");
    let mut open = registry.lock().expect("not poisoned");
    open.register("orders", "A counter", Counter::<u64>::default());
    open.register("late", "A counter", Counter::<u64>::default());
    drop(open);
    let text = scraped(&exposition, Format::OpenMetrics);
    assert!(text.contains("\nlate_total 0\n"));
    assert_eq!(text.matches("# TYPE orders counter").count(), 1);
}
