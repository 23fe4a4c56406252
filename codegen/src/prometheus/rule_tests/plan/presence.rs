//! Which numbers of a plan can be there together, whatever the samples are.

use std::collections::BTreeSet;

use super::{At, Plan, Step};

impl Plan {
    /// Whether Prometheus may refuse to compute it: some of what must be alone may be there together.
    pub(in crate::prometheus::rule_tests) fn can_fail(&self) -> bool {
        let rivals = self.steps.iter().filter_map(|step| match step {
            Step::One(of) | Step::Alone { among: of, .. } if of.len() > 1 => Some(of),
            _ => None,
        });
        let mut rivals = rivals.peekable();
        if rivals.peek().is_some() {
            let presence = self.presence();
            let apart = |of: &Vec<At>| {
                let pairs =
                    of.iter().enumerate().flat_map(|(at, a)| of[at + 1..].iter().map(move |b| (a, b)));
                pairs.into_iter().all(|(a, b)| presence[*a].excludes(&presence[*b]))
            };
            if !rivals.all(apart) {
                return true;
            }
        }
        self.inner.iter().any(Self::can_fail)
    }

    fn presence(&self) -> Vec<Presence> {
        let mut all: Vec<Presence> = Vec::with_capacity(self.steps.len());
        for (at, step) in self.steps.iter().enumerate() {
            let mut own = Presence::default();
            let (needs, lacks): (&[At], &[At]) = match step {
                Step::Computed(_, left, right) | Step::Compared { left, right, .. } => {
                    (&[*left, *right], &[])
                }
                Step::Reduced(_, of) | Step::One(of) if of.len() == 1 => (of, &[]),
                Step::Quantile(share, _) => (&[*share], &[]),
                Step::Where { value, any, wanted: false } => (&[*value], any),
                Step::Alone { value, .. } | Step::Where { value, .. } => (&[*value], &[]),
                Step::Number(_)
                | Step::Time
                | Step::Series(..)
                | Step::Subquery { .. }
                | Step::Reduced(..)
                | Step::One(_) => (&[], &[]),
            };
            for of in needs {
                own.needs.extend(&all[*of].needs);
                own.lacks.extend(&all[*of].lacks);
            }
            own.needs.insert(at);
            own.lacks.extend(lacks);
            all.push(own);
        }
        all
    }
}

/// What must be there, and what must not, for a number to be there.
#[derive(Default)]
struct Presence {
    needs: BTreeSet<At>,
    lacks: BTreeSet<At>,
}

impl Presence {
    fn excludes(&self, other: &Self) -> bool {
        !self.needs.is_disjoint(&other.lacks) || !self.lacks.is_disjoint(&other.needs)
    }
}
