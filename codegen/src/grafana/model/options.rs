use serde::Serialize;

/// The legend of a panel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Legend {
    /// What it computes of each series.
    pub calcs: Vec<&'static str>,
    /// Its form.
    pub display_mode: LegendMode,
    /// Where it stands.
    pub placement: &'static str,
    /// Whether it is there.
    pub show_legend: bool,
}

/// The form of a legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LegendMode {
    /// Names side by side.
    List,
    /// A line for each series.
    Table,
}

/// What is shown under the pointer.
#[derive(Debug, Serialize)]
pub struct Tooltip {
    /// One series, or all of them.
    pub mode: &'static str,
    /// In which order.
    pub sort: &'static str,
}

impl Tooltip {
    /// Every series, the largest first.
    pub const ALL: Self = Self { mode: "multi", sort: "desc" };
    /// The one under the pointer.
    pub const ONE: Self = Self { mode: "single", sort: "none" };
}

/// How a series becomes one number.
#[derive(Debug, Serialize)]
pub struct Reduce {
    /// The calculation.
    pub calcs: Vec<&'static str>,
    /// Which columns count: empty for every one that has numbers.
    pub fields: &'static str,
    /// Whether every row counts by itself.
    pub values: bool,
}
