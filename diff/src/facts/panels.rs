//! Panels.

use gaugewright_spec::model::{AnswerFormat, Dashboard, Legend, Line, Panel, PanelBody, Spec, Style, Target};

use super::said::{link, range, step_colors, step_values, template, value};
use super::written::{called, written};
use super::{overrides, raw};
use crate::aspect::Sort;
use crate::item::{Item, number};
use crate::names::Names;
use crate::table::drawn as row;

pub(super) fn panels(spec: &Spec, names: &Names) -> Vec<Item> {
    written(spec).flat_map(|board| of_board(names, board, called(spec, board))).collect()
}

/// All that the panels of a dashboard say.
pub(super) fn identity(names: &Names, board: &Dashboard) -> String {
    let facts =
        board.panels().map(|panel| format!("{}: {:?}", panel.title, panel_item(names, "", panel).facts));
    facts.collect::<Vec<_>>().join("\n")
}

fn of_board(names: &Names, board: &Dashboard, called: &str) -> Vec<Item> {
    let uid = names.of(Sort::Dashboard, &board.uid);
    let mut items: Vec<Item> = board.panels().map(|panel| panel_item(names, &uid, panel)).collect();
    // Several panels may have one title.
    number(&mut items);
    for item in &mut items {
        item.shown = [called, item.name.strip_prefix(&uid).unwrap_or_default()].concat();
    }
    items
}

fn panel_item(names: &Names, uid: &str, panel: &Panel) -> Item {
    let title = if panel.title.is_empty() { "untitled" } else { &panel.title };
    let mut item = Item::new(&row::PANEL, format!("{uid}: {title}"));
    item.put(&row::PANEL_TYPE, raw::panel_type(panel));
    item.set(&row::PANEL_QUERIES, panel.targets().iter().map(|target| target_words(names, target)));
    item.set(
        &row::PANEL_LEGENDS,
        panel.targets().iter().filter_map(|target| Some(template(target.legend.as_ref()?))),
    );
    numbers(&mut item, names, panel);
    if let Some(repeat) = &panel.repeat {
        let most = repeat.max_per_row.map(|most| format!(", {most} a row")).unwrap_or_default();
        let direction = format!("{:?}", repeat.direction).to_lowercase();
        item.put(&row::PANEL_REPEAT, format!("{}, {direction}{most}", repeat.by));
    }
    item.put_if(&row::PANEL_POINTS, panel.settings.max_points);
    overrides::put(&mut item, &panel.settings.overrides);
    raw::put(&mut item, panel);
    looks(&mut item, panel);
    item
}

/// What a query draws.
fn target_words(names: &Names, target: &Target) -> String {
    let mut words = names.query(&target.expr);
    // Otherwise its type and its calculation say it.
    match target.instant {
        Some(true) => words += " (latest value)",
        Some(false) => words += " (over time)",
        None => {}
    }
    match target.format {
        Some(AnswerFormat::Table) => words += " (as a table)",
        Some(AnswerFormat::TimeSeries) => words += " (as series)",
        None => {}
    }
    if let Some(name) = &target.ref_id {
        words = format!("{words} (as `{name}`)");
    }
    if target.hidden {
        words += " (hidden)";
    }
    if target.right_axis {
        words += " (right axis)";
    }
    target.min_step.as_ref().map(|step| format!("{words} (every {step})")).unwrap_or(words)
}

/// What its numbers mean.
fn numbers(item: &mut Item, names: &Names, panel: &Panel) {
    let unit = panel.unit_id.as_ref().map(|id| format!("grafana:{id}"));
    let unit = unit.or_else(|| panel.unit.as_ref().map(ToString::to_string));
    item.put_if(&row::PANEL_UNIT, unit);
    let log = panel.settings.log_scale.map(|base| format!("logarithmic of base {base}"));
    let axis: Vec<String> = range(panel.min, panel.max).into_iter().chain(log).collect();
    item.put_if(&row::PANEL_AXIS, (!axis.is_empty()).then(|| axis.join(", ")));
    let mode = format!("{:?} ", panel.settings.steps_mode).replace("Absolute ", "");
    item.put(&row::PANEL_STEPS, mode + &step_values(&panel.steps));
    for line in &panel.lines {
        match &line.alert {
            // It follows the threshold of the alert, which is told with that.
            Some(alert) => item.has(&row::PANEL_LINES, &names.of(Sort::Alert, alert)),
            None => item.put(&row::PANEL_LINES, line_words(line)),
        }
    }
    item.unshown(&row::PANEL_MAPPINGS, format!("{:?}", panel.mappings));
    item.put(&row::PANEL_STACKING, panel.stacking.id());
    item.put(&row::PANEL_CALCULATION, format!("{:?}", panel.calculation).to_lowercase());
    if let Some(transformations) = &panel.settings.transformations {
        // That there are none takes away the usual ones.
        let all: Vec<String> = transformations.iter().map(value).collect();
        item.unshown(&row::PANEL_TRANSFORMATIONS, format!("[{}]", all.join("\n")));
    }
}

fn line_words(line: &Line) -> String {
    let side = if line.bad_below { "below" } else { "above" };
    format!("bad {side} {}", line.at)
}

/// What only looks otherwise.
fn looks(item: &mut Item, panel: &Panel) {
    item.put(&row::PANEL_DESCRIPTION, &panel.description);
    if let PanelBody::Text(text) = &panel.body {
        item.unshown(&row::PANEL_TEXT, text);
    }
    item.put(&row::PANEL_COLORS, step_colors(&panel.steps));
    let size = |size: Option<u8>| size.map_or_else(|| "auto".to_owned(), |size| size.to_string());
    item.put(&row::PANEL_SIZE, format!("{} x {}", size(panel.width), size(panel.height)));
    let legend = match panel.legend {
        Legend::List => "list",
        Legend::Table => "table",
        Legend::Hidden => "hidden",
    };
    let settings = &panel.settings;
    let lines: Vec<_> = panel.lines.iter().map(|line| line.color.name()).collect();
    // What is added up is told with what the numbers mean.
    let own = Style { stacking: None, ..settings.style.clone() };
    let style = format!(
        "{legend} {:?} {own:?} {:?} {} {:?} {lines:?}",
        panel.decimals, settings.no_value, settings.exemplars, settings.axis_label
    );
    item.unshown(&row::PANEL_STYLE, style);
    item.set(&row::PANEL_LINKS, panel.links.iter().chain(&settings.data_links).map(link));
}
