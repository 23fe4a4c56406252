//! The queries of a panel.

use gaugewright_spec::model::{self, AnswerFormat, Panel, PanelKind};
use gaugewright_spec::promql::print;
use gaugewright_spec::template::Template;

use super::Around;
use crate::grafana::legend::legend_text;
use crate::grafana::model::{Datasource, Format, Target};
use crate::grafana::query;

pub(super) fn targets(panel: &Panel, format: Format, around: &Around<'_>) -> Vec<Target> {
    let Around { spec, choice, .. } = *around;
    // Where nothing is added to what is written, the data source knows how often is scraped.
    let usual =
        if around.floors.is_some() { spec.service.scrape.interval.to_string() } else { String::new() };
    let build = |(index, target): (usize, &model::Target)| {
        let instant = panel.asks_once(target);
        Target {
            datasource: Datasource::CHOSEN,
            editor_mode: "code",
            exemplar: panel.settings.exemplars,
            expr: print(&query::scaled(choice.narrowed(target.panel_expr()), target.factor)),
            format: match target.format {
                Some(AnswerFormat::Table) => Format::Table,
                Some(AnswerFormat::TimeSeries) => Format::TimeSeries,
                // Bars have a label below them, and of a course the moment.
                None if panel.kind == PanelKind::Barchart && instant => Format::Table,
                None => format,
            },
            hide: target.hidden,
            instant,
            interval: target.min_step.as_ref().map_or_else(|| usual.clone(), ToString::to_string),
            legend_format: legend(target.legend.as_ref(), panel.kind),
            range: !instant,
            ref_id: target.letter(index),
        }
    };
    panel.targets().iter().enumerate().map(build).collect()
}

fn legend(template: Option<&Template>, kind: PanelKind) -> String {
    let Some(template) = template else {
        // The rows of a heatmap are named by their bounds; only newer versions guess that.
        return if kind == PanelKind::Heatmap { "{{le}}" } else { "__auto" }.into();
    };
    legend_text(template)
}
