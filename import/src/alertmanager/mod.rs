//! A configuration of Alertmanager, told as the `notifications` of a spec.

mod destinations;
mod facts;
mod files;
mod intervals;
pub(crate) mod matchers;
mod receivers;
mod routes;
mod unsaid;

pub use files::SecretFile;

pub(crate) use destinations::{has_user, is_secret};
pub(crate) use facts::{Spelling, is_global_of_a_receiver, sends_resolved};
pub(crate) use files::NO_SECRETS;
pub(crate) use intervals::{NO_LIMITS, defined as intervals, refused};

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value};

use crate::purpose::Purpose;
use crate::tree::{Made, entries, get, list};
use files::Files;
use unsaid::Unsaid;

/// What a configuration says.
pub(crate) struct Told {
    /// The `notifications` of a spec.
    pub(crate) notifications: Made,
    /// The files that must hold what is secret.
    pub(crate) files: Vec<SecretFile>,
    /// What a spec does not say, and why.
    pub(crate) unsaid: Vec<(Span, String)>,
}

/// The keys of a configuration that are read.
const KEYS: [&str; 7] =
    ["global", "route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals", "templates"];

/// Tells a configuration.
pub(crate) fn told(source: &Source, config: &Node, purpose: Purpose) -> Told {
    let mut unsaid = Unsaid::default();
    let mut files = Files::new(source, config);
    let nothing = Node { span: config.span, value: Value::Map(Vec::new()) };
    let global = get(config, "global").unwrap_or(&nothing);
    let mut told = Made::new(config.span);
    if purpose == Purpose::Audit {
        // What comes to an Alertmanager is not known from files.
        told.put("other_alerts", Node { span: config.span, value: Value::Bool(true) });
        told.put_map("receivers", receivers::names(source, config));
    } else {
        let receivers = receivers::told(source, config, global, &mut files, &mut unsaid);
        told.put_map("receivers", receivers);
        told.put_map("global", destinations::global(source, global, &mut files, &mut unsaid));
        if let Some(folder) = files.folder() {
            told.put("secrets", folder);
        }
        let templates = list(config, "templates");
        if !templates.is_empty() {
            told.put("templates", Node { span: config.span, value: Value::List(templates.to_vec()) });
        }
    }
    let intervals = intervals::told(source, config, &mut unsaid);
    routes::told(source, config, purpose, &mut told, &mut unsaid);
    told.put_map("time_intervals", intervals);
    for (key, _) in entries(config).iter().filter(|(key, _)| !KEYS.contains(&key.value.as_str())) {
        unsaid.add(key.span, format!("`{}` of Alertmanager is not said by a spec", key.value));
    }
    Told { notifications: told, files: files.all(), unsaid: unsaid.all() }
}
