//! Merge keys, as YAML 1.1 has them: `<<: *base`, or `<<: [*one, *other]`.

use std::collections::BTreeSet;

use super::error;
use super::node::{Entry, Value};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// Puts what merge keys bring in their place. Own keys win over what is merged, and of several mappings the first one.
pub(super) fn merged(source: &Source, entries: Vec<Entry>) -> Result<Vec<Entry>, Box<Diagnostic>> {
    // In quotes it is a key like others.
    let is_merge = |(key, _): &Entry| source.slice(key.span) == "<<";
    let mut merges = entries.iter().filter(|entry| is_merge(entry));
    let Some((first, _)) = merges.next() else { return Ok(entries) };
    if let Some((second, _)) = merges.next() {
        return Err(error::merged_twice(first.span, second.span));
    }
    let own = entries.iter().filter(|entry| !is_merge(entry));
    let mut known: BTreeSet<String> = own.map(|(key, _)| key.value.clone()).collect();
    let mut all = Vec::new();
    for (key, value) in entries {
        if source.slice(key.span) != "<<" {
            all.push((key, value));
            continue;
        }
        let bases = match value.value {
            Value::List(items) => items,
            _ => vec![value],
        };
        for base in bases {
            let Value::Map(entries) = base.value else {
                return Err(error::merges_no_mapping(key.span, base.span, base.value.describe()));
            };
            let keys: Vec<String> = entries.iter().map(|(key, _)| key.value.clone()).collect();
            all.extend(entries.into_iter().filter(|(key, _)| !known.contains(&key.value)));
            known.extend(keys);
        }
    }
    Ok(all)
}
