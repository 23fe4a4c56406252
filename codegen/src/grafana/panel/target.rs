//! The queries of a panel.

use gaugewright_spec::model::{self, Calculation, Panel, PanelKind, Spec};
use gaugewright_spec::promql::print;
use gaugewright_spec::template::{Part, Template};

use crate::grafana::model::{Datasource, Format, Target};
use crate::grafana::query::{self, Narrowing};

pub(super) fn targets(panel: &Panel, format: Format, spec: &Spec, choice: &Narrowing<'_>) -> Vec<Target> {
    let instant = panel.kind.is_instant() && panel.calculation == Calculation::Last;
    let build = |(index, target): (usize, &model::Target)| Target {
        datasource: Datasource::CHOSEN,
        editor_mode: "code",
        exemplar: false,
        expr: print(&query::scaled(choice.narrowed(target.panel_expr()), target.factor)),
        format,
        instant,
        interval: spec.service.scrape.interval.to_string(),
        legend_format: legend(target.legend.as_ref(), panel.kind),
        range: !instant,
        ref_id: ref_id(index),
    };
    panel.targets().iter().enumerate().map(build).collect()
}

/// `A` to `Z`, then `A1` and so on.
pub(super) fn ref_id(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}

fn legend(template: Option<&Template>, kind: PanelKind) -> String {
    let Some(template) = template else {
        // The rows of a heatmap are named by their bounds; only newer versions guess that.
        return if kind == PanelKind::Heatmap { "{{le}}" } else { "__auto" }.into();
    };
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Label(name) => format!("{{{{{}}}}}", name.value),
        // The spec's check refuses them here.
        _ => String::new(),
    };
    template.parts.iter().map(part).collect()
}
