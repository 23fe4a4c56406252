//! What prometheus-adapter needs so that an autoscaler can ask for the metric of the spec: values for its Helm chart.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Autoscaling, Spec};
use gaugewright_spec::promql::build::{any, matcher, selector};
use gaugewright_spec::promql::rewrite;
use gaugewright_spec::promql::{self, Expr, MatchOp};
use serde::Serialize;

use super::Output;
use crate::files::Files;
use crate::yaml;

/// The row of the table.
pub(super) const OUTPUT: Output = Output {
    name: "adapter",
    about: "prometheus-adapter: the metric that the number of Pods follows",
    folder: "monitoring/prometheus-adapter",
    files: &["*.yaml"],
    lacks: |spec| spec.deploy.autoscaling.is_none().then_some("deploy.autoscaling"),
    needs: &[],
    yields_to: None,
    render: |input| {
        let spec = input.spec;
        let mut files = Files::default();
        if let Some(autoscaling) = &spec.deploy.autoscaling {
            let text = yaml::file(&spec.command, &Values::new(spec, autoscaling));
            files.insert("values.yaml", text.map_err(|error| vec![error.of("values.yaml")])?);
        }
        Ok(files)
    },
};

/// A label that no query has: where it is asked for, the adapter puts what it wants to know of which Pods.
const PLACE: &str = "__gaugewright_adapter__";

/// What the adapter replaces by conditions on namespace and Pods.
const LABEL_MATCHERS: &str = "<<.LabelMatchers>>";

#[derive(Serialize)]
struct Values {
    rules: Rules,
}

#[derive(Serialize)]
struct Rules {
    custom: [Rule; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    /// Its Pods are those that the metric is there for.
    series_query: String,
    resources: Resources,
    name: Name,
    metrics_query: String,
}

#[derive(Serialize)]
struct Resources {
    overrides: BTreeMap<&'static str, Resource>,
}

#[derive(Serialize)]
struct Resource {
    resource: &'static str,
}

#[derive(Serialize)]
struct Name {
    r#as: String,
}

impl Values {
    fn new(spec: &Spec, autoscaling: &Autoscaling) -> Self {
        let present = |label| matcher(label, MatchOp::NotEqual, "");
        let with_pods = [present("namespace"), present("pod")];
        let matchers = spec.service.targets().into_iter().chain(with_pods).collect();
        let series = selector(&autoscaling.series, matchers);
        let overrides = ["namespace", "pod"].map(|label| (label, Resource { resource: label }));
        let rule = Rule {
            series_query: promql::print(&series.into()),
            resources: Resources { overrides: BTreeMap::from(overrides) },
            name: Name { r#as: autoscaling.metric.clone() },
            metrics_query: metrics_query(&autoscaling.expr),
        };
        Self { rules: Rules { custom: [rule] } }
    }
}

/// The query with the adapter's conditions in every selector.
fn metrics_query(expr: &Expr) -> String {
    let mut asked = expr.clone();
    rewrite::selectors(&mut asked, |selector| {
        selector.matchers.push(matcher(PLACE, MatchOp::Equal, ""));
        selector.braces = Some(selector.span);
    });
    let condition = promql::print(&any(vec![matcher(PLACE, MatchOp::Equal, "")]).into());
    let condition = condition.trim_matches(['{', '}']);
    promql::print(&asked).replace(condition, LABEL_MATCHERS)
}
