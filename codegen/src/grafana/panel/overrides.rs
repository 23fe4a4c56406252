//! What differs for some queries of a panel: their unit, their axis.

use gaugewright_spec::model::{Panel, PanelKind, Target};

use gaugewright_spec::unit::Unit;

use super::table;
use super::target::ref_id;
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
    // Where the author says how the panel shows its values, that holds for all that have no axis of their own.
    let is_apart = target.unit.is_some()
        && !are_alike(target.unit.as_ref(), panel.shown.as_ref())
        && (target.right_axis || panel.unit_id.is_none());
    if is_apart {
        let (own, shown) = (unit::shown(target.unit.as_ref()), unit::shown(panel.shown.as_ref()));
        if own.id != shown.id {
            properties.push(Property { id: "unit", value: own.id.into() });
        }
        if let (Some(label), true) = (own.label, target.right_axis) {
            properties.push(Property { id: "custom.axisLabel", value: label.into() });
        }
    }
    if target.right_axis {
        properties.push(Property { id: "custom.axisPlacement", value: "right".into() });
    }
    properties
}

/// Whether values of both can be shown in the same way.
fn are_alike(own: Option<&Unit>, shown: Option<&Unit>) -> bool {
    own.zip(shown).is_some_and(|(own, shown)| own.is_comparable(shown) && own.scale() == shown.scale())
}

fn matcher(index: usize, panel: &Panel) -> Matcher {
    if panel.kind == PanelKind::Table {
        // Merged into one table, columns no longer know their query.
        return Matcher { id: "byName", options: table::shown_column(index, panel) };
    }
    Matcher { id: "byFrameRefID", options: ref_id(index) }
}
