//! Reading a spec for whoever makes outputs of it.

use gaugewright_spec::Loaded;
use gaugewright_spec::date::Date;
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use crate::outputs;

/// As [`load_on`], without a day.
///
/// # Errors
/// All findings in the order of the file, if one of them is an error.
pub fn load(source: &Source) -> Result<(Spec, Vec<Diagnostic>), Vec<Diagnostic>> {
    let loaded = load_on(source, None);
    match loaded.spec {
        Some(spec) => Ok((spec, loaded.findings)),
        None => Err(loaded.findings),
    }
}

/// As [`gaugewright_spec::load_on`], and then what the spec says of outputs is checked: the language does not know which there are.
pub fn load_on(source: &Source, today: Option<Date>) -> Loaded {
    let mut loaded = gaugewright_spec::load_on(source, today);
    let found = loaded.spec.as_ref().map(outputs::problems).unwrap_or_default();
    if !found.is_empty() {
        loaded.spec = None;
        loaded.findings.extend(found);
        loaded
            .findings
            .sort_by(|one, other| (one.span(), one.rule.code).cmp(&(other.span(), other.rule.code)));
    }
    loaded
}
