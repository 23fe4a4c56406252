//! Dashboards against Grafana's own TypeScript types and lists of ids.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::grafana_variables::panels;
use super::tool::{self, Output};
use super::workspace;
use crate::golden_grafana;

#[test]
fn dashboards_have_grafanas_types() {
    let sources: Vec<_> = workspace::DASHBOARDS
        .iter()
        .map(|path| {
            let name = Path::new(path).file_stem().and_then(|stem| stem.to_str()).expect("a file name");
            (format!("{name}.ts"), typescript(&workspace::read_json(workspace::path(path))))
        })
        .chain([("variables.ts".to_owned(), typescript(&golden_grafana::dashboard("variables")))])
        .collect();
    type_check(&sources).expect_success();
}

/// What the dashboards of this workspace do not say.
#[test]
fn what_few_dashboards_say_has_grafanas_types() {
    let sources = ["value-mappings", "repeat", "overrides", "looks"].into_iter().flat_map(|name| {
        let files = codegen::grafana::dashboards(&crate::golden_grafana::spec(name)).into_iter();
        files.map(move |(_, text)| {
            (format!("{name}.ts"), typescript(&serde_json::from_str(&text).expect("JSON")))
        })
    });
    type_check(&sources.collect::<Vec<_>>()).expect_success();
}

#[test]
fn units_and_reducers_are_known_to_grafana() {
    let units = known_ids("units");
    let reducers = known_ids("reducers");
    for path in workspace::DASHBOARDS {
        for panel in panels(&workspace::read_json(workspace::path(path))) {
            let title = workspace::text(panel, "title");
            for unit in units_of(panel) {
                assert!(units.contains(&unit), "{path}: {title:?}: no unit {unit:?}");
            }
            for reducer in reducers_of(panel) {
                assert!(reducers.contains(&reducer), "{path}: {title:?}: no reducer {reducer:?}");
            }
        }
    }
}

/// The types are only worth something if they refuse: one good panel, and mistakes made in it one at a time.
#[test]
fn mistakes_in_a_dashboard_are_refused() {
    type_check(&[("good.ts".to_owned(), typescript(&good_dashboard()))]).expect_success();
    let panel = "/panels/0";
    let mistakes = [
        ("", "version", json!(1)),
        ("", "refresh", json!(true)),
        ("", "dashboard", json!({"title": "wrapped"})),
        (panel, "type", json!("graph")),
        (panel, "datasource", json!("Prometheus")),
        ("/panels/0/options", "graphMode", json!("aera")),
        ("/panels/0/options", "sparkline", json!({"show": true})),
        ("/panels/0/options/reduceOptions", "calcs", json!("lastNotNull")),
        ("/panels/0/fieldConfig/defaults/color", "mode", json!("treshold")),
        ("/panels/0/fieldConfig/overrides/0/properties/0", "id", json!("units")),
        ("/panels/0/fieldConfig/overrides/0/properties/0", "value", json!(1)),
        ("/panels/0/targets/0", "format", json!("timeseries")),
        ("/templating/list/0", "refresh", json!("always")),
    ];
    // One run of the compiler for all: it starts slowly.
    let sources: Vec<_> = mistakes
        .iter()
        .enumerate()
        .map(|(number, (place, key, value))| {
            let mut dashboard = good_dashboard();
            let object = dashboard.pointer_mut(place).unwrap_or_else(|| panic!("no place {place}"));
            object[*key] = value.clone();
            (format!("mistake{number}.ts"), typescript(&dashboard))
        })
        .collect();
    let output = type_check(&sources);
    for ((place, key, value), (name, _)) in mistakes.iter().zip(&sources) {
        assert!(output.stdout.contains(&format!("{name}(")), "accepted: {place}/{key} = {value}\n{output}");
    }
}

fn good_dashboard() -> Value {
    json!({
        "uid": "a-dashboard", "title": "A dashboard", "schemaVersion": 39, "refresh": "30s",
        "templating": {"list": [{"name": "job", "type": "query", "query": "label_values(up, job)", "refresh": 2,
            "definition": "label_values(up, job)", "sort": 1, "multi": true, "includeAll": true}]},
        "panels": [{
            "id": 1, "type": "stat", "title": "Up", "gridPos": {"h": 4, "w": 6, "x": 0, "y": 0},
            "datasource": {"type": "prometheus", "uid": "${datasource}"},
            "fieldConfig": {
                "defaults": {"unit": "short", "color": {"mode": "thresholds"}, "thresholds": {"mode": "absolute",
                    "steps": [{"color": "green", "value": null}, {"color": "red", "value": 1}]}},
                "overrides": [{"matcher": {"id": "byName", "options": "A"},
                    "properties": [{"id": "unit", "value": "percent"}]}],
            },
            "options": {"graphMode": "area", "colorMode": "value", "justifyMode": "auto", "textMode": "auto",
                "orientation": "auto", "wideLayout": true, "showPercentChange": false,
                "percentChangeColorMode": "standard",
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": false}},
            "targets": [{"refId": "A", "datasource": {"type": "prometheus", "uid": "${datasource}"}, "expr": "up",
                "format": "time_series"}],
        }],
    })
}

/// A dashboard as TypeScript: its frame, its rows and its panels, each a literal that must satisfy its type. JSON is
/// TypeScript as it stands, and a literal may have no key that its type does not have.
/// Types of panels that a spec of ours keeps as they stand.
const KEPT: [&str; 2] = ["logs", "state-timeline"];

fn typescript(dashboard: &Value) -> String {
    let mut source = "import type { Dashboard, PanelOf, Row } from './dashboard-types';\n".to_owned();
    let mut frame = dashboard.clone();
    let fields = frame.as_object_mut().expect("a dashboard is an object");
    let top = fields.remove("panels").unwrap_or_default();
    constant(&mut source, "frame", &frame, "Dashboard");
    for row in top.as_array().into_iter().flatten().filter(|panel| panel["type"] == "row") {
        let mut row = row.clone();
        row["panels"] = json!([]);
        constant(&mut source, &format!("row{}", row["id"]), &row, "Row");
    }
    for panel in panels(dashboard).into_iter().filter(|panel| !KEPT.iter().any(|kept| panel["type"] == *kept))
    {
        let name = format!("panel{}", panel["id"]);
        constant(&mut source, &name, panel, &format!("PanelOf<{}>", panel["type"]));
    }
    source
}

fn constant(source: &mut String, name: &str, value: &Value, kind: &str) {
    writeln!(source, "export const {name} = {value:#} satisfies {kind};").expect("a string takes all text");
}

/// Runs the compiler over files in a folder from which the npm packages are found.
pub(super) fn type_check(sources: &[(String, String)]) -> Output {
    // First, for its message if nothing is installed yet.
    let mut compiler = tool::command("tsc");
    let folder =
        TempDir::with_prefix_in("check-", workspace::path(".tools/npm")).expect("a temporary folder");
    for name in ["dashboard-types.ts", "tsconfig.json"] {
        tool::write(folder.path(), name, workspace::read(workspace::path("tests/tools").join(name)));
    }
    for (name, source) in sources {
        tool::write(folder.path(), name, source);
    }
    tool::run(compiler.arg("--project").arg("tsconfig.json").current_dir(folder.path()))
}

fn known_ids(list: &str) -> BTreeSet<String> {
    let ids = workspace::read_json(workspace::path("tests/tools/grafana-ids.json"));
    workspace::list(&ids, list).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The panel's unit, and those that its overrides and its heatmap axis set.
fn units_of(panel: &Value) -> Vec<String> {
    let config = &panel["fieldConfig"];
    let overrides = workspace::list(config, "overrides").iter();
    let properties = overrides.flat_map(|entry| workspace::list(entry, "properties"));
    let overridden =
        properties.filter(|property| property["id"] == "unit").map(|property| &property["value"]);
    let own = [&config["defaults"]["unit"], &panel["options"]["yAxis"]["unit"]];
    own.into_iter().chain(overridden).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn reducers_of(panel: &Value) -> Vec<String> {
    let places = ["reduceOptions", "legend"].map(|place| workspace::list(&panel["options"][place], "calcs"));
    places.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
