//! What differs for some queries of a panel: their unit, their axis.

use gaugewright_spec::model::{Panel, PanelKind, Target};

use super::table;
use super::target::{ref_id, shares_axis};
use crate::grafana::model::{Matcher, Override, Property};
use crate::grafana::unit;

pub(super) fn of(panel: &Panel) -> Vec<Override> {
    if panel.kind == PanelKind::Heatmap {
        return Vec::new();
    }
    let differing = panel.targets().iter().enumerate().filter_map(|(index, target)| {
        let properties = properties(target, panel);
        (!properties.is_empty()).then(|| Override { matcher: matcher(index, panel), properties })
    });
    differing.collect()
}

fn properties(target: &Target, panel: &Panel) -> Vec<Property> {
    let mut properties = Vec::new();
    // What shares the axis is converted instead.
    let own_unit = target.unit.is_some()
        && target.unit != panel.unit
        && !shares_axis(target, panel)
        && (target.right_axis || panel.unit_id.is_none());
    if own_unit {
        let shown = unit::shown(target.unit.as_ref());
        if shown.id != unit::shown(panel.unit.as_ref()).id {
            properties.push(Property { id: "unit", value: shown.id.into() });
        }
        if let (Some(label), true) = (shown.label, target.right_axis) {
            properties.push(Property { id: "custom.axisLabel", value: label.into() });
        }
    }
    if target.right_axis {
        properties.push(Property { id: "custom.axisPlacement", value: "right".into() });
    }
    properties
}

fn matcher(index: usize, panel: &Panel) -> Matcher {
    if panel.kind == PanelKind::Table {
        // Merged into one table, columns no longer know their query.
        return Matcher { id: "byName", options: table::shown_column(index, panel) };
    }
    Matcher { id: "byFrameRefID", options: ref_id(index) }
}
