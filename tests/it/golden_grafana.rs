//! What the Grafana target makes of small specs, one for each type of panel and each thing that can be said of
//! one, compared with what it made when somebody last looked.

use std::collections::BTreeSet;

use codegen::{Spec, grafana};
use gaugewright_spec::diagnostic::Severity;
use gaugewright_spec::model::PanelKind;
use gaugewright_spec::source::Source;
use serde_json::{Map, Value, json};

use crate::dashboard_linter;
use crate::golden_prometheus::assert_golden;

#[test]
fn every_type_of_panel() {
    for (kind, row) in PanelKind::ALL {
        let dashboard = dashboard(kind);
        let panels = list(&dashboard, "/panels");
        assert!(panels.iter().any(|panel| panel["type"] == row.id()), "{kind}.yaml has none");
        assert_panels(kind, panels);
    }
}

#[test]
fn two_units_in_one_panel() {
    let dashboard = dashboard("axes");
    let keys = ["/title", "/fieldConfig/defaults/unit", "/fieldConfig/defaults/custom/axisLabel"];
    let also = ["/fieldConfig/defaults/min", "/fieldConfig/overrides", "/targets/0/expr", "/targets/1/expr"];
    assert_json("axes", &each(list(&dashboard, "/panels"), &[&keys[..], &also[..]].concat()));
}

#[test]
fn windows() {
    let dashboard = dashboard("windows");
    let queries = list(&dashboard, "/panels").iter().map(|panel| line(panel, &["/title", "/targets/0/expr"]));
    assert_golden("grafana", "windows", &queries.collect::<Vec<_>>().join("\n"));
}

/// Variables of every kind, as Grafana writes them itself.
#[test]
fn variables() {
    let dashboard = dashboard("variables");
    let variables = list(&dashboard, "/templating/list").iter().map(Value::to_string);
    assert_golden("grafana", "variables", &variables.collect::<Vec<_>>().join("\n"));
}

/// What nobody has written: alerts, objectives, golden signals, and where their values lead.
#[test]
fn overview() {
    let spec = spec("overview");
    let dashboard = made("overview", |text| text).pop().expect("a dashboard");
    assert_eq!(dashboard["uid"], "shop-overview");
    let whole = list(&dashboard, "/panels").iter().filter(|panel| panel["type"] != "row");
    let panels = whole.map(|panel| {
        let queries = list(panel, "/targets")
            .iter()
            .map(|target| line(target, &["/legendFormat", "/expr", "/instant"]));
        let overrides = list(panel, "/fieldConfig/overrides").iter().map(Value::to_string);
        let steps = some(
            panel,
            &["/fieldConfig/defaults/thresholds/steps", "/fieldConfig/defaults/links", "/options/graphMode"],
        );
        let head = line(panel, &["/title", "/type"]);
        std::iter::once(head)
            .chain(queries)
            .chain(overrides)
            .chain([Value::Object(steps).to_string()])
            .collect::<Vec<_>>()
            .join("\n  ")
    });
    let links = list(&dashboard, "/links")
        .iter()
        .map(|link| line(link, &["/title", "/url", "/keepTime", "/includeVars"]));
    assert_golden("grafana", "overview", &links.chain(panels).collect::<Vec<_>>().join("\n"));
    assert!(spec.dashboards.iter().next_back().is_some_and(|last| last.is_made));
}

/// Every dashboard of a spec with a change to its text.
#[track_caller]
fn made(name: &str, change: impl Fn(String) -> String) -> Vec<Value> {
    let all = grafana::dashboards(&changed_spec(name, change)).into_iter();
    all.map(|(_, text)| serde_json::from_str(&text).expect("JSON")).collect()
}

#[test]
fn an_overview_is_there_where_it_leads_somewhere_and_its_author_decides() {
    let has = |change: &dyn Fn(String) -> String| {
        let all = made("overview", change);
        all.iter().filter(|one| one["uid"].as_str().is_some_and(|uid| uid.ends_with("-overview"))).count()
    };
    let one_alone = |text: String| {
        let (head, _) = text.split_once("  providers:\n    title").expect("the second");
        let (before, objectives) = head.split_once("slos:").expect("objectives");
        before.to_owned() + "dashboards:" + objectives.split_once("dashboards:").expect("dashboards").1
    };
    let said = |word: &'static str| {
        move |text: String| text.replace("interval: 15s }", &format!("interval: 15s }}, overview: {word}"))
    };
    assert_eq!(has(&|text| text), 1);
    assert_eq!(has(&one_alone), 0, "there is no other dashboard that it could lead to");
    assert_eq!(has(&|text| said("true")(one_alone(text))), 1);
    assert_eq!(has(&said("false")), 0);
    // The author has one.
    assert_eq!(has(&|text| text.replace("  providers:\n    title", "  shop-overview:\n    title")), 1);
    let titled = |text: String| text.replace("title: Providers", "title: Shop Overview");
    assert_eq!(has(&titled), 0);
}

#[test]
fn numbers_have_their_course_where_it_says_something_and_dials_an_end() {
    let summary = made("overview", |text| text).swap_remove(0);
    let of = |title: &str, pointer: &str| {
        let panel = list(&summary, "/panels").iter().find(|panel| panel["title"] == title).expect("a panel");
        panel.pointer(pointer).cloned().unwrap_or_default()
    };
    for (title, mode, instant) in
        [("Calls", "area", false), ("Plain", "none", true), ("Day", "none", true), ("Age", "none", true)]
    {
        assert_eq!(of(title, "/options/graphMode"), mode, "{title}");
        assert_eq!(of(title, "/targets/0/instant"), instant, "{title}");
    }
    assert_eq!(of("Store", "/fieldConfig/defaults/max"), 1);
    assert_eq!(of("Items", "/fieldConfig/defaults/max"), Value::Null, "nobody knows how many there can be");
}

/// Values lead to where the value of a label can be chosen, and nowhere else; who has written links has said where.
#[test]
fn values_lead_to_more_about_them() {
    let all = made("overview", |text| text);
    let panels = |at: usize| list(&all[at], "/panels").iter();
    let leads = |panel: &Value| -> Vec<String> {
        let own = list(panel, "/fieldConfig/defaults/links").iter();
        let of_columns =
            list(panel, "/fieldConfig/overrides").iter().flat_map(|own| list(own, "/properties"));
        let of_columns =
            of_columns.filter(|property| property["id"] == "links").flat_map(|links| list(links, "/value"));
        own.chain(of_columns).map(|link| link["url"].as_str().expect("an address").to_owned()).collect()
    };
    let of = |at: usize, title: &str, kind: &str| {
        leads(panels(at).find(|panel| panel["title"] == title && panel["type"] == kind).expect("a panel"))
    };
    let carried = "${__url_time_range}&${datasource:queryparam}&${instance:queryparam}";
    let to = |value: &str| format!("/d/providers?{carried}&var-provider=${{{value}.provider}}");
    assert_eq!(of(0, "Calls", "stat"), [to("__field.labels")]);
    assert_eq!(of(0, "Outcomes", "table"), [to("__data.fields")]);
    assert_eq!(of(0, "Outcomes", "timeseries"), Vec::<String>::new(), "no status can be chosen anywhere");
    assert_eq!(of(0, "Linked", "stat"), ["https://example.com"]);
    assert_eq!(of(1, "Calls", "stat"), [to("__field.labels")], "on its own dashboard, one alone");
}

/// What somebody multiplies by hand is not multiplied or divided again.
#[test]
fn queries_stay_as_written() {
    let dashboard = dashboard("as-written");
    let keys = ["/title", "/targets/0/expr", "/fieldConfig/defaults/unit"];
    let queries = list(&dashboard, "/panels").iter().map(|panel| line(panel, &keys));
    assert_golden("grafana", "as-written", &queries.collect::<Vec<_>>().join("\n"));
}

/// Whether job and instance can be chosen, and which panels say that it does not matter to them.
#[test]
fn choice_of_job_and_instance() {
    let mut lines = Vec::new();
    for (file, text) in grafana::dashboards(&spec("choice")) {
        let dashboard: Value = serde_json::from_str(&text).expect("JSON");
        lines.push(file);
        let variables = list(&dashboard, "/templating/list").iter();
        lines.extend(variables.map(|variable| format!("  {}", line(variable, &["/name", "/hide"]))));
        let panels = list(&dashboard, "/panels").iter();
        lines.extend(panels.map(|panel| format!("  {}", line(panel, &["/title", "/description"]))));
    }
    assert_golden("grafana", "choice", &lines.join("\n"));
}

#[test]
fn rows_and_widths() {
    let dashboard = dashboard("rows");
    let keys = ["/id", "/type", "/title", "/collapsed", "/gridPos"];
    let mut places = Vec::new();
    for item in list(&dashboard, "/panels") {
        places.push(line(item, &keys));
        // Panels of a folded row stand inside of it.
        places
            .extend(list(item, "/panels").iter().map(|panel| ["  ".to_owned(), line(panel, &keys)].concat()));
    }
    assert_golden("grafana", "rows", &places.join("\n"));
}

#[test]
fn legends() {
    let dashboard = dashboard("legends");
    let keys = ["/title", "/options/legend", "/targets/0/legendFormat", "/targets/1/legendFormat"];
    assert_json("legends", &each(list(&dashboard, "/panels"), &keys));
}

#[test]
fn thresholds() {
    let dashboard = dashboard("thresholds");
    let keys = [
        "/title",
        "/type",
        "/fieldConfig/defaults/unit",
        "/fieldConfig/defaults/min",
        "/fieldConfig/defaults/max",
        "/fieldConfig/defaults/custom/thresholdsStyle/mode",
        "/options/colorMode",
    ];
    let mut lines = Vec::new();
    for panel in list(&dashboard, "/panels") {
        lines.push(line(panel, &keys));
        let steps = list(panel, "/fieldConfig/defaults/thresholds/steps");
        lines.extend(steps.iter().map(|step| format!("  {}", line(step, &["/value", "/color"]))));
    }
    assert_golden("grafana", "thresholds", &lines.join("\n"));
}

#[test]
fn value_mappings() {
    let dashboard = dashboard("value-mappings");
    let keys = ["/title", "/fieldConfig/defaults/mappings", "/options/colorMode"];
    assert_json("value-mappings", &each(list(&dashboard, "/panels"), &keys));
}

/// Everything that few dashboards say.
#[test]
fn looks_and_raw_keys() {
    let dashboards = grafana::dashboards(&spec("looks")).into_iter();
    let all = dashboards.map(|(_, text)| serde_json::from_str::<Value>(&text).expect("JSON"));
    assert_json("looks", &all.collect());
}

#[test]
fn overrides() {
    let dashboard = dashboard("overrides");
    assert_json("overrides", &each(list(&dashboard, "/panels"), &["/title", "/fieldConfig/overrides"]));
}

/// Every key that a dashboard can have is in one of the specs of this folder.
#[test]
fn every_key_of_a_dashboard_is_written_somewhere() {
    const PARTS: [&str; 11] = [
        "Dashboard",
        "Panel",
        "Target",
        "Style",
        "Override",
        "MatchKeys",
        "Annotation",
        "Link",
        "TitledRow",
        "Variable",
        "MappedTo",
    ];
    let schema: Value =
        serde_json::from_str(include_str!("../../docs/metrics-spec.schema.json")).expect("JSON");
    let written: Vec<String> = names().iter().map(|name| text(name)).collect();
    let mut missing = Vec::new();
    for part in PARTS {
        let keys = schema.pointer(&format!("/$defs/{part}/properties")).and_then(Value::as_object);
        for key in keys.unwrap_or_else(|| panic!("{part} is no part of the schema")).keys() {
            let is_written =
                |text: &String| [": ", ":\n"].iter().any(|end| text.contains(&[key.as_str(), end].concat()));
            // Suppressions are the same wherever they stand.
            if key != "allow" && !written.iter().any(is_written) {
                missing.push(format!("{part}.{key}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn repeated_panels_and_rows() {
    let dashboard = dashboard("repeat");
    let keys = ["/type", "/title", "/repeat", "/repeatDirection", "/maxPerRow", "/targets/0/expr"];
    let items = list(&dashboard, "/panels").iter();
    let items = items.flat_map(|item| std::iter::once(item).chain(list(item, "/panels")));
    assert_golden("grafana", "repeat", &items.map(|item| line(item, &keys)).collect::<Vec<_>>().join("\n"));
}

/// Everything but the panels, of which only the links are kept.
#[test]
fn variables_annotations_and_links() {
    let mut dashboard = dashboard("header");
    let links = each(list(&dashboard, "/panels"), &["/links"]);
    let query = dashboard["panels"][0]["targets"][0]["expr"].take();
    dashboard["panels"] = json!({ "links": links, "query": query });
    assert_json("header", &dashboard);
}

/// What an author may choose against dashboard-linter, by the spec: a range by hand, a second data source, another refresh; panels
/// of any kind, and a dashboard to which nothing is added.
const CHOSEN: &[(&str, &[&str])] = &[
    (
        "variables",
        &["target-rate-interval-rule", "template-datasource-rule", "template-on-time-change-reload-rule"],
    ),
    (
        "looks",
        &[
            "panel-datasource-rule",
            "panel-title-description-rule",
            "panel-units-rule",
            "target-job-rule",
            "target-promql-rule",
            "template-instance-rule",
        ],
    ),
];

/// The rules of dashboard-linter hold for whatever a spec can say, not only for what the sample says.
#[test]
fn dashboard_linter_finds_nothing() {
    let names = names();
    assert!(names.len() > PanelKind::ALL.len(), "{names:?}");
    for name in names {
        let chosen = CHOSEN.iter().filter(|row| row.0 == name).flat_map(|row| row.1);
        let chosen: BTreeSet<_> = chosen.copied().collect();
        let mut broken = BTreeSet::new();
        for (_, text) in grafana::dashboards(&spec(&name)) {
            broken.extend(dashboard_linter::broken(&serde_json::from_str(&text).expect("JSON")));
        }
        assert_eq!(broken, chosen, "{name}");
    }
}

/// The specs of the folder, without what they have in common.
pub(crate) fn names() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/grafana");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some_and(|extension| extension == "yaml") && name != "base" {
            names.push(name);
        }
    }
    names
}

/// The text of one of them, or of what they have in common.
#[track_caller]
fn text(name: &str) -> String {
    let file = format!("{}/golden/grafana/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"))
}

/// A whole spec: what all have in common, and its own part.
#[track_caller]
pub(crate) fn source(name: &str) -> Source {
    Source::new(name, [text("base"), text(name)].concat())
}

/// The checked spec of a file, which is what all have in common and its own part.
#[track_caller]
pub(crate) fn spec(name: &str) -> Spec {
    changed_spec(name, |text| text)
}

/// The same with a change to the text.
#[track_caller]
pub(crate) fn changed_spec(name: &str, change: impl Fn(String) -> String) -> Spec {
    let text = change([text("base"), text(name)].concat());
    match gaugewright_spec::load(&Source::new(name, text)) {
        Ok((spec, findings)) => {
            let findings = findings.iter().filter(|finding| finding.severity > Severity::Note);
            assert_eq!(findings.clone().count(), 0, "{name}: {:#?}", findings.collect::<Vec<_>>());
            spec
        }
        Err(findings) => panic!("{name}: {findings:#?}"),
    }
}

/// The first dashboard of a spec.
#[track_caller]
pub(crate) fn dashboard(name: &str) -> Value {
    let (_, text) = grafana::dashboards(&spec(name)).into_iter().next().expect("a dashboard");
    serde_json::from_str(&text).expect("JSON")
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What stands at some pointers of a value, by the last part of each pointer.
fn some(value: &Value, pointers: &[&str]) -> Map<String, Value> {
    let pairs = pointers.iter().filter_map(|pointer| Some((*pointer, value.pointer(pointer)?.clone())));
    pairs.map(|(pointer, value)| (pointer.trim_start_matches('/').to_owned(), value)).collect()
}

fn each(values: &[Value], pointers: &[&str]) -> Value {
    values.iter().map(|value| Value::Object(some(value, pointers))).collect()
}

/// The same in one line.
fn line(value: &Value, pointers: &[&str]) -> String {
    let part = |pointer: &&str| {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        value.pointer(pointer).map(|value| format!("{name} {value}"))
    };
    pointers.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

/// Whole panels; what is the same in all of them is looked at once and left out.
#[track_caller]
fn assert_panels(name: &str, panels: &[Value]) {
    let source = json!({ "type": "prometheus", "uid": "${datasource}" });
    let mut shown = panels.to_vec();
    for panel in &mut shown {
        let fields = panel.as_object_mut().expect("a panel");
        let own = fields.shift_remove("datasource");
        assert_eq!(own.as_ref(), (name != "text").then_some(&source), "{name}");
        fields.shift_remove("gridPos");
        for target in fields.get_mut("targets").and_then(Value::as_array_mut).into_iter().flatten() {
            let own = target.as_object_mut().expect("a query").shift_remove("datasource");
            assert_eq!(own.as_ref(), Some(&source), "{name}");
        }
    }
    assert_json(name, &Value::Array(shown));
}

#[track_caller]
fn assert_json(name: &str, value: &Value) {
    assert_golden("grafana", name, &format!("{value:#}"));
}
