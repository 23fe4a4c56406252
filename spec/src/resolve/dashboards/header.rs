//! What stands above the panels of a dashboard: its time zone, and marks over every panel.

use super::builder::Builder;
use super::decided::{OF_ANNOTATION, OF_RAW_ANNOTATION};
use crate::ast;
use crate::check::Scope;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Annotation, Color};
use crate::resolve::queries::Window;
use crate::resolve::templates::{self, Role};
use crate::resolve::time_zones;
use crate::rules;

impl Builder<'_, '_, '_> {
    /// The time zone of a dashboard; nothing is that of whoever looks.
    pub(super) fn timezone(&mut self, text: Option<&Text>) -> Option<String> {
        let text = text?;
        let known = time_zones::named(self.uses.resolver, text, &["browser", "utc"]);
        (known != "browser").then_some(known)
    }

    /// Marks where a query finds something.
    pub(super) fn annotation(&mut self, ast: &Placed<ast::Annotation>) -> Option<Annotation> {
        if let (None, None, Some(raw)) = (&ast.query, &ast.expr, &ast.raw) {
            return Some(self.raw_annotation(ast, raw));
        }
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
            expr: Some(self.uses.fill(&parsed.expr, Some(Window::Grafana))),
            title,
            text,
            color: color.unwrap_or(Color::Red),
            min_step: ast.min_step.as_ref().map(|step| step.value),
            is_raw: false,
            raw: self.raw_keys(ast.raw.as_ref(), OF_ANNOTATION),
        })
    }

    /// Marks that Grafana is given as they stand. A query to a Prometheus in them is checked all the same.
    fn raw_annotation(&mut self, ast: &Placed<ast::Annotation>, raw: &ast::Raw) -> Annotation {
        let keys = [
            ast.title.as_ref().map(|text| text.span),
            ast.text.as_ref().map(|text| text.span),
            ast.color.as_ref().map(|text| text.span),
            ast.min_step.as_ref().map(|step| step.span),
        ];
        if let Some(place) = keys.into_iter().flatten().next() {
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, "this means nothing without a query");
            let help = "give the annotation a `query` or an `expr`, or write this inside of `raw`";
            self.uses.resolver.report(diagnostic.help(help));
        }
        Annotation {
            name: ast.name.value.clone(),
            expr: self.raw_query(raw),
            title: None,
            text: None,
            color: Color::Red,
            min_step: None,
            is_raw: true,
            raw: self.raw_keys(Some(raw), OF_RAW_ANNOTATION),
        }
    }
}
