use super::{Color, Keyed, Repeat, ValueMapping, Variable};
use crate::duration::Duration;
use crate::number::Number;
use crate::promql::Expr;
use crate::template::Template;
use crate::unit::Unit;

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
    /// Tags to find it by; the service's name is always among them.
    pub tags: Vec<String>,
    /// Time between two refreshes.
    pub refresh: Duration,
    /// How far back it shows when opened.
    pub time: Duration,
    /// Variables beside `datasource`, `job` and `instance`, which every dashboard has.
    pub variables: Vec<Variable>,
    /// Links in its header.
    pub links: Vec<Link>,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
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
                PanelBody::Text(_) => &mut [],
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

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To another dashboard of this spec, by its uid.
    Dashboard {
        /// Its title.
        title: String,
        /// The other dashboard's uid.
        uid: String,
    },
    /// To any other page.
    Url {
        /// Its title.
        title: String,
        /// The address.
        url: String,
    },
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

/// A panel.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it draws.
    pub kind: PanelKind,
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// Columns of 24, if the author sets them; otherwise the row is divided evenly.
    pub width: Option<u8>,
    /// Grid units of height, if the author sets them.
    pub height: Option<u8>,
    /// By what it is repeated.
    pub repeat: Option<Repeat>,
    /// What fills it.
    pub body: PanelBody,
    /// The unit in which its author gives numbers, if it is known; of a heatmap, that of what its histogram observes.
    pub unit: Option<Unit>,
    /// The unit of its values as Grafana gets them. Of hours over a query in seconds that is seconds: Grafana shows them as hours.
    pub shown: Option<Unit>,
    /// By what its numbers are multiplied to be of the scale of its values.
    pub factor: Number,
    /// A Grafana unit id that the author insists on.
    pub unit_id: Option<String>,
    /// Lower end of the axis.
    pub min: Option<Number>,
    /// Upper end of the axis.
    pub max: Option<Number>,
    /// Digits behind the point.
    pub decimals: Option<u8>,
    /// Colors by value, ascending, the first one without a lower end.
    pub steps: Vec<Step>,
    /// Texts in place of values, in the order of the text.
    pub mappings: Vec<ValueMapping>,
    /// Horizontal lines.
    pub lines: Vec<Line>,
    /// Whether series are stacked.
    pub stacking: Stacking,
    /// Where the legend stands and what it computes.
    pub legend: Legend,
    /// How a series becomes one number, where the panel shows one.
    pub calculation: Calculation,
    /// Links in its header.
    pub links: Vec<Link>,
}

/// What fills a panel.
#[derive(Clone, Debug)]
pub enum PanelBody {
    /// Queries, at least one.
    Targets(Vec<Target>),
    /// Markdown.
    Text(String),
}

impl Panel {
    /// Its queries; none for a text panel.
    pub fn targets(&self) -> &[Target] {
        match &self.body {
            PanelBody::Targets(targets) => targets,
            PanelBody::Text(_) => &[],
        }
    }
}

/// One query of a panel.
#[derive(Clone, Debug)]
pub struct Target {
    /// The query over the series that are scraped, constants and `$window` replaced; Grafana's own variables and the
    /// dashboard's stay.
    pub expr: Expr,
    /// The same over recorded series, if some of it is recorded: what the panel asks then.
    pub recorded: Option<Expr>,
    /// The named query it comes from, if it has a name.
    pub query: Option<String>,
    /// What each series is called; nothing lets Grafana list the labels.
    pub legend: Option<Template>,
    /// The unit of its values as Grafana gets them, if it is known. It may differ from the panel's.
    pub unit: Option<Unit>,
    /// By what the panel multiplies its values, where its unit cannot be shown otherwise.
    pub factor: Number,
    /// Whether it has its own axis on the right.
    pub right_axis: bool,
}

impl Target {
    /// The query that the panel asks.
    pub fn panel_expr(&self) -> &Expr {
        self.recorded.as_ref().unwrap_or(&self.expr)
    }
}

/// The types of panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PanelKind {
    /// Lines over time.
    Timeseries,
    /// One big number a series.
    Stat,
    /// A dial between minimum and maximum.
    Gauge,
    /// Shares of a whole.
    Piechart,
    /// Bars side by side, one a series.
    Bargauge,
    /// A table, one row a series.
    Table,
    /// A histogram over time.
    Heatmap,
    /// Markdown.
    Text,
}

impl PanelKind {
    /// Every type with the name that the spec, and Grafana, use for it.
    pub const ALL: [(&'static str, Self); 8] = [
        ("timeseries", Self::Timeseries),
        ("stat", Self::Stat),
        ("gauge", Self::Gauge),
        ("piechart", Self::Piechart),
        ("bargauge", Self::Bargauge),
        ("table", Self::Table),
        ("heatmap", Self::Heatmap),
        ("text", Self::Text),
    ];

    /// Its name in the spec and in Grafana.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }

    /// Whether it shows the latest value of each series and not its course: then one instant query suffices.
    pub fn is_instant(self) -> bool {
        !matches!(self, Self::Timeseries | Self::Heatmap | Self::Text)
    }
}

/// A color that holds from a value upwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The color.
    pub color: Color,
    /// The lowest value it holds for, in the unit of the panel; nothing for the first step.
    pub from: Option<Number>,
}

/// A horizontal line, drawn where values become bad.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where, in the unit of the panel.
    pub at: Number,
    /// The alert whose threshold it shows, if it comes from one.
    pub alert: Option<String>,
    /// That threshold as the author has written it.
    pub written: Option<String>,
    /// Its color.
    pub color: Color,
    /// Whether values below it are the bad ones.
    pub bad_below: bool,
}

/// Whether series of a panel are stacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stacking {
    /// Each from zero.
    #[default]
    None,
    /// On top of each other.
    Normal,
    /// On top of each other, scaled to 100%.
    Percent,
}

/// Where the legend stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Legend {
    /// Below the panel, names only.
    #[default]
    List,
    /// Below the panel, with mean, maximum and last value.
    Table,
    /// None.
    Hidden,
}

/// How a series becomes one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Calculation {
    /// The last value that is not null.
    #[default]
    Last,
    /// The mean over the shown time.
    Mean,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// The sum.
    Sum,
}

impl Calculation {
    /// Every calculation with its name in the spec.
    pub const ALL: [(&'static str, Self); 5] = [
        ("last", Self::Last),
        ("mean", Self::Mean),
        ("max", Self::Max),
        ("min", Self::Min),
        ("sum", Self::Sum),
    ];
}
