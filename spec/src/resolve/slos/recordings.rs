//! What is recorded of an objective.

use crate::promql::build::{binary, call, number};
use std::collections::{BTreeMap, BTreeSet};

use super::calendar::within;
use super::group_name;
use super::share::{added_up, all, bad, mean_traffic, quotient, recorded, scraped, series, windowed};
use crate::duration::Duration;
use crate::model::{LONG_WINDOW, RATE_WINDOW, Recording, RecordingGroup, Service, Slo, SloWindow};
use crate::number::Number;
use crate::promql::{BinaryOp, Expr, Func};
use crate::unit::Unit;

/// Long windows change slowly. Samples live for five minutes, so it must not be as long as that.
const LONG_INTERVAL: Duration = Duration::from_secs(60);

/// The groups of an objective: what follows from what is scraped, then what follows from long windows.
pub(super) fn of(slo: &Slo, service: &Service) -> Vec<RecordingGroup> {
    let recorder = Recorder { slo, service };
    let interval = Some(LONG_INTERVAL).filter(|interval| *interval > service.evaluation_interval);
    let group = |suffix: &'static str, interval, rules| RecordingGroup {
        name: group_name(slo) + suffix,
        interval,
        slo: Some(slo.name.clone()),
        rules,
    };
    vec![group("", None, recorder.short()), group("_long", interval, recorder.long())]
}

struct Recorder<'r> {
    slo: &'r Slo,
    service: &'r Service,
}

impl Recorder<'_> {
    /// What is computed from what is scraped, and what is fixed.
    fn short(&self) -> Vec<Recording> {
        let mut rules = self.rates();
        for window in self.windows().into_iter().filter(|window| *window < LONG_WINDOW) {
            // Where what is recorded says it, nothing is read twice.
            let of_rates = window == RATE_WINDOW && bad(self.slo, window).is_some();
            let ratio = if of_rates { self.ratio_of_rates() } else { scraped(self.slo, window) };
            rules.push(self.ratio(window, ratio));
        }
        for (name, value, help) in [
            (series::OBJECTIVE, Some(self.slo.objective), "The objective: required ratio of good events"),
            (series::BUDGET, Some(self.slo.budget), "The error budget: allowed ratio of bad events"),
            (
                series::PERIOD,
                self.slo.window.length().as_seconds().over(Number::integer(86_400)),
                "The window of the objective in days",
            ),
        ] {
            rules.extend(
                value.map(|value| self.rule(name, call(Func::Vector, vec![number(value)]), None, help)),
            );
        }
        let now = windowed(series::ERROR_RATIO, RATE_WINDOW);
        rules.push(self.rule(
            series::BURN,
            self.burn(&now),
            Some(Unit::one()),
            "How many times the budget burns now",
        ));
        rules
    }

    /// What is computed from long windows.
    fn long(&self) -> Vec<Recording> {
        let mut rules = Vec::new();
        let is_counted = bad(self.slo, RATE_WINDOW).is_some();
        for window in self.windows().into_iter().filter(|window| *window >= LONG_WINDOW) {
            // A share that the author computes cannot be added up.
            let share =
                if is_counted { added_up(self.service, self.slo, window) } else { scraped(self.slo, window) };
            rules.push(self.ratio(window, share));
        }
        for window in self.traffic_windows().into_iter().filter(|window| *window >= LONG_WINDOW) {
            rules.push(self.traffic(window, mean_traffic(self.service, self.slo, window)));
        }
        let period = match self.slo.window {
            SloWindow::Rolling(window) => windowed(series::ERROR_RATIO, window),
            SloWindow::Calendar(period) => {
                let name = [series::CALENDAR_RATIO, period.name()].concat();
                let help = format!("Error ratio within the {}, so far", period.name());
                let ratio = within(self.service, self.slo, period);
                rules.push(self.rule(&name, ratio, Some(Unit::ratio()), &help));
                name
            }
        };
        let help = "How many times the budget has burnt within its window";
        rules.push(self.rule(series::PERIOD_BURN, self.burn(&period), Some(Unit::one()), help));
        let burnt = Expr::from(recorded(self.service, self.slo, series::PERIOD_BURN));
        let left = binary(number(Number::ONE), BinaryOp::Sub, burnt);
        rules.push(self.rule(series::LEFT, left, Some(Unit::ratio()), "What is left of the budget"));
        rules
    }

    /// What happens and what of it is bad, per second.
    fn rates(&self) -> Vec<Recording> {
        let mut rules = Vec::new();
        let traffic = |window| all(self.slo, window).map(|all| self.traffic(window, all));
        rules.extend(traffic(RATE_WINDOW));
        if let Some(bad) = bad(self.slo, RATE_WINDOW) {
            let name = windowed(series::BAD, RATE_WINDOW);
            rules.push(self.rule(&name, bad, None, "What is bad, per second"));
        }
        for window in self.traffic_windows().into_iter().filter(|window| *window < LONG_WINDOW) {
            rules.extend(traffic(window));
        }
        rules
    }

    fn ratio_of_rates(&self) -> Expr {
        let rate = |name| Expr::from(recorded(self.service, self.slo, &windowed(name, RATE_WINDOW)));
        quotient(rate(series::BAD), rate(series::ALL))
    }

    /// The windows of the burns, and that of the objective if it is always as long.
    fn windows(&self) -> BTreeSet<Duration> {
        let of_burns = self.slo.burns.iter().flat_map(|burn| [burn.short, burn.long]);
        let own = match self.slo.window {
            SloWindow::Rolling(window) => Some(window),
            SloWindow::Calendar(_) => None,
        };
        of_burns.chain([RATE_WINDOW]).chain(own).collect()
    }

    /// The windows in which there has to be traffic.
    fn traffic_windows(&self) -> BTreeSet<Duration> {
        let of_burns = self.slo.burns.iter().map(|burn| burn.long);
        of_burns.filter(|_| self.slo.min_traffic.is_some()).collect()
    }

    fn ratio(&self, window: Duration, expr: Expr) -> Recording {
        let help = format!("Error ratio within {window}");
        self.rule(&windowed(series::ERROR_RATIO, window), expr, Some(Unit::ratio()), &help)
    }

    fn traffic(&self, window: Duration, expr: Expr) -> Recording {
        let help = format!("What happens per second, in the mean of {window}");
        self.rule(&windowed(series::ALL, window), expr, None, &help)
    }

    /// A share in budgets.
    fn burn(&self, ratio: &str) -> Expr {
        let share = Expr::from(recorded(self.service, self.slo, ratio));
        binary(share, BinaryOp::Div, number(self.slo.budget))
    }

    fn rule(&self, name: &str, expr: Expr, unit: Option<Unit>, help: &str) -> Recording {
        let labels = [("service", &self.service.name), ("slo", &self.slo.name)];
        let mut labels: BTreeMap<String, String> =
            labels.map(|(label, value)| (label.to_owned(), value.clone())).into();
        labels.extend(self.slo.labels.clone());
        Recording {
            name: name.to_owned(),
            expr,
            labels,
            keeps_choices: false,
            unit,
            help: format!("{}: {help}", self.slo.title),
        }
    }
}
