//! What is known of metrics: the shipped catalogues, and scrapes.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::kind::{Instrument, Kind};
use gaugewright_spec::promql::{self, Dialect};
use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use crate::boards;
use crate::exposition::Exposition;
use crate::inputs::{File, Inputs};
use crate::purpose::Purpose;
use crate::rules;
use crate::scrape::Families;
use crate::tree::made;

/// What queries can name: shipped catalogues, and what scrapes say.
pub(crate) struct Known {
    /// The catalogue that has a series.
    of_series: BTreeMap<String, &'static str>,
    /// The metrics of scrapes.
    pub(crate) scraped: Families,
}

impl Known {
    /// All catalogues, and these scrapes.
    pub(crate) fn new(scrapes: &[Exposition]) -> Self {
        let mut of_series = BTreeMap::new();
        for catalogue in gaugewright_spec::catalogues() {
            for series in gaugewright_spec::series_of(catalogue) {
                of_series.entry(series).or_insert(catalogue);
            }
        }
        let has = |name: &str| {
            let parts = [Instrument::Bucket, Instrument::Count].map(|part| Kind::Histogram.suffix(part));
            [""].iter().chain(&parts).any(|part| of_series.contains_key(&[name, part].concat()))
        };
        let families = Families::new(scrapes, has);
        Self { of_series, scraped: families }
    }

    /// All of it, as the `outside` of a spec.
    pub(crate) fn all(&self) -> Node {
        outside(gaugewright_spec::catalogues(), self.scraped.catalogue())
    }

    /// What some of these queries read.
    pub(crate) fn read_by<'q>(&self, queries: impl Iterator<Item = &'q str>) -> Node {
        let mut used = BTreeSet::new();
        for query in queries {
            if let Ok(expr) = promql::parse(query, Dialect { variables: true }) {
                used.extend(expr.series_names().filter_map(|name| self.of_series.get(name).copied()));
            }
        }
        outside(used.into_iter(), self.scraped.catalogue())
    }
}

/// The names of all series that the queries of files read: whoever asks a Prometheus about metrics asks about these.
pub fn series_read(files: &[File]) -> BTreeSet<String> {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Audit);
    let queries = rules.exprs.into_iter().chain(boards::queries(&inputs));
    let parsed = queries.filter_map(|query| promql::parse(&query, Dialect { variables: true }).ok());
    parsed.flat_map(|expr| expr.series_names().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn outside<'c>(names: impl Iterator<Item = &'c str>, scraped: Option<Node>) -> Node {
    let nowhere = Span::new(0, 0);
    let shipped = names.map(|name| made(nowhere, name));
    Node { span: nowhere, value: Value::List(shipped.chain(scraped).collect()) }
}
