//! The queries of a panel.

use super::builder::Builder;
use super::window;
use crate::ast::{self, Axis, MinStep};
use crate::check::Scope;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{self, AnswerFormat, Calculation, PanelBody, PanelKind, Style, Target, asks_once};
use crate::number::Number;
use crate::resolve::queries::Parsed;
use crate::resolve::templates::{self, Role};
use crate::rules;
use crate::source::Spanned;

/// A query as it is written: by the panel itself, or as one of several.
struct Asked<'a> {
    /// Where it is reported that there is none.
    place: &'a Text,
    query: Option<&'a Text>,
    ref_id: Option<&'a Text>,
    expr: Option<&'a Text>,
    legend: Option<&'a Text>,
    unit: Option<&'a Text>,
    axis: Option<&'a Spanned<Axis>>,
    hide: Option<&'a Spanned<bool>>,
    instant: Option<&'a Spanned<bool>>,
    format: Option<&'a Spanned<AnswerFormat>>,
    min_step: Option<&'a MinStep>,
}

/// The queries of a panel, and whether each is one of several.
fn asked<'a>(title: &'a Text, ast: &'a ast::Panel) -> impl Iterator<Item = (Asked<'a>, bool)> {
    let is_alone = ast.query.is_some() || ast.expr.is_some() || ast.queries.is_empty();
    let alone = is_alone.then_some(Asked {
        place: title,
        query: ast.query.as_ref(),
        ref_id: None,
        expr: ast.expr.as_ref(),
        legend: ast.legend.as_ref(),
        unit: None,
        axis: None,
        hide: None,
        instant: None,
        format: None,
        min_step: None,
    });
    let several = ast.queries.iter().map(move |target| Asked {
        place: target.query.as_ref().or(target.expr.as_ref()).unwrap_or(title),
        query: target.query.as_ref(),
        ref_id: target.ref_.as_ref(),
        expr: target.expr.as_ref(),
        legend: target.legend.as_ref(),
        unit: target.unit.as_ref(),
        axis: target.axis.as_ref(),
        hide: target.hide.as_ref(),
        instant: target.instant.as_ref(),
        format: target.format.as_ref(),
        min_step: target.min_step.as_ref(),
    });
    alone.into_iter().map(|alone| (alone, false)).chain(several.map(|one| (one, true)))
}

impl Builder<'_, '_, '_> {
    /// What fills a panel, and what is known of its queries.
    pub(super) fn body(
        &mut self,
        kind: PanelKind,
        title: &Text,
        ast: &ast::Panel,
        style: &Style,
    ) -> Option<(PanelBody, Vec<Parsed>)> {
        if kind == PanelKind::Text {
            let Some(content) = &ast.content else {
                let diagnostic =
                    Diagnostic::new(&rules::BAD_PANEL, title.span, "this text panel has no `content`");
                self.uses.resolver.report(diagnostic.help("write its Markdown: `content: \"…\"`"));
                return None;
            };
            return Some((PanelBody::Text(content.value.clone()), Vec::new()));
        }
        let (mut parsed, mut targets, mut legends) = (Vec::new(), Vec::new(), Vec::new());
        let own = self.own && ast.scope.is_none();
        for (written, named) in asked(title, ast) {
            let Some((mut target, query)) = self.target(&written, own) else {
                // A panel without its only query has been reported.
                if named {
                    continue;
                }
                return None;
            };
            target.instant = written.instant.or(ast.instant.as_ref()).map(|once| once.value);
            target.format = self.format(kind, written.format.or(ast.format.as_ref()));
            target.min_step = written.min_step.or(ast.min_step.as_ref()).map(|step| self.min_step(step));
            // One number of many points is a course as well, only not drawn.
            let calculation =
                ast.calculate.as_ref().map_or(Calculation::Last, |calculation| calculation.value);
            let is_course = !asks_once(kind, calculation, style, &target);
            self.fixed_window(is_course, title, &query, written.expr);
            self.is_called_alone(written.ref_id.unwrap_or(written.place), &target, &targets);
            targets.push(target);
            parsed.push(query);
            legends.push(written.legend);
        }
        self.legends(kind, style, (&targets, &parsed), &legends);
        (!targets.is_empty()).then_some((PanelBody::Targets(targets), parsed))
    }

    /// Only where there is a choice.
    fn format(&mut self, kind: PanelKind, written: Option<&Spanned<AnswerFormat>>) -> Option<AnswerFormat> {
        let written = written?;
        if !matches!(kind, PanelKind::Table | PanelKind::Barchart) {
            let message = format!("a {} panel has no `format`", kind.name());
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, written.span, message);
            self.uses
                .resolver
                .report(diagnostic.help("remove it: only panels of table and barchart have it"));
        }
        Some(written.value)
    }

    /// No two queries of a panel have one name in Grafana.
    fn is_called_alone(&mut self, place: &Text, target: &Target, before: &[Target]) {
        let letter = target.letter(before.len());
        if letter.trim().is_empty() {
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place.span, "this `ref` is empty");
            self.uses.resolver.report(diagnostic.help("remove it: queries are called `A`, `B` and so on"));
        } else if (0..before.len()).any(|at| before[at].letter(at) == letter) {
            let message = format!("two queries of this panel are called `{letter}` in Grafana");
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, place.span, message);
            self.uses.resolver.report(diagnostic.help("give one of them another `ref`"));
        }
    }

    fn min_step(&mut self, written: &MinStep) -> model::MinStep {
        match written {
            MinStep::Fixed(step) => model::MinStep::Fixed(step.value),
            MinStep::Variable(name) => {
                self.variables_in(Some(name));
                model::MinStep::Variable(name.value.clone())
            }
        }
    }

    fn target(&mut self, written: &Asked<'_>, own: bool) -> Option<(Target, Parsed)> {
        let Asked { place, query, expr, legend, .. } = *written;
        let unit = written.unit.and_then(|unit| self.uses.resolver.unit(unit));
        let variables = std::mem::take(&mut self.variables);
        let taken = self.uses.take(place.span, query, expr, Scope::Panel(&variables), own);
        self.variables = variables;
        let parsed = taken?;
        self.uses.several_values(&parsed.expr, (query, expr), &self.several);
        self.variables_in(legend);
        let labels = &parsed.ty.labels;
        let legend = legend.and_then(|text| templates::read(self.uses, text, labels, Role::Legend));
        let target = Target {
            expr: self.uses.fill(&parsed.expr, Some(window::of(&parsed))),
            ty: parsed.ty.clone(),
            recorded: None,
            query: parsed.name.clone(),
            ref_id: written.ref_id.map(|name| name.value.clone()),
            legend,
            unit: unit.or_else(|| parsed.ty.unit.clone()),
            factor: Number::ONE,
            right_axis: written.axis.is_some_and(|axis| axis.value == Axis::Right),
            hidden: written.hide.is_some_and(|hide| hide.value),
            instant: None,
            format: None,
            min_step: None,
        };
        Some((target, parsed))
    }
}
