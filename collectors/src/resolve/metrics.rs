use std::collections::BTreeMap;

use super::{Resolver, domain_of, range};
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::model::{Label, Metric, MetricLabel, Origin, Table};
use crate::number::Number;
use crate::rules;
use crate::unit::Unit;

const LIST_BUCKETS: &str = "list their upper bounds: `buckets: [100ms, 500ms, 1s, 5s]`";

pub(crate) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &Map<Map<Placed<ast::Metric>>>,
    labels: &Table<Label>,
) -> Table<Metric> {
    let mut table = Table::default();
    let mut series: BTreeMap<String, Text> = BTreeMap::new();
    for (group, metrics) in ast.iter() {
        for (name, metric) in metrics.iter() {
            let own = Own { resolver, labels, group: &group.value, series: &mut series };
            if let Some(metric) = own.metric(name, metric) {
                let _ = table.insert(metric);
            }
        }
    }
    table
}

/// A metric of the service, being resolved.
struct Own<'r, 's, 'a> {
    resolver: &'r mut Resolver<'s>,
    labels: &'a Table<Label>,
    group: &'a str,
    series: &'r mut BTreeMap<String, Text>,
}

impl Own<'_, '_, '_> {
    fn metric(mut self, name: &Text, ast: &Placed<ast::Metric>) -> Option<Metric> {
        let kind = ast.kind.value;
        if !is_metric_name(name) {
            self.resolver.bad_snake_name("a metric", name);
            return None;
        }
        if kind.facts().collector.is_none() {
            let message = format!("a service cannot export a {}", kind.name());
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.kind.span, message);
            self.resolver
                .report(diagnostic.help("use a histogram: its quantiles can be computed, and aggregated"));
        }
        let is_alone = self.claim_series(name, kind);
        let labels = self.metric_labels(&ast.labels);
        let unit = match &ast.unit {
            Some(unit) => self.resolver.unit(unit),
            None => Some(Unit::of_name(name).unwrap_or_else(Unit::one)),
        };
        let buckets = self.buckets(name, kind, ast.buckets.as_ref(), unit.as_ref());
        let range = ast.range.as_ref().and_then(|range| {
            self.takes_range(kind, range)
                .then(|| range::resolve(self.resolver, range, unit.as_ref()))
                .flatten()
        });
        let reasons =
            ast.allow.iter().map(|(code, silence)| (code.value.clone(), silence.0.reason.value.clone()));
        let allow = reasons.collect();
        // A name that collides has to change anyway.
        if is_alone {
            self.naming(name, kind, &labels);
        }
        Some(Metric {
            name: name.value.clone(),
            group: self.group.to_owned(),
            origin: Origin::Service,
            kind,
            help: ast.help.value.clone(),
            labels,
            unit,
            buckets,
            range,
            part_of: ast.part_of.as_ref().map(|whole| whole.value.clone()),
            init: ast.init.as_ref().map(|init| init.value),
            allow,
            span: Some(name.span),
        })
    }

    /// Whether no other metric exports one of its series.
    fn claim_series(&mut self, name: &Text, kind: Kind) -> bool {
        let mut is_alone = true;
        for part in kind.facts().series {
            let series = format!("{}{}", **name, part.suffix);
            if let Some(other) = self.series.get(&series) {
                is_alone = false;
                let diagnostic = if other.value == name.value {
                    let message = format!("there are two metrics `{}`", **name);
                    Diagnostic::new(&rules::DUPLICATE_NAME, name.span, message)
                } else {
                    let message = format!("`{}` and `{}` both export `{series}`", **other, **name);
                    Diagnostic::new(&rules::SERIES_COLLISION, name.span, message)
                };
                self.resolver.report(diagnostic.also(other.span, "first here").help("rename one of the two"));
            } else {
                self.series.insert(series, name.clone());
            }
        }
        is_alone
    }

    fn metric_labels(&mut self, uses: &[ast::LabelUse]) -> Vec<MetricLabel> {
        let mut seen = BTreeMap::new();
        let mut labels = Vec::new();
        for label in uses {
            if let Some(first) = seen.insert(label.name.value.as_str(), label.name.span) {
                let message = format!("label `{}` is repeated", *label.name);
                let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, label.name.span, message);
                self.resolver.report(diagnostic.also(first, "first here").help("remove one of the two"));
                continue;
            }
            if !super::is_label_name(&label.name) {
                self.bad_label_name(&label.name);
                continue;
            }
            match domain_of(self.labels, &label.definition) {
                Some(domain) => labels.push(MetricLabel {
                    name: label.name.value.clone(),
                    definition: label.definition.value.clone(),
                    domain,
                }),
                None => self.resolver.undefined("label", &label.definition, self.labels.names()),
            }
        }
        labels
    }

    /// A label that is not a name: perhaps a name and a definition, not written the way YAML has it.
    fn bad_label_name(&mut self, name: &Text) {
        let parts = name.split_once(['=', ':']).map(|(name, definition)| (name.trim(), definition.trim()));
        match parts {
            Some((label, definition)) if super::is_label_name(label) && super::is_label_name(definition) => {
                let form = format!(
                    "write `{label}: {definition}`: the values are those of the label `{definition}`"
                );
                self.resolver.bad_name("a label", name, &form);
            }
            _ => self.resolver.bad_snake_name("a label", name),
        }
    }

    fn buckets(
        &mut self,
        name: &Text,
        kind: Kind,
        buckets: Option<&Placed<ast::Buckets>>,
        unit: Option<&Unit>,
    ) -> Option<Vec<Number>> {
        let Some(buckets) = buckets else {
            if kind.facts().has_buckets {
                let message = format!("histogram `{}` has no buckets", **name);
                let diagnostic = Diagnostic::new(&rules::BAD_BUCKETS, name.span, message);
                self.resolver.report(diagnostic.help(LIST_BUCKETS));
            }
            return None;
        };
        if !kind.facts().has_buckets {
            let message = format!("a {} has no buckets", kind.name());
            let diagnostic = Diagnostic::new(&rules::BAD_BUCKETS, buckets.span, message);
            self.resolver.report(diagnostic.help("remove them, or make it a histogram: `type: histogram`"));
            return None;
        }
        let bounds = super::buckets::bounds(self.resolver, buckets, unit)?;
        if bounds.is_empty() {
            let message = format!("histogram `{}` has no buckets", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_BUCKETS, buckets.span, message);
            self.resolver.report(diagnostic.help(LIST_BUCKETS));
        }
        Some(bounds)
    }

    /// Only what can go up and down has a range that says something.
    fn takes_range(&mut self, kind: Kind, range: &Text) -> bool {
        if kind == Kind::Gauge {
            return true;
        }
        let message = format!("a {} has no range", kind.name());
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, range.span, message);
        self.resolver.report(diagnostic.help("remove it: only gauges can have a `range`"));
        false
    }

    /// The first of Prometheus' naming conventions that the metric breaks.
    fn naming(&mut self, name: &Text, kind: Kind, labels: &[MetricLabel]) {
        if let Some((message, help)) =
            rules::naming::find(name, kind, labels.iter().map(|label| label.name.as_str()))
        {
            self.resolver.report(Diagnostic::new(&rules::NAMING, name.span, message).help(help));
        }
    }
}

fn is_metric_name(name: &str) -> bool {
    super::is_label_name(name) && !name.starts_with("__")
}
