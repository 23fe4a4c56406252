//! Where in Grafana something is seen: addresses of panels.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::kind::histogram_of;
use gaugewright_spec::model::{Alert, Dashboard, Panel, Spec};
use gaugewright_spec::promql::Expr;

/// A panel, and what Grafana knows it by.
#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    /// The dashboard it stands on.
    pub dashboard: &'s Dashboard,
    /// The panel.
    pub panel: &'s Panel,
    /// Its number on the dashboard.
    pub id: u32,
}

impl Place<'_> {
    /// Its path at any Grafana.
    pub fn path(&self) -> String {
        format!("/d/{}?viewPanel={}", self.dashboard.uid, self.id)
    }
}

/// The panels of a dashboard with their numbers. Headings are counted, too.
pub fn panels(dashboard: &Dashboard) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut id = 0;
    for row in &dashboard.rows {
        id += u32::from(row.title.is_some());
        for panel in &row.panels {
            id += 1;
            places.push(Place { dashboard, panel, id });
        }
    }
    places
}

/// Every panel, found by what it shows: made once, and asked for each alert.
#[derive(Debug)]
pub struct Places<'s> {
    all: Vec<Place<'s>>,
    /// Panels that draw the threshold of an alert, by its name.
    drawing: BTreeMap<&'s str, Vec<usize>>,
    /// Panels that ask a query, by its name.
    asking: BTreeMap<&'s str, Vec<usize>>,
    /// Panels that read a metric.
    reading: BTreeMap<String, Vec<usize>>,
}

impl<'s> Places<'s> {
    /// The panels of all dashboards.
    pub fn new(spec: &'s Spec) -> Self {
        let all: Vec<Place<'s>> = spec.dashboards.iter().flat_map(panels).collect();
        let (mut drawing, mut asking, mut reading) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (at, place) in all.iter().enumerate() {
            let targets = place.panel.targets();
            for alert in place.panel.lines.iter().filter_map(|line| line.alert.as_deref()) {
                note(&mut drawing, alert, at);
            }
            for query in targets.iter().filter_map(|target| target.query.as_deref()) {
                note(&mut asking, query, at);
            }
            for metric in metrics(targets.iter().map(|target| &target.expr)) {
                note(&mut reading, metric, at);
            }
        }
        Self { all, drawing, asking, reading }
    }

    /// The panels that ask a query.
    pub fn asking(&self, query: &str) -> impl Iterator<Item = Place<'s>> {
        self.asking.get(query).into_iter().flatten().map(|&at| self.all[at])
    }

    /// The panels that show an alert: first those that draw its threshold, then those that ask its query.
    pub fn showing(&self, alert: &Alert) -> Vec<Place<'s>> {
        let drawing = self.drawing.get(alert.key.as_str()).map_or(&[][..], Vec::as_slice);
        let asking = alert.query.as_deref().and_then(|query| self.asking.get(query));
        let others = asking.into_iter().flatten().filter(|at| !drawing.contains(at));
        drawing.iter().chain(others).map(|&at| self.all[at]).collect()
    }

    /// The panel on which somebody who is told of an alert sees most of it: one that shows it, or else the one that shows most of the
    /// metrics that it looks at.
    pub fn best(&self, alert: &Alert) -> Option<Place<'s>> {
        self.showing(alert).first().copied().or_else(|| {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for at in metrics([&alert.expr]).iter().filter_map(|metric| self.reading.get(metric)).flatten() {
                *shared.entry(*at).or_default() += 1;
            }
            // Of those that share as many the first, which stands further up.
            let best = shared.into_iter().max_by_key(|(at, count)| (*count, Reverse(*at)));
            best.map(|(at, _)| self.all[at])
        })
    }
}

/// Notes a panel, once.
fn note<K: Ord>(places: &mut BTreeMap<K, Vec<usize>>, name: K, at: usize) {
    let known = places.entry(name).or_default();
    if known.last() != Some(&at) {
        known.push(at);
    }
}

/// The metrics that queries read, whatever part of a histogram that is.
fn metrics<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> BTreeSet<String> {
    let whole = |name: &str| histogram_of(name).unwrap_or(name).to_owned();
    exprs.into_iter().flat_map(Expr::series_names).map(whole).collect()
}

/// Where Grafana is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its address, without a slash at its end.
    pub usual: String,
    /// Environments in which it is somewhere else, by name.
    pub elsewhere: Vec<(String, String)>,
}

/// Where the Grafana of a spec is reached, if it is: where the author says, or at the hosts it is deployed with.
pub fn address(spec: &Spec) -> Option<Address> {
    if let Some(said) = &spec.service.dashboards {
        return Some(Address { usual: said.clone(), elsewhere: Vec::new() });
    }
    let usual = spec.deploy.grafana_address()?;
    let elsewhere = spec.deploy.environments.iter().filter_map(|environment| {
        let address = environment.grafana_address().filter(|address| *address != usual)?;
        Some((environment.name.clone(), address))
    });
    Some(Address { elsewhere: elsewhere.collect(), usual })
}
