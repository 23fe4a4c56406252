//! The templates that are part of the program.

/// A template that is part of the program.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its name, which is also its path below the folder with the user's own.
    pub name: &'static str,
    /// What it makes.
    pub about: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! built_in {
    ($($name:literal: $about:literal,)*) => {
        &[$(BuiltIn {
            name: $name,
            about: $about,
            text: include_str!(concat!("../../templates/", $name)),
        }),*]
    };
}

/// Every template.
pub const BUILT_IN: &[BuiltIn] = built_in! {
    "runbook.md.j2": "the page of an alert",
    "runbooks.md.j2": "the list of the runbooks",
    "monitoring.md.j2": "docs/MONITORING.md: the frame of its sections",
    "monitoring/overview.md.j2": "its section: the components and receivers",
    "monitoring/metrics.md.j2": "its section: every metric and label",
    "monitoring/dashboards.md.j2": "its section: every panel",
    "monitoring/alerts.md.j2": "its section: every alert",
    "monitoring/setup.md.j2": "its section: how to start all of it",
    "monitoring/workflows.md.j2": "its section: every day, every week, in an incident",
    "monitoring/response.md.j2": "its section: first steps for each alert",
    "monitoring/queries.md.j2": "its section: the named queries",
    "monitoring/baselines.md.j2": "its section: what is normal, and what it costs",
    "monitoring/troubleshooting.md.j2": "its section: troubleshooting",
    "monitoring/best-practices.md.j2": "its section: best practices",
    "deployment.md.j2": "docs/DEPLOYMENT.md",
    "spec-reference.md.j2": "docs/spec-reference.md: every key of a spec",
};
