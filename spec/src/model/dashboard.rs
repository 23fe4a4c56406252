use super::{Color, HeaderLink, Keyed, Panel, PanelBody, PanelKind, Target, Value, Variable};
use crate::duration::Duration;
use crate::promql::Expr;
use crate::template::Template;

/// A dashboard.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Its stable id, which is its key in the spec: `llm-usage`.
    pub uid: String,
    /// The stem of the name of its file.
    pub file_stem: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Tags to find it by, beside the service's name.
    pub tags: Vec<String>,
    /// Time between two refreshes; nothing if it never refreshes by itself.
    pub refresh: Option<Duration>,
    /// How far back it shows when opened.
    pub time: Duration,
    /// Its time zone; nothing is that of whoever looks.
    pub timezone: Option<String>,
    /// Whether it is taken as it is written: nothing is added to it.
    pub as_written: bool,
    /// Whether nobody has written it: it follows from other things of the spec.
    pub is_made: bool,
    /// Variables beside `datasource`, and beside `job` and `instance`, which are added.
    pub variables: Vec<Variable>,
    /// Links in its header.
    pub links: Vec<HeaderLink>,
    /// Marks over every panel, beside those of firing alerts.
    pub annotations: Vec<Annotation>,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
    /// Other keys, as Grafana spells them.
    pub raw: Vec<(String, Value)>,
}

/// Marks over every panel, where a query finds something.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The name of its switch.
    pub name: String,
    /// Its query, as a panel asks it; nothing if it has none that a Prometheus answers.
    pub expr: Option<Expr>,
    /// The title of a mark.
    pub title: Option<Template>,
    /// The text of a mark.
    pub text: Option<Template>,
    /// The color of its marks.
    pub color: Color,
    /// Time between two samples.
    pub min_step: Option<Duration>,
    /// Whether all of it but its name is as Grafana spells it.
    pub is_raw: bool,
    /// Other keys, as Grafana spells them.
    pub raw: Vec<(String, Value)>,
}

impl Dashboard {
    /// Every panel, top left to bottom right.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.rows.iter().flat_map(|row| &row.panels)
    }
}

impl Dashboard {
    /// Every query of its panels, to be changed, and what draws it.
    pub(crate) fn targets_mut(&mut self) -> impl Iterator<Item = (PanelKind, &mut Target)> {
        let panels = self.rows.iter_mut().flat_map(|row| &mut row.panels);
        panels.flat_map(|panel| {
            let kind = panel.kind;
            let targets = match &mut panel.body {
                PanelBody::Targets(targets) => targets.as_mut_slice(),
                PanelBody::Text(_) | PanelBody::Raw(_) => &mut [],
            };
            targets.iter_mut().map(move |target| (kind, target))
        })
    }
}

impl Keyed for Dashboard {
    fn key(&self) -> &str {
        &self.uid
    }
}

/// Panels side by side.
#[derive(Clone, Debug)]
pub struct Row {
    /// A heading above it, if it has one.
    pub title: Option<String>,
    /// Whether it is folded until someone opens it; only rows with a title can be.
    pub collapsed: bool,
    /// A variable for each of whose chosen values it is there once; only rows with a title can be repeated.
    pub repeat: Option<String>,
    /// Its panels, left to right; their widths add up to at most 24 columns a line.
    pub panels: Vec<Panel>,
}
