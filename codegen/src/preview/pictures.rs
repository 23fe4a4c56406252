//! Pictures of the tests of alerts, made when somebody first looks at one: to derive the tests takes longer than all the rest.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use gaugewright_spec::model::Spec;

use crate::{picture, prometheus};

/// The pictures of a spec.
#[derive(Debug)]
pub(crate) struct Pictures {
    spec: Spec,
    made: OnceLock<BTreeMap<String, Arc<str>>>,
}

impl Pictures {
    pub(super) fn new(spec: &Spec) -> Self {
        Self { spec: spec.clone(), made: OnceLock::new() }
    }

    /// That of the alert with this stem of its files; nothing if no test could be derived of it.
    pub(crate) fn get(&self, stem: &str) -> Option<&str> {
        let make = || {
            let tests = prometheus::rule_tests(&self.spec, Some(picture::draw)).unwrap_or_default();
            tests.pictures.into_iter().collect()
        };
        self.made.get_or_init(make).get(stem).map(|text| &**text)
    }
}
