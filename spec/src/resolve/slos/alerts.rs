//! The alerts of an objective: on a fast burn, on a slow burn, and on silence.

use crate::promql::build::{binary, binary_on_nothing, number, paren, selector};
use std::collections::BTreeMap;

use super::share::{absent, all, recorded, scraped, series, windowed};
use super::{QueryContext, group_name};
use crate::ast;
use crate::check::{self, Scope, Ty};
use crate::duration::Duration;
use crate::model::is_initially_exported;
use crate::model::{
    Alert, AlertGroup, Burn, Condition, LONG_WINDOW, Service, Severity, Slo, SloAlert, Vocabulary,
};
use crate::promql::{BinaryOp, Expr, VectorSelector};
use crate::resolve::{Resolver, alert_tests, severities};
use crate::source::{Span, Spanned};
use crate::template::{Part, Template};
use crate::unit::Unit;

/// How long nothing is counted before somebody is told: longer than a restart takes.
const SILENCE: Duration = Duration::from_secs(600);

/// The `component` of alerts whose author names none.
const COMPONENT: &str = "slos";

pub(super) fn of(
    uses: &mut QueryContext<'_, '_>,
    slo: &Slo,
    ast: &ast::Slo,
    service: &Service,
) -> AlertGroup {
    let maker = Maker { slo, ast, service, vocabulary: uses.vocabulary };
    let mut alerts = Vec::new();
    for kind in SloAlert::ALL {
        let written = ast.keys(kind).map_or(&[][..], |keys| &keys.tests);
        let tests = alert_tests::read(uses, written);
        alerts.extend(maker.burning(kind).map(|alert| Alert {
            tests,
            severity: maker.severity(uses.resolver, kind),
            ..alert
        }));
    }
    alerts.extend(maker.absent(uses));
    AlertGroup {
        name: group_name(slo) + "_alerts",
        slo: Some(slo.name.clone()),
        alerts,
        ..AlertGroup::default()
    }
}

struct Maker<'m> {
    slo: &'m Slo,
    ast: &'m ast::Slo,
    service: &'m Service,
    vocabulary: &'m Vocabulary,
}

impl Maker<'_> {
    /// Fires while one of its burns goes on: too much is bad in the long window and in the short one.
    fn burning(&self, kind: SloAlert) -> Option<Alert> {
        let burns: Vec<&Burn> = self.slo.burns(kind).collect();
        let on_scraped = any(burns.iter().map(|burn| self.on_scraped(burn)))?;
        let recorded = any(burns.iter().map(|burn| self.on_recorded(burn)));
        Some(Alert {
            expr: on_scraped,
            recorded,
            // All its parts have the labels of the share.
            ty: Ty { unit: Some(Unit::ratio()), ..self.ty(&scraped(self.slo, LONG_WINDOW)) },
            summary: self.summary(kind),
            description: Some(self.description(&burns)),
            ..self.alert(self.slo.alert_name(kind))
        })
    }

    fn on_scraped(&self, burn: &Burn) -> Expr {
        let traffic = all(self.slo, burn.long);
        self.burn(burn, |window| scraped(self.slo, window), traffic)
    }

    fn on_recorded(&self, burn: &Burn) -> Expr {
        let of = |name, window| Expr::from(recorded(self.service, self.slo, &windowed(name, window)));
        let traffic = all(self.slo, burn.long).map(|_| of(series::ALL, burn.long));
        self.burn(burn, |window| of(series::ERROR_RATIO, window), traffic)
    }

    fn burn(&self, burn: &Burn, share: impl Fn(Duration) -> Expr, traffic: Option<Expr>) -> Expr {
        let over = |window| binary(share(window), BinaryOp::Gt, number(burn.threshold));
        let both = binary(over(burn.long), BinaryOp::And, over(burn.short));
        match self.slo.min_traffic.zip(traffic) {
            Some((least, traffic)) => {
                binary(both, BinaryOp::And, binary(traffic, BinaryOp::Ge, number(least)))
            }
            None => both,
        }
    }

    /// Fires when nothing is counted any more: then no burn shows.
    fn absent(&self, uses: &QueryContext<'_, '_>) -> Option<Alert> {
        let counters = self.slo.indicator.all();
        let both = |one, other| binary_on_nothing(one, BinaryOp::And, other);
        let none = counters.iter().map(|counters| absent(counters)).reduce(both)?;
        let words = format!("{}: nothing is counted", self.slo.title);
        let meaning = "The series of this objective are missing, so its burn-rate alerts cannot fire.";
        let starts_without = counters.iter().all(|counters| self.starts_without(uses, counters));
        let ty = Ty { unit: None, ..self.ty(&none) };
        let expr = if starts_without { self.unless_scraped(none) } else { none };
        let twice = Duration::from_millis(self.service.scrape.interval.as_millis().saturating_mul(2));
        Some(Alert {
            expr,
            hold: Some(SILENCE.max(twice)),
            severity: SloAlert::Ticket.severity(&uses.resolver.severities).cloned(),
            summary: Template::plain(words),
            description: Some(Template::plain(meaning)),
            runbook: vec![
                "See whether Prometheus scrapes the service.".to_owned(),
                "See whether a release has renamed the metric or its labels.".to_owned(),
            ],
            ty,
            ..self.alert(self.slo.absent_name())
        })
    }

    /// Whether a right service has none of these series until something happens: then only one that nobody scrapes is worth a word.
    fn starts_without(&self, uses: &QueryContext<'_, '_>, of: &VectorSelector) -> bool {
        let found = of.name.as_ref().and_then(|name| uses.vocabulary.find(name));
        found.is_some_and(|found| self.service.owns(of) && !is_initially_exported(found.metric, uses.tracks))
    }

    /// `none unless on () up{job="shop"} == 1`.
    fn unless_scraped(&self, none: Expr) -> Expr {
        let up = Expr::from(selector("up", self.service.selector.clone()));
        let is_up = binary(up, BinaryOp::Eq, number(crate::number::Number::ONE));
        binary_on_nothing(none, BinaryOp::Unless, is_up)
    }

    /// What all alerts of an objective share.
    fn alert(&self, name: String) -> Alert {
        let component = self.ast.component.as_ref().map_or(COMPONENT, |name| name.value.as_str());
        let labels = [("component", component), ("service", &self.service.name), ("slo", &self.slo.name)];
        let mut labels: BTreeMap<String, Template> =
            labels.map(|(name, value)| (name.to_owned(), Template::plain(value))).into();
        labels.extend(
            self.slo.labels.iter().map(|(name, value)| (name.clone(), Template::plain(value.as_str()))),
        );
        let is_apart = |(name, _): &(&str, &str)| !self.slo.by.iter().any(|by| by == name);
        for (name, value) in self.service.identity().filter(is_apart) {
            labels.entry(name.to_owned()).or_insert_with(|| Template::plain(value));
        }
        Alert {
            key: name.clone(),
            name,
            shares_name: false,
            file_stem: String::new(),
            page_stem: String::new(),
            annotations: BTreeMap::new(),
            expr: number(crate::number::Number::ONE),
            recorded: None,
            query: None,
            condition: Condition::AnySeries,
            portion: None,
            hold: None,
            keep_firing: None,
            severity: None,
            labels,
            summary: Template { parts: Vec::new() },
            impact: None,
            description: None,
            runbook: self.ast.runbook.iter().map(|step| step.value.clone()).collect(),
            tests: Vec::new(),
            ty: Ty::unknown(),
        }
    }

    fn ty(&self, expr: &Expr) -> Ty {
        check::query(self.vocabulary, Scope::Rule { window: false }, expr, &mut Vec::new())
    }

    fn severity(&self, resolver: &mut Resolver<'_>, kind: SloAlert) -> Option<Severity> {
        match self.ast.keys(kind).and_then(|keys| keys.severity.as_ref()) {
            Some(given) => severities::named(resolver, given),
            None => kind.severity(&resolver.severities).cloned(),
        }
    }

    fn summary(&self, kind: SloAlert) -> Template {
        let mut parts = vec![Part::Text(self.slo.title.clone())];
        for label in &self.slo.by {
            parts.push(Part::Text(", ".to_owned()));
            parts.push(Part::Label(Spanned::new(label.clone(), Span::default())));
        }
        parts.push(Part::Text(": ".to_owned()));
        parts.push(Part::Value(Span::default()));
        let how = match kind {
            SloAlert::Page => "fast",
            SloAlert::Ticket => "steadily",
        };
        parts.push(Part::Text(format!(" is bad, and the error budget burns {how}")));
        Template { parts }
    }

    fn description(&self, burns: &[&Burn]) -> Template {
        let one = |burn: &&Burn| {
            format!(
                "more than {} within {} and still within {}, which is {} of the budget",
                burn.threshold.in_percent(),
                burn.long,
                burn.short,
                burn.share.in_percent()
            )
        };
        let all: Vec<String> = burns.iter().map(one).collect();
        let text = format!(
            "Within {} {} may be bad. Now it is {}.",
            self.slo.window,
            self.slo.budget.in_percent(),
            all.join(", or ")
        );
        Template::plain(text)
    }
}

/// One of them; nothing if there is none.
fn any(burns: impl Iterator<Item = Expr>) -> Option<Expr> {
    let burns: Vec<Expr> = burns.collect();
    let alone = burns.len() == 1;
    burns
        .into_iter()
        .map(|burn| if alone { burn } else { paren(burn) })
        .reduce(|left, right| binary(left, BinaryOp::Or, right))
}
