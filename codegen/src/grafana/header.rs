//! What stands above the panels of a dashboard: annotations, links.

use std::collections::BTreeSet;

use gaugewright_spec::model::{self, Dashboard, PanelKind, Spec};
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{MatchOp, print};
use serde_json::{Value, json};

use super::legend::legend_text;
use super::model::{Annotation, DataLink, Datasource, Link, LinkKind, to_value};
use super::query::Narrowing;
use super::raw::merge;
use crate::alert::{self, Alerts};

/// What a panel says of itself that shows as much whatever is chosen.
const UNCHOSEN: &str = "The choice of an instance does not narrow it: rules record what it shows.";

/// Whether job and instance can be chosen: some panel shows less for it.
pub(super) fn has_choice(dashboard: &Dashboard, choice: &Narrowing<'_>) -> bool {
    // What is kept as it stands is not narrowed.
    let panels = dashboard.panels().filter(|panel| panel.kind != PanelKind::Raw);
    let mut targets = panels.flat_map(model::Panel::targets);
    targets.any(|target| choice.narrows(target.panel_expr()))
}

/// The annotations: Grafana's own, the alerts about what the dashboard shows, and the author's.
pub(super) fn annotations(
    dashboard: &Dashboard,
    spec: &Spec,
    alerts: &Alerts<'_>,
    choice: &Narrowing<'_>,
) -> Vec<Value> {
    let mut list = Vec::new();
    if !(dashboard.as_written && dashboard.annotations.iter().any(is_builtin)) {
        list.push(to_value(&builtin()));
    }
    let shown = shown(dashboard, alerts);
    if !shown.is_empty() && !dashboard.as_written {
        list.push(to_value(&firing(&shown, spec)));
    }
    list.extend(dashboard.annotations.iter().map(|own| {
        let name = || json!({ "name": own.name });
        let made = marks(own, choice).filter(|_| !own.is_raw);
        with(made.map_or_else(name, |made| to_value(&made)), &own.raw)
    }));
    list
}

/// Whether the author has written Grafana's own marks otherwise.
fn is_builtin(own: &model::Annotation) -> bool {
    own.raw.iter().any(|(key, _)| key == "builtIn")
}

/// What was made, with what stands beside it in the spec.
pub(super) fn with(mut made: Value, raw: &[(String, model::Value)]) -> Value {
    merge(&mut made, raw);
    made
}

/// The alerts whose line or query a panel shows, in the order of the spec; all of them if there is none.
fn shown<'s>(dashboard: &Dashboard, alerts: &Alerts<'s>) -> Vec<&'s model::Alert> {
    let lines = dashboard.panels().flat_map(|panel| &panel.lines).filter_map(|line| line.alert.as_deref());
    let targets = dashboard.panels().flat_map(model::Panel::targets);
    let queries = targets.filter_map(|target| target.query.as_deref());
    alerts.about(lines, queries)
}

fn builtin() -> Annotation {
    let target = json!({ "limit": 100, "matchAny": false, "tags": [], "type": "dashboard" });
    Annotation {
        built_in: Some(1),
        datasource: Datasource::GRAFANA,
        enable: true,
        expr: None,
        hide: true,
        icon_color: "rgba(0, 211, 255, 1)".into(),
        name: "Annotations & Alerts".into(),
        step: None,
        tag_keys: None,
        target: Some(to_value(&target)),
        text_format: None,
        title_format: None,
        kind: Some("dashboard"),
    }
}

fn marks(own: &model::Annotation, choice: &Narrowing<'_>) -> Option<Annotation> {
    let expr = own.expr.as_ref()?;
    Some(Annotation {
        built_in: None,
        datasource: Datasource::CHOSEN,
        enable: true,
        expr: Some(print(&choice.narrowed(expr))),
        hide: false,
        icon_color: own.color.name(),
        name: own.name.clone(),
        step: own.min_step.map(|step| step.to_string()),
        tag_keys: None,
        target: None,
        text_format: own.text.as_ref().map(legend_text),
        title_format: own.title.as_ref().map(legend_text),
        kind: None,
    })
}

fn firing(alerts: &[&model::Alert], spec: &Spec) -> Annotation {
    let names: Vec<&str> = alerts.iter().map(|alert| alert.name.as_str()).collect();
    let (op, value) = match names.as_slice() {
        [one] => (MatchOp::Equal, (*one).to_owned()),
        // Names of alerts have no characters that mean something in a regular expression.
        many => (MatchOp::Regex, many.join("|")),
    };
    let mut matchers =
        vec![matcher("alertstate", MatchOp::Equal, "firing"), matcher("alertname", op, &value)];
    // Another service may have alerts of these names.
    if alerts.iter().all(|alert| alert::says_whose(alert, &spec.service)) {
        matchers.extend(spec.service.identity().map(|(label, own)| matcher(label, MatchOp::Equal, own)));
    }
    let query = selector("ALERTS", matchers);
    Annotation {
        built_in: None,
        datasource: Datasource::CHOSEN,
        enable: true,
        expr: Some(print(&query.into())),
        hide: false,
        icon_color: "red".into(),
        name: "Firing alerts".into(),
        step: Some(spec.service.evaluation_interval.to_string()),
        tag_keys: Some("severity".into()),
        target: None,
        text_format: Some("{{severity}}".into()),
        title_format: Some("{{alertname}}".into()),
        kind: None,
    }
}

/// The links of a dashboard: the author's, and a menu of the other dashboards of the service.
pub(super) fn dashboard_links(dashboard: &Dashboard, spec: &Spec) -> Vec<Value> {
    let one = |header: &model::HeaderLink| {
        let link = header.link.as_ref().map(|link| to_value(&made(link, LinkHolder::Dashboard)));
        with(link.unwrap_or_else(|| json!({})), &header.raw)
    };
    let mut links: Vec<Value> = dashboard.links.iter().map(one).collect();
    if spec.dashboards.len() > 1 && !dashboard.as_written {
        links.push(to_value(&menu(&spec.service.title, vec![spec.service.name.clone()])));
    }
    links
}

/// The links of a panel.
pub(super) fn panel_links(panel: &model::Panel, spec: &Spec, alerts: &Alerts<'_>) -> Vec<Link> {
    let own = panel.links.iter().map(|link| made(link, LinkHolder::Panel));
    // Rules for several severities have one runbook.
    let mut seen = BTreeSet::new();
    let pages = drawn(panel, alerts).filter(move |alert| seen.insert(&alert.key));
    let runbooks = pages.filter_map(|alert| {
        let url = alert::runbook_address(spec, alert)?;
        Some(Link { target_blank: true, ..plain(&format!("{}: what to do", alert.name), url) })
    });
    own.chain(runbooks).collect()
}

/// What a panel shows, which alerts have their thresholds in it, and if its dashboard offers a choice, whether it follows.
pub(super) fn description(
    panel: &model::Panel,
    alerts: &Alerts<'_>,
    choice: Option<&Narrowing<'_>>,
) -> String {
    let leaves =
        |choice: &&Narrowing<'_>| panel.targets().iter().any(|target| choice.leaves(target.panel_expr()));
    let unchosen = choice.filter(leaves).map(|_| UNCHOSEN.to_owned());
    let alerts = drawn(panel, alerts)
        .map(|alert| format!("Alert {} ({}): {}.", alert.name, alert.severity_name(), alert::brief(alert)));
    [panel.description.clone()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(alerts)
        .chain(unchosen)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The alerts whose thresholds a panel draws.
fn drawn<'s>(panel: &model::Panel, alerts: &Alerts<'s>) -> impl Iterator<Item = &'s model::Alert> {
    let mut keys: Vec<&str> = panel.lines.iter().filter_map(|line| line.alert.as_deref()).collect();
    keys.dedup();
    keys.into_iter().flat_map(|key| alerts.rules(key))
}

#[derive(Clone, Copy, PartialEq)]
enum LinkHolder {
    Dashboard,
    Panel,
}

fn made(link: &model::Link, place: LinkHolder) -> Link {
    match link {
        model::Link::Tags { title, tags } => menu(title, tags.clone()),
        model::Link::Url { title, url } => Link { target_blank: true, ..plain(title, url.clone()) },
        model::Link::Dashboard { title, uid } => {
            // Panels ignore the two switches and take variables in the address instead.
            let choice =
                if place == LinkHolder::Panel { "?${__url_time_range}&${__all_variables}" } else { "" };
            let url = ["/d/", uid, choice].concat();
            Link { include_vars: true, keep_time: true, icon: "dashboard", ..plain(title, url) }
        }
    }
}

/// The links on values.
pub(super) fn data_links(links: &[model::Link]) -> Vec<DataLink> {
    let made = links.iter().map(|link| made(link, LinkHolder::Panel));
    made.map(|link| DataLink { target_blank: link.target_blank, title: link.title, url: link.url }).collect()
}

fn menu(title: &str, tags: Vec<String>) -> Link {
    Link {
        as_dropdown: true,
        include_vars: true,
        keep_time: true,
        tags,
        kind: LinkKind::Dashboards,
        ..plain(title, String::new())
    }
}

fn plain(title: &str, url: String) -> Link {
    Link {
        as_dropdown: false,
        icon: "external link",
        include_vars: false,
        keep_time: false,
        tags: Vec::new(),
        target_blank: false,
        title: title.into(),
        tooltip: "",
        kind: LinkKind::Link,
        url,
    }
}
