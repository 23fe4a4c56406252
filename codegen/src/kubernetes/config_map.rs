//! `ConfigMaps`: their limit, and a way to notice that one has changed.

use crate::error::RenderError;
use std::collections::BTreeMap;

use gaugewright_spec::checksum::fnv1a;
use k8s_openapi::api::core::v1::ConfigMap;

use super::setup::{App, Setup};

/// The most bytes that the API server accepts in one `ConfigMap`.
const LIMIT: usize = 1 << 20;

/// What the object's metadata may take of the limit, with room to spare.
const METADATA: usize = 4 << 10;

/// A `ConfigMap` of files. Refuses what the API server would refuse later.
pub(super) fn config_map(
    setup: &Setup<'_>,
    app: App,
    name: &str,
    data: BTreeMap<String, String>,
) -> Result<ConfigMap, RenderError> {
    let size: usize = data.iter().map(|(file, text)| file.len() + text.len()).sum();
    if size > LIMIT - METADATA {
        let place = setup.environment.map_or(String::new(), |place| format!(" of `{}`", place.name));
        let (name, files) = (name.to_owned(), data.into_keys().collect());
        return Err(RenderError::ConfigMapSize { name, place, files, size, limit: LIMIT });
    }
    Ok(ConfigMap { metadata: setup.meta(app, name), data: Some(data), ..ConfigMap::default() })
}

/// A short text that differs when the files do, so that a Deployment notices a change.
pub(crate) fn checksum<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    // The length keeps `ab`, `c` and `a`, `bc` apart.
    let bytes = |text: &'t str| (text.len() as u64).to_le_bytes().into_iter().chain(text.bytes());
    format!("{:016x}", fnv1a(texts.into_iter().flat_map(bytes)))
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn checksums_tell_texts_apart() {
        assert_eq!(checksum(["a"]), checksum(["a"]));
        assert_ne!(checksum(["a"]), checksum(["b"]));
        assert_ne!(checksum(["ab", "c"]), checksum(["a", "bc"]));
    }
}
