//! Panels of the second schema.

use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, entries, get, listed, path, word};

use super::{all, asked, start};

/// A panel, or what stands for one that is shared.
pub(super) fn told(element: &Node) -> Made {
    let mut told = Made::new(element.span);
    let Some(spec) = get(element, "spec") else { return told };
    for key in ["id", "title", "description", "links", "transparent", "libraryPanel"] {
        told.put_if(key, get(spec, key).cloned());
    }
    drawn(spec, &mut told);
    let Some(data) = path(spec, &["data", "spec"]) else { return told };
    let targets: Vec<Node> = all(data, "queries").map(target).collect();
    // The panel has the data source of its queries.
    let mut sources = targets.iter().map(|target| get(target, "datasource"));
    let first = sources.next().flatten();
    let is_mixed =
        sources.any(|source| source.map(|source| &source.value) != first.map(|source| &source.value));
    told.put_if("datasource", first.filter(|_| !is_mixed).cloned());
    told.put("targets", listed(start(element), targets));
    told.put(
        "transformations",
        listed(start(element), all(data, "transformations").map(transformation).collect()),
    );
    for (key, value) in get(data, "queryOptions").map_or(&[][..], entries) {
        told.put_at(key.clone(), value.clone());
    }
    told
}

/// How it is drawn.
fn drawn(spec: &Node, told: &mut Made) {
    let Some(config) = get(spec, "vizConfig") else { return };
    // Once, the kind was the type of the panel.
    told.put_if("type", get(config, "group").or_else(|| get(config, "kind")).cloned());
    let version = get(config, "version").or_else(|| path(config, &["spec", "pluginVersion"]));
    told.put_if("pluginVersion", version.cloned());
    for key in ["options", "fieldConfig"] {
        told.put_if(key, path(config, &["spec", key]).cloned());
    }
}

fn target(query: &Node) -> Node {
    let mut told = Made::new(query.span);
    let Some(spec) = get(query, "spec") else { return told.node() };
    told.put_if("refId", get(spec, "refId").cloned());
    told.put_if("hide", get(spec, "hidden").cloned());
    let (source, asks) = get(spec, "query").map_or((None, None), |query| asked(query, spec));
    told.put_if("datasource", source);
    extend(&mut told, asks.as_ref());
    told.node()
}

fn transformation(node: &Node) -> Node {
    let mut told = Made::new(node.span);
    let Some(spec) = get(node, "spec") else { return told.node() };
    let id = get(node, "group").or_else(|| get(spec, "id"));
    told.put_if(
        "id",
        id.or_else(|| get(node, "kind").filter(|_| word(node, "kind") != Some("Transformation"))).cloned(),
    );
    extend(&mut told, Some(spec));
    told.node()
}

/// Puts in what something says, but what has been said.
pub(super) fn extend(told: &mut Made, says: Option<&Node>) {
    for (key, value) in says.map_or(&[][..], entries) {
        if !told.has(key) && value.value != Value::Null {
            told.put_at(key.clone(), value.clone());
        }
    }
}
