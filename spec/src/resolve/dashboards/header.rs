//! What stands above the panels of a dashboard: its time zone, and marks over every panel.

use super::builder::Builder;
use crate::ast;
use crate::check::Scope;
use crate::decode::{Placed, Text};
use crate::model::{Annotation, Color};
use crate::resolve::queries::Window;
use crate::resolve::templates::{self, Role};
use crate::resolve::time_zones;

impl Builder<'_, '_, '_> {
    /// The time zone of a dashboard; nothing is that of whoever looks.
    pub(super) fn timezone(&mut self, text: Option<&Text>) -> Option<String> {
        let text = text?;
        let known = time_zones::named(self.uses.resolver, text, &["browser", "utc"]);
        (known != "browser").then_some(known)
    }

    /// Marks where a query finds something.
    pub(super) fn annotation(&mut self, ast: &Placed<ast::Annotation>) -> Option<Annotation> {
        let variables = std::mem::take(&mut self.variables);
        let (query, expr) = (ast.query.as_ref(), ast.expr.as_ref());
        let taken = self.uses.take(ast.name.span, query, expr, Scope::Panel(&variables), self.own);
        self.variables = variables;
        let parsed = taken?;
        self.uses.several_values(&parsed.expr, (query, expr), &self.several);
        let mut text =
            |text: &Option<Text>| templates::read(self.uses, text.as_ref()?, &parsed.ty.labels, Role::Legend);
        let (title, text) = (text(&ast.title), text(&ast.text));
        let color = ast.color.as_ref().and_then(|color| self.color(color.span, color));
        Some(Annotation {
            name: ast.name.value.clone(),
            expr: self.uses.fill(&parsed.expr, Some(Window::Grafana)),
            title,
            text,
            color: color.unwrap_or(Color::Red),
            min_step: ast.min_step.as_ref().map(|step| step.value),
        })
    }
}
