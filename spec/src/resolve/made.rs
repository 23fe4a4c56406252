//! Dashboards that nobody has written: what they consist of.

use crate::check::Ty;
use crate::duration::Duration;
use crate::model::{Dashboard, Panel, PanelBody, PanelKind, Row, Service, Target};
use crate::number::Number;
use crate::promql::Expr;
use crate::source::{Span, Spanned};
use crate::template::{Part, Template};
use crate::unit::Unit;

/// What Grafana takes as the id of a dashboard.
const LONGEST_UID: usize = 40;

/// A dashboard of the service that says nothing but what it shows.
pub(super) fn dashboard(uid: String, title: String, description: String, rows: Vec<Row>) -> Dashboard {
    Dashboard {
        uid,
        file_stem: String::new(),
        title,
        description,
        tags: Vec::new(),
        refresh: Some(Duration::from_secs(60)),
        time: Duration::from_secs(24 * 3600),
        timezone: None,
        as_written: false,
        is_made: true,
        variables: Vec::new(),
        links: Vec::new(),
        annotations: Vec::new(),
        raw: Vec::new(),
        rows,
    }
}

/// The id of a dashboard of the service: `shop-slos`.
pub(super) fn uid(service: &Service, suffix: &str) -> String {
    let name: String = service.name.chars().take(LONGEST_UID - suffix.len()).collect();
    name.replace('.', "-") + suffix
}

/// A row, with a heading or without one.
pub(super) fn row(title: Option<&str>, panels: Vec<Panel>) -> Row {
    Row { title: title.map(str::to_owned), collapsed: false, repeat: None, panels }
}

/// A graph; its unit is that of its first query.
pub(super) fn panel(title: &str, description: &str, targets: Vec<Target>) -> Panel {
    let unit = targets.first().and_then(|target| target.unit.clone());
    Panel {
        title: title.to_owned(),
        description: description.to_owned(),
        unit: unit.clone(),
        shown: unit,
        ..Panel::new(PanelKind::Timeseries, PanelBody::Targets(targets))
    }
}

/// Large numbers, each with its course.
pub(super) fn stats(title: &str, description: &str, targets: Vec<Target>) -> Panel {
    let mut stats = Panel { kind: PanelKind::Stat, ..panel(title, description, targets) };
    stats.settings.style.sparkline = Some(true);
    stats
}

/// A query of a panel; its type is found in the end.
pub(super) fn target(expr: Expr, legend: Template, unit: Option<Unit>) -> Target {
    Target {
        expr,
        ty: Ty::unknown(),
        recorded: None,
        query: None,
        ref_id: None,
        legend: Some(legend),
        unit,
        factor: Number::ONE,
        right_axis: false,
        hidden: false,
        instant: None,
        format: None,
        min_step: None,
    }
}

/// `{{ label }}`
pub(super) fn label(name: &str) -> Part {
    Part::Label(Spanned::new(name.to_owned(), Span::default()))
}
