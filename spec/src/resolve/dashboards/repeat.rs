//! Panels and rows that are there once for each value of a variable, and variables in texts.

use super::builder::Builder;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::Repeat;
use crate::rules;
use crate::source::Piece;
use crate::suggest;

impl Builder<'_, '_, '_> {
    /// By what a panel is repeated.
    pub(super) fn repeat(&mut self, ast: &ast::Panel) -> Option<Repeat> {
        let direction = ast.repeat_direction.as_ref();
        if ast.repeat.is_none() {
            let given = direction.map(|direction| direction.span);
            if let Some(place) = given.or(ast.max_per_row.as_ref().map(|most| most.span)) {
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, "this panel is not repeated");
                let help = "name the variable to repeat it by: `repeat: …`, or remove this key";
                self.uses.resolver.report(diagnostic.help(help));
            }
        }
        if let Some(none) = ast.max_per_row.as_ref().filter(|most| most.value == 0) {
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, none.span, "no panel stands in such a row");
            self.uses.resolver.report(diagnostic.help("write at least 1"));
        }
        let max_per_row = self.size(ast.max_per_row.as_ref(), 24);
        let by = self.repeated_by(ast.repeat.as_ref())?;
        let direction = direction.map(|direction| direction.value).unwrap_or_default();
        Some(Repeat { by, direction, max_per_row })
    }

    /// The variable by which something is repeated, if the dashboard has it.
    pub(super) fn repeated_by(&mut self, by: Option<&Text>) -> Option<String> {
        let by = by?;
        if !self.variables.iter().any(|known| known.name == by.value) {
            self.no_variable(by);
            return None;
        }
        Some(by.value.clone())
    }

    /// Makes what is repeated: there, the variable has one value, however many are chosen.
    pub(super) fn with_one_value<T>(&mut self, by: Option<&Text>, make: impl FnOnce(&mut Self) -> T) -> T {
        let is_known = |by: &Text| self.variables.iter().any(|known| known.name == by.value);
        let taken: Vec<String> = match by {
            // Which variable is meant is not known, and that has been reported.
            Some(by) if !is_known(by) => std::mem::take(&mut self.several).into_iter().collect(),
            Some(by) => self.several.take(&by.value).into_iter().collect(),
            None => Vec::new(),
        };
        let result = make(self);
        self.several.extend(taken);
        result
    }

    /// Says so if a text that Grafana fills in names a variable that the dashboard does not have. Placeholders, code, and amounts such as
    /// `$5` and `$US` are none.
    pub(super) fn variables_in(&mut self, text: Option<&Text>) {
        let Some(text) = text else { return };
        for (at, name, _) in named_in(text) {
            let before = &text[..at];
            let in_placeholder = before.rfind("{{") > before.rfind("}}");
            let in_code = before.matches('`').count() % 2 == 1;
            if !in_placeholder && !in_code {
                self.has_variable(text, name);
            }
        }
    }

    /// The same for an address, which may have names of its own that begin like this: `?$top=5`.
    pub(super) fn variables_in_url(&mut self, url: &Text) {
        for (_, name, rest) in named_in(url) {
            if !rest.starts_with('=') {
                self.has_variable(url, name);
            }
        }
    }

    fn has_variable(&mut self, text: &Text, name: Piece<'_>) {
        if !self.variables.iter().any(|known| known.name == *name) && !self.sources.contains(name.as_str()) {
            let place = self.uses.resolver.place_in(text, name);
            let name = Text::new(name.as_str().to_owned(), place);
            let help = self.known_variable(&name);
            self.uses.resolver.report(rules::unfilled_text::found(&name, help));
        }
    }

    /// Reports a variable that the dashboard does not have.
    pub(super) fn no_variable(&mut self, name: &Text) {
        let message = format!("variable `{}` is not defined", **name);
        let help = self.known_variable(name);
        self.uses.resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, name.span, message).help(help));
    }

    /// What to write instead of a variable that the dashboard does not have.
    fn known_variable(&self, name: &Text) -> String {
        let known: Vec<&str> = self.variables.iter().map(|known| known.name.as_str()).collect();
        suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
            let known = suggest::list(known.iter().copied());
            format!("declare it under `variables` of the dashboard, or write one of {known}")
        })
    }
}

/// What looks like the name of a variable in a text: where its dollar sign stands, the name, and what is behind it.
fn named_in(text: &str) -> impl Iterator<Item = (usize, Piece<'_>, &str)> {
    text.match_indices('$').filter_map(|(at, _)| {
        let after = Piece::whole(text).part(at + 1..text.len());
        let braced = after.strip_prefix("{");
        let body = braced.unwrap_or(after);
        let end = body.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        let name = body.part(0..end.unwrap_or(body.len()));
        let rest = &body.as_str()[name.len()..];
        let is_closed = braced.is_none() || rest.starts_with(['}', ':', '.']);
        let is_name = name.starts_with(|letter: char| letter.is_ascii_lowercase());
        (is_closed && is_name).then_some((at, name, rest))
    })
}
