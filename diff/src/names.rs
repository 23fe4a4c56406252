//! What is called otherwise in the new model. A query that reads a metric under its new name has not changed by that.

use std::collections::BTreeMap;

use gaugewright_spec::model::Spec;
use gaugewright_spec::promql::{Expr, Matcher, VectorSelector, normal, rewrite};

use crate::aspect::Sort;

/// New names by sort and old name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    renamed: BTreeMap<(Sort, String), String>,
    /// New names of series by their old ones.
    series: BTreeMap<String, String>,
    /// What tells the series of the service from others, before and now.
    own: Option<(Vec<Matcher>, Vec<Matcher>)>,
    /// The name of the service, before and now.
    service: Option<(String, String)>,
}

impl Names {
    /// Those of a service that may be called otherwise.
    pub(crate) fn new(old: &Spec, new: &Spec) -> Self {
        let (before, now) = (&old.service, &new.service);
        let is_renamed = before.name != now.name && !before.selector.is_empty() && !now.selector.is_empty();
        let says_same = |(old, new): (&Matcher, &Matcher)| old.says(new);
        let is_selected_alike = before.selector.len() == now.selector.len()
            && before.selector.iter().zip(&now.selector).all(says_same);
        Self {
            own: (!before.selector.is_empty() && !is_selected_alike)
                .then(|| (before.selector.clone(), now.selector.clone())),
            service: is_renamed.then(|| (before.name.clone(), now.name.clone())),
            ..Self::default()
        }
    }

    /// Notes that something of the old model is called otherwise.
    pub(crate) fn rename(&mut self, spec: &Spec, sort: Sort, old: &str, new: &str) {
        match (sort, spec.metrics().get(old)) {
            (Sort::Metric, Some(metric)) => {
                let parts = metric.kind.facts().series.iter().map(|part| part.suffix);
                let series = parts.map(|suffix| ([old, suffix].concat(), [new, suffix].concat()));
                self.series.extend(series);
            }
            (Sort::Recording, _) => {
                self.series.insert(old.to_owned(), new.to_owned());
            }
            _ => {}
        }
        self.renamed.insert((sort, old.to_owned()), new.to_owned());
    }

    /// What something is called in the new model.
    pub(crate) fn of(&self, sort: Sort, name: &str) -> String {
        self.renamed.get(&(sort, name.to_owned())).map_or_else(|| name.to_owned(), Clone::clone)
    }

    /// The value of a label that names the service.
    pub(crate) fn label(&self, value: &str) -> String {
        match &self.service {
            Some((old, new)) if old == value => new.clone(),
            _ => value.to_owned(),
        }
    }

    /// A query in normal form, with new names.
    pub(crate) fn query(&self, expr: &Expr) -> String {
        if self.series.is_empty() && self.own.is_none() {
            return normal(expr);
        }
        let mut expr = expr.clone();
        rewrite::selectors(&mut expr, |selector| self.selector(selector));
        normal(&expr)
    }

    fn selector(&self, selector: &mut VectorSelector) {
        if let Some(name) = &mut selector.name
            && let Some(new) = self.series.get(&name.value)
        {
            name.value.clone_from(new);
        }
        let Some((old, new)) = &self.own else { return };
        let has = |own: &Matcher| selector.matchers.iter().any(|matcher| matcher.says(own));
        if old.iter().all(has) {
            selector.matchers.retain(|matcher| !old.iter().any(|own| own.says(matcher)));
            selector.matchers.extend(new.iter().cloned());
        }
    }
}
