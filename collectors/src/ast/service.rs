use crate::decode::{Map, Spanned64, Text};
use crate::duration::Duration;
use crate::source::Spanned;
use crate::{keywords, record};

record! {
    /// The service that is measured.
    pub struct Service {
        /// Its name: lower case letters, digits and dashes. Also the name of its scrape job.
        name: Text,
        /// Its name for people. By default made from its name.
        title: Option<Text>,
        /// What it does, in a sentence.
        description: Option<Text>,
        /// Where and how often it is scraped.
        scrape: Scrape,
        /// Matchers that select the series of this service, in braces: `{job=~"shop-.*"}`. Every query on
        /// the service's own metrics gets these matchers, but on labels that it matches itself. By default its job.
        selector: Option<Text>,
        /// `none`: nothing is added to what is written here: no matchers to queries, no label `component` to alerts.
        scope: Option<Spanned<Scope>>,
        /// How often rules are evaluated. By default as often as it is scraped.
        evaluation_interval: Option<Spanned<Duration>>,
        /// Which queries are recorded: `named` those with a `record`, `suggested` also what `gaugewright suggest` proposes.
        /// `named` by default.
        record: Option<Spanned<RecordPolicy>>,
        /// Labels that every series of the service has, with their values: `{ team: payments }`. Code passes none of them.
        labels: Map<Text>,
        /// The most series that one instance may export.
        series_budget: Option<Spanned64>,
        /// Where the generated runbooks are read: the address of the folder. Each alert then names its page.
        runbooks: Option<Text>,
        /// The address of Grafana: each alert then names the panel that shows it. By default the host of `deploy.grafana`.
        dashboards: Option<Text>,
        /// Whether there is a dashboard that shows how the service does, and leads to the others. By default there is one if there are at
        /// least two others; a dashboard with the id `NAME-overview` takes its place.
        overview: Option<Spanned<bool>>,
        /// Labels that your scrape configuration adds to every series beside those that the scrape jobs of
        /// this spec add. `"*"`: others that are not named here.
        target_labels: Vec<Text>,
    }
}

/// Whose series a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's, unless it says something else itself.
    None,
}

keywords! {
    /// Whose series queries find: `none` takes them as they are written.
    Scope = &[("none", Scope::None)]
}

/// Which queries are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RecordPolicy {
    /// Those that say so.
    #[default]
    Named,
    /// Also what would pay.
    Suggested,
}

keywords! {
    /// Which queries are recorded.
    RecordPolicy = &[("named", RecordPolicy::Named), ("suggested", RecordPolicy::Suggested)]
}

record! {
    /// Where and how often the service is scraped.
    pub struct Scrape {
        /// TCP port of the exposition.
        port: Spanned64,
        /// Path of the exposition: `/metrics` by default.
        path: Option<Text>,
        /// Time between two scrapes: `15s`.
        interval: Spanned<Duration>,
    }
}
