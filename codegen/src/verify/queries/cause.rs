//! Why a query finds nothing: something is wrong, or nothing has happened yet.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Origin, Recording, Series, Spec, is_initially_exported};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::{aggregate, binary, call, number, selector};
use gaugewright_spec::promql::{
    self, AggregateOp, BinaryOp, Expr, Func, MatchOp, Matcher, Modifiers, VectorSelector,
};

use super::question::Question;
use crate::verify::Ask;
use crate::verify::scraping::Scraping;

/// Series that rules of Prometheus itself write as soon as an alert is pending.
const OF_ALERTS: &[&str] = &["ALERTS", "ALERTS_FOR_STATE"];

/// Why a query finds nothing.
#[derive(Debug, PartialEq)]
pub(super) enum Cause {
    /// What it asks for should be there; in words, what is not.
    Wrong(String),
    /// What it asks for is exported once it has happened, or has not been scraped or recorded long enough.
    NotYet,
    /// Nobody is scraped who exports it.
    NotScraped,
}

/// Looks for causes; what it has learnt of a selector it does not ask again.
pub(super) struct Causes<'s> {
    spec: &'s Spec,
    scraping: Scraping,
    /// Whether a query finds something.
    known: BTreeMap<String, bool>,
}

impl<'s> Causes<'s> {
    pub(super) fn new(spec: &'s Spec, scraping: Scraping) -> Self {
        Self { spec, scraping, known: BTreeMap::new() }
    }

    /// Why the query finds nothing.
    pub(super) fn of(&mut self, question: &Question, ask: Ask<'_>) -> Cause {
        match self.of_expr(&question.scraped, ask) {
            Some(cause) => cause,
            // At the next evaluation of its rules.
            None if question.is_recorded() => Cause::NotYet,
            None => Cause::Wrong("the series exist, but the two sides do not match".to_owned()),
        }
    }

    /// What is missing of all that an expression reads: nothing is certain if that is there.
    fn of_expr(&mut self, expr: &Expr, ask: Ask<'_>) -> Option<Cause> {
        let looks_back = |part: &Expr| matches!(part, Expr::Subquery(node) if !node.modifiers.is_empty());
        let mut found = expr.parts().any(looks_back).then_some(Cause::NotYet);
        for part in expr.parts() {
            match self.of_part(part, ask) {
                Some(Cause::Wrong(words)) => return Some(Cause::Wrong(words)),
                Some(Cause::NotScraped) => found = Some(Cause::NotScraped),
                Some(Cause::NotYet) => found = found.or(Some(Cause::NotYet)),
                None => {}
            }
        }
        found
    }

    /// What is wrong with a selector, of a moment or a range.
    fn of_part(&mut self, part: &Expr, ask: Ask<'_>) -> Option<Cause> {
        let selector = match part {
            Expr::Vector(selector) => &**selector,
            Expr::Range(range) => &range.selector,
            _ => return None,
        };
        let name = selector.name.as_ref()?.value.as_str();
        if self.finds(enough(part), ask) {
            return None;
        }
        let now = VectorSelector { modifiers: Modifiers::default(), ..selector.clone() };
        if self.finds(now.clone().into(), ask) {
            // It is younger than the window.
            return Some(Cause::NotYet);
        }
        if OF_ALERTS.contains(&name) {
            return Some(Cause::NotYet);
        }
        let spec = self.spec;
        let rules = spec.recording_groups.iter().flat_map(|group| &group.rules);
        let mut recorded = rules.filter(|rule| rule.name == name && can_be(rule, selector)).peekable();
        if recorded.peek().is_some() {
            let missing = recorded.find_map(|rule| self.of_expr(&rule.expr, ask));
            // At the next evaluation of its rule.
            return Some(missing.unwrap_or(Cause::NotYet));
        }
        let owner = spec.metrics().series(name)?;
        let wrong = || Cause::Wrong(format!("there is no `{}`", promql::print(&now.clone().into())));
        let is_outside = owner.metric.origin == Origin::Outside;
        if is_outside && self.scraping.is_alone {
            return Some(Cause::NotScraped);
        }
        if self.scraping.is_starting {
            return Some(Cause::NotYet);
        }
        let is_due = is_outside || is_initially_exported(owner.metric, &spec.tracks);
        Some(if is_due || self.is_elsewhere(owner, &now, ask) { wrong() } else { Cause::NotYet })
    }

    /// Whether there are such series but for the labels that a scrape adds, and nobody is scraped who would get these. Others may well
    /// export a metric of the same name.
    fn is_elsewhere(&mut self, series: Series<'_>, found: &VectorSelector, ask: Ask<'_>) -> bool {
        let is_own = |matcher: &Matcher| series.labels().any(|label| label == matcher.label.value);
        let (own, added): (Vec<Matcher>, Vec<Matcher>) = found.matchers.iter().cloned().partition(is_own);
        let anywhere = VectorSelector { matchers: own, ..found.clone() };
        !added.is_empty()
            && !self.finds(selector("up", added).into(), ask)
            && self.finds(anywhere.into(), ask)
    }

    /// Whether there are such series. Who does not answer says nothing against them.
    fn finds(&mut self, series: Expr, ask: Ask<'_>) -> bool {
        // One answer, however many series there are.
        let query = promql::print(&aggregate(AggregateOp::Count, series));
        if let Some(known) = self.known.get(&query) {
            return *known;
        }
        let finds = match ask("/api/v1/query", &[("query", &query)]) {
            Ok(answer) => answer.data["result"].as_array().is_none_or(|found| !found.is_empty()),
            Err(_) => true,
        };
        self.known.insert(query, finds);
        finds
    }
}

/// Whether a rule can record a series that is selected: its own labels do not speak against it.
fn can_be(rule: &Recording, selector: &VectorSelector) -> bool {
    selector.matchers.iter().filter(|matcher| matcher.op.value == MatchOp::Equal).all(|matcher| {
        rule.labels.get(&matcher.label.value).is_none_or(|value| *value == matcher.value.value)
    })
}

/// The series of a selector that have enough samples: two within a range, or there is no rate.
fn enough(part: &Expr) -> Expr {
    let Expr::Range(_) = part else { return part.clone() };
    binary(call(Func::CountOverTime, vec![part.clone()]), BinaryOp::Gt, number(Number::ONE))
}
