use std::collections::BTreeMap;

use super::{Keyed, Severities, Severity, SloWindow};
use crate::duration::Duration;
use crate::number::Number;
use crate::promql::{Expr, VectorSelector};

/// A service level objective.
///
/// The *budget* is what may be bad: `1 - objective`. A *burn rate* of 1 uses it up in exactly one `window`; of 14.4 in a
/// 14.4th of it. All formulas are those of the SRE workbook, chapter 5: <https://sre.google/workbook/alerting-on-slos/>.
#[derive(Clone, Debug)]
pub struct Slo {
    /// Its name: `api-availability`, the value of the label `slo` of everything that is recorded for it.
    pub name: String,
    /// The stem of the name of its file.
    pub file_stem: String,
    /// Its name for people.
    pub title: String,
    /// What it promises.
    pub help: String,
    /// The share that has to be good, between 0 and 1.
    pub objective: Number,
    /// The share that may be bad: what is left of 1.
    pub budget: Number,
    /// The time over which that holds.
    pub window: SloWindow,
    /// What is counted.
    pub indicator: Indicator,
    /// One objective for each value of these labels.
    pub by: Vec<String>,
    /// Labels of its alerts and recorded series, beside `slo` and `service`.
    pub labels: BTreeMap<String, String>,
    /// The traffic below which nothing is said, in the unit of the rate of what is counted.
    pub min_traffic: Option<Number>,
    /// The burns that it is watched for, fast ones first.
    pub burns: Vec<Burn>,
}

/// What an objective counts.
#[derive(Clone, Debug)]
pub enum Indicator {
    /// What is bad, of all.
    Bad {
        /// The counters of what is bad.
        bad: Box<VectorSelector>,
        /// The counters of all.
        of: Box<VectorSelector>,
    },
    /// What is good, of all.
    Good {
        /// The counters of what is good.
        good: Box<VectorSelector>,
        /// The counters of all.
        of: Box<VectorSelector>,
    },
    /// What is bad and what is good, each counted by itself: no event is in both.
    Apart {
        /// The counters of what is bad.
        bad: Box<VectorSelector>,
        /// The counters of what is good.
        good: Box<VectorSelector>,
    },
    /// What is soon enough, of all.
    Latency {
        /// The bucket of what is soon enough.
        bucket: Box<VectorSelector>,
        /// The count of the histogram.
        of: Box<VectorSelector>,
        /// The bound of the bucket, in the unit of the histogram.
        within: Number,
    },
    /// The share of what is bad as the author computes it, `$window` not yet replaced.
    Ratio {
        /// The query.
        ratio: Expr,
        /// The counters of all, if the author names them.
        of: Option<Box<VectorSelector>>,
    },
}

impl Indicator {
    /// The counters of all that happens, which together count every event once; none if they are not known.
    pub fn all(&self) -> Vec<&VectorSelector> {
        match self {
            Self::Bad { of, .. } | Self::Good { of, .. } | Self::Latency { of, .. } => vec![of],
            Self::Apart { bad, good } => vec![bad, good],
            Self::Ratio { of, .. } => of.as_deref().into_iter().collect(),
        }
    }
}

/// Which alert watches for a burn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SloAlert {
    /// Somebody has to act now.
    Page,
    /// Somebody has to look at it during working hours.
    Ticket,
}

impl SloAlert {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Page, Self::Ticket];

    /// Its severity if the author says nothing else: the one that is called so, else by how urgent they are.
    pub fn severity(self, all: &Severities) -> Option<&Severity> {
        all.get(self.key()).or_else(|| match self {
            Self::Page => all.worst(),
            Self::Ticket => all.second(),
        })
    }

    /// Its key in the spec.
    pub fn key(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Ticket => "ticket",
        }
    }

    /// What its name adds to that of the objective.
    fn suffix(self) -> &'static str {
        match self {
            Self::Page => "FastBurn",
            Self::Ticket => "SlowBurn",
        }
    }
}

/// A row of the table of burns: so much of the budget in so long a time.
#[derive(Clone, Copy, Debug)]
pub struct BurnRow {
    /// The alert that watches for it.
    pub alert: SloAlert,
    /// The part of the budget, in percent.
    pub percent: i64,
    /// The time within which it is used up.
    pub long: Duration,
    /// A twelfth of that: the burn has to go on still, so that the alert ends soon after it.
    pub short: Duration,
}

const fn row(alert: SloAlert, percent: i64, long: u64, short: u64) -> BurnRow {
    BurnRow { alert, percent, long: Duration::from_secs(long), short: Duration::from_secs(short) }
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The window whose rates are recorded, and from which those of long windows are added up.
pub const RATE_WINDOW: Duration = Duration::from_secs(5 * MINUTE);
/// From here on windows are added up from what is recorded. Shorter ones are computed from what is scraped.
pub const LONG_WINDOW: Duration = Duration::from_secs(DAY);

impl Burn {
    /// The table: "recommended parameters for an SLO-based alerting configuration" of the workbook's chapter 5, with the two
    /// windows for tickets that it recommends for a month (3 days) and that sloth and others add (1 day). Fast burns first.
    pub const TABLE: [BurnRow; 4] = [
        row(SloAlert::Page, 2, HOUR, 5 * MINUTE),
        row(SloAlert::Page, 5, 6 * HOUR, 30 * MINUTE),
        row(SloAlert::Ticket, 10, DAY, 2 * HOUR),
        row(SloAlert::Ticket, 10, 3 * DAY, 6 * HOUR),
    ];
}

/// A burn that an objective is watched for.
#[derive(Clone, Copy, Debug)]
pub struct Burn {
    /// The alert that watches for it.
    pub alert: SloAlert,
    /// The part of the budget that it uses up within the long window.
    pub share: Number,
    /// The long window.
    pub long: Duration,
    /// The short window.
    pub short: Duration,
    /// The burn rate: `share * window / long`.
    pub factor: Number,
    /// The share of what is bad at that rate: `factor * budget`. More, and the alert fires.
    pub threshold: Number,
}

impl Slo {
    /// The burns that an alert watches for; none if there is no such alert.
    pub fn burns(&self, alert: SloAlert) -> impl Iterator<Item = &Burn> {
        self.burns.iter().filter(move |burn| burn.alert == alert)
    }

    /// The name of an alert: `ApiAvailabilityFastBurn`.
    pub fn alert_name(&self, alert: SloAlert) -> String {
        camel(&self.name) + alert.suffix()
    }

    /// The name of the alert that says that nothing is counted: `ApiAvailabilityAbsent`.
    pub fn absent_name(&self) -> String {
        camel(&self.name) + ABSENT
    }
}

/// What stands behind the name of the alert that says that nothing is counted.
const ABSENT: &str = "Absent";

/// The names of all alerts that an objective of that name can have.
pub(crate) fn alert_names(slo: &str) -> impl Iterator<Item = String> {
    SloAlert::ALL.into_iter().map(SloAlert::suffix).chain([ABSENT]).map(move |suffix| camel(slo) + suffix)
}

fn camel(slo: &str) -> String {
    let words = slo.split(['-', '_']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    words.map(capital).collect()
}

impl Keyed for Slo {
    fn key(&self) -> &str {
        &self.name
    }
}
