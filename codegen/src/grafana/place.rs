//! Where in Grafana something is seen: addresses of panels.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Alert, Dashboard, Panel, Spec};
use gaugewright_spec::promql::{Expr, VectorSelector, Visit, walk};

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

/// The panels that show an alert: first those that draw its threshold, then those that ask its query.
pub fn panels_of<'s>(spec: &'s Spec, alert: &Alert) -> Vec<Place<'s>> {
    let draws = |panel: &Panel| panel.lines.iter().any(|line| line.alert.as_ref() == Some(&alert.name));
    let asks = |panel: &Panel| {
        panel.targets().iter().any(|target| target.query.is_some() && target.query == alert.query)
    };
    let all = spec.dashboards.iter().flat_map(panels);
    let (drawing, others): (Vec<_>, Vec<_>) = all.partition(|place| draws(place.panel));
    drawing.into_iter().chain(others.into_iter().filter(|place| asks(place.panel))).collect()
}

/// The panel on which somebody who is told of an alert sees most of it: one that shows it, or else the one that shows most of the metrics
/// that it looks at.
pub fn best_panel<'s>(spec: &'s Spec, alert: &Alert) -> Option<Place<'s>> {
    let related = || {
        let own = metrics([&alert.expr]);
        let shared = |place: &Place<'_>| {
            let exprs = place.panel.targets().iter().map(|target| &target.expr);
            metrics(exprs).intersection(&own).count()
        };
        let mut best: Option<(usize, Place<'s>)> = None;
        for place in spec.dashboards.iter().flat_map(panels) {
            let shared = shared(&place);
            // Of those that share as many the first, which stands further up.
            if shared > best.map_or(0, |(most, _)| most) {
                best = Some((shared, place));
            }
        }
        best.map(|(_, place)| place)
    };
    panels_of(spec, alert).first().copied().or_else(related)
}

/// The metrics that queries read, whatever part of a histogram that is.
fn metrics<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> BTreeSet<String> {
    let mut names = Names::default();
    exprs.into_iter().for_each(|expr| names.expr(expr));
    names.0
}

#[derive(Default)]
struct Names(BTreeSet<String>);

impl Visit for Names {
    fn selector(&mut self, selector: &VectorSelector) {
        const PARTS: [&str; 3] = ["_bucket", "_sum", "_count"];
        let whole =
            |name: &str| PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name).to_owned();
        self.0.extend(selector.name.iter().map(|name| whole(&name.value)));
    }

    fn expr(&mut self, expr: &Expr) {
        walk(self, expr);
    }
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
