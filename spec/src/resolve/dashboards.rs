mod builder;
mod decided;
mod header;
mod legend;
mod links;
mod marks;
mod overrides;
mod panel;
mod raw;
pub use decided::HeaderPart;
pub(crate) use decided::{decides_in_header, decides_in_panel};
mod repeat;
mod series;
mod style;
mod targets;
mod unit;
mod value_mappings;
mod variable_sources;
mod variables;
mod window;

use std::collections::BTreeMap;

use self::builder::Builder;
use super::queries::QueryContext;
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, AlertGroup, Dashboard, Row, Table};
use crate::rules;

const DEFAULT_REFRESH: Duration = Duration::from_secs(60);
const DEFAULT_TIME: Duration = Duration::from_secs(6 * 3600);

pub(super) fn resolve(
    uses: &mut QueryContext<'_, '_>,
    ast: &Map<Placed<ast::Dashboard>>,
    alerts: &[AlertGroup],
) -> Table<Dashboard> {
    let titles: Vec<(String, String)> =
        ast.iter().map(|(uid, dashboard)| (uid.value.clone(), dashboard.title.value.clone())).collect();
    titles_differ(uses, ast);
    let every = alerts.iter().flat_map(|group| &group.alerts);
    let mut by_name: BTreeMap<&str, Vec<&Alert>> = BTreeMap::new();
    every.for_each(|alert| by_name.entry(&alert.key).or_default().push(alert));
    let all: Vec<_> = ast.iter().collect();
    let made = uses.each(&all, |uses, (uid, dashboard)| {
        let own = dashboard.scope.is_none();
        let time = dashboard.time.as_ref().map_or(DEFAULT_TIME, |time| time.value);
        let (variables, several) =
            if uses.adds_nothing() { Default::default() } else { variables::given(own) };
        let mut builder = Builder {
            uses,
            alerts,
            by_name: &by_name,
            titles: &titles,
            variables,
            several,
            sources: variables::given_sources(),
            own,
            time,
            style: crate::model::Style::default(),
            fixed_windows: BTreeMap::new(),
        };
        builder.style = builder.style(dashboard.style.as_ref());
        let made = builder.dashboard(uid, dashboard);
        (made, builder.fixed_windows)
    });
    let mut fixed_windows = BTreeMap::new();
    let mut keep = |(made, fixed): (Dashboard, BTreeMap<_, _>)| {
        for (query, found) in fixed {
            fixed_windows.entry(query).or_insert(found);
        }
        made
    };
    let dashboards = made.into_iter().map(&mut keep).collect();
    uses.resolver.sink.extend(fixed_windows.into_values());
    dashboards
}

/// All dashboards stand in one folder, and Grafana stops loading its dashboards where two have one title.
fn titles_differ(uses: &mut QueryContext<'_, '_>, ast: &Map<Placed<ast::Dashboard>>) {
    let mut seen = BTreeMap::new();
    for (_, dashboard) in ast.iter() {
        let title = &dashboard.title;
        if let Some(first) = seen.insert(title.as_str(), title.span) {
            let message = format!("there are two dashboards with the title `{}`", **title);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, title.span, message);
            uses.resolver.report(
                diagnostic
                    .also(first, "first here")
                    .note("Grafana stops loading a folder with two dashboards of the same title")
                    .help("give this one another title"),
            );
        }
    }
}

impl Builder<'_, '_, '_> {
    fn dashboard(&mut self, uid: &Text, ast: &Placed<ast::Dashboard>) -> Dashboard {
        if !(2..=40).contains(&uid.len())
            || !uid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            self.uses.resolver.bad_name(
                "a dashboard",
                uid,
                "use 2 to 40 letters, digits, dashes and underscores",
            );
        }
        let variables = self.take_variables(&ast.variables);
        let rows = ast.rows.iter().map(|row| self.row(row)).collect();
        let annotations =
            ast.annotations.iter().filter_map(|annotation| self.annotation(annotation)).collect();
        // What no duration says of the time, Grafana may be told in its own words.
        let of_time = if ast.time.is_some() { decided::OF_TIME } else { &[] };
        let own = [decided::OF_DASHBOARD, of_time].concat();
        Dashboard {
            uid: uid.value.clone(),
            file_stem: String::new(),
            title: ast.title.value.clone(),
            description: ast.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            tags: ast.tags.iter().map(|tag| tag.value.clone()).collect(),
            refresh: match &ast.refresh {
                Some(ast::Refreshed(time)) => time.as_ref().map(|time| time.value),
                None => Some(DEFAULT_REFRESH),
            },
            time: self.time,
            timezone: self.timezone(ast.timezone.as_ref()),
            as_written: !self.own,
            is_made: false,
            variables,
            links: self.header_links(&ast.links),
            annotations,
            rows,
            raw: self.raw_keys(ast.raw.as_ref(), &own),
        }
    }

    fn row(&mut self, row: &ast::Row) -> Row {
        self.variables_in(row.title.as_ref());
        let by = row.repeat.as_ref();
        Row {
            title: row.title.as_ref().map(|title| title.value.clone()),
            collapsed: row.collapsed,
            repeat: self.repeated_by(by),
            panels: self.with_one_value(by, |this| {
                let panels = row.panels.iter();
                let made = panels
                    .filter_map(|panel| this.with_one_value(panel.repeat.as_ref(), |this| this.panel(panel)));
                made.collect()
            }),
        }
    }
}
