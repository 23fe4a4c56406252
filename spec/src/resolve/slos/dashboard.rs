//! The dashboard of the objectives: what is left of each budget, and how fast it burns.

use super::share::{recorded, series, windowed};
use crate::model::{
    Color, Dashboard, Line, Override, Panel, PanelKind, RATE_WINDOW, SeriesMatch, Service, Slo, SloAlert,
    Step, Table, Target,
};
use crate::number::Number;
use crate::promql::build::{binary, call, number, paren};
use crate::promql::{BinaryOp, Expr, Func};
use crate::resolve::made;
use crate::template::{Part, Template};
use crate::unit::Unit;

/// The dashboard; nothing without an objective.
pub(super) fn of(slos: &Table<Slo>, service: &Service) -> Option<Dashboard> {
    if slos.is_empty() {
        return None;
    }
    let overview =
        made::row(None, vec![all_left(slos, service), used_up_in(slos, service), all_burns(slos, service)]);
    let of_each = slos.iter().map(|slo| {
        made::row(Some(&slo.title), vec![left(slo, service), burn(slo, service), good(slo, service)])
    });
    let rows = [overview].into_iter().chain(of_each).collect();
    let description = format!("The service level objectives of {}", service.title);
    Some(made::dashboard(made::uid(service, "-slos"), "SLOs".to_owned(), description, rows))
}

/// How the objectives stand, in two panels: what is left of their budgets, and what was good.
pub(in crate::resolve) fn summary(slos: &Table<Slo>, service: &Service) -> Vec<Panel> {
    if slos.is_empty() {
        return Vec::new();
    }
    let left = |slo: &Slo| Expr::from(recorded(service, slo, series::LEFT));
    let budgets = Panel {
        steps: budget_steps(),
        ..made::stats(
            "Error Budgets Left",
            "What is left of the error budget of each objective in its window",
            of_each(slos, &Unit::ratio(), left),
        )
    };
    let one = || number(Number::ONE);
    let reached = |slo: &Slo| {
        let spent = paren(binary(one(), BinaryOp::Sub, left(slo)));
        binary(one(), BinaryOp::Sub, binary(spent, BinaryOp::Mul, number(slo.budget)))
    };
    let mut objectives = made::stats(
        "Good Shares",
        "The share that was good in the window of each objective; green where that is enough",
        of_each(slos, &Unit::ratio(), reached),
    );
    // Nobody promises less than 99.9%, and sees it in 100.0%.
    objectives.decimals = Some(3);
    objectives.settings.overrides = slos
        .iter()
        .enumerate()
        .map(|(at, slo)| {
            let step = |color, from| Step { color, from };
            let steps = vec![step(Color::Red, None), step(Color::Green, Some(slo.objective))];
            Override { steps, ..Override::new(SeriesMatch::Query(at)) }
        })
        .collect();
    vec![objectives, budgets]
}

/// The objectives by their names, as series of one panel.
fn of_each(slos: &Table<Slo>, unit: &Unit, expr: impl Fn(&Slo) -> Expr) -> Vec<Target> {
    slos.iter().map(|slo| made::target(expr(slo), whole_legend(slo), Some(unit.clone()))).collect()
}

fn all_left(slos: &Table<Slo>, service: &Service) -> Panel {
    let targets = of_each(slos, &Unit::ratio(), |slo| Expr::from(recorded(service, slo, series::LEFT)));
    Panel {
        kind: PanelKind::Bargauge,
        width: Some(7),
        min: Some(Number::ZERO),
        max: Some(Number::ONE),
        steps: budget_steps(),
        ..made::panel("Error Budgets Left", "What is left of the error budget of each objective", targets)
    }
}

fn all_burns(slos: &Table<Slo>, service: &Service) -> Panel {
    let targets = of_each(slos, &Unit::one(), |slo| Expr::from(recorded(service, slo, series::BURN)));
    let line = |at, alert: Option<String>, color| Line { at, alert, written: None, color, bad_below: false };
    let usual = line(Number::ONE, None, Color::Yellow);
    let pages = slos.iter().filter_map(|slo| slo.burns(SloAlert::Page).next()).map(|burn| burn.factor).min();
    let mut all = made::panel(
        "Burn Rates",
        "How many times its budget each objective burns now; 1 uses it up exactly",
        targets,
    );
    all.lines = [usual].into_iter().chain(pages.map(|at| line(at, None, Color::Red))).collect();
    all.width = Some(10);
    // One incident is a hundred times as high as what is usual.
    all.settings.log_scale = Some(10);
    all
}

/// How long budgets last if errors go on as they do now.
fn used_up_in(slos: &Table<Slo>, service: &Service) -> Panel {
    let lasts = |slo: &Slo| {
        let left = Expr::from(recorded(service, slo, series::LEFT));
        let burn = Expr::from(recorded(service, slo, series::BURN));
        let window = number(slo.window.length().as_seconds());
        let lasts = binary(binary(left, BinaryOp::Mul, window.clone()), BinaryOp::Div, burn);
        // What is used up lasts no longer, and nobody asks how much longer than the window: without errors it would be forever.
        call(Func::Clamp, vec![lasts, number(Number::ZERO), window])
    };
    let days = |days: i64| Some(Number::integer(days * 24 * 3600));
    let step = |color, from| Step { color, from };
    let mut all = made::panel(
        "Budgets Used Up In",
        "How long each budget lasts if errors go on as they do now; all of its window means as long, or longer",
        of_each(slos, &Unit::seconds(), lasts),
    );
    all.kind = PanelKind::Bargauge;
    all.width = Some(7);
    all.steps = vec![step(Color::Red, None), step(Color::Orange, days(1)), step(Color::Green, days(7))];
    all.min = Some(Number::ZERO);
    all.max = slos.iter().map(|slo| slo.window.length().as_seconds()).max();
    all
}

fn left(slo: &Slo, service: &Service) -> Panel {
    let target = made::target(
        Expr::from(recorded(service, slo, series::LEFT)),
        legend(slo, "left"),
        Some(Unit::ratio()),
    );
    let description = format!("What is left of the error budget of {}", slo.window);
    Panel {
        width: Some(6),
        steps: budget_steps(),
        ..made::stats(&format!("{}: Error Budget Left", slo.title), &description, vec![target])
    }
}

fn burn(slo: &Slo, service: &Service) -> Panel {
    let long = |kind| slo.burns(kind).map(|burn| burn.long).next();
    let windows =
        SloAlert::ALL.into_iter().filter_map(long).chain(slo.burns.is_empty().then_some(RATE_WINDOW));
    let targets = windows.map(|window| {
        let share = Expr::from(recorded(service, slo, &windowed(series::ERROR_RATIO, window)));
        let burn = binary(share, BinaryOp::Div, number(slo.budget));
        made::target(burn, legend(slo, &window.to_string()), Some(Unit::one()))
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
        ..made::panel(
            &format!("{}: Burn Rate", slo.title),
            "How many times the budget burns; 1 uses it up exactly",
            targets.collect(),
        )
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
        ..made::panel(
            &format!("{}: Good Share", slo.title),
            help,
            vec![made::target(good, legend(slo, "good"), Some(Unit::ratio()))],
        )
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

/// The objective by its title, and the labels by which it is told apart.
fn whole_legend(slo: &Slo) -> Template {
    let mut parts = vec![Part::Text(slo.title.clone())];
    for name in &slo.by {
        parts.push(Part::Text(" ".to_owned()));
        parts.push(made::label(name));
    }
    Template { parts }
}

/// The labels of the objective, and what is shown of it.
fn legend(slo: &Slo, what: &str) -> Template {
    let mut parts = Vec::new();
    for name in &slo.by {
        parts.push(made::label(name));
        parts.push(Part::Text(" ".to_owned()));
    }
    parts.push(Part::Text(what.to_owned()));
    Template { parts }
}
