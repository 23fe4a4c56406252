//! What a user puts in the place of templates, and adds to pages: files of the folder [`FOLDER`] beside the spec.

use std::collections::BTreeMap;

/// The folder, beside the spec. A place and no argument, so that `check` finds the same as `generate`.
pub const FOLDER: &str = "monitoring-templates";

/// The user's own templates and texts.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// By the name of the built-in template that each replaces.
    pub(super) templates: BTreeMap<&'static str, String>,
    /// Markdown by what it is added to: `monitoring/alerts`, `runbooks/HighErrorRate`, `deployment`.
    pub(super) texts: BTreeMap<String, String>,
}

impl Own {
    pub(super) fn template(&self, name: &str) -> Option<&str> {
        self.templates.get(name).map(String::as_str)
    }

    /// What the user adds there, without empty lines around it.
    pub(super) fn text(&self, place: &str) -> Option<&str> {
        self.texts.get(place).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}
