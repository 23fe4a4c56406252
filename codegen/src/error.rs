//! Why something cannot be generated.

use std::sync::Arc;

use thiserror::Error;

/// Why an output cannot be generated, in words for the user: what does not fit, and what to change.
#[derive(Clone, Debug, Error)]
pub enum RenderError {
    /// The library for YAML refuses a value.
    #[error("this cannot be written as YAML: {0}")]
    Yaml(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// The library for JSON refuses a value.
    #[error("this cannot be written as JSON: {0}")]
    Json(#[source] Arc<serde_json::Error>),
    /// A template of pages is broken.
    #[error("{0}")]
    Template(TemplateError),
    /// A file of the user's that replaces no template and is added to no page.
    #[error("{path} replaces no template and is added to no page: {hint}")]
    Stray {
        /// The file.
        path: String,
        /// What it was most likely meant to be, or what there is.
        hint: String,
    },
    /// What one `ConfigMap` holds is more than Kubernetes accepts.
    #[error(
        "the ConfigMap `{name}`{place} with {} would have {size} bytes; Kubernetes accepts {limit}. Divide what it holds: \
         fewer panels in a dashboard, fewer alerts in a spec",
        files.join(" and ")
    )]
    ConfigMapSize {
        /// Its name.
        name: String,
        /// Of which environment it is, as words; empty without environments.
        place: String,
        /// The files that it holds.
        files: Vec<String>,
        /// Bytes.
        size: usize,
        /// Bytes.
        limit: usize,
    },
    /// A program that everybody could use.
    #[error(
        "{program} would be open to everyone at {host}: name the Secret for basic auth in `basic_auth_secret`, or take `host` away"
    )]
    OpenToEveryone {
        /// Prometheus or Alertmanager.
        program: &'static str,
        /// Its host name.
        host: String,
    },
    /// A size of a volume that nobody can read.
    #[error("`{0}` is not a valid size of a volume for Prometheus: write one such as `50Gi`")]
    VolumeSize(String),
    /// A file that has no place.
    #[error(transparent)]
    Path(#[from] PathProblem),
    /// What is wrong with one part: a file, or an output.
    #[error("{part}: {error}")]
    In {
        /// The name of the part.
        part: String,
        /// What is wrong with it.
        #[source]
        error: Box<RenderError>,
    },
}

impl RenderError {
    /// Says of which part it is.
    pub(crate) fn of(self, part: &str) -> Self {
        Self::In { part: part.to_owned(), error: Box::new(self) }
    }
}

impl From<serde_json::Error> for RenderError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(Arc::new(error))
    }
}

/// Commands end with words.
impl From<RenderError> for String {
    fn from(error: RenderError) -> Self {
        error.to_string()
    }
}

/// Why a file has no place among the others.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PathProblem {
    /// Its path leads elsewhere.
    #[error("`{}` is not a valid path for a file", crate::shown::line(_0))]
    Invalid(String),
    /// There is one of that path already.
    #[error("two things would be written to {0}: give one of them another name in the spec")]
    Taken(String),
}

/// What is wrong with a template of pages.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place}{}: {what}{}", line.map(|line| format!(":{line}")).unwrap_or_default(), hint(.replaces.as_deref()))]
pub struct TemplateError {
    /// The file, or how ours is called.
    pub place: String,
    /// The line, counted from 1, if it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// The name of our template in whose place it stands, if it is the user's.
    pub replaces: Option<String>,
}

fn hint(replaces: Option<&str>) -> String {
    let hint = |name| format!("; `gaugewright templates {name}` prints the template that it replaces");
    replaces.map(hint).unwrap_or_default()
}
