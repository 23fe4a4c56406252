//! Findings as text: for people, for programs, for GitHub, for code scanners, for build servers.

pub mod changes;
mod github;
mod json;
mod junit;
mod repeated;
mod sarif;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::Source;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the spec and carets.
    Human {
        /// Whether to color them.
        colored: bool,
    },
    /// One JSON array.
    Json,
    /// Annotations of a GitHub workflow, one a line.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// XML in the form of `JUnit`.
    Junit,
}

/// Writes findings. Ends with a line break unless it is empty.
pub fn findings(diagnostics: &[Diagnostic], source: &Source, format: Format) -> String {
    match format {
        Format::Human { colored } => repeated::findings(diagnostics, source, colored),
        Format::Json => json::findings(diagnostics, source),
        Format::Github => github::findings(diagnostics, source),
        Format::Sarif => sarif::findings(diagnostics, source),
        Format::Junit => junit::findings(diagnostics, source),
    }
}
