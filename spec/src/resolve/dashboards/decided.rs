//! Keys of Grafana that a spec decides, so that nobody can write them under `raw`, and what to do instead.

/// A key of Grafana that the spec decides, as a path, and what to do instead.
pub(super) type Decided = (&'static [&'static str], &'static str);
/// Several of them.
pub(super) type Own = &'static [Decided];

const NUMBERED: &str = "remove it: it follows from the order of the panels";
const PLACED: &str = "remove it: the place of a panel follows from its row, its `width` and its `height`";

/// Of a dashboard.
pub(super) const OF_DASHBOARD: Own = &[
    (&["uid"], "it is the key of the dashboard"),
    (&["title"], "write it beside `raw`"),
    (&["description"], "write it beside `raw`"),
    (&["tags"], "write it beside `raw`"),
    (&["refresh"], "write it beside `raw`"),
    (&["timezone"], "write it beside `raw`"),
    (&["templating"], "write `variables` beside `raw`"),
    (&["annotations"], "write it beside `raw`"),
    (&["links"], "write it beside `raw`"),
    (&["panels"], "write `rows` beside `raw`; a panel can be all `raw`"),
    (&["id"], "remove it: it is Grafana's own"),
    (&["version"], "remove it: it is Grafana's own"),
    (&["schemaVersion"], "remove it: the generator writes one that every Grafana from 10 on reads"),
];

/// The shown time of a dashboard, once a key of the spec says it.
pub(super) const OF_TIME: Own = &[(&["time"], "remove it, or `time` beside `raw`")];

/// Of a panel that has a type of the spec.
pub(super) const OF_PANEL: Own = &[
    (&["id"], NUMBERED),
    (&["gridPos"], PLACED),
    (&["type"], "the key that holds the title says it"),
    (&["title"], "the key that holds the title says it"),
    (&["description"], "write it beside `raw`"),
    (&["targets"], "write `queries` beside `raw`"),
    (&["links"], "write it beside `raw`"),
    (&["repeat"], "write it beside `raw`"),
    (&["repeatDirection"], "write `repeat_direction` beside `raw`"),
    (&["maxPerRow"], "write `max_per_row` beside `raw`"),
    (&["interval"], "write `min_step` beside `raw`"),
    (&["maxDataPoints"], "write `max_points` beside `raw`"),
    (&["transformations"], "write it beside `raw`"),
    (&["options", "content"], "write `content` beside `raw`"),
    (&["fieldConfig", "overrides"], "write `overrides` beside `raw`"),
    (&["fieldConfig", "defaults", "unit"], "write it beside `raw`: `unit: grafana:ID`"),
    (&["fieldConfig", "defaults", "min"], "write it beside `raw`"),
    (&["fieldConfig", "defaults", "max"], "write it beside `raw`"),
    (&["fieldConfig", "defaults", "decimals"], "write it beside `raw`"),
    (&["fieldConfig", "defaults", "noValue"], "write `no_value` beside `raw`"),
    (&["fieldConfig", "defaults", "mappings"], "write it beside `raw`"),
    (&["fieldConfig", "defaults", "thresholds"], "write `steps` beside `raw`"),
    (&["fieldConfig", "defaults", "links"], "write `data_links` beside `raw`"),
];

/// Whether a spec has a key of its own for what stands there in a panel of Grafana, or below it, so that it cannot be said under `raw`.
pub(crate) fn decides_in_panel(path: &[&str]) -> bool {
    OF_PANEL.iter().any(|(own, _)| path.starts_with(own))
}

/// Of a link in the header.
pub(super) const OF_LINK: Own = &[
    (&["title"], "write it beside `raw`"),
    (&["url"], "write it beside `raw`"),
    (&["tags"], "write it beside `raw`"),
    (&["type"], "`url` or `tags` say it"),
];

/// Of one that is all raw.
pub(super) const OF_RAW_LINK: Own = &[(&["title"], "write it beside `raw`")];

/// Of marks over every panel.
pub(super) const OF_ANNOTATION: Own = &[
    (&["name"], "write it beside `raw`"),
    (&["expr"], "write it beside `raw`"),
    (&["titleFormat"], "write `title` beside `raw`"),
    (&["textFormat"], "write `text` beside `raw`"),
    (&["iconColor"], "write `color` beside `raw`"),
    (&["step"], "write `min_step` beside `raw`"),
];

/// Of those that are all raw.
pub(super) const OF_RAW_ANNOTATION: Own = &[(&["name"], "write it beside `raw`")];

/// Of a variable.
pub(super) const OF_VARIABLE: Own = &[
    (&["name"], "it is the key of the variable"),
    (&["type"], "what it lists says it"),
    (&["query"], "what it lists says it"),
    (&["label"], "write it beside `raw`"),
    (&["multi"], "write it beside `raw`"),
    (&["includeAll"], "write `all` beside `raw`"),
    (&["allValue"], "write `all_value` beside `raw`"),
    (&["regex"], "write it beside `raw`"),
    (&["sort"], "write it beside `raw`"),
    (&["hide"], "write it beside `raw`"),
    (&["refresh"], "write it beside `raw`"),
];

/// Of one that is all raw.
pub(super) const OF_RAW_VARIABLE: Own = &[(&["name"], "it is the key of the variable")];

/// Whether a spec has a key of its own for what a dashboard, a variable, a link or marks say with a key of Grafana.
pub(crate) fn decides_in_header(kind: HeaderPart, key: &str) -> bool {
    let own = match kind {
        HeaderPart::Settings => OF_DASHBOARD,
        HeaderPart::Variable => OF_VARIABLE,
        HeaderPart::Link => OF_LINK,
        HeaderPart::Annotation => OF_ANNOTATION,
    };
    own.iter().any(|(path, _)| *path == [key])
}

/// What a dashboard is beside its panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderPart {
    /// What it says of itself.
    Settings,
    /// A variable.
    Variable,
    /// A link.
    Link,
    /// Marks over every panel.
    Annotation,
}

/// Of a panel that is all raw.
pub(super) const OF_RAW_PANEL: Own = &[(&["id"], NUMBERED), (&["gridPos"], PLACED)];
