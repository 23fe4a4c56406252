//! Panels: from what is written to what is drawn.

use super::builder::Builder;
use super::decided::OF_PANEL;
use super::links::Holder;
use super::unit::Display;
use crate::ast;
use crate::check::Labels;
use crate::decode::{Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Panel, PanelBody, PanelKind, Settings, StepsMode, Target};
use crate::promql::Func;
use crate::recording;
use crate::resolve::queries::Parsed;
use crate::resolve::raw;
use crate::rules;
use crate::suggest;
use crate::unit::{Nature, Unit};

/// What is counted over a longer time hardly moves, and each point of its course is dear.
const LONGEST_COURSE: Duration = Duration::from_secs(3600);

impl Builder<'_, '_, '_> {
    /// A panel; nothing if it has errors that leave nothing to look at.
    pub(super) fn panel(&mut self, ast: &Placed<ast::Panel>) -> Option<Panel> {
        if let (Some(raw), true) = (&ast.raw, ast.types().next().is_none()) {
            return self.raw_panel(ast, raw);
        }
        let (kind, title) = self.kind(ast)?;
        self.variables_in(Some(title));
        self.variables_in(ast.description.as_ref());
        let mut style = self.panel_style(kind, ast);
        let (mut body, targets) = self.body(kind, title, ast, &style)?;
        if style.sparkline.is_none() && self.draws_course(kind, ast, &body) {
            style.sparkline = Some(true);
        }
        let Display { unit, id: unit_id, shown, factor } = match &mut body {
            PanelBody::Targets(all) => self.shown(kind, title, ast, all, &targets),
            PanelBody::Text(_) | PanelBody::Raw(_) => Display::nothing(),
        };
        let help = targets.iter().find_map(|target| target.help.clone());
        let description =
            ast.description.as_ref().map(|text| text.value.clone()).or(help).unwrap_or_default();
        if description.is_empty() && kind != PanelKind::Text {
            self.uses.resolver.report(rules::panel_without_description::found(title));
        }
        let mut settings = Settings::default();
        if let PanelBody::Targets(all) = &body {
            let usual = Display { unit: unit.clone(), id: None, shown: None, factor };
            settings.overrides = self.overrides(kind, ast, (all, &targets), &usual);
            self.mixed_units(kind, title, ast, all);
            self.foreign_line(ast, unit.as_ref(), all);
        }
        self.settings(ast, &targets, &mut settings);
        let (stacking, legend) = (style.stacking.unwrap_or_default(), style.legend.unwrap_or_default());
        settings.style = style;
        let number = |this: &mut Self, text: &Option<QuantityText>| {
            text.as_ref().and_then(|text| this.uses.resolver.quantity_in(text, unit.as_ref()))
        };
        Some(Panel {
            kind,
            title: title.value.clone(),
            description,
            width: self.size(ast.width.as_ref(), 24),
            height: self.size(ast.height.as_ref(), 60),
            repeat: self.repeat(ast),
            body,
            min: number(self, &ast.min),
            max: number(self, &ast.max),
            decimals: self.size(ast.decimals.as_ref(), 15),
            steps: self.steps_in(ast, unit.as_ref()),
            mappings: self.value_mappings(&ast.mappings, unit.as_ref()),
            lines: self.lines(ast, unit.as_ref()),
            stacking,
            legend,
            calculation: ast.calculate.as_ref().map(|calculation| calculation.value).unwrap_or_default(),
            links: self.links(&ast.links, Holder::Panel),
            settings,
            unit,
            shown,
            factor,
            unit_id,
        })
    }

    /// Whether a number says more with its course: not what is counted over a long time, when or how long
    /// ago something was, or a text.
    fn draws_course(&self, kind: PanelKind, ast: &ast::Panel, body: &PanelBody) -> bool {
        let PanelBody::Targets(targets) = body else { return false };
        let says_otherwise = ast.calculate.is_some() || ast.mappings.iter().next().is_some();
        let is_own = self.own && !self.uses.adds_nothing();
        let is_now = |target: &Target| {
            let is_age = target.expr.calls().any(|call| call.is(Func::Time));
            let is_moment = target.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp);
            !is_age
                && !is_moment
                && target.instant.is_none()
                && recording::longest(&target.expr) <= LONGEST_COURSE
        };
        kind == PanelKind::Stat && is_own && !says_otherwise && targets.iter().all(is_now)
    }

    /// What few panels say.
    fn settings(&mut self, ast: &ast::Panel, targets: &[Parsed], settings: &mut Settings) {
        let labels: Vec<&Labels> = targets.iter().map(|target| &target.ty.labels).collect();
        self.variables_in(ast.no_value.as_ref());
        settings.max_points =
            self.whole(ast.max_points.as_ref(), 1_000_000).and_then(|most| u32::try_from(most).ok());
        settings.exemplars = ast.exemplars.as_ref().is_some_and(|shown| shown.value);
        settings.steps_mode = ast.steps_mode.as_ref().map(|mode| mode.value).unwrap_or_default();
        settings.no_value = ast.no_value.as_ref().map(|text| text.value.clone());
        settings.log_scale = self.log_scale(ast);
        self.variables_in(ast.axis_label.as_ref());
        settings.axis_label = ast.axis_label.as_ref().map(|label| label.value.clone());
        settings.data_links = self.data_links(&ast.data_links, &labels);
        settings.transformations = ast.transformations.as_ref().map(|list| self.transformations(list));
        settings.raw = self.raw_keys(ast.raw.as_ref().map(|raw| &raw.value), OF_PANEL);
    }

    fn log_scale(&mut self, ast: &ast::Panel) -> Option<u8> {
        let base = ast.log_scale.as_ref()?;
        if let 2 | 10 = base.value {
            return u8::try_from(base.value).ok();
        }
        let message = format!("Grafana has no logarithmic axis of base {}", base.value);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, base.span, message);
        self.uses.resolver.report(diagnostic.help("write 2 or 10"));
        None
    }

    /// Colors by value, which may be given in percent of the way from the lower to the upper end.
    fn steps_in(&mut self, ast: &ast::Panel, unit: Option<&Unit>) -> Vec<crate::model::Step> {
        let percentage = ast.steps_mode.as_ref().filter(|mode| mode.value == StepsMode::Percentage);
        let Some(mode) = percentage else { return self.steps(ast.steps.as_ref(), unit) };
        let line = ast.threshold.as_ref().map(|name| name.span).or(ast.line.as_ref().map(|line| line.0.span));
        if let Some(line) = line {
            let message = "a line stands at a value, and these steps are percentages";
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, mode.span, message).also(line, "the line");
            self.uses.resolver.report(diagnostic.help("give the steps as values, or remove the line"));
        }
        let percent = self.uses.resolver.units.parse("percent").ok();
        self.steps(ast.steps.as_ref(), percent.as_ref())
    }

    /// Each has an id; what else it says only Grafana knows.
    fn transformations(&mut self, list: &[Placed<ast::Raw>]) -> Vec<crate::model::Value> {
        for ast::Raw(keys) in list.iter().map(|one| &one.value) {
            let has_id = keys
                .iter()
                .any(|(key, node)| key.value == "id" && matches!(node.value, crate::yaml::Value::Text(_)));
            if let (false, Some((first, _))) = (has_id, keys.first()) {
                let message = "this transformation has no `id`";
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, first.span, message);
                let help = "say which it is, as Grafana spells it: `{ id: reduce, options: { … } }`";
                self.uses.resolver.report(diagnostic.help(help));
            }
        }
        list.iter().map(|one| crate::model::Value::Map(raw::keys(&one.value.0))).collect()
    }

    /// The type of a panel and its title, which stands under that key.
    pub(super) fn kind<'a>(&mut self, ast: &'a Placed<ast::Panel>) -> Option<(PanelKind, &'a Text)> {
        let given: Vec<_> = ast.types().collect();
        match given.as_slice() {
            [one] => Some(*one),
            [] => {
                let names = suggest::list(PanelKind::ALL.iter().map(|row| row.0));
                let diagnostic = Diagnostic::new(&rules::BAD_PANEL, ast.span, "this panel has no type");
                self.uses.resolver.report(
                    diagnostic
                        .help(format!("start it with its type and title: {names}"))
                        .help("or write all of it under `raw`, as Grafana spells it"),
                );
                None
            }
            [_, (_, second), ..] => {
                let diagnostic = Diagnostic::new(&rules::BAD_PANEL, second.span, "this panel has two types");
                self.uses.resolver.report(diagnostic.help("keep one, or make two panels of it"));
                None
            }
        }
    }
}
