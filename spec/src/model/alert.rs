use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Severity;
use crate::check::Ty;
use crate::duration::Duration;
use crate::number::Number;
use crate::promql::build::matcher;
use crate::promql::{Expr, MatchOp, narrowed};
use crate::quantity::Quantity;
use crate::template::Template;

/// Alerts that are evaluated together.
#[derive(Clone, Debug, Default)]
pub struct AlertGroup {
    /// Its name in the spec: `api`. Rule files carry the service's prefix before it.
    pub name: String,
    /// The objective that it is for, if it is for one: its rules stand in a file of their own, with what is recorded for it.
    pub slo: Option<String>,
    /// Time between two evaluations; nothing takes what the configuration says.
    pub interval: Option<Duration>,
    /// How many alerts each rule may give at once.
    pub limit: Option<u64>,
    /// How far back its queries look from the time of an evaluation.
    pub query_offset: Option<Duration>,
    /// Its alerts, in the order of the spec.
    pub alerts: Vec<Alert>,
}

/// An alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What the spec calls it; its rules for several severities share that.
    pub key: String,
    /// Its name, the label `alertname`: `HighErrorRate`. Others may have the same.
    pub name: String,
    /// Whether another alert has the same name.
    pub shares_name: bool,
    /// The stem of the names of the files with its tests: its key, and its severity if it has several, as far as every file system
    /// takes it.
    pub file_stem: String,
    /// The stem of its page, which its rules for several severities share.
    pub page_stem: String,
    /// The whole expression, comparison included, nothing left to replace, over the series that are scraped.
    pub expr: Expr,
    /// The same over recorded series, if some of it is recorded: what the rule evaluates then.
    pub recorded: Option<Expr>,
    /// The query it watches, if that has a name.
    pub query: Option<String>,
    /// When it fires.
    pub condition: Condition,
    /// The part of the series that it is for, if others have another threshold.
    pub portion: Option<Portion>,
    /// How long that must hold before it fires.
    pub hold: Option<Duration>,
    /// How long it keeps firing afterwards.
    pub keep_firing: Option<Duration>,
    /// How urgent it is; nothing if it has no label that says so.
    pub severity: Option<Severity>,
    /// Labels it adds beside `severity`. `component` is its group if the spec says nothing else, and is left out if it adds nothing.
    pub labels: BTreeMap<String, Template>,
    /// One line for the notification; empty if there is none.
    pub summary: Template,
    /// What it means, for whoever is woken.
    pub description: Option<Template>,
    /// What users or owners notice while it fires.
    pub impact: Option<Template>,
    /// Other annotations.
    pub annotations: BTreeMap<String, Template>,
    /// What to do, step by step.
    pub runbook: Vec<String>,
    /// Tests that the author has written.
    pub tests: Vec<AlertTest>,
    /// What is known of its series and of `$value`.
    pub ty: Ty,
}

impl Alert {
    /// The labels that it has beside those of its series, its name included.
    pub fn own_labels(&self) -> BTreeMap<String, Template> {
        let mut labels = self.labels.clone();
        let severity =
            self.severity.iter().map(|severity| ("severity".into(), Template::plain(severity.name())));
        labels.extend(severity);
        labels.insert("alertname".into(), Template::plain(self.name.as_str()));
        labels
    }

    /// Those of them that are the same for all its series.
    pub fn fixed_labels(&self) -> BTreeMap<String, String> {
        let own = self.own_labels().into_iter();
        own.filter_map(|(name, value)| Some((name, value.fixed()?))).collect()
    }

    /// Its summary, if it has one.
    pub fn own_summary(&self) -> Option<&Template> {
        Some(&self.summary).filter(|summary| **summary != Template::plain(""))
    }

    /// The expression for all series of the alert, also those for which another rule has the threshold.
    pub fn whole_expr(&self) -> &Expr {
        self.portion.as_ref().map_or(&self.expr, |portion| &portion.whole)
    }

    /// What tells it from the other rules of the alert: its severity, and the value of the label whose threshold it has.
    pub fn level(&self) -> String {
        let value = self.portion.as_ref().and_then(|portion| portion.value.as_deref());
        let severity = Some(self.severity_name()).filter(|name| !name.is_empty());
        severity.into_iter().chain(value).collect::<Vec<_>>().join(", ")
    }

    /// The name of its severity; empty if it has none.
    pub fn severity_name(&self) -> &str {
        self.severity.as_ref().map_or("", Severity::name)
    }

    /// The expression that its rule evaluates.
    pub fn rule_expr(&self) -> &Expr {
        self.recorded.as_ref().unwrap_or(&self.expr)
    }
}

/// The part of the series of an alert that a rule is for: those with one value of a label, or those with none of some values.
#[derive(Clone, Debug)]
pub struct Portion {
    /// The label.
    pub label: String,
    /// Its value; nothing for all series that have none of `others`.
    pub value: Option<String>,
    /// The values with other thresholds.
    pub others: Vec<String>,
    /// The expression of the rule for all series of the alert.
    pub whole: Expr,
}

impl Portion {
    /// Of an expression for all series the one for these; nothing if its selectors cannot say that.
    pub fn of(&self, whole: &Expr) -> Option<Expr> {
        let matchers: Vec<_> = match &self.value {
            Some(value) => vec![matcher(&self.label, MatchOp::Equal, value)],
            None => self.others.iter().map(|other| matcher(&self.label, MatchOp::NotEqual, other)).collect(),
        };
        narrowed(whole, &self.label, &matchers)
    }

    /// Whose threshold it is, in words: `where provider is "openai"`.
    pub fn words(&self) -> String {
        let label = &self.label;
        match &self.value {
            Some(value) => format!("where {label} is \"{value}\""),
            None => {
                let others: Vec<String> = self.others.iter().map(|other| format!("\"{other}\"")).collect();
                let none_of = if others.len() == 1 { "not" } else { "none of" };
                format!("where {label} is {none_of} {}", others.join(", "))
            }
        }
    }
}

/// A test of an alert: series, and when it fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertTest {
    /// What is tested.
    pub name: String,
    /// Series with their samples in the notation of promtool, one sample for every scrape.
    pub series: Vec<(String, String)>,
    /// Times at which it fires.
    pub fires: Vec<Duration>,
    /// Times at which it does not.
    pub silent: Vec<Duration>,
}

/// When an alert fires.
#[derive(Clone, Debug)]
pub enum Condition {
    /// When the query compares so with a threshold.
    Threshold(Threshold),
    /// When the query gives any series: it carries its own comparison, or is an `absent`.
    AnySeries,
}

/// A comparison with a number.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// How the value compares when the alert fires.
    pub comparison: Comparison,
    /// The threshold in the unit of the query: the number that stands in the rule.
    pub number: Number,
    /// The threshold as the author wrote it: `5%`.
    pub quantity: Quantity,
}

/// How a value compares with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `==`
    Equals,
}

impl Comparison {
    /// Every comparison with the key that the spec uses for it.
    pub const ALL: [(&'static str, Self); 5] = [
        ("above", Self::Above),
        ("at_least", Self::AtLeast),
        ("below", Self::Below),
        ("at_most", Self::AtMost),
        ("equals", Self::Equals),
    ];

    /// The key that the spec uses for it.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }

    /// Whether a value compares so with a threshold.
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        let order = value.partial_cmp(&threshold);
        match self {
            Self::Above => order.is_some_and(Ordering::is_gt),
            Self::AtLeast => order.is_some_and(Ordering::is_ge),
            Self::Below => order.is_some_and(Ordering::is_lt),
            Self::AtMost => order.is_some_and(Ordering::is_le),
            Self::Equals => order.is_some_and(Ordering::is_eq),
        }
    }

    /// In words, to stand before a quantity: `above`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtLeast => "at least",
            Self::Below => "below",
            Self::AtMost => "at most",
            Self::Equals => "equal to",
        }
    }
}
