//! A dashboard of the spec as Grafana's.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{self, Spec};

use super::floor::Floors;
use super::header;
use super::layout::{self, Cell};
use super::model::{
    Annotations, Dashboard, Empty, GridPos, Item, Row, SCHEMA_VERSION, Templating, TimeRange,
};
use super::panel::{self, Around};
use super::query::Narrowing;
use super::variables;
use crate::alert::Alerts;

/// The height of a heading.
const HEADING: u32 = 1;

/// Builds a dashboard.
pub(super) fn build(
    dashboard: &model::Dashboard,
    spec: &Spec,
    alerts: &Alerts<'_>,
    choice: &Narrowing<'_>,
    floors: &Floors,
) -> Dashboard {
    let mut tags = Vec::new();
    tags.extend((!dashboard.as_written).then(|| spec.service.name.clone()));
    tags.extend(
        dashboard.tags.iter().filter(|tag| dashboard.as_written || **tag != spec.service.name).cloned(),
    );
    let floors = (!dashboard.as_written).then_some(floors);
    let around =
        Around { spec, dashboard, alerts, choice, floors, has_choice: header::has_choice(dashboard, choice) };
    Dashboard {
        annotations: Annotations { list: header::annotations(dashboard, spec, alerts, choice) },
        description: dashboard.description.clone(),
        editable: false,
        fiscal_year_start_month: 0,
        graph_tooltip: u8::from(!dashboard.as_written),
        links: header::dashboard_links(dashboard, spec),
        panels: Builder { around, next_id: 1, top: 0 }.rows(&dashboard.rows),
        refresh: dashboard.refresh.map_or_else(String::new, |refresh| refresh.to_string()),
        schema_version: SCHEMA_VERSION,
        tags,
        templating: Templating { list: variables::variables(dashboard, spec, choice) },
        time: TimeRange { from: from(dashboard.time), to: "now" },
        timepicker: Empty {},
        timezone: dashboard.timezone.clone().unwrap_or_else(|| "browser".into()),
        title: dashboard.title.clone(),
        uid: dashboard.uid.clone(),
        week_start: "",
    }
}

/// The start of the shown time. Grafana has a name for the last 24 hours, and none for the last day.
fn from(time: Duration) -> String {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    if time == DAY { "now-24h".into() } else { format!("now-{time}") }
}

/// Places rows below each other.
struct Builder<'s> {
    around: Around<'s>,
    next_id: u32,
    top: u32,
}

impl Builder<'_> {
    fn rows(mut self, rows: &[model::Row]) -> Vec<Item> {
        let mut items = Vec::new();
        for row in rows {
            self.row(row, &mut items);
        }
        items
    }

    fn row(&mut self, row: &model::Row, items: &mut Vec<Item>) {
        let heading = row.title.as_ref().map(|title| {
            let grid_pos = GridPos { h: HEADING, w: 24, x: 0, y: self.top };
            self.top += HEADING;
            (title, grid_pos, self.id())
        });
        let cells: Vec<Cell> = row.panels.iter().map(panel::cell).collect();
        let (places, bottom) = layout::arrange(&cells, self.top);
        let panels: Vec<_> = row
            .panels
            .iter()
            .zip(places)
            .map(|(panel, place)| panel::build(panel, self.id(), place, &self.around))
            .collect();
        let folded = row.collapsed && heading.is_some();
        if !folded {
            self.top = bottom;
        }
        // Panels under a folded heading stand inside of it, others beside it.
        let (inside, beside) = if folded { (panels, Vec::new()) } else { (Vec::new(), panels) };
        if let Some((title, grid_pos, id)) = heading {
            let title = title.clone();
            items.push(Item::Row(Row {
                collapsed: folded,
                grid_pos,
                id,
                panels: inside,
                repeat: row.repeat.clone(),
                title,
                kind: "row",
            }));
        }
        items.extend(beside);
    }

    fn id(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}
