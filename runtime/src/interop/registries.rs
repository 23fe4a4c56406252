//! Registries whose metrics go into our exposition, and who has which name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::foreign::{Foreign, HISTOGRAM, names};
use super::handmade::Handmade;
use crate::exposition::{FOLDED, FOLDED_FAMILY, openmetrics_family};
use crate::schema::{Kind, Schema};

/// Two metrics of one name: a scrape with both would be rejected as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(docsrs, doc(cfg(any(feature = "prometheus", feature = "prometheus-client"))))]
pub struct Collision {
    name: String,
    family: String,
    owner: String,
}

impl Collision {
    /// The name that both want.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Collision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, family, owner } = self;
        write!(f, "the registry has a metric `{family}`, but the name `{name}` belongs to {owner}: ")?;
        f.write_str("rename one of the two, or take it out of the registry")
    }
}

impl std::error::Error for Collision {}

/// Some registries, and who has which name.
#[derive(Clone)]
pub(crate) struct Registries {
    registries: Vec<Handmade>,
    /// Every name that a family or a sample has, and whose it is; nothing before there is a registry.
    taken: BTreeMap<String, String>,
}

impl fmt::Debug for Registries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registries").field("registries", &self.registries.len()).finish_non_exhaustive()
    }
}

impl Registries {
    pub(crate) fn new() -> Self {
        Self { registries: Vec::new(), taken: BTreeMap::new() }
    }

    /// One more registry, unless it has a metric whose name is taken.
    pub(crate) fn add(&mut self, registry: Handmade, schema: &Schema) -> Result<(), Collision> {
        let families = registry.gather();
        let mut taken = if self.registries.is_empty() { spec_names(schema) } else { self.taken.clone() };
        for family in &families {
            for name in family.names() {
                if let Some(owner) = taken.get(&name) {
                    return Err(Collision { name, family: family.name.clone(), owner: owner.clone() });
                }
            }
            let owner = format!("`{}` in another registry", family.name);
            // Its own names may overlap, so they are taken together.
            taken.extend(family.names().into_iter().map(|name| (name, owner.clone())));
        }
        // Only while registries are put together: what they have may change.
        self.registries.push(registry);
        self.taken = taken;
        Ok(())
    }

    /// All families as they are now, sorted by name. One that appeared under a name that is taken is left out.
    pub(crate) fn gather(&self, schema: &Schema) -> Vec<Foreign> {
        if self.registries.is_empty() {
            return Vec::new();
        }
        let mut used: BTreeSet<String> = spec_names(schema).into_keys().collect();
        let mut families = BTreeMap::new();
        for family in self.registries.iter().flat_map(Handmade::gather) {
            let names = family.names();
            if !names.iter().any(|name| used.contains(name)) {
                used.extend(names);
                families.insert(family.name.clone(), family);
            }
        }
        let mut families: Vec<Foreign> = families.into_values().collect();
        for family in &mut families {
            family.keeps_suffix = family.stem().is_some_and(|stem| used.contains(stem));
        }
        families
    }
}

/// Every name that a family or a sample of the spec has, in either format, and whose it is.
fn spec_names(schema: &Schema) -> BTreeMap<String, String> {
    let mut taken = BTreeMap::new();
    for name in [FOLDED, FOLDED_FAMILY] {
        taken.insert(name.to_owned(), "Gaugewright itself".to_owned());
    }
    for metric in schema.metrics {
        let owner = format!("`{}` in the spec of {}", metric.name, schema.service);
        let is_histogram = matches!(metric.kind, Kind::Durations(_) | Kind::Values(_));
        for name in names(metric.name, if is_histogram { HISTOGRAM } else { &[] }) {
            taken.insert(name, owner.clone());
        }
        let family = openmetrics_family(schema, metric).0;
        if family != metric.name {
            taken.insert(family.to_owned(), format!("{owner}, whose family has it in OpenMetrics"));
        }
    }
    taken
}
