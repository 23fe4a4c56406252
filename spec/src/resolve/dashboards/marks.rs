//! What marks values in a panel: colors from a value upwards, and lines.

use super::builder::Builder;
use crate::ast;
use crate::decode::{Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Alert, Color, Comparison, Condition, Line, Step, Target};
use crate::rules;
use crate::source::{Piece, Span};
use crate::suggest;
use crate::unit::Unit;

impl<'b> Builder<'b, '_, '_> {
    /// `[red, yellow from 50%, green from 80%]`
    pub(super) fn steps(&mut self, given: Option<&Placed<Vec<Text>>>, unit: Option<&Unit>) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let Some(given) = given else { return steps };
        for (index, text) in given.iter().enumerate() {
            let whole = Piece::whole(text);
            let (color, from) = match whole.split_once(" from ") {
                Some((color, from)) => (color.trim(), Some(from.trim())),
                None => (whole.trim(), None),
            };
            let color_place = self.uses.resolver.place_in(text, color);
            let Some(color) = self.color(color_place, &color) else { continue };
            let problem = match (index, from) {
                (0, Some(_)) => {
                    Some(("the first color is for all values below the others", color.name(), ""))
                }
                (1.., None) => Some(("this color does not say from where", color.name(), " from 50%")),
                _ => None,
            };
            if let Some((message, name, rest)) = problem {
                self.bad_step(text.span, message.to_owned(), &format!("write `{name}{rest}`"));
                continue;
            }
            let from =
                from.map(|from| Text::new(from.as_str().to_owned(), self.uses.resolver.place_in(text, from)));
            let place = from.as_ref().map_or(text.span, |from| from.span);
            let number = from.and_then(|from| self.uses.resolver.quantity_in(&QuantityText(from), unit));
            let before = steps.last().and_then(|step: &Step| step.from);
            if number.is_some() && before >= number {
                let message = "this color does not begin above the one before it".to_owned();
                self.bad_step(place, message, "colors ascend with their values");
            }
            steps.push(Step { color, from: number });
        }
        steps
    }

    /// A color by its name.
    pub(super) fn color(&mut self, place: Span, name: &str) -> Option<Color> {
        let found = Color::parse(name);
        if found.is_none() {
            let names = || Color::ALL.iter().map(|row| row.0);
            let all =
                || format!("colors are {}, shades such as `dark-red`, and `#e02f44`", suggest::list(names()));
            let names = || names().chain(Color::SHADES);
            let help = suggest::did_you_mean(name, names()).unwrap_or_else(all);
            self.bad_step(place, format!("`{name}` is not a color"), &help);
        }
        found
    }

    fn bad_step(&mut self, place: Span, message: String, help: &str) {
        self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, place, message).help(help));
    }

    /// The line of an alert means something where its query is drawn.
    pub(super) fn foreign_line(&mut self, ast: &ast::Panel, unit: Option<&Unit>, targets: &[Target]) {
        let Some(name) = &ast.threshold else { return };
        let Some(alert) = self.by_name.get(name.value.as_str()).and_then(|rules| rules.first()) else {
            return;
        };
        self.uses.resolver.sink.extend(rules::foreign_line::find(name, alert, unit, targets));
    }

    pub(super) fn lines(&mut self, ast: &ast::Panel, unit: Option<&Unit>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(text) = &ast.line {
            let at = self.uses.resolver.quantity_in(text, unit);
            lines.extend(at.map(|at| Line {
                at,
                alert: None,
                written: None,
                color: Color::Orange,
                bad_below: false,
            }));
        }
        if let Some(name) = &ast.threshold {
            for alert in self.alert(name) {
                lines.extend(self.alert_line(name, alert, unit));
            }
        }
        lines
    }

    /// The rules of an alert, one for each of its severities.
    fn alert(&mut self, name: &Text) -> Vec<&'b Alert> {
        if let Some(rules) = self.by_name.get(name.value.as_str()) {
            return rules.clone();
        }
        let known = self.alerts.iter().flat_map(|group| &group.alerts);
        let known: Vec<&str> = known.map(|alert| alert.key.as_str()).collect();
        // One that is there but broken has been reported where it stands.
        if !self.uses.has_alert(name) {
            self.uses.resolver.undefined("alert", name, known);
        }
        Vec::new()
    }

    fn alert_line(&mut self, name: &Text, alert: &Alert, unit: Option<&Unit>) -> Option<Line> {
        let Condition::Threshold(threshold) = &alert.condition else {
            let message = format!("alert `{}` has no threshold that could be drawn", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, name.span, message);
            let help = "compare with `above` or `below` in the alert and not in its query, or draw a `line`";
            self.uses.resolver.report(diagnostic.help(help));
            return None;
        };
        // The panel may show another scale than the alert compares in.
        let at = match (unit, &alert.ty.unit) {
            (Some(panel), Some(own)) if panel.is_comparable(own) => {
                threshold.number.times(own.scale())?.over(panel.scale())?
            }
            (Some(panel), Some(own)) => {
                let message =
                    format!("alert `{}` compares values in {own}, and this panel shows {panel}", **name);
                let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, name.span, message);
                let help = "name an alert on what this panel shows, or draw a `line`";
                self.uses.resolver.report(diagnostic.help(help));
                return None;
            }
            _ => threshold.number,
        };
        let is_worst = self.uses.resolver.severities.is_worst(alert.severity.as_ref());
        let color = if is_worst { Color::Red } else { Color::Orange };
        let bad_below = matches!(threshold.comparison, Comparison::Below | Comparison::AtMost);
        let written = Some(threshold.quantity.text.clone());
        Some(Line { at, alert: Some(alert.key.clone()), written, color, bad_below })
    }
}
