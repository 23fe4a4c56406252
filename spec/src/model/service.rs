use crate::check;
use crate::duration::Duration;
use crate::promql::{Expr, MatchOp, Matcher, VectorSelector};

/// The service that is measured.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name, which is also the name of its scrape job and of its Kubernetes objects: `shop-api`.
    pub name: String,
    /// Its name for people: `Shop Api`.
    pub title: String,
    /// One sentence on what it does.
    pub description: String,
    /// Where and how often it is scraped.
    pub scrape: Scrape,
    /// The labels that every series of it has, with their values.
    pub labels: Vec<(String, String)>,
    /// What tells its own series from those of others in one Prometheus: `job="shop-api"`. Nothing where queries are taken as they
    /// are written.
    pub selector: Vec<Matcher>,
    /// How often rules are evaluated.
    pub evaluation_interval: Duration,
    /// The most series that one instance of it may export.
    pub series_budget: Option<u64>,
    /// The address of the folder with the runbooks, without a slash at its end.
    pub runbooks: Option<String>,
    /// The address of Grafana, without a slash at its end, if it is not the one that is deployed.
    pub dashboards: Option<String>,
}

impl Service {
    /// The prefix of rule group names: `shop_api_`.
    pub fn group_prefix(&self) -> String {
        format!("{}_", self.name.replace(['-', '.'], "_"))
    }

    /// Whether a selector finds only series of the service: it has all the matchers that tell these from others.
    pub fn owns(&self, selector: &VectorSelector) -> bool {
        let has = |own: &Matcher| selector.matchers.iter().any(|matcher| matcher.says(own));
        !self.selector.is_empty() && self.selector.iter().all(has)
    }

    /// What finds its targets: its selector, or its job where queries are taken as they are written.
    pub fn targets(&self) -> Vec<Matcher> {
        let job = || vec![crate::promql::build::matcher("job", MatchOp::Equal, &self.name)];
        if self.selector.is_empty() { job() } else { self.selector.clone() }
    }

    /// The labels by which panels on its series can be narrowed further: of which job, unless it has only one, and of which instance.
    /// None where queries are taken as they are written.
    pub fn choices(&self) -> impl Iterator<Item = &'static str> {
        check::choices(&self.selector)
    }

    /// Whether a query reads some of its series.
    pub fn is_read_by(&self, expr: &Expr) -> bool {
        expr.selectors().any(|selector| self.owns(selector))
    }

    /// The labels that all series of the service share, and their values: those with an `=` in its selector.
    pub fn identity(&self) -> impl Iterator<Item = (&str, &str)> {
        check::identity(&self.selector)
    }
}

/// Where and how often the service is scraped.
#[derive(Clone, Debug)]
pub struct Scrape {
    /// TCP port of the exposition.
    pub port: u16,
    /// Path of the exposition, with its leading slash.
    pub path: String,
    /// Time between two scrapes.
    pub interval: Duration,
}
