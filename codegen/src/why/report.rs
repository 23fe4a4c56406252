//! What was found, in words and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Why;
use crate::alert;
use crate::moment;

impl Why<'_> {
    /// `fires`, `is pending`, `does not fire`.
    fn state(&self) -> &'static str {
        let active = self.states.iter().filter_map(|state| state.active);
        match active.map(|active| active.firing).max() {
            Some(true) => "firing",
            Some(false) => "pending",
            None => "inactive",
        }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let severity = self.alert.severity_name();
        let severity = if severity.is_empty() { String::new() } else { format!(" ({severity})") };
        let mut text = String::new();
        let at = moment::shown(self.at);
        let _ = writeln!(text, "{}{severity}: {} at {at} UTC", self.alert.key, self.state());
        let _ = writeln!(text, "it fires {}", alert::when(self.alert));
        text.push('\n');
        for reason in &self.reasons {
            let _ = writeln!(text, "- {}", reason.message);
        }
        if !self.parts.is_empty() {
            text.push_str("\nthe parts of its query\n");
        }
        for part in &self.parts {
            let indent = "  ".repeat(part.depth + 1);
            let _ = writeln!(text, "{indent}{}\n{indent}  = {}", part.text, part.words());
        }
        text
    }

    /// For programs.
    pub(crate) fn json(&self) -> Value {
        let state = |state: &super::State| {
            json!({
                "labels": state.labels,
                "state": match state.active {
                    Some(active) if active.firing => "firing",
                    Some(_) => "pending",
                    None => "inactive",
                },
                "since": state.active.map(|active| moment::rfc3339(active.since)),
                "value": state.value.map(|value| value.to_string()),
            })
        };
        json!({
            "alert": self.alert.key,
            "severity": self.alert.severity_name(),
            "at": moment::rfc3339(self.at),
            "state": self.state(),
            "reasons": self.reasons,
            "series": self.states.iter().map(state).collect::<Vec<_>>(),
            "parts": self.parts.iter().map(super::parts::Part::json).collect::<Vec<_>>(),
        })
    }
}
