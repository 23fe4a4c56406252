//! What commands need that ask a Prometheus about an alert in the past.

use gaugewright_spec::model::{Alert, AlertGroup, Spec};
use gaugewright_spec::source::Source;
use gaugewright_spec::suggest::did_you_mean;

use crate::cli::{Args, ServerArgs};
use crate::live::Client;
use crate::terminal::{failed, show};

/// The spec, if it is sound; else its findings are shown.
pub(super) fn sound(args: &Args, source: &Source) -> Option<Spec> {
    let loaded = crate::load_on(source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, source);
        failed(args, &loaded.findings, 0, "the spec has errors");
    }
    loaded.spec
}

/// The rules of an alert, by its key or by its name, with their groups: one for each severity.
pub(super) fn rules_of<'s>(spec: &'s Spec, name: &str) -> Result<Vec<(&'s AlertGroup, &'s Alert)>, String> {
    let by =
        |is_it: &dyn Fn(&Alert) -> bool| spec.alerts().filter(|(_, alert)| is_it(alert)).collect::<Vec<_>>();
    let keyed = by(&|alert| alert.key == name);
    let found = if keyed.is_empty() { by(&|alert| alert.name == name) } else { keyed };
    if found.is_empty() {
        let names = spec.alerts().flat_map(|(_, alert)| [alert.key.as_str(), alert.name.as_str()]);
        let hint = did_you_mean(name, names).map(|hint| format!(": {hint}")).unwrap_or_default();
        return Err(format!("there is no alert `{name}`{hint}"));
    }
    Ok(found)
}

/// The Prometheus that is asked. It has to answer.
pub(super) fn server(server: &ServerArgs) -> Result<Client, String> {
    let client = Client::new(&server.prometheus, "PROMETHEUS", server.ca.as_deref())?;
    client.ask("/api/v1/query", &[("query", "1")])?;
    Ok(client)
}
