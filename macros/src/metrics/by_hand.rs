//! Metrics of the spec that are still in a hand-made registry: they get no collector.

use gaugewright_collectors::model::Collectors;
use gaugewright_collectors::suggest::nearest;
use proc_macro2::Ident;

/// Takes them out. An error for each that the spec does not have, or that a track records.
pub(super) fn leave_out(collectors: &mut Collectors, by_hand: &[Ident]) -> Vec<syn::Error> {
    let mut errors = Vec::new();
    for ident in by_hand {
        let name = ident.to_string();
        if let Some(track) =
            collectors.tracks.iter().find(|track| track.metrics().any(|metric| metric == name))
        {
            let message = format!(
                "the track `{}` records `{name}`: move the metric out of the hand-made registry, or take it out of the track",
                track.name
            );
            errors.push(syn::Error::new(ident.span(), message));
        } else if !collectors.metrics.contains(&name) {
            errors.push(syn::Error::new(ident.span(), unknown(&name, collectors)));
        }
    }
    if errors.is_empty() && !by_hand.is_empty() {
        let is_ours = |name: &str| !by_hand.iter().any(|ident| ident == name);
        collectors.metrics =
            collectors.metrics.iter().filter(|metric| is_ours(&metric.name)).cloned().collect();
    }
    errors
}

fn unknown(name: &str, collectors: &Collectors) -> String {
    let meant = nearest(name, collectors.metrics.names());
    let meant = meant.map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
    format!("the spec has no metric `{name}`{meant}")
}
