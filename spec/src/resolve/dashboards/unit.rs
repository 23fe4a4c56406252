//! The unit of a panel: that of its query, or what its author says instead.

use super::Builder;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::grafana_unit;
use crate::lint::rules;
use crate::model::{PanelKind, Target};
use crate::resolve::queries::{Parsed, unit_words};
use crate::source::Span;
use crate::unit::Unit;

impl Builder<'_, '_, '_> {
    /// The panel's unit: as the author says, or that of its first query. A heatmap's is that of its axis, which
    /// has what the histogram observes, and not how often.
    pub(super) fn unit(
        &mut self,
        kind: PanelKind,
        ast: &ast::Panel,
        first: Option<(&Target, &Parsed)>,
    ) -> (Option<Unit>, Option<String>) {
        let derived = first.and_then(|(target, query)| match kind {
            PanelKind::Heatmap => query.ty.observed.clone(),
            _ => target.unit.clone(),
        });
        match &ast.unit {
            Some(text) => match text.strip_prefix("grafana:") {
                Some(id) => {
                    self.known_to_grafana(text, id);
                    (derived, Some(id.to_owned()))
                }
                None => {
                    let unit = self.uses.resolver.unit(text);
                    if let (Some(unit), Some(derived)) = (&unit, &derived)
                        && !unit.is_comparable(derived)
                    {
                        let gives = unit_words(Some(derived));
                        let message = format!("values in {gives} cannot be shown in `{}`", **text);
                        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message);
                        self.uses.resolver.report(
                            diagnostic
                                .note(format!("the query of this panel gives {gives}"))
                                .help("remove `unit`, and the panel shows that"),
                        );
                    }
                    (unit, None)
                }
            },
            None => (derived, None),
        }
    }

    /// One axis has one scale.
    pub(super) fn mixed_units(
        &mut self,
        kind: PanelKind,
        title: &Text,
        ast: &ast::Panel,
        targets: &[Target],
    ) {
        if kind != PanelKind::Timeseries || ast.unit.is_some() {
            return;
        }
        for right in [false, true] {
            let units = targets.iter().filter(|target| target.right_axis == right).map(|target| &target.unit);
            let mut units = units.flatten();
            let Some(first) = units.next() else { continue };
            let Some(other) = units.find(|unit| !unit.shares_axis(first)) else { continue };
            let message = format!("one axis for values in {first} and in {other}");
            let diagnostic = Diagnostic::new(&rules::MIXED_UNITS, title.span, message);
            let help = "give one of the queries `axis: right`, or make two panels of it";
            self.uses.resolver.report(diagnostic.help(help));
        }
    }

    fn known_to_grafana(&mut self, text: &Text, id: &str) {
        if grafana_unit::is_known(id) {
            return;
        }
        let resolver = &mut *self.uses.resolver;
        let part = Span::new(text.len() - id.len(), text.len());
        let place = resolver.source.part_of_scalar(text.span, text, part);
        let help = match grafana_unit::similar(id) {
            // `seconds` is not Grafana's word, but ours.
            _ if resolver.units.parse(id).is_ok() => {
                format!("write `unit: {id}`: from a unit of the spec follows Grafana's")
            }
            Some(known) => format!("did you mean `grafana:{known}`?"),
            None => "ids are such as `short`, `s`, `percentunit`, `reqps`; any other text is `grafana:suffix:TEXT`".into(),
        };
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_UNIT, place, format!("Grafana has no unit `{id}`"));
        resolver.report(diagnostic.note("it would print the text behind every number").help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Source;

    /// What is reported of a stat panel in that unit: the place, the message and the help.
    fn reported(unit: &str) -> Option<(String, String, String)> {
        let text = format!(
            "spec: 1\nservice: {{ name: shop, scrape: {{ port: 8000, interval: 15s }} }}\n\
             metrics: {{ m: {{ queue_depth: {{ type: gauge, help: Items }} }} }}\n\
             dashboards: {{ shop: {{ title: Shop, rows: [[{{ stat: A, expr: queue_depth, unit: '{unit}', description: A }}]] }} }}\n"
        );
        let source = Source::new("spec.yaml", text);
        let finding = crate::load(&source).err()?.into_iter().next()?;
        assert_eq!(finding.rule.code, "unknown-unit");
        Some((source.slice(finding.span()).to_owned(), finding.message.clone(), finding.helps.concat()))
    }

    #[test]
    fn ids_that_grafana_does_not_have_are_refused_with_a_suggestion() {
        let (place, message, help) = reported("grafana:reqsp").unwrap();
        assert_eq!(place, "reqsp");
        assert_eq!(message, "Grafana has no unit `reqsp`");
        assert_eq!(help, "did you mean `grafana:reqps`?");
        let (_, _, help) = reported("grafana:seconds").unwrap();
        assert!(help.starts_with("write `unit: seconds`"), "{help}");
        let (_, _, help) = reported("grafana:spoons per cup").unwrap();
        assert!(help.contains("grafana:suffix:TEXT"), "{help}");
        assert_eq!(reported("grafana:").unwrap().1, "Grafana has no unit ``");
    }

    #[test]
    fn ids_that_grafana_has_pass() {
        for unit in ["grafana:reqps", "grafana:suffix: spoons", "grafana:µs"] {
            assert_eq!(reported(unit), None, "{unit}");
        }
    }
}
