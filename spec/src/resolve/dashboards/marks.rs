//! What marks values in a panel: colors from a value upwards, and lines.

use super::Builder;
use crate::ast;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::lint::rules;
use crate::model::{Color, Comparison, Condition, Line, Severity, Step};
use crate::suggest;
use crate::unit::Unit;

impl Builder<'_, '_, '_> {
    /// `[red, yellow from 50%, green from 80%]`
    pub(super) fn steps(&mut self, ast: &ast::Panel, unit: Option<&Unit>) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let Some(given) = &ast.steps else { return steps };
        for (index, text) in given.iter().enumerate() {
            let (color, from) = match text.split_once(" from ") {
                Some((color, from)) => (color.trim(), Some(from.trim())),
                None => (text.trim(), None),
            };
            let Some((_, color)) = Color::ALL.iter().find(|row| row.0 == color) else {
                let names = || Color::ALL.iter().map(|row| row.0);
                let message = format!("`{color}` is no color");
                let help = suggest::did_you_mean(color, names()).unwrap_or_else(|| suggest::list(names()));
                self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
                continue;
            };
            if (index == 0) != from.is_none() {
                let message =
                    "the first color stands alone, each other one says from where: `yellow from 50%`";
                self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message));
                continue;
            }
            let number = from.and_then(|from| {
                let text = QuantityText(Text::new(from.to_owned(), text.span));
                self.uses.resolver.quantity_in(&text, unit)
            });
            let before = steps.last().and_then(|step: &Step| step.from);
            if number.is_some() && before >= number {
                let message = "colors ascend with their values";
                self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message));
            }
            steps.push(Step { color: *color, from: number });
        }
        steps
    }

    pub(super) fn lines(&mut self, ast: &ast::Panel, unit: Option<&Unit>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(text) = &ast.line {
            let at = self.uses.resolver.quantity_in(text, unit);
            lines.extend(at.map(|at| Line { at, alert: None, color: Color::Orange, bad_below: false }));
        }
        if let Some(name) = &ast.threshold {
            lines.extend(self.alert_line(name, unit));
        }
        lines
    }

    fn alert_line(&mut self, name: &Text, unit: Option<&Unit>) -> Option<Line> {
        let alerts = || self.alerts.iter().flat_map(|group| &group.alerts);
        let Some(alert) = alerts().find(|alert| alert.name == name.value) else {
            let known: Vec<&str> = alerts().map(|alert| alert.name.as_str()).collect();
            // One that is there but broken has been reported where it stands.
            if !self.uses.has_alert(name) {
                self.uses.resolver.undefined("alert", name, known);
            }
            return None;
        };
        let Condition::Threshold(threshold) = &alert.condition else {
            let message = format!("alert `{}` has no threshold that could be drawn", **name);
            self.uses.resolver.report(Diagnostic::new(&rules::BAD_PANEL, name.span, message));
            return None;
        };
        // The panel may show another scale than the alert compares in.
        let at = match (unit, &alert.unit) {
            (Some(panel), Some(own)) if panel.is_comparable(own) => {
                threshold.number.times(own.scale())?.over(panel.scale())?
            }
            (Some(panel), Some(own)) => {
                let message = format!("alert `{}` is about {own}, this panel shows {panel}", **name);
                self.uses.resolver.report(Diagnostic::new(&rules::UNIT_MISMATCH, name.span, message));
                return None;
            }
            _ => threshold.number,
        };
        let color = if alert.severity == Severity::Critical { Color::Red } else { Color::Orange };
        let bad_below = matches!(threshold.comparison, Comparison::Below | Comparison::AtMost);
        Some(Line { at, alert: Some(alert.name.clone()), color, bad_below })
    }
}
