//! The unit of a panel: that of its query, or what its author says instead. A query is shown as it is written: where Grafana can show its
//! values, the panel says how. Only points in time that certainly are in seconds are multiplied, for Grafana counts them in
//! milliseconds, and then that is said.

use super::builder::Builder;
use super::series;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::grafana_unit;
use crate::model::{PanelKind, Target};
use crate::number::Number;
use crate::resolve::queries::{Parsed, unit_words};
use crate::rules;
use crate::source::Span;
use crate::unit::{Base, Nature, Unit};

/// How the values of a panel are shown: see the fields of [`Panel`](crate::model::Panel).
pub(super) struct Display {
    pub(super) unit: Option<Unit>,
    pub(super) id: Option<String>,
    pub(super) shown: Option<Unit>,
    pub(super) factor: Number,
}

/// What is known of values before anybody says how they are shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    pub(super) unit: Option<Unit>,
    pub(super) certain: bool,
    pub(super) measured: bool,
    pub(super) is_heatmap: bool,
}

impl Display {
    pub(super) fn nothing() -> Self {
        Self::plain(None)
    }

    fn plain(unit: Option<Unit>) -> Self {
        Self { shown: unit.clone(), unit, id: None, factor: Number::ONE }
    }
}

impl Builder<'_, '_, '_> {
    /// How a panel shows its values, of which the first query decides; says of its queries which are multiplied. The unit of a heatmap is
    /// that of its axis, which has what the histogram observes, and not how often.
    pub(super) fn shown(
        &mut self,
        kind: PanelKind,
        title: &Text,
        ast: &ast::Panel,
        targets: &mut [Target],
        parsed: &[Parsed],
    ) -> Display {
        // What is not drawn says nothing of what is.
        let seen = targets.iter().zip(parsed).find(|(target, _)| !target.hidden);
        let Some((first, query)) = seen.or_else(|| targets.first().zip(parsed.first())) else {
            return Display::nothing();
        };
        let is_heatmap = kind == PanelKind::Heatmap;
        let derived = if is_heatmap { query.ty.observed.clone() } else { first.unit.clone() };
        // How often something falls into a bucket is not what the axis of a heatmap shows.
        let certain = query.ty.is_certain();
        let known = Derived { unit: derived, certain, measured: query.ty.is_measured(), is_heatmap };
        let shown = self.display(ast.unit.as_ref(), known);
        if !is_heatmap {
            let place = ast.unit.as_ref().unwrap_or(title);
            for (target, parsed) in targets.iter_mut().zip(parsed) {
                self.multiply(place, target, parsed);
            }
        }
        shown
    }

    /// How values are shown of which this is known.
    pub(super) fn display(&mut self, written: Option<&Text>, known: Derived) -> Display {
        let Some(text) = written else { return moments(known.unit) };
        if let Some(id) = text.strip_prefix("grafana:") {
            return self.by_id(text, id, known);
        }
        let unit = self.uses.resolver.unit(text);
        self.comparable(text, unit.as_ref(), &known);
        by_unit(unit, known.unit.as_ref(), known.certain && !known.is_heatmap)
    }

    /// Multiplies points in time.
    fn multiply(&mut self, place: &Text, target: &mut Target, parsed: &Parsed) {
        let moment = target.unit.as_ref().filter(|own| own.nature() == Nature::Timestamp);
        let Some(own) = moment.filter(|_| parsed.ty.is_certain() && !target.right_axis) else { return };
        let factor = own.scale().over(milliseconds(own).scale()).filter(|factor| *factor != Number::ONE);
        let Some(factor) = factor else { return };
        target.factor = factor;
        self.uses.resolver.report(rules::converted_query::found(place, factor));
    }

    /// Values of another dimension cannot be shown in a unit, nor those of another scale where Grafana does not choose it.
    fn comparable(&mut self, text: &Text, written: Option<&Unit>, known: &Derived) {
        let (Some(written), Some(derived)) = (written, known.unit.as_ref().filter(|_| known.measured)) else {
            return;
        };
        let gives = unit_words(Some(derived));
        // A number of which nobody says the unit may be a point in time.
        if written.nature() == Nature::Timestamp && derived.is_dimensionless() && !derived.is_share() {
            return;
        }
        if written.is_comparable(derived) {
            let factor = derived.scale().over(written.scale()).filter(|factor| *factor != Number::ONE);
            let is_date = derived.nature() == Nature::Timestamp;
            // What the query itself may have converted is shown as it is.
            let is_kept = !known.certain || !is_scaled_by_grafana(derived);
            if let Some(factor) = factor.filter(|_| !known.is_heatmap && !is_date && is_kept) {
                let message = format!(
                    "values in {gives} are not in `{}`, and a panel shows its query as it is",
                    **text
                );
                let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message);
                let help = format!("convert them in the query: `* {factor}`; or remove `unit`");
                self.uses.resolver.report(diagnostic.help(help));
            }
            return;
        }
        let message = format!("values in {gives} cannot be shown in `{}`", **text);
        let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message);
        self.uses.resolver.report(
            diagnostic
                .note(format!("the query of this panel gives {gives}"))
                .help("remove `unit`, and the panel shows that"),
        );
    }

    /// A unit of Grafana, compared with what the query gives as far as both are known. Counted things may be called anything.
    fn by_id(&mut self, text: &Text, id: &str, known: Derived) -> Display {
        let Derived { unit: derived, certain, measured, .. } = known;
        self.known_to_grafana(text, id);
        let fits = |own: &Unit, unit: &Unit| {
            let is_moment = own.nature() == Nature::Timestamp;
            // A number of which nobody says the unit may be anything.
            let is_alike = own.shares_axis(unit);
            // Whatever a number in the query is meant to do: what it makes of values is in their unit no more.
            *own == Unit::one()
                || is_alike && (is_moment || own.scale() == unit.scale())
                || !is_alike && !certain
        };
        if let (Some(own), Some(unit)) = (derived.as_ref().filter(|_| measured), grafana_unit::unit_of(id))
            && !fits(own, &unit)
        {
            let message =
                format!("Grafana shows `{id}` as values in {unit}, and the query gives values in {own}");
            let help = match grafana_unit::id_of(own) {
                Some(right) => format!("remove `unit`, or write `grafana:{right}`"),
                None => "remove `unit`, and the panel shows what the query gives".to_owned(),
            };
            self.uses.resolver.report(Diagnostic::new(&rules::UNIT_MISMATCH, text.span, message).help(help));
        }
        Display { id: Some(id.to_owned()), ..moments(derived) }
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
            let beside = |(at, target): &(usize, &Target)| {
                target.right_axis == right && !target.hidden && !series::is_apart(ast, targets, *at)
            };
            let units =
                targets.iter().enumerate().filter(beside).filter_map(|(_, target)| target.unit.as_ref());
            self.uses.resolver.sink.extend(rules::mixed_units::find(title, units));
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

/// A unit of the spec. Numbers of the panel are in it; where Grafana scales values itself, these stay what the query gives.
fn by_unit(written: Option<Unit>, derived: Option<&Unit>, certain: bool) -> Display {
    let (Some(written), Some(derived)) = (&written, derived) else { return moments(written) };
    let is_alike = certain && written.is_comparable(derived) && is_scaled_by_grafana(derived);
    match written.scale().over(derived.scale()) {
        Some(factor) if is_alike => {
            Display { unit: Some(written.clone()), id: None, shown: Some(derived.clone()), factor }
        }
        _ => moments(Some(written.clone())),
    }
}

/// Points in time are shown in milliseconds; anything else as it is.
fn moments(unit: Option<Unit>) -> Display {
    match unit {
        Some(moment) if moment.nature() == Nature::Timestamp => {
            let millis = milliseconds(&moment);
            let factor = moment.scale().over(millis.scale()).unwrap_or(Number::ONE);
            Display { unit: Some(moment), id: None, shown: Some(millis), factor }
        }
        other => Display::plain(other),
    }
}

fn milliseconds(moment: &Unit) -> Unit {
    let scale = Number::fraction(1, 1000).unwrap_or(Number::ONE);
    moment.clone().with_scale(scale)
}

/// Whether Grafana chooses the prefix itself, so that values of any scale read well: lengths of time, sizes and their rates, shares.
fn is_scaled_by_grafana(unit: &Unit) -> bool {
    let has_id = grafana_unit::id_of(unit).is_some();
    let scales = |base: &Base| matches!(base, Base::Second | Base::Byte);
    has_id && (unit.is_share() || unit.dimension().iter().any(|(base, power)| *power > 0 && scales(base)))
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
