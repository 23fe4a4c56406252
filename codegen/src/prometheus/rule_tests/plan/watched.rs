//! What a query compares before it leaves results out.

use super::{Approx, At, Kept, Plan, Step};

/// A number that is compared with a constant: if the comparison does not hold, there is no result.
#[derive(Clone, Copy, Debug)]
pub(in crate::prometheus::rule_tests) struct Watched {
    at: At,
    pub(in crate::prometheus::rule_tests) bound: f64,
}

impl Watched {
    /// The number, among all of the plan's.
    pub(in crate::prometheus::rule_tests) fn value(self, numbers: &[Option<Approx>]) -> Option<f64> {
        numbers[self.at].map(|number| number.value)
    }
}

impl Plan {
    /// What is compared for each of its results, whatever else has to hold; nothing for a result that hangs on no constant.
    pub(in crate::prometheus::rule_tests) fn watched(&self) -> Vec<Option<Watched>> {
        self.result.iter().map(|(_, at)| self.watched_at(*at)).collect()
    }

    fn watched_at(&self, at: At) -> Option<Watched> {
        match &self.steps[at] {
            Step::Compared { left, right, kept: Kept::Side(at), .. } => {
                let other = if at == left { right } else { left };
                Some(Watched { at: *at, bound: self.constant(*other)? })
            }
            Step::Where { value, .. } | Step::Alone { value, .. } => self.watched_at(*value),
            _ => None,
        }
    }

    /// The number of a step that is always the same.
    fn constant(&self, at: At) -> Option<f64> {
        match &self.steps[at] {
            Step::Number(number) => Some(*number),
            Step::Computed(of, left, right) => Some(of(self.constant(*left)?, self.constant(*right)?)),
            _ => None,
        }
    }
}
