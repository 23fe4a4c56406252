//! Texts with placeholders: which of these mean something where the text stands.

use std::collections::BTreeMap;

use super::queries::QueryContext;
use crate::ast::AlertText;
use crate::check::Labels;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::go_template;
use crate::model::Condition;
use crate::rules::{self, dropped_label, repeated_unit};
use crate::source::{Span, Spanned};
use crate::template::{Part, Template};
use crate::unit::Unit;

/// Labels with their values, as templates.
pub(super) type Own = BTreeMap<String, Template>;

/// What a text is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role<'a> {
    /// What a panel calls a series.
    Legend,
    /// A label of an alert.
    Label {
        /// When the alert fires; nothing if that cannot be read.
        condition: Option<&'a Condition>,
    },
    /// What an alert tells people.
    Annotation {
        /// When the alert fires; nothing if that cannot be read.
        condition: Option<&'a Condition>,
        /// The unit of the value, if it is known.
        unit: Option<&'a Unit>,
        /// The labels of the alert itself. Prometheus fills texts in from the series alone, which do not have them yet.
        own: &'a Own,
    },
}

/// Reads a text of an alert; a template of Prometheus stays as it is if Prometheus can read it.
pub(super) fn of_alert(
    uses: &mut QueryContext<'_, '_>,
    text: &AlertText,
    series: &Labels,
    role: Role<'_>,
) -> Option<Template> {
    match text {
        AlertText::Placeholders(text) => read(uses, text, series, role),
        AlertText::Template(text) => match go_template::check(text) {
            Ok(()) => Some(Template::go(text.value.as_str())),
            Err(error) => {
                let diagnostic = at(uses, text, Span::new(error.start, error.end), error.message);
                uses.resolver.report(diagnostic.note("Prometheus refuses a rule file with such a text"));
                None
            }
        },
    }
}

/// Reads a text that is filled in from series with these labels.
pub(super) fn read(
    uses: &mut QueryContext<'_, '_>,
    text: &Text,
    series: &Labels,
    role: Role<'_>,
) -> Option<Template> {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => {
            let diagnostic = at(uses, text, Span::new(error.start, error.end), error.message);
            uses.resolver.report(diagnostic);
            return None;
        }
    };
    let unfit: Vec<_> = template.parts.iter().filter_map(|part| unfit(part, role)).collect();
    for (span, message, help) in unfit {
        let diagnostic = at(uses, text, span, message.into()).help(help);
        uses.resolver.report(diagnostic);
    }
    let own = match role {
        Role::Annotation { own, condition, unit } => {
            for found in repeated_unit::find(text, &template, unit, condition) {
                let place = uses.resolver.source.part_of_scalar(text.span, text, found.span);
                uses.resolver.report(found.at(place));
            }
            Some(own)
        }
        Role::Legend | Role::Label { .. } => None,
    };
    let own_labels: Vec<&str> = own.into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect();
    for label in template.labels() {
        let place = uses.resolver.source.part_of_scalar(text.span, text, label.span);
        uses.resolver.sink.extend(dropped_label::in_text(label, place, series, &own_labels));
    }
    Some(match own.filter(|_| !uses.adds_nothing()) {
        Some(own) => filled(template, series, own),
        None => template,
    })
}

fn at(uses: &QueryContext<'_, '_>, text: &Text, part: Span, message: String) -> Diagnostic {
    let place = uses.resolver.source.part_of_scalar(text.span, text, part);
    Diagnostic::new(&rules::BAD_TEMPLATE, place, message)
}

/// Why a placeholder means nothing here, and what to write.
fn unfit(part: &Part, role: Role<'_>) -> Option<(Span, &'static str, &'static str)> {
    match (part, role) {
        (Part::Value(span) | Part::Threshold(span), Role::Legend) => {
            let help = "name labels of the query: the panel itself shows the value";
            Some((*span, "a legend names a series, and not what it is worth", help))
        }
        (Part::Number(Spanned { span, .. }) | Part::Labels(span), Role::Legend) => Some((
            *span,
            "a legend names a series by its labels",
            "name labels of the query: `{{ instance }}`",
        )),
        (Part::Value(span) | Part::Number(Spanned { span, .. }), Role::Label { .. }) => {
            let message = "a label with the value creates a new alert whenever the value changes";
            Some((*span, message, "put the value into `summary` or `description`"))
        }
        (Part::Threshold(span), Role::Label { condition } | Role::Annotation { condition, .. })
            if matches!(condition, Some(Condition::AnySeries)) =>
        {
            let help =
                "write the number, or compare with a key of the alert instead of in the query: `above: 5%`";
            Some((*span, "this alert has no threshold, so this is always empty", help))
        }
        _ => None,
    }
}

/// The template with the alert's own labels filled in.
fn filled(template: Template, series: &Labels, own: &Own) -> Template {
    let parts = template.parts.into_iter().flat_map(|part| match &part {
        Part::Label(label) if !series.may_have(label) => {
            // One that is not there was reported, and is as empty where Prometheus fills it in.
            own.get(&label.value).map_or_else(|| vec![part.clone()], |value| value.parts.clone())
        }
        _ => vec![part],
    });
    Template { parts: parts.collect() }
}
