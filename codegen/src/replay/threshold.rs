//! Thresholds, as the author of the spec would write them: in the unit and the prefix of the one that stands there.

use gaugewright_spec::model::{Comparison, Threshold};
use gaugewright_spec::quantity::Quantity;
use gaugewright_spec::unit::{Base, Unit, Units};

/// A threshold that is tried.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tried {
    /// As it would stand in the spec.
    pub(super) text: String,
    /// In the unit of the query.
    pub(super) number: f64,
}

/// How thresholds of an alert are written.
pub(super) struct Writing<'a> {
    unit: Option<&'a Unit>,
    units: Units,
    /// What stands behind the number, with the gap before it.
    suffix: String,
    /// What the number 1 with that behind it is in the unit of the query.
    one: f64,
}

/// The shares of all evaluations at whose values thresholds are worth a try.
const SHARES: [f64; 10] = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999];
/// Steps between an ordinary value and the worst.
const STEPS: u32 = 40;

impl<'a> Writing<'a> {
    pub(super) fn new(threshold: &Threshold, unit: Option<&'a Unit>) -> Self {
        let mut units = Units::default();
        for base in unit.into_iter().flat_map(|unit| unit.dimension().keys()) {
            if let Base::Named(name) = base {
                units.declare(name);
            }
        }
        let text = &threshold.quantity.text;
        let suffix = threshold.quantity.unit_text();
        let gap =
            text.strip_suffix(&suffix).is_some_and(|number| number.ends_with(' ') && !suffix.is_empty());
        let mut writing =
            Self { unit, units, suffix: format!("{}{suffix}", if gap { " " } else { "" }), one: 1.0 };
        writing.one = writing.read(&format!("1{}", writing.suffix)).map_or(1.0, |one| one.number);
        writing
    }

    /// A threshold that somebody asks for.
    pub(super) fn read(&self, text: &str) -> Result<Tried, String> {
        let quantity =
            Quantity::parse(text, &self.units).map_err(|error| format!("`{text}`: {}", error.message))?;
        let number = match self.unit {
            Some(unit) => quantity.in_unit(unit),
            None => quantity.in_base_units(),
        };
        let number = number.ok_or_else(|| {
            format!("`{text}` cannot be compared with the value of the query: write it as the spec does, with `{}`", self.suffix.trim())
        })?;
        Ok(Tried { text: quantity.text, number: number.to_f64() })
    }

    /// A value with as many digits as a step has, in the unit of the query; nothing if it cannot be written.
    fn write(&self, value: f64, step: f64) -> Option<Tried> {
        let power = (step / self.one).abs().log10().floor();
        if !power.is_finite() || power.abs() > 12.0 {
            return None;
        }
        let rounded = (value / self.one / 10f64.powf(power)).round() * 10f64.powf(power);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12")]
        let places = (-power).max(0.0) as usize;
        let text = format!("{:.places$}", if rounded == 0.0 { 0.0 } else { rounded });
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.read(&format!("{text}{}", self.suffix)).ok()
    }

    /// Thresholds between ordinary values and the worst, those that fire least first.
    pub(super) fn candidates(&self, comparison: Comparison, mut values: Vec<f64>) -> Vec<Tried> {
        let is_downward = matches!(comparison, Comparison::Below | Comparison::AtMost);
        values.sort_by(f64::total_cmp);
        if is_downward {
            values.reverse();
        }
        let (Some(&worst), false) = (values.last(), comparison == Comparison::Equals) else {
            return Vec::new();
        };
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
        let ordinary = at(0.5);
        let step = (worst - ordinary) / f64::from(STEPS);
        let grid = (0..=STEPS + 1).map(|count| (ordinary + step * f64::from(count), step));
        // Two digits of each: a few evaluations may lie far beyond all others.
        let shares = SHARES.iter().map(|share| (at(*share), at(*share) / 10.0));
        let written = grid.chain(shares).filter_map(|(value, step)| self.write(value, step));
        let mut all: Vec<Tried> = written.collect();
        all.sort_by(|one, other| other.number.total_cmp(&one.number));
        if is_downward {
            all.reverse();
        }
        all.dedup_by(|one, other| one.number.to_bits() == other.number.to_bits());
        all
    }
}
