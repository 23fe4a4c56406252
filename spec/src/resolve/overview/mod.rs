//! The overview of a service: which alerts fire, how its objectives stand, its golden signals, and the way to the other dashboards.
//! It shows what the model knows; of what is not known it has no panel.

mod firing;
mod signals;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{made, slos};
use crate::ast;
use crate::check::Vocabulary;
use crate::model::{
    Alert, AlertGroup, Color, Comparison, Condition, Dashboard, HeaderLink, Link, Override, Panel, PanelKind,
    Row, SeriesMatch, Service, Severities, Slo, Step, Table, Target, Track,
};
use crate::number::Number;
use crate::promql::build::aggregate;
use crate::promql::{AggregateOp, Expr};
use crate::template::Template;
use crate::unit::Unit;
use signals::{MAX_KINDS, Measured, Signal};

/// What the overview is made of.
pub(super) struct Known<'k> {
    pub(super) service: &'k Service,
    pub(super) vocabulary: &'k Vocabulary,
    pub(super) tracks: &'k Table<Track>,
    pub(super) alerts: &'k [AlertGroup],
    pub(super) severities: &'k Severities,
    pub(super) slos: &'k Table<Slo>,
    /// The other dashboards.
    pub(super) dashboards: &'k [Dashboard],
    /// Which panels show a series, once that was asked for.
    pub(super) shown: OnceCell<Shown<'k>>,
}

/// By the name of a series: the dashboards that show it, and which of their panels.
type Shown<'k> = BTreeMap<&'k str, BTreeSet<(usize, usize)>>;

/// The overview; nothing if the author wants none or has one, or if there are not two dashboards that it could lead to.
pub(super) fn of(ast: &ast::Spec, known: &Known<'_>) -> Option<Dashboard> {
    let service = &ast.measured.service;
    let wanted = service.overview.as_ref().map(|wanted| wanted.value);
    let others = known.dashboards.iter().filter(|dashboard| !dashboard.as_written).count();
    if service.scope.is_some() || !wanted.unwrap_or(others > 1) {
        return None;
    }
    let (uid, title) = (made::uid(known.service, "-overview"), format!("{} Overview", known.service.title));
    if known.dashboards.iter().any(|other| other.uid == uid || other.title == title) {
        return None;
    }
    let rows = known.rows();
    let description = format!("How {} does: alerts, objectives, golden signals", known.service.title);
    let links = known.dashboards.iter().map(link_to);
    let links = links.map(|link| HeaderLink { link: Some(link), raw: Vec::new() }).collect();
    (!rows.is_empty()).then(|| Dashboard { links, ..made::dashboard(uid, title, description, rows) })
}

fn link_to(other: &Dashboard) -> Link {
    Link::Dashboard { title: other.title.clone(), uid: other.uid.clone() }
}

impl Known<'_> {
    fn rows(&self) -> Vec<Row> {
        let firing = firing::of(self.alerts, self.service, self.severities);
        let mut objectives = slos::summary(self.slos, self.service);
        let details = self.dashboards.iter().find(|dashboard| dashboard.is_made);
        // Some are told apart by labels: then there are more than one can read in a line, and their names need one of their own.
        let is_wide = self.slos.len() <= 4 && self.slos.iter().all(|slo| slo.by.is_empty());
        for panel in &mut objectives {
            panel.height = Some(if is_wide { 4 } else { 10 });
            panel.settings.data_links = details.map(link_to).into_iter().collect();
        }
        let signals = signals::of(self.vocabulary, self.tracks);
        let rows = [
            (None, firing),
            (Some("Objectives"), objectives),
            (Some("Golden signals"), self.golden(&signals)),
            (Some("Saturation"), self.saturation(&signals)),
        ];
        let rows = rows.into_iter().filter(|(_, panels)| !panels.is_empty());
        rows.map(|(title, panels)| made::row(title, panels)).collect()
    }

    fn golden(&self, signals: &[Signal]) -> Vec<Panel> {
        type Of = fn(&Signal) -> Option<&Measured>;
        let panels: [(&str, &str, Of); 3] = [
            ("Traffic per Second", "How often it is done", |signal| signal.traffic.as_ref()),
            ("Errors", "The share that failed", |signal| signal.errors.as_ref()),
            ("Latency p95", "The time within which 95% are done", |signal| signal.latency.as_ref()),
        ];
        let panels = panels.into_iter().filter_map(|(title, about, of)| {
            let known = signals.iter().filter_map(|signal| Some((signal.name.as_str(), of(signal)?)));
            self.numbers(title, about, &known.take(MAX_KINDS).collect::<Vec<_>>())
        });
        let numbers = alike(panels.collect());
        numbers.into_iter().chain(self.distribution(signals)).collect()
    }

    /// Where the time of the first kind of work goes that people wait for.
    fn distribution(&self, signals: &[Signal]) -> Option<Panel> {
        let signal = signals.iter().find(|signal| signal.latency.is_some())?;
        let buckets = signals::buckets(signal.duration.as_ref()?, self.vocabulary);
        let target = Target { legend: None, ..target(&buckets, "") };
        let title = format!("Latency of {}", signal.name);
        Some(Panel {
            kind: PanelKind::Heatmap,
            width: Some(24),
            ..made::panel(&title, "How many take how long", vec![target])
        })
    }

    /// What is close to its limit, and what is under way.
    fn saturation(&self, signals: &[Signal]) -> Vec<Panel> {
        let mut limited = self.watched();
        limited
            .extend(signals::limited(self.vocabulary).into_iter().map(|(name, share)| (name, share, None)));
        let in_flight =
            signals.iter().filter_map(|signal| Some((signal.name.as_str(), signal.in_flight.as_ref()?)));
        let in_flight: Vec<_> = in_flight.take(MAX_KINDS).collect();
        let under_way = self.numbers("In Progress", "How many are under way", &in_flight);
        limited.truncate(MAX_KINDS);
        let shares = (!limited.is_empty()).then(|| used(self, &limited));
        alike(shares.into_iter().chain(under_way).collect())
    }

    /// Shares of a limit that alerts watch: the query is a share, and what it is divided by does not count anything.
    fn watched(&self) -> Vec<(String, Measured, Option<Number>)> {
        let mut seen = BTreeSet::new();
        let all = self.rules().filter_map(|(alert, bound)| {
            let query = alert.query.as_ref().filter(|query| !seen.contains(*query))?;
            let is_share = alert.ty.unit.as_ref().is_some_and(Unit::is_share);
            let share = watched_share(&alert.expr).filter(|share| is_share && of_limit(share))?;
            seen.insert(query.clone());
            let expr = aggregate(AggregateOp::Max, share.clone());
            let share = Measured { unit: Some(Unit::ratio()), ..Measured::of(expr, self.vocabulary) };
            Some((signals::words(query), share, Some(bound)))
        });
        all.take(MAX_KINDS).collect()
    }

    /// The alerts that fire above a number, with it.
    fn rules(&self) -> impl Iterator<Item = (&Alert, Number)> {
        let alerts = self.alerts.iter().filter(|group| group.slo.is_none()).flat_map(|group| &group.alerts);
        alerts.filter_map(|alert| match &alert.condition {
            Condition::Threshold(threshold)
                if matches!(threshold.comparison, Comparison::Above | Comparison::AtLeast) =>
            {
                Some((alert, threshold.number))
            }
            _ => None,
        })
    }

    /// The number above which an alert fires that watches the same series in the same unit.
    fn bound(&self, measured: &Measured) -> Option<Number> {
        let is_alike = |alert: &Alert| {
            let units = alert.ty.unit.as_ref().zip(measured.unit.as_ref());
            units.is_some_and(|(one, other)| {
                one.is_comparable(other) && one.scale() == other.scale() && one.is_share() == other.is_share()
            })
        };
        let reads_no_other =
            |alert: &Alert| alert.expr.series_names().all(|name| measured.reads.contains(name));
        let reads_all = |alert: &Alert| {
            let read: BTreeSet<&str> = alert.expr.series_names().collect();
            measured.reads.iter().all(|name| read.contains(name.as_str()))
        };
        // Most alerts read something else.
        let watches = |alert: &Alert| is_alike(alert) && reads_no_other(alert) && reads_all(alert);
        self.rules().filter(|(alert, _)| watches(alert)).map(|(_, bound)| bound).min()
    }

    fn numbers(&self, title: &str, about: &str, known: &[(&str, &Measured)]) -> Option<Panel> {
        if known.is_empty() {
            return None;
        }
        let targets = known.iter().map(|(name, measured)| target(measured, name)).collect();
        let mut panel = made::stats(title, about, targets);
        // Nobody knows whether it is good or bad; where somebody does, a color says it.
        panel.steps = vec![Step { color: Color::Text, from: None }];
        let of_each = known.iter().enumerate().filter_map(|(at, (_, measured))| {
            let steps = self.bound(measured).map(good_below).unwrap_or_default();
            let data_links: Vec<Link> = self.about(measured).map(link_to).into_iter().collect();
            let says_something = !steps.is_empty() || !data_links.is_empty();
            let own = Override { steps, data_links, ..Override::new(SeriesMatch::Query(at)) };
            says_something.then_some(own)
        });
        panel.settings.overrides = of_each.collect();
        Some(panel)
    }

    /// The dashboard that shows most of the same series.
    fn about(&self, measured: &Measured) -> Option<&Dashboard> {
        let shown = measured.reads.iter().filter_map(|name| self.shown().get(name.as_str()));
        let panels: BTreeSet<(usize, usize)> = shown.flatten().copied().collect();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for (dashboard, _) in panels {
            *counts.entry(dashboard).or_default() += 1;
        }
        // Of those that show as much the first.
        let best = counts.into_iter().reduce(|one, other| if other.1 > one.1 { other } else { one });
        best.map(|(at, _)| &self.dashboards[at])
    }

    fn shown(&self) -> &Shown<'_> {
        self.shown.get_or_init(|| {
            let mut shown = Shown::new();
            for (at, dashboard) in self.dashboards.iter().enumerate().filter(|(_, board)| !board.is_made) {
                for (number, panel) in dashboard.panels().enumerate() {
                    for name in panel.targets().iter().flat_map(|target| target.expr.series_names()) {
                        shown.entry(name).or_default().insert((at, number));
                    }
                }
            }
            shown
        })
    }
}

fn used(known: &Known<'_>, limited: &[(String, Measured, Option<Number>)]) -> Panel {
    let targets = limited.iter().map(|(name, share, _)| target(share, name)).collect();
    let mut panel = Panel {
        kind: PanelKind::Bargauge,
        min: Some(Number::ZERO),
        max: Some(Number::ONE),
        ..made::panel("Used of the Limit", "How much of what has a limit is used, where it is most", targets)
    };
    let of_each = limited.iter().enumerate().map(|(at, (_, share, bound))| Override {
        steps: bound.map(good_below).unwrap_or_default(),
        data_links: known.about(share).map(link_to).into_iter().collect(),
        ..Override::new(SeriesMatch::Query(at))
    });
    panel.settings.overrides = of_each.collect();
    panel
}

/// Panels side by side, tall enough for the one that shows most.
fn alike(panels: Vec<Panel>) -> Vec<Panel> {
    let lines = |panel: &Panel| match panel.kind {
        PanelKind::Stat => panel.targets().len().div_ceil(2),
        _ => panel.targets().len(),
    };
    let most = panels.iter().map(lines).max().unwrap_or_default();
    let height = u8::try_from(2 * most + 2).unwrap_or(u8::MAX).min(8);
    panels.into_iter().map(|panel| Panel { height: Some(height), ..panel }).collect()
}

fn target(measured: &Measured, name: &str) -> Target {
    made::target(measured.expr.clone(), Template::plain(name), measured.unit.clone())
}

fn good_below(bound: Number) -> Vec<Step> {
    vec![Step { color: Color::Green, from: None }, Step { color: Color::Red, from: Some(bound) }]
}

/// What an alert compares with its number.
fn watched_share(alert: &Expr) -> Option<&Expr> {
    match alert.without_parens() {
        Expr::Binary(comparison) if comparison.op.value.is_comparison() => {
            Some(comparison.lhs.without_parens())
        }
        _ => None,
    }
}

/// Whether a quotient is a part of a limit: what has happened is divided by what has happened, and a limit is there.
fn of_limit(share: &Expr) -> bool {
    match share {
        Expr::Binary(quotient) => quotient.rhs.calls().next().is_none(),
        _ => false,
    }
}
