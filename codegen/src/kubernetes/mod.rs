//! Manifests for Kubernetes: a base that can be applied as it is, and an overlay for each environment.
//!
//! An overlay is not written but computed: the environment is rendered in full, like the base, and what differs
//! becomes a patch. So no field of an environment can be forgotten.

mod alertmanager;
mod autoscaling;
mod config_map;
mod grafana;
mod ingress;
mod kustomize;
mod network;
mod objects;
mod patch;
mod pod;
mod prometheus;
mod rbac;
mod setup;
mod size;

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{Command, Environment, Spec};
use k8s_openapi::api::core::v1::ConfigMap;
use serde::Serialize;

pub(crate) use self::config_map::checksum;
pub(crate) use self::kustomize::Kustomization;
use self::objects::{Object, Texts, objects};
use self::setup::Setup;
use crate::error::RenderError;
use crate::files::Files;
use crate::yaml::{self, Documents};

/// The file that says which others belong together.
pub(crate) const KUSTOMIZATION: &str = "kustomization.yaml";

/// The manifests, with paths relative to their folder. Dashboards are given by file name and text. There are
/// none if the spec does not say where anything runs.
pub fn manifests(spec: &Spec, dashboards: &[(String, String)]) -> Result<Files, Vec<RenderError>> {
    let Some(setup) = Setup::base(spec) else {
        return Ok(Files::default());
    };
    // Every environment has the same rules.
    let rules = crate::prometheus::rule_files(spec).map_err(|error| vec![error])?;
    let texts = Texts { rules: &rules, dashboards };
    let base = objects(&setup, texts)?;
    let mut files = Files::default();
    files.extend_below("base", base_files(&spec.command, &base)?);
    let mut errors = Vec::new();
    for environment in &spec.deploy.environments {
        match overlay(spec, environment, &base, texts) {
            Ok(overlay) => files.extend_below(&format!("overlays/{}", environment.name), overlay),
            Err(wrong) => {
                errors.extend(wrong.into_iter().map(|error| error.of(&environment.name)));
            }
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

/// A `ConfigMap` for each dashboard, with the name of its file. There are none if the spec does not say where Grafana runs.
pub(crate) fn dashboard_maps(
    spec: &Spec,
    dashboards: &[(String, String)],
) -> Result<Vec<(String, ConfigMap)>, Vec<RenderError>> {
    let Some((setup, grafana)) = Setup::base(spec).and_then(|setup| Some((setup, setup.grafana?))) else {
        return Ok(Vec::new());
    };
    let mut errors = Vec::new();
    let mut maps = Vec::new();
    for (file, text) in dashboards {
        match grafana::dashboard(&setup, grafana, file, text) {
            Ok(map) => maps.push((format!("{}.yaml", grafana::dashboard_name(file)), map)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(maps) } else { Err(errors) }
}

/// One file for objects that belong together, in the order in which they come.
fn base_files(command: &Command, objects: &[Object]) -> Result<Files, Vec<RenderError>> {
    let mut files = Files::default();
    let mut names: Vec<String> = Vec::new();
    for object in objects {
        if !names.contains(&object.file) {
            names.push(object.file.clone());
        }
    }
    for name in &names {
        let mut documents = Documents::new(command);
        for object in objects.iter().filter(|object| object.file == *name) {
            documents.push(&object.value).map_err(|error| vec![error.of(name)])?;
        }
        files.insert(name, documents.finish());
    }
    insert(command, &mut files, KUSTOMIZATION, &Kustomization::new(names, Vec::new()))?;
    Ok(files)
}

/// The patches that make the base into an environment, and the objects that only the environment has.
fn overlay(
    spec: &Spec,
    environment: &Environment,
    base: &[Object],
    texts: Texts<'_>,
) -> Result<Files, Vec<RenderError>> {
    let own = objects(&Setup::of(spec, environment), texts)?;
    let in_base: BTreeMap<_, &Object> = base.iter().map(|object| (object.key(), object)).collect();
    let in_own: BTreeSet<_> = own.iter().map(Object::key).collect();
    let mut files = Files::default();
    let mut resources = vec!["../../base".to_owned()];
    let mut patches = Vec::new();
    for object in &own {
        let name = format!("{}.yaml", object.file_name());
        match in_base.get(&object.key()) {
            None => {
                insert(&spec.command, &mut files, &name, &object.value)?;
                resources.push(name);
            }
            Some(before) => {
                if let Some(patch) = patch::patch(&before.value, &object.value) {
                    insert(&spec.command, &mut files, &name, &patch)?;
                    patches.push(name);
                }
            }
        }
    }
    for gone in base.iter().filter(|object| !in_own.contains(&object.key())) {
        let name = format!("{}.yaml", gone.file_name());
        insert(&spec.command, &mut files, &name, &patch::deletion(&gone.value))?;
        patches.push(name);
    }
    insert(&spec.command, &mut files, KUSTOMIZATION, &Kustomization::new(resources, patches))?;
    Ok(files)
}

fn insert<T: Serialize>(
    command: &Command,
    files: &mut Files,
    name: &str,
    value: &T,
) -> Result<(), Vec<RenderError>> {
    let text = yaml::file(command, value).map_err(|error| vec![error.of(name)])?;
    files.insert(name, text);
    Ok(())
}
