//! How many Pods run: the query that says how busy the service is, made into one that says so of each Pod.

use super::Resolver;
use super::queries::{Parsed, QueryContext, Window};
use crate::ast;
use crate::check::{self, Labels, Scope, Ty};
use crate::decode::{Placed, Spanned64, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Autoscaling, Service};
use crate::promql::{Aggregate, AggregateOp, Expr, Grouping, GroupingKind, VisitMut, walk_mut};
use crate::rules;
use crate::source::{Span, Spanned};
use crate::suggest;
use crate::unit::Nature;

/// Where prometheus-adapter runs if nobody says otherwise.
const ADAPTER_NAMESPACE: &str = "monitoring";

/// The labels that say which Pod a series comes from.
const POD: [&str; 2] = ["namespace", "pod"];

pub(super) fn resolve(
    uses: &mut QueryContext<'_, '_>,
    deploy: Option<&Placed<ast::Deploy>>,
    service: &Service,
) -> Option<Autoscaling> {
    let ast = deploy?.autoscaling.as_ref()?;
    let named = [("a Deployment", &ast.deployment), ("a namespace", &ast.adapter_namespace)];
    for (what, name) in named.into_iter().filter_map(|(what, name)| Some((what, name.as_ref()?))) {
        super::deploy::dns_name(uses.resolver, what, name);
    }
    let (min, max) = pods(uses.resolver, ast);
    let window =
        ast.window.as_ref().map(|window| window.value).or_else(|| uses.window_of(ast.query.as_ref()));
    let scope = Scope::Rule { window: window.is_some() };
    let query = uses.take(ast.span, ast.query.as_ref(), ast.expr.as_ref(), scope, true)?;
    let place = ast.query.as_ref().or(ast.expr.as_ref())?;
    let filled = uses.fill(&query.expr, window.map(Window::Fixed));
    let expr = by_pod(uses, place, &query, filled, scope)?;
    let target = uses.resolver.quantity_in(&ast.target, query.ty.unit.as_ref())?;
    if target.parts().0 <= 0 {
        let diagnostic =
            Diagnostic::new(&rules::BAD_VALUE, ast.target.0.span, "no Pod could ever have as little");
        uses.resolver.report(diagnostic.help("write what one Pod should have: more than 0"));
        return None;
    }
    let series = expr.series_names().next()?.to_owned();
    Some(Autoscaling {
        deployment: ast.deployment.as_ref().map_or(&service.name, |name| &name.value).clone(),
        min,
        max,
        metric: query.name.unwrap_or_else(|| format!("{}load", service.group_prefix())),
        series,
        expr,
        target,
        unit: query.ty.unit,
        adapter_namespace: ast
            .adapter_namespace
            .as_ref()
            .map_or_else(|| ADAPTER_NAMESPACE.into(), |name| name.value.clone()),
    })
}

fn pods(resolver: &mut Resolver<'_>, ast: &ast::Autoscaling) -> (i32, i32) {
    let mut number = |number: &Spanned64| match i32::try_from(number.value) {
        Ok(value) if value > 0 => value,
        _ => {
            let message = format!("{} is not a valid number of Pods", number.value);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, number.span, message);
            resolver.report(diagnostic.help("write 1 or more: without a Pod there is nothing to measure"));
            1
        }
    };
    let (min, max) = (number(&ast.min), number(&ast.max));
    if min > max {
        let message = format!("at least {min} Pods are more than {max} at the most");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.max.span, message);
        resolver.report(diagnostic.also(ast.min.span, "the least is said here").help("swap the two"));
    }
    (min, max)
}

/// The query with one value for each Pod, or the reason why there is none.
fn by_pod(
    uses: &mut QueryContext<'_, '_>,
    place: &Text,
    query: &Parsed,
    filled: Expr,
    scope: Scope<'_>,
) -> Option<Expr> {
    let mut expr = filled;
    let mut keep = KeepPods { refused: None };
    keep.expr(&mut expr);
    let ty = ty_of(uses, &expr, scope);
    if let Some((message, help)) = problem(query, &ty, keep.refused) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place.span, message);
        uses.resolver.report(diagnostic.help(help));
        return None;
    }
    Some(expr)
}

/// What keeps the query from being a measure of each Pod, and what to do.
fn problem(query: &Parsed, ty: &Ty, refused: Option<AggregateOp>) -> Option<(String, &'static str)> {
    let found = |message: String, help| Some((message, help));
    if let Some(op) = refused {
        let message = format!("`{}` looks at all Pods together, so it says nothing of each", op.text());
        return found(message, "use `sum`, `avg` or `max`");
    }
    if query.ty.unit.as_ref().is_some_and(|unit| unit.nature() == Nature::Timestamp) {
        return found(
            "a point in time only grows, so Pods would be added for ever".into(),
            "take a value that falls when there are more Pods: requests in flight, a rate",
        );
    }
    if !is_certain(&ty.labels, "pod") {
        return found(
            "this has no value for each Pod: not all of its series have the label `pod`".into(),
            "take metrics of the service, whose job finds Pods: `discover: pods`; `vector(0)` belongs to no Pod",
        );
    }
    let others: Vec<&str> = own_labels(&query.ty.labels).collect();
    if !others.is_empty() {
        return found(
            format!("each Pod has many values of this: one by {}", suggest::list(others.into_iter())),
            "add them up: `sum(…)`",
        );
    }
    None
}

fn is_certain(labels: &Labels, name: &str) -> bool {
    labels.get(name).is_some_and(|presence| presence.certain)
}

/// Labels in which the series of one Pod can differ.
fn own_labels(labels: &Labels) -> impl Iterator<Item = &str> {
    const OF_TARGETS: [&str; 6] = ["__name__", "component", "instance", "job", "namespace", "pod"];
    labels.names().filter(|name| !OF_TARGETS.contains(name))
}

/// What is known of the changed query. What is wrong with it has been said of the query as it was written.
fn ty_of(uses: &QueryContext<'_, '_>, expr: &Expr, scope: Scope<'_>) -> Ty {
    check::query(uses.vocabulary, scope, expr, &mut Vec::new())
}

/// Makes every aggregation keep the labels of the Pod.
struct KeepPods {
    /// An aggregation that cannot be divided among Pods.
    refused: Option<AggregateOp>,
}

impl VisitMut for KeepPods {
    fn expr(&mut self, expr: &mut Expr) {
        if let Expr::Aggregate(aggregate) = expr {
            self.aggregate(aggregate);
        }
        walk_mut(self, expr);
    }
}

impl KeepPods {
    fn aggregate(&mut self, aggregate: &mut Aggregate) {
        use AggregateOp::{Avg, Count, Group, Max, Min, Quantile, Stddev, Stdvar, Sum};
        let op = aggregate.op.value;
        if !matches!(op, Sum | Avg | Min | Max | Count | Group | Quantile | Stddev | Stdvar) {
            self.refused = Some(op);
            return;
        }
        let grouping = aggregate.grouping.get_or_insert_with(|| Grouping {
            span: aggregate.span,
            kind: GroupingKind::By,
            labels: Vec::new(),
        });
        match grouping.kind {
            GroupingKind::By => {
                for name in POD {
                    if grouping.labels.iter().all(|label| label.value != name) {
                        grouping.labels.push(Spanned::new(name.to_owned(), Span::default()).into());
                    }
                }
            }
            GroupingKind::Without => grouping.labels.retain(|label| !POD.contains(&label.value.as_str())),
        }
    }
}
