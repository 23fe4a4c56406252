use crate::duration::Duration;

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
