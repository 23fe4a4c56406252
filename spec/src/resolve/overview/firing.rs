//! What fires: how many alerts, and which.

use crate::model::{
    Alert, AlertGroup, Color, Link, Override, Panel, PanelKind, SeriesMatch, Service, Severities, Severity,
    Step, Value, ValueMapping, Values,
};
use crate::number::Number;
use crate::promql::build::{aggregate, aggregate_by, binary, call, matcher, number, selector};
use crate::promql::{AggregateOp, BinaryOp, Expr, Func, MatchOp};
use crate::resolve::made;
use crate::template::Template;
use crate::unit::Unit;

/// The panels; none without an alert.
pub(super) fn of(groups: &[AlertGroup], service: &Service, severities: &Severities) -> Vec<Panel> {
    let alerts: Vec<&Alert> = groups.iter().flat_map(|group| &group.alerts).collect();
    if alerts.is_empty() {
        return Vec::new();
    }
    vec![count(&alerts, service), list(&alerts, service, severities)]
}

/// The alerts of the service that fire.
fn firing(alerts: &[&Alert], service: &Service) -> Expr {
    let mut matchers = vec![matcher("alertstate", MatchOp::Equal, "firing")];
    matchers.extend(service.identity().map(|(label, own)| matcher(label, MatchOp::Equal, own)));
    if matchers.len() == 1 {
        let mut names: Vec<String> = alerts.iter().map(|alert| crate::model::escaped(&alert.name)).collect();
        names.dedup();
        matchers.push(matcher("alertname", MatchOp::Regex, &names.join("|")));
    }
    selector("ALERTS", matchers).into()
}

fn count(alerts: &[&Alert], service: &Service) -> Panel {
    let none = call(Func::Vector, vec![number(Number::ZERO)]);
    let count = binary(aggregate(AggregateOp::Count, firing(alerts, service)), BinaryOp::Or, none);
    let target = made::target(count, Template::plain("firing"), Some(Unit::one()));
    Panel {
        width: Some(4),
        height: Some(HEIGHT),
        steps: vec![
            Step { color: Color::Green, from: None },
            Step { color: Color::Red, from: Some(Number::ONE) },
        ],
        ..made::stats(
            "Alerts Firing",
            "How many alerts of the service fire, each for as many series as it does",
            vec![target],
        )
    }
}

/// As tall as four alerts.
const HEIGHT: u8 = 6;

fn list(alerts: &[&Alert], service: &Service, severities: &Severities) -> Panel {
    let each = aggregate_by(AggregateOp::Count, ["alertname", "severity"], firing(alerts, service));
    let target = made::target(each, Template::plain("Series"), Some(Unit::one()));
    let column = |name: &str, title: &str| Override {
        name: Some(title.to_owned()),
        ..Override::new(SeriesMatch::Name(name.to_owned()))
    };
    let mut table = Panel {
        kind: PanelKind::Table,
        height: Some(HEIGHT),
        ..made::panel(
            "Firing Alerts",
            "The alerts of the service that fire, and for how many series each",
            vec![target],
        )
    };
    table.settings.no_value = Some("No alert fires".to_owned());
    table.settings.overrides = vec![
        Override { data_links: runbooks(alerts, service), ..column("alertname", "Alert") },
        Override {
            mappings: severities.iter().map(|severity| colored(severity, severities)).collect(),
            raw: vec![("custom.cellOptions".to_owned(), colored_text())],
            ..column("severity", "Severity")
        },
    ];
    table
}

/// The page of an alert, if its name is that of its page.
fn runbooks(alerts: &[&Alert], service: &Service) -> Vec<Link> {
    let is_plain = |alert: &&Alert| {
        alert.key == alert.name && alert.name.bytes().all(|letter| letter.is_ascii_alphanumeric())
    };
    let pages = service.runbooks.as_ref().filter(|_| alerts.iter().all(is_plain));
    let link = |folder: &String| Link::Url {
        title: "What to do".to_owned(),
        url: [folder.as_str(), "/${__data.fields.alertname}.md"].concat(),
    };
    pages.map(link).into_iter().collect()
}

fn colored(severity: &Severity, all: &Severities) -> ValueMapping {
    let color = match severity {
        worst if all.worst() == Some(worst) => Color::Red,
        second if all.second() == Some(second) => Color::Orange,
        _ => Color::Blue,
    };
    ValueMapping { values: Values::Text(severity.name().to_owned()), text: None, color: Some(color) }
}

fn colored_text() -> Value {
    Value::Map(vec![("type".to_owned(), Value::Text("color-text".to_owned()))])
}
