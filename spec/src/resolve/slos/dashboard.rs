//! The dashboard of the objectives: what is left of each budget, and how fast it burns.

use super::share::{recorded, series, windowed};
use crate::duration::Duration;
use crate::model::{
    Color, Dashboard, Line, Panel, PanelBody, PanelKind, RATE_WINDOW, Row, Service, Slo, SloAlert, Step,
    Table, Target,
};
use crate::number::Number;
use crate::promql::build::{binary, matcher, number, selector};
use crate::promql::{BinaryOp, Expr, MatchOp, VectorSelector};
use crate::source::{Span, Spanned};
use crate::template::{Part, Template};
use crate::unit::Unit;

/// What Grafana takes as the id of a dashboard.
const LONGEST_UID: usize = 40;

/// The dashboard; nothing without an objective.
pub(super) fn of(slos: &Table<Slo>, service: &Service) -> Option<Dashboard> {
    if slos.is_empty() {
        return None;
    }
    let of_each = slos.iter().map(|slo| Row {
        title: Some(slo.title.clone()),
        collapsed: false,
        repeat: None,
        panels: vec![left(slo, service), burn(slo, service), good(slo, service)],
    });
    let overview = Row {
        title: None,
        collapsed: false,
        repeat: None,
        panels: vec![all_left(service), all_burns(service)],
    };
    Some(Dashboard {
        uid: uid(service),
        file_stem: String::new(),
        title: "SLOs".to_owned(),
        description: format!("The service level objectives of {}", service.title),
        tags: Vec::new(),
        refresh: Some(Duration::from_secs(60)),
        time: Duration::from_secs(24 * 3600),
        timezone: None,
        as_written: false,
        variables: Vec::new(),
        links: Vec::new(),
        annotations: Vec::new(),
        raw: Vec::new(),
        rows: [overview].into_iter().chain(of_each).collect(),
    })
}

fn uid(service: &Service) -> String {
    let suffix = "-slos";
    let name: String = service.name.chars().take(LONGEST_UID - suffix.len()).collect();
    name.replace('.', "-") + suffix
}

fn of_all(service: &Service, name: &str) -> VectorSelector {
    selector(name, vec![matcher("service", MatchOp::Equal, &service.name)])
}

fn all_left(service: &Service) -> Panel {
    let target = target(Expr::from(of_all(service, series::LEFT)), label("slo"), Unit::ratio());
    Panel {
        kind: PanelKind::Bargauge,
        max: Some(Number::ONE),
        steps: budget_steps(),
        ..panel("Error Budgets Left", "What is left of the error budget of each objective", vec![target])
    }
}

fn all_burns(service: &Service) -> Panel {
    let target = target(Expr::from(of_all(service, series::BURN)), label("slo"), Unit::one());
    Panel {
        min: Some(Number::ZERO),
        ..panel(
            "Burn Rates",
            "How many times its budget each objective burns now; 1 uses it up exactly",
            vec![target],
        )
    }
}

fn left(slo: &Slo, service: &Service) -> Panel {
    let target = target(Expr::from(recorded(service, slo, series::LEFT)), legend(slo, "left"), Unit::ratio());
    let description = format!("What is left of the error budget of {}", slo.window);
    Panel {
        kind: PanelKind::Stat,
        width: Some(6),
        steps: budget_steps(),
        ..panel("Error Budget Left", &description, vec![target])
    }
}

fn burn(slo: &Slo, service: &Service) -> Panel {
    let long = |kind| slo.burns(kind).map(|burn| burn.long).next();
    let windows =
        SloAlert::ALL.into_iter().filter_map(long).chain(slo.burns.is_empty().then_some(RATE_WINDOW));
    let targets = windows.map(|window| {
        let share = Expr::from(recorded(service, slo, &windowed(series::ERROR_RATIO, window)));
        let burn = binary(share, BinaryOp::Div, number(slo.budget));
        target(burn, legend(slo, &window.to_string()), Unit::one())
    });
    let line = |kind| {
        let burn = slo.burns(kind).next()?;
        let color = if kind == SloAlert::Page { Color::Red } else { Color::Orange };
        let alert = Some(slo.alert_name(kind));
        Some(Line { at: burn.factor, alert, written: None, color, bad_below: false })
    };
    Panel {
        width: Some(9),
        min: Some(Number::ZERO),
        lines: SloAlert::ALL.into_iter().filter_map(line).collect(),
        ..panel("Burn Rate", "How many times the budget burns; 1 uses it up exactly", targets.collect())
    }
}

fn good(slo: &Slo, service: &Service) -> Panel {
    let share = Expr::from(recorded(service, slo, &windowed(series::ERROR_RATIO, RATE_WINDOW)));
    let good = binary(number(Number::ONE), BinaryOp::Sub, share);
    let line = Line { at: slo.objective, alert: None, written: None, color: Color::Red, bad_below: true };
    let help = if slo.help.is_empty() { "The share that is good" } else { &slo.help };
    Panel {
        width: Some(9),
        max: Some(Number::ONE),
        lines: vec![line],
        ..panel("Good Share", help, vec![target(good, legend(slo, "good"), Unit::ratio())])
    }
}

/// Red where nothing is left.
fn budget_steps() -> Vec<Step> {
    let step = |color, from| Step { color, from };
    vec![
        step(Color::Red, None),
        step(Color::Orange, Some(Number::ZERO)),
        step(Color::Green, Number::fraction(1, 4)),
    ]
}

fn label(name: &str) -> Template {
    Template { parts: vec![Part::Label(Spanned::new(name.to_owned(), Span::default()))] }
}

/// The labels of the objective, and what is shown of it.
fn legend(slo: &Slo, what: &str) -> Template {
    let mut parts = Vec::new();
    for name in &slo.by {
        parts.extend(label(name).parts);
        parts.push(Part::Text(" ".to_owned()));
    }
    parts.push(Part::Text(what.to_owned()));
    Template { parts }
}

fn target(expr: Expr, legend: Template, unit: Unit) -> Target {
    Target {
        expr,
        recorded: None,
        query: None,
        legend: Some(legend),
        unit: Some(unit),
        factor: Number::ONE,
        right_axis: false,
        hidden: false,
        instant: None,
        min_step: None,
    }
}

fn panel(title: &str, description: &str, targets: Vec<Target>) -> Panel {
    let unit = targets.first().and_then(|target| target.unit.clone());
    Panel {
        title: title.to_owned(),
        description: description.to_owned(),
        unit: unit.clone(),
        shown: unit,
        ..Panel::new(PanelKind::Timeseries, PanelBody::Targets(targets))
    }
}
