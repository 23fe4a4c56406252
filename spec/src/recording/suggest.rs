//! What would pay to be recorded: parts of queries that panels and alerts compute again and again, and long windows that
//! panels read with every refresh.

use std::collections::{BTreeMap, BTreeSet};

use super::cost::{Estimate, Zoom};
use super::name::by_convention;
use super::series::Regrouping;
use super::window::{self, follows_zoom, has_variables};
use super::{LONGEST_STAND_IN, WINDOW};
use crate::duration::Duration;
use crate::model::{PanelKind, Service, Spec};
use crate::promql::rewrite::{self, without_rate_interval};
use crate::promql::{
    self, DurationExpr, Expr, Func, GroupingKind, MatchOp, Matcher, Variable, Visit, VisitMut, normal, print,
    walk,
};
use crate::sampling;

/// So many times fewer samples have to be read for a refresh, the evaluation of the rule included, before it is worth it.
const GAIN: f64 = 5.0;
/// A window this long is worth it although the rule reads as much as one refresh: it does so more rarely, and for all who
/// look.
const LONG: Duration = Duration::from_secs(3600);

/// A query that would pay to be recorded.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The name of its series by convention.
    pub name: String,
    /// A name for the query that is free in the spec.
    pub query: String,
    /// The query that is recorded, nothing left to replace.
    pub expr: Expr,
    /// The part of its users' queries that it stands for.
    pub(crate) stands_for: Expr,
    /// What makes that part of its series, where these keep more labels.
    pub(crate) regrouping: Option<Regrouping>,
    /// What tells its series from those that another service records under the same name.
    pub identity: Vec<Matcher>,
    /// The length of its `$window`, if it stands in for one that follows the zoom.
    pub window: Option<Duration>,
    /// Who would read it, each as often as it computes it.
    pub users: Vec<User>,
    /// Series that it would have.
    pub series: u64,
    /// Samples that its users read for it with one refresh or evaluation each.
    pub now: u64,
    /// Samples that they would read then.
    pub then: u64,
    /// Samples that the rule would read with each evaluation.
    pub recording: u64,
}

/// Who computes a query.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum User {
    /// An alert, by its name.
    Alert(String),
    /// A panel: the titles of its dashboard and its own.
    Panel(String, String),
}

impl Suggestion {
    /// The samples that its users would no longer read.
    fn saved(&self) -> u64 {
        self.now.saturating_sub(self.then)
    }

    /// The query as a spec has it, with its `$window`.
    pub fn written(&self) -> String {
        let mut expr = self.expr.clone();
        if let Some(window) = self.window {
            Opened(window).expr(&mut expr);
        }
        print(&expr)
    }
}

/// Puts `$window` back in.
struct Opened(Duration);

impl VisitMut for Opened {
    fn duration(&mut self, duration: &mut DurationExpr) {
        if duration.millis() == Some(self.0.as_millis()) {
            let (span, name) = (duration.span(), rewrite::WINDOW.to_owned());
            *duration = DurationExpr::Variable(Variable::new(name, span));
        }
    }
}

/// What would pay, as far as it is not recorded yet, those first that save the most.
pub fn suggest(spec: &Spec) -> Vec<Suggestion> {
    let uses = uses(spec);
    let candidates = candidates(&uses, &spec.service);
    let raw = Estimate::new(spec);
    let mut suggestions: Vec<Suggestion> = chosen(spec, &uses, &candidates)
        .into_iter()
        .map(|(name, key)| suggestion(spec, &raw, &uses, name, &candidates[&key]))
        .collect();
    suggestions.sort_by(|a, b| b.saved().cmp(&a.saved()).then_with(|| a.name.cmp(&b.name)));
    suggestions
}

/// A query that somebody asks.
struct Use {
    user: User,
    expr: Expr,
    /// What its window stands in for, if it follows the zoom.
    zoom: Option<Zoom>,
    /// How often it is evaluated for one refresh.
    points: u64,
}

/// Every query of alerts and panels, each with a fixed window.
fn uses(spec: &Spec) -> Vec<Use> {
    let alerts = spec.alerts().map(|(_, alert)| Use {
        user: User::Alert(alert.name.clone()),
        expr: alert.rule_expr().clone(),
        zoom: None,
        points: 1,
    });
    let mut uses: Vec<Use> = alerts.collect();
    let scrape = spec.service.scrape.interval;
    // What nobody has written reads what is recorded, and is no reason to record more.
    for dashboard in spec.dashboards.iter().filter(|dashboard| !dashboard.is_made) {
        for panel in dashboard.panels() {
            let step = sampling::step(dashboard.time).max(scrape);
            let points = dashboard.time.as_millis() / step.as_millis().max(1);
            // What is kept as it stands reads no recorded series.
            let targets = if panel.kind == PanelKind::Raw { &[] } else { panel.targets() };
            for target in targets {
                let points = if panel.asks_once(target) { 1 } else { points };
                let own = target.query.as_ref().and_then(|name| spec.queries.get(name)?.window);
                let actual =
                    sampling::least(scrape).max(Duration::from_millis(step.as_millis() + scrape.as_millis()));
                let stands_in = own.unwrap_or_default();
                let zoom = follows_zoom(target.panel_expr()).then_some(Zoom { stands_in, actual });
                uses.push(Use {
                    user: User::Panel(dashboard.title.clone(), panel.title.clone()),
                    expr: target.panel_expr().clone(),
                    zoom,
                    points,
                });
            }
        }
    }
    fix_windows(&mut uses, &spec.service, sampling::least(scrape).max(WINDOW).min(LONGEST_STAND_IN));
    uses
}

/// Gives a window to what follows the zoom: that of its query, else the shortest with which somebody else computes a part
/// of it, so that both can read one series.
fn fix_windows(uses: &mut [Use], service: &Service, default: Duration) {
    let (mut windows, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for used in uses.iter_mut() {
        match &used.zoom {
            Some(zoom) if zoom.stands_in.is_zero() => continue,
            Some(zoom) => used.expr = without_rate_interval(&used.expr, zoom.stands_in),
            None => {}
        }
        windows.extend(window::ranges(&used.expr).into_iter().map(|(_, window)| window));
        keys.extend(parts(&used.expr, service).into_iter().map(|part| part.key));
    }
    windows.retain(|window| *window <= LONGEST_STAND_IN);
    for used in uses.iter_mut() {
        let Some(zoom) = used.zoom.as_mut().filter(|zoom| zoom.stands_in.is_zero()) else { continue };
        let meets = |window: &&Duration| {
            parts(&without_rate_interval(&used.expr, **window), service)
                .iter()
                .any(|part| keys.contains(&part.key))
        };
        zoom.stands_in = windows.iter().find(meets).copied().unwrap_or(default);
        used.expr = without_rate_interval(&used.expr, zoom.stands_in);
    }
}

/// A part of a query that could be recorded.
struct Part {
    key: String,
    wide: Wide,
    /// The parts that it lies in.
    outer: Vec<String>,
}

/// What would be recorded for a part.
#[derive(Clone)]
struct Wide {
    /// The part.
    expr: Expr,
    /// The same with the labels by which panels are narrowed.
    recorded: Expr,
    /// What makes the one of the other, if they differ.
    regrouping: Option<Regrouping>,
    /// The labels that are recorded.
    level: Vec<String>,
}

impl Wide {
    /// Nothing if the labels cannot be told by looking, or labels by which panels are narrowed would be lost.
    fn of(expr: &Expr, service: &Service) -> Option<Self> {
        let mut level = level(expr)?;
        let lost: Vec<&str> = if service.is_read_by(expr) {
            service.choices().filter(|choice| !level.iter().any(|label| label == choice)).collect()
        } else {
            Vec::new()
        };
        if lost.is_empty() {
            return Some(Self { expr: expr.clone(), recorded: expr.clone(), regrouping: None, level });
        }
        let (regrouping, recorded) = Regrouping::widened(expr, &lost)?;
        level.extend(lost.into_iter().map(str::to_owned));
        Some(Self { expr: expr.clone(), recorded, regrouping: Some(regrouping), level })
    }
}

/// Aggregations of which the labels that are left can be told by looking, and quantiles of them.
fn parts(expr: &Expr, service: &Service) -> Vec<Part> {
    struct Parts<'s> {
        service: &'s Service,
        found: Vec<Part>,
        outer: Vec<String>,
    }
    impl Visit for Parts<'_> {
        fn expr(&mut self, expr: &Expr) {
            let part = Wide::of(expr, self.service).filter(|wide| {
                !has_variables(expr)
                    && by_convention(expr, &wide.level, None).is_some()
                    && !expr.series_names().any(|name| name.contains(':'))
            });
            let Some(wide) = part else { return walk(self, expr) };
            let (key, outer) = (normal(expr), self.outer.clone());
            self.found.push(Part { key: key.clone(), wide, outer });
            self.outer.push(key);
            walk(self, expr);
            self.outer.pop();
        }
    }
    let mut parts = Parts { service, found: Vec::new(), outer: Vec::new() };
    parts.expr(expr);
    parts.found
}

/// The labels that an aggregation or a quantile of one leaves.
fn level(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Aggregate(aggregate) => match &aggregate.grouping {
            None => Some(Vec::new()),
            Some(grouping) if grouping.kind == GroupingKind::By => {
                Some(grouping.labels.iter().map(|label| label.value.clone()).collect())
            }
            Some(_) => None,
        },
        Expr::Call(call) if call.is(Func::HistogramQuantile) => {
            let mut level = level(call.args.last()?.without_parens())?;
            level.retain(|label| label != "le");
            Some(level)
        }
        _ => None,
    }
}

/// A part and who computes it.
struct Candidate {
    wide: Wide,
    /// The places of its uses, each as often as it computes it.
    uses: Vec<usize>,
    outer: BTreeSet<String>,
}

fn candidates(uses: &[Use], service: &Service) -> BTreeMap<String, Candidate> {
    let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
    for (place, used) in uses.iter().enumerate() {
        for Part { key, wide, outer } in parts(&used.expr, service) {
            let new = || Candidate { wide, uses: Vec::new(), outer: BTreeSet::new() };
            let candidate = candidates.entry(key).or_insert_with(new);
            candidate.uses.push(place);
            candidate.outer.extend(outer);
        }
    }
    candidates
}

/// What a candidate costs its users now, what it costs them recorded, and what its rule costs.
struct Price {
    now: f64,
    then: f64,
    recording: f64,
}

impl Price {
    #[allow(clippy::cast_precision_loss, reason = "an estimate")]
    fn of(candidate: &Candidate, uses: &[Use], estimate: &Estimate<'_>) -> Self {
        let series = estimate.output(&candidate.wide.expr);
        let recording = estimate.reads(&candidate.wide.expr, None);
        let mut price = Self { now: 0.0, then: 0.0, recording };
        for used in candidate.uses.iter().filter_map(|place| uses.get(*place)) {
            price.now += used.points as f64 * estimate.reads(&candidate.wide.expr, used.zoom);
            price.then += used.points as f64 * series;
        }
        price
    }

    /// What alerts compute is computed once by the rule instead: only panels read again what they have read.
    fn pays(&self, candidate: &Candidate, uses: &[Use]) -> bool {
        let is_panel = |place: &usize| matches!(uses[*place].user, User::Panel(..));
        let is_long = window::longest(&candidate.wide.expr) >= LONG;
        let least = if is_long { GAIN * self.then } else { GAIN * (self.then + self.recording) };
        candidate.uses.iter().any(is_panel) && self.now >= least
    }
}

/// The candidates that pay, from the inside out: names, and keys.
fn chosen(spec: &Spec, uses: &[Use], candidates: &BTreeMap<String, Candidate>) -> Vec<(String, String)> {
    let mut estimate = Estimate::new(spec);
    let mut taken: BTreeSet<String> = estimate.outputs.keys().cloned().collect();
    let pays = |estimate: &Estimate<'_>, candidate: &Candidate| {
        Price::of(candidate, uses, estimate).pays(candidate, uses)
    };
    // What lies in something is shorter than that.
    let mut keys: Vec<&String> = candidates.keys().collect();
    keys.sort_by_key(|key| (key.len(), *key));
    let mut chosen = Vec::new();
    for key in keys {
        let candidate = &candidates[key];
        // Whoever computes it computes the whole around it.
        let whole = candidate.outer.iter().filter_map(|outer| candidates.get(outer));
        let mut whole = whole.filter(|outer| outer.uses == candidate.uses);
        if !pays(&estimate, candidate) || whole.any(|whole| pays(&estimate, whole)) {
            continue;
        }
        let Some(name) = by_convention(&candidate.wide.expr, &candidate.wide.level, None) else { continue };
        // Two rules cannot have one name: the second needs one that its author chooses.
        if taken.insert(name.clone()) {
            estimate.recorded.insert(key.clone(), estimate.output(&candidate.wide.expr));
            chosen.push((name, key.clone()));
        }
    }
    chosen
}

fn suggestion(
    spec: &Spec,
    raw: &Estimate<'_>,
    uses: &[Use],
    name: String,
    candidate: &Candidate,
) -> Suggestion {
    let readers: Vec<&Use> = candidate.uses.iter().filter_map(|place| uses.get(*place)).collect();
    let price = Price::of(candidate, uses, raw);
    let plain = name.replace(':', "_");
    let free = |candidate: &String| !spec.queries.contains(candidate);
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let query = std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or_default();
    let stands_in = readers.iter().find_map(|used| used.zoom).map(|zoom| zoom.stands_in);
    let longest = window::longest(&candidate.wide.expr);
    let is_free = |(label, _): &(&str, &str)| !candidate.wide.level.iter().any(|level| level == label);
    let identity = spec.service.identity().filter(is_free);
    Suggestion {
        name,
        query,
        identity: identity
            .map(|(label, value)| promql::build::matcher(label, MatchOp::Equal, value))
            .collect(),
        expr: candidate.wide.recorded.clone(),
        stands_for: candidate.wide.expr.clone(),
        regrouping: candidate.wide.regrouping.clone(),
        window: stands_in.filter(|window| *window == longest),
        users: readers.iter().map(|used| used.user.clone()).collect(),
        series: whole(raw.output(&candidate.wide.expr)),
        now: whole(price.now),
        then: whole(price.then),
        recording: whole(price.recording),
    }
}

/// An estimate as a whole number.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "estimates are positive, and far smaller"
)]
fn whole(estimate: f64) -> u64 {
    estimate.round() as u64
}
