//! Which Prometheus is deployed.

use crate::model::Deploy;
use crate::promql::Version;

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
