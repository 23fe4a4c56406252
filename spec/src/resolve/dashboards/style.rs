//! How panels are drawn: once for a dashboard, and where a panel says otherwise.

use super::builder::Builder;
use crate::ast;
use crate::decode::{Placed, Spanned64};
use crate::diagnostic::Diagnostic;
use crate::model::{PanelKind, Style};
use crate::rules;
use crate::source::{Span, Spanned};
use crate::suggest;

/// Types of panels that draw series over time.
const DRAWN: &[PanelKind] = &[PanelKind::Timeseries];
/// Types of panels that have a legend.
const NAMED: &[PanelKind] = &[
    PanelKind::Timeseries,
    PanelKind::Piechart,
    PanelKind::Barchart,
    PanelKind::Histogram,
    PanelKind::StateTimeline,
    PanelKind::StatusHistory,
];
/// Types of panels that show something under the pointer.
const POINTED: &[PanelKind] = &[
    PanelKind::Timeseries,
    PanelKind::Piechart,
    PanelKind::Heatmap,
    PanelKind::Barchart,
    PanelKind::Histogram,
    PanelKind::StateTimeline,
    PanelKind::StatusHistory,
];
/// Types of panels that put series upon each other.
const STACKED: &[PanelKind] = &[PanelKind::Timeseries, PanelKind::Barchart, PanelKind::Histogram];

impl Builder<'_, '_, '_> {
    /// What a dashboard or panel says of how it is drawn.
    pub(super) fn style(&mut self, ast: Option<&Placed<ast::Style>>) -> Style {
        let Some(ast) = ast else { return Style::default() };
        Style {
            draw: word(ast.draw.as_ref()),
            line_width: self.size(ast.line_width.as_ref(), 10),
            fill: self.size(ast.fill.as_ref(), 100),
            points: word(ast.points.as_ref()),
            interpolation: word(ast.interpolation.as_ref()),
            gradient: word(ast.gradient.as_ref()),
            connect_nulls: word(ast.connect_nulls.as_ref()),
            show_steps: word(ast.show_steps.as_ref()),
            stacking: word(ast.stack.as_ref()),
            tooltip: word(ast.tooltip.as_ref()),
            legend: word(ast.legend_style.as_ref()),
            legend_placement: word(ast.legend_placement.as_ref()),
            legend_values: ast
                .legend_values
                .as_ref()
                .map(|values| values.iter().map(|value| value.value).collect()),
            value_color: word(ast.color_mode.as_ref()),
            sparkline: word(ast.sparkline.as_ref()),
        }
    }

    /// The style of a panel, with that of its dashboard where it says nothing. What its type does not have is an error where the
    /// panel itself says it.
    pub(super) fn panel_style(&mut self, kind: PanelKind, ast: &ast::Panel) -> Style {
        if let Some(own) = &ast.style {
            self.stray_style(kind, own);
            let twice = [
                ("stack", ast.stack.as_ref().map(|key| key.span), own.stack.as_ref().map(|key| key.span)),
                (
                    "legend_style",
                    ast.legend_style.as_ref().map(|key| key.span),
                    own.legend_style.as_ref().map(|key| key.span),
                ),
            ];
            for (key, one, other) in twice {
                let (Some(one), Some(other)) = (one, other) else { continue };
                let message = format!("`{key}` is said twice");
                let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, other, message);
                self.uses.resolver.report(diagnostic.also(one, "first here").help("keep one of the two"));
            }
        }
        let own = self.style(ast.style.as_ref());
        let style = own.or(&self.style);
        Style {
            stacking: word(ast.stack.as_ref()).or(style.stacking),
            legend: word(ast.legend_style.as_ref()).or(style.legend),
            ..style
        }
    }

    fn stray_style(&mut self, kind: PanelKind, own: &ast::Style) {
        let one = |key, span, kinds| (key, span, kinds);
        let keys = [
            one("draw", span(own.draw.as_ref()), DRAWN),
            one("line_width", span(own.line_width.as_ref()), DRAWN),
            one("fill", span(own.fill.as_ref()), DRAWN),
            one("points", span(own.points.as_ref()), DRAWN),
            one("interpolation", span(own.interpolation.as_ref()), DRAWN),
            one("gradient", span(own.gradient.as_ref()), DRAWN),
            one(
                "connect_nulls",
                span(own.connect_nulls.as_ref()),
                &[PanelKind::Timeseries, PanelKind::StateTimeline],
            ),
            one("show_steps", span(own.show_steps.as_ref()), DRAWN),
            one("stack", span(own.stack.as_ref()), STACKED),
            one("tooltip", span(own.tooltip.as_ref()), POINTED),
            one("legend_placement", span(own.legend_placement.as_ref()), NAMED),
            one("legend_values", own.legend_values.as_ref().and_then(|values| span(values.first())), DRAWN),
            one("color_mode", span(own.color_mode.as_ref()), &[PanelKind::Stat]),
            one("sparkline", span(own.sparkline.as_ref()), &[PanelKind::Stat]),
        ];
        for (key, place, kinds) in keys {
            let Some(place) = place.filter(|_| !kinds.contains(&kind)) else { continue };
            let message = format!("a {} panel has no `{key}`", kind.name());
            let kinds = suggest::list(kinds.iter().map(|kind| kind.name()));
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, place, message);
            self.uses.resolver.report(diagnostic.help(format!("remove it: only panels of {kinds} have it")));
        }
    }

    /// A whole number up to the largest that makes sense.
    pub(super) fn size(&mut self, size: Option<&Spanned64>, most: u8) -> Option<u8> {
        self.whole(size, u64::from(most)).and_then(|size| u8::try_from(size).ok())
    }

    /// The same for larger ones.
    pub(super) fn whole(&mut self, size: Option<&Spanned64>, most: u64) -> Option<u64> {
        let size = size?;
        if size.value <= most {
            return Some(size.value);
        }
        let message = format!("{} is too large here", size.value);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, size.span, message);
        self.uses.resolver.report(diagnostic.help(format!("write at most {most}")));
        None
    }
}

fn word<T: Copy>(word: Option<&Spanned<T>>) -> Option<T> {
    word.map(|word| word.value)
}

fn span<T>(word: Option<&Spanned<T>>) -> Option<Span> {
    word.map(|word| word.span)
}
