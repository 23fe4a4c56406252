use super::{
    Calculation, Legend, Line, Link, Override, Repeat, Stacking, Step, StepsMode, Style, Value, ValueMapping,
};
use crate::check::Ty;
use crate::duration::Duration;
use crate::number::Number;
use crate::promql::Expr;
use crate::template::Template;
use crate::unit::Unit;

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
    /// Everything that few panels say.
    pub settings: Settings,
}

/// What few panels say; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How it is drawn, beside what `stacking` and `legend` say.
    pub style: Style,
    /// What differs for some of its series.
    pub overrides: Vec<Override>,
    /// How many points are asked for at most.
    pub max_points: Option<u32>,
    /// Whether exemplars are shown.
    pub exemplars: bool,
    /// What the numbers of `steps` are.
    pub steps_mode: StepsMode,
    /// What stands where there is no value.
    pub no_value: Option<String>,
    /// The base of a logarithmic axis.
    pub log_scale: Option<u8>,
    /// What stands beside the axis, if the author says it.
    pub axis_label: Option<String>,
    /// Links on its values.
    pub data_links: Vec<Link>,
    /// What happens to the answers before they are drawn, as Grafana spells it.
    pub transformations: Option<Vec<Value>>,
    /// Other keys, as Grafana spells them; of a panel without a type of the spec, all of them.
    pub raw: Vec<(String, Value)>,
}

/// What fills a panel.
#[derive(Clone, Debug)]
pub enum PanelBody {
    /// Queries, at least one.
    Targets(Vec<Target>),
    /// Markdown.
    Text(String),
    /// What Grafana is given as it stands, and the queries of Prometheus in it.
    Raw(Vec<Target>),
}

impl Panel {
    /// A panel that says nothing but what it shows.
    pub(crate) fn new(kind: PanelKind, body: PanelBody) -> Self {
        Self {
            kind,
            title: String::new(),
            description: String::new(),
            width: None,
            height: None,
            repeat: None,
            body,
            unit: None,
            shown: None,
            factor: Number::ONE,
            unit_id: None,
            min: None,
            max: None,
            decimals: None,
            steps: Vec::new(),
            mappings: Vec::new(),
            lines: Vec::new(),
            stacking: Stacking::None,
            legend: Legend::List,
            calculation: Calculation::Last,
            links: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// What Grafana calls the query at a place.
    pub fn letter(&self, at: usize) -> String {
        self.targets().get(at).map_or_else(|| ref_id(at), |target| target.letter(at))
    }

    /// Its queries to Prometheus; none for a text panel.
    pub fn targets(&self) -> &[Target] {
        match &self.body {
            PanelBody::Targets(targets) | PanelBody::Raw(targets) => targets,
            PanelBody::Text(_) => &[],
        }
    }
}

impl Panel {
    /// Whether only the latest value of a query is asked for, and not its course.
    pub fn asks_once(&self, target: &Target) -> bool {
        asks_once(self.kind, self.calculation, &self.settings.style, target)
    }
}

/// Whether a panel asks for the latest value of a query alone.
pub(crate) fn asks_once(kind: PanelKind, calculation: Calculation, style: &Style, target: &Target) -> bool {
    let draws = kind == PanelKind::Stat && style.sparkline == Some(true);
    target.instant.unwrap_or(kind.is_instant() && calculation == Calculation::Last && !draws)
}

/// One query of a panel.
#[derive(Clone, Debug)]
pub struct Target {
    /// The query over the series that are scraped, constants and `$window` replaced; Grafana's own variables and the
    /// dashboard's stay.
    pub expr: Expr,
    /// Its type.
    pub ty: Ty,
    /// The same over recorded series, if some of it is recorded: what the panel asks then.
    pub recorded: Option<Expr>,
    /// The named query it comes from, if it has a name.
    pub query: Option<String>,
    /// What Grafana calls it, if that does not follow from its place.
    pub ref_id: Option<String>,
    /// What each series is called; nothing lets Grafana list the labels.
    pub legend: Option<Template>,
    /// The unit of its values as Grafana gets them, if it is known. It may differ from the panel's.
    pub unit: Option<Unit>,
    /// By what the panel multiplies its values, where its unit cannot be shown otherwise.
    pub factor: Number,
    /// Whether it has its own axis on the right.
    pub right_axis: bool,
    /// Whether it is not drawn.
    pub hidden: bool,
    /// Whether only the latest value is asked for, if the author says it.
    pub instant: Option<bool>,
    /// What its answer is, if the author says it.
    pub format: Option<AnswerFormat>,
    /// The least time between two points, if not that between two scrapes.
    pub min_step: Option<MinStep>,
}

impl Target {
    /// What it is called in Grafana at its place of the panel.
    pub fn letter(&self, at: usize) -> String {
        self.ref_id.clone().unwrap_or_else(|| ref_id(at))
    }

    /// The query that the panel asks.
    pub fn panel_expr(&self) -> &Expr {
        self.recorded.as_ref().unwrap_or(&self.expr)
    }
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// A row for each series.
    Table,
    /// A series over time for each.
    TimeSeries,
}

/// The least time between two points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MinStep {
    /// So long.
    Fixed(Duration),
    /// What a variable of the dashboard says: `$resolution`.
    Variable(String),
}

impl std::fmt::Display for MinStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(step) => step.fmt(f),
            Self::Variable(name) => name.fmt(f),
        }
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
    /// Bars for the values of a label.
    Barchart,
    /// How often which values occur.
    Histogram,
    /// From when to when each series was in which state.
    StateTimeline,
    /// The state of each series at each moment.
    StatusHistory,
    /// Markdown.
    Text,
    /// A type that the spec does not have.
    Raw,
}

impl PanelKind {
    /// Every type of the spec with its name there.
    pub const ALL: &[(&'static str, Self)] = &[
        ("timeseries", Self::Timeseries),
        ("stat", Self::Stat),
        ("gauge", Self::Gauge),
        ("piechart", Self::Piechart),
        ("bargauge", Self::Bargauge),
        ("table", Self::Table),
        ("heatmap", Self::Heatmap),
        ("barchart", Self::Barchart),
        ("histogram", Self::Histogram),
        ("state_timeline", Self::StateTimeline),
        ("status_history", Self::StatusHistory),
        ("text", Self::Text),
    ];

    /// Its name in the spec.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("raw", |row| row.0)
    }

    /// Its name in Grafana, but for `raw`.
    pub fn id(self) -> &'static str {
        match self {
            Self::StateTimeline => "state-timeline",
            Self::StatusHistory => "status-history",
            _ => self.name(),
        }
    }

    /// Whether it shows the latest value of each series and not its course: then one instant query suffices.
    pub fn is_instant(self) -> bool {
        matches!(
            self,
            Self::Stat | Self::Gauge | Self::Piechart | Self::Bargauge | Self::Table | Self::Barchart
        )
    }
}

/// What Grafana calls the query at a place of a panel: `A` to `Z`, then `A1` and so on.
pub fn ref_id(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}
