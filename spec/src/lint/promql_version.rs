//! `promql-version`: a part of a query that the Prometheus which is deployed does not know.

use super::query::{Circumstances, Found};
use super::rules;
use crate::model::Deploy;
use crate::promql::{Expr, Feature, Version, features};

/// The oldest and the newest Prometheus of all environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deployed {
    pub(crate) oldest: Version,
    pub(crate) newest: Version,
}

impl Deployed {
    /// What the tags of the images say; nothing if all of them say nothing, as `latest` does.
    pub(crate) fn of(deploy: &Deploy) -> Option<Self> {
        let environments = deploy.environments.iter().map(|environment| &environment.prometheus);
        let all = environments.chain(&deploy.prometheus);
        let versions: Vec<_> = all.filter_map(|prometheus| version(&prometheus.instance.image)).collect();
        Some(Self { oldest: *versions.iter().min()?, newest: *versions.iter().max()? })
    }
}

/// The version in `prom/prometheus:v3.5.0@sha256:…`.
pub(super) fn version(image: &str) -> Option<Version> {
    let image = image.split('@').next()?;
    let tag = image.rsplit('/').next()?.split_once(':')?.1;
    let mut numbers = tag.trim_start_matches('v').split(['.', '-']).map(str::parse);
    Some(Version { major: numbers.next()?.ok()?, minor: numbers.next()?.ok()? })
}

pub(super) fn find(expr: &Expr, circumstances: &Circumstances) -> Vec<Found> {
    let Some(deployed) = circumstances.prometheus else { return Vec::new() };
    features(expr).into_iter().filter_map(|feature| judge(&feature, deployed)).collect()
}

fn judge(feature: &Feature, deployed: Deployed) -> Option<Found> {
    let Feature { name, since, .. } = feature;
    let (message, help) = if *since > deployed.oldest {
        let message = format!("{name} came with Prometheus {since}, and {} is deployed", deployed.oldest);
        (message, "write it in another way, or raise `image` under `deploy.prometheus`")
    } else if let Some(removed) = feature.removed.filter(|removed| *removed <= deployed.newest) {
        let message = format!("{name} went with Prometheus {removed}, and {} is deployed", deployed.newest);
        (message, "write it in another way: the page of the rule says what has taken its place")
    } else if let Some(flag) = feature.flag_in(deployed.oldest) {
        let flag = flag.name;
        let message =
            format!("{name} is experimental: Prometheus refuses it without `--enable-feature={flag}`");
        (message, "write it in another way: the generated manifests set no such flag")
    } else {
        return None;
    };
    Some(Found { rule: &rules::PROMQL_VERSION, span: feature.span, message, note: None, help: help.into() })
}

#[cfg(test)]
mod tests {
    use super::{Version, version};

    #[test]
    fn tags_say_versions() {
        let known = |image| version(image).map(|version| version.to_string());
        assert_eq!(known("prom/prometheus:v3.5.0"), Some("3.5".into()));
        assert_eq!(
            known("quay.io:443/prometheus/prometheus:v2.53.1-distroless@sha256:ab"),
            Some("2.53".into())
        );
        assert_eq!(known("prom/prometheus:latest"), None);
        assert_eq!(known("registry:5000/prometheus"), None);
        assert!(Version { major: 3, minor: 0 } > Version { major: 2, minor: 54 });
    }
}
