use super::{Allow, Link, Panel, Raw, Scope, Style, Variable};
use crate::decode::{Decode, Map, Placed, Reader, Text, record};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::PanelKind;
use crate::source::Spanned;
use crate::yaml::{Node, Value};
use gaugewright_collectors::rules;

record! {
    /// A dashboard.
    pub(crate) struct Dashboard {
        /// Its title.
        title: Text,
        /// What it is for.
        description: Option<Text>,
        /// Tags to find it by. The name of the service is always among them.
        tags: Vec<Text>,
        /// Time between two refreshes: `1m` by default. `off`: it never refreshes by itself.
        refresh: Option<Refreshed>,
        /// How far back it shows when opened: `6h` by default. Another time can stand under `raw` instead, as Grafana spells it.
        time: Option<Spanned<Duration>>,
        /// Its time zone: `browser` by default, which is that of whoever looks; `utc`; or a name such as `Europe/Berlin`.
        timezone: Option<Text>,
        /// What can be chosen in its header. `datasource` is always there, `job` and `instance` are unless `scope` is `none`.
        variables: Map<Placed<Variable>>,
        /// Links in its header.
        links: Vec<Placed<Link>>,
        /// Marks over every panel where a query finds something, beside those of firing alerts.
        annotations: Vec<Placed<Annotation>>,
        /// How its panels are drawn, unless they say otherwise.
        style: Option<Placed<Style>>,
        /// Its rows, top to bottom: lists of panels, or mappings with a title.
        rows: Vec<Row>,
        /// `none`: it is taken as it is written. Its queries are not narrowed to the service's own series, and nothing is added: no variables
        /// `job` and `instance`, no tag, no marks of alerts, no menu of the service's other dashboards, no pointer that all panels share.
        scope: Option<Spanned<Scope>>,
        /// Other keys of Grafana, as it spells them: they are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

record! {
    /// Marks over every panel, where a query finds something.
    pub(crate) struct Annotation {
        /// The name of its switch in the header.
        name: Text,
        /// The name of its query.
        query: Option<Text>,
        /// Its query, if that has no name.
        expr: Option<Text>,
        /// The title of a mark: `{{ label }}` is replaced.
        title: Option<Text>,
        /// The text of a mark: `{{ label }}` is replaced.
        text: Option<Text>,
        /// The color of its marks: `red` by default.
        color: Option<Text>,
        /// Time between two samples of the query.
        min_step: Option<Spanned<Duration>>,
        /// Other keys of Grafana, as it spells them. Without a query, they are all that Grafana is given beside the name.
        raw: Option<Raw>,
    }
}

/// Time between two refreshes of a dashboard; nothing if it never refreshes by itself.
#[derive(Clone, Debug)]
pub(crate) struct Refreshed(pub(crate) Option<Spanned<Duration>>);

impl Decode for Refreshed {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "off" => Some(Self(None)),
            // Older readers of YAML take `off` for it.
            Value::Bool(false) => Some(Self(None)),
            _ => Decode::decode(node, reader).map(|time| Self(Some(time))),
        }
    }
}

record! {
    /// Panels under a heading.
    pub(crate) struct TitledRow {
        /// The heading.
        title: Text,
        /// Whether it is folded until someone opens it.
        collapsed: Option<Spanned<bool>>,
        /// A variable: the row is there once for each of its chosen values.
        repeat: Option<Text>,
        /// Its panels, left to right.
        panels: Vec<Placed<Panel>>,
    }
}

/// A row: a list of panels, or one with a heading.
pub(crate) struct Row {
    pub(crate) title: Option<Text>,
    pub(crate) collapsed: bool,
    pub(crate) repeat: Option<Text>,
    pub(crate) panels: Vec<Placed<Panel>>,
}

impl Decode for Row {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::List(_) => {
                let panels = Vec::decode(node, reader)?;
                Some(Self { title: None, collapsed: false, repeat: None, panels })
            }
            Value::Map(ref keys)
                if keys.iter().any(|(key, _)| PanelKind::ALL.iter().any(|row| row.0 == key.value)) =>
            {
                let place = reader.source.first_line_of(node.span);
                let message = "a row is a list of panels, and this is one panel";
                let diagnostic = Diagnostic::new(&rules::WRONG_TYPE, place, message);
                reader
                    .sink
                    .report(diagnostic.help("write `- - { … }`: one dash for the row, one for each panel"));
                None
            }
            _ => {
                let row = TitledRow::decode(node, reader)?;
                let collapsed = row.collapsed.is_some_and(|collapsed| collapsed.value);
                Some(Self { title: Some(row.title), collapsed, repeat: row.repeat, panels: row.panels })
            }
        }
    }
}
