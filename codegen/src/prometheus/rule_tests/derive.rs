//! The tests that follow from a query.

use std::collections::BTreeSet;

use super::decoy;
use super::file::Test;
use super::look;
use super::scenario::{Amount, SATURATED, Scenario, Watched};
use super::selector::selectors;
use super::series::Series;
use super::simulation::Rules;
use super::stage::{Part, Stage};
use super::writer::Writer;

/// A stretch of a test: how much of the fault there is, how much of it a second service has meanwhile, and for how many evaluations.
type Phase = (Amount, Amount, u32);

impl Writer<'_> {
    /// All of them; nothing if the query is beyond us.
    pub(super) fn derived(&self) -> Option<Vec<Test>> {
        let watched = Watched::new(&self.alert.condition, &self.alert.expr)?;
        let expr = &self.alert.expr;
        // What is recorded for panels as well keeps instances apart, too.
        let folds = self.alert.recorded.is_some() || look::folds_instances(expr);
        let timing = (self.clock, self.alert.hold.unwrap_or_default().as_millis());
        let scenario = Scenario::new(self.spec, watched, selectors(expr)?, timing, folds)?;
        let rules = self.rules(&scenario.series)?;
        Derived { writer: self, scenario: &scenario, rules: &rules }.tests()
    }
}

/// In how many labels results that fire at once differ: each is a series more, and each is simulated.
const MAX_LABELS: usize = 8;

/// The tests of an alert.
struct Derived<'d> {
    writer: &'d Writer<'d>,
    scenario: &'d Scenario<'d>,
    rules: &'d Rules,
}

impl Derived<'_> {
    /// All of them; nothing if it is not even known when the alert fires and when not.
    fn tests(&self) -> Option<Vec<Test>> {
        let scenario = self.scenario;
        let just = self.just()?;
        let mut tests = Vec::from(just);
        if let Some(boundary) = scenario.boundary() {
            tests.extend(self.at_threshold(boundary));
        }
        tests.extend(scenario.guarded().filter_map(|values| self.guarded(&values)));
        tests.extend(self.onset());
        tests.extend(scenario.needs_age().then(|| self.beginning()).flatten());
        if let Some(flood) = scenario.flood() {
            tests.extend(self.flood(flood));
        }
        tests.extend(self.several());
        Some(tests)
    }

    /// Just enough of the fault, and just not enough.
    fn just(&self) -> Option<[Test; 2]> {
        let Scenario { calm, good, bad, saturated, .. } = *self.scenario;
        let [fires, silent] = if self.scenario.watched.is_compared() {
            [
                "just over the threshold it fires, whatever others do",
                "just not over it nothing fires, whatever others do",
            ]
        } else {
            [
                "it fires where its condition just holds, whatever others do",
                "where it just does not hold nothing fires, whatever others do",
            ]
        };
        let stage = self.steady(bad, calm);
        let stage = stage.with(decoy::decoys(self.scenario, calm));
        let fires = stage.firing(fires, &self.scenario.labels)?;
        let stage = self.steady(good, saturated).with(decoy::decoys(self.scenario, saturated));
        let edge = decoy::at_the_edge(self.writer.spec, self.scenario).unwrap_or_default();
        let silent = stage.with(edge).silent(silent)?;
        Some([fires, silent])
    }

    fn at_threshold(&self, boundary: Amount) -> Option<Test> {
        let Scenario { calm, saturated, .. } = *self.scenario;
        let name = "at the threshold";
        if self.scenario.fires(boundary) {
            self.steady(boundary, calm).firing(name, &self.scenario.labels)
        } else {
            self.steady(boundary, saturated).silent(name)
        }
    }

    /// The fault, while something else keeps the alert from firing.
    fn guarded(&self, values: &[Option<f64>]) -> Option<Test> {
        let scenario = self.scenario;
        let phases = self.phases(scenario.bad, scenario.saturated);
        let own = scenario.series.iter().zip(values).map(|(series, value)| {
            Part::new(series, vec![(*value, phases.iter().map(|(.., length)| length).sum())])
        });
        let stage = Stage::new(self.writer, own.chain(self.others(&phases)).collect());
        stage.silent("the fault alone is not enough")
    }

    /// Calm, the fault, calm.
    fn onset(&self) -> Option<Test> {
        let Scenario { calm, saturated, .. } = *self.scenario;
        let (settled, rules) = (self.rules.settled(), self.rules);
        let before = settled + 2;
        let fault = settled + rules.hold() + 4;
        let after = settled + rules.keep() + 4;
        let stage =
            self.played(&[(calm, saturated, before), (saturated, calm, fault), (calm, saturated, after)]);
        stage.turns(
            "it fires after its time and ends after its window",
            before - 1,
            [false, true, false],
            &self.scenario.labels,
        )
    }

    /// The fault from the first sample on, beside a service that has been there for as long as the query looks back.
    fn beginning(&self) -> Option<Test> {
        let scenario = self.scenario;
        let (before, fault) = (self.rules.settled() + 1, self.settled());
        let own = scenario.series.iter().map(|series| {
            Part::new(series, vec![(None, before), (scenario.value_at(series, scenario.bad), fault)])
        });
        let others = self.others(&[(scenario.bad, scenario.calm, before + fault)]).collect::<Vec<_>>();
        let stage = Stage::new(self.writer, own.chain(others).collect());
        let name = "it waits until its series are as old as it looks back";
        stage.turns(name, 0, [false, true], &scenario.labels)
    }

    /// The fault, then so much else that it does not matter any more, then the fault.
    fn flood(&self, flood: Amount) -> Option<Test> {
        let Scenario { calm, bad, saturated, .. } = *self.scenario;
        let (settled, rules) = (self.rules.settled(), self.rules);
        let before = settled + rules.hold() + 2;
        let flooded = rules.keep() + 4;
        let after = settled + rules.hold() + 4;
        let stage = self.played(&[(bad, calm, before), (flood, saturated, flooded), (bad, calm, after)]);
        let name = "it ends when there is more of everything, until that has left the window";
        stage.turns(name, before - 1, [true, false, true], &self.scenario.labels)
    }

    /// Several results at once: one for each label in which they can differ.
    fn several(&self) -> Option<Test> {
        let (scenario, writer) = (self.scenario, self.writer);
        let maker = scenario.maker(writer.spec);
        let mut series: Vec<Series> =
            scenario.series.iter().filter(|series| series.group == 0).cloned().collect();
        let mut labels = vec![scenario.labels.clone()];
        for label in scenario.labels.keys().take(MAX_LABELS) {
            let apart = BTreeSet::from([label.clone()]);
            let made = scenario.size.each(1, &apart).map(|which| maker.series(which));
            let mut more = series.clone();
            for new in made.collect::<Option<Vec<_>>>().into_iter().flatten().flatten() {
                if !more.iter().any(|known| known.is(&new)) {
                    more.push(Series { group: 0, ..new });
                }
            }
            // A join may not have so many.
            let stage = self.of_series(&more);
            if let Some(found) = stage.firing_labels().filter(|found| found.len() == labels.len() + 1) {
                (series, labels) = (more, found);
            }
        }
        if labels.len() == 1 {
            return None;
        }
        self.of_series(&series).firing_together("several fire at once")
    }

    /// Steady series with just enough of the fault.
    fn of_series(&self, series: &[Series]) -> Stage<'_> {
        let scenario = self.scenario;
        let phases = self.phases(scenario.bad, scenario.calm);
        let own = series.iter().map(|series| {
            let stretches =
                phases.iter().map(|(amount, _, length)| (scenario.value_at(series, *amount), *length));
            Part::new(series, stretches.collect())
        });
        Stage::new(self.writer, own.collect())
    }

    /// For how many evaluations there is the fault when it shows.
    fn settled(&self) -> u32 {
        self.scenario.fresh.unwrap_or(self.rules.settled() + self.rules.hold() + 3)
    }

    /// The fault for that long, and calm before it, if the query remembers.
    fn phases(&self, amount: Amount, of_others: Amount) -> Vec<Phase> {
        let remembered =
            self.scenario.fresh.map(|_| (self.scenario.calm, of_others, self.rules.settled() + 1));
        remembered.into_iter().chain([(amount, of_others, self.settled())]).collect()
    }

    fn steady(&self, amount: Amount, of_others: Amount) -> Stage<'_> {
        self.played(&self.phases(amount, of_others))
    }

    /// The series of the scenario, and those of a second service.
    fn played(&self, phases: &[Phase]) -> Stage<'_> {
        let scenario = self.scenario;
        let own = scenario.series.iter().map(|series| {
            let stretches =
                phases.iter().map(|(amount, _, length)| (scenario.value_at(series, *amount), *length));
            Part::new(series, stretches.collect())
        });
        Stage::new(self.writer, own.chain(self.others(phases)).collect())
    }

    fn others<'p>(&'p self, phases: &'p [Phase]) -> impl Iterator<Item = Part> + 'p {
        let scenario = self.scenario;
        let found =
            scenario.series.iter().filter_map(|series| decoy::of_other_service(&scenario.selectors, series));
        found.map(move |series| {
            let stretches = phases.iter().map(|(_, amount, length)| {
                // With so little of the fault, all the more of everything else.
                let others = if *amount == scenario.calm { SATURATED } else { 1.0 };
                (scenario.value_at(&series, Amount { others, ..*amount }), *length)
            });
            let stretches = stretches.collect();
            Part { series, stretches }
        })
    }
}
