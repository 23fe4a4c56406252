//! Reads what a user puts in the place of templates, and adds to pages: each file has to replace or to add to something.

use std::collections::BTreeMap;

use gaugewright_spec::model::Spec;
use gaugewright_spec::suggest::did_you_mean;

use super::built_in::BUILT_IN;
use super::monitoring;
use super::own::{FOLDER, Own};
use super::templates::Templates;
use crate::error::RenderError;
use crate::made::Made;

impl Own {
    /// From the files of the folder: paths below it, with `/` between folders, and texts.
    ///
    /// # Errors
    /// Each file that replaces nothing and adds to nothing, with the name that it was most likely meant to have; a
    /// template that cannot be read, with file and line.
    pub fn new(spec: &Spec, files: BTreeMap<String, String>) -> Result<Self, Vec<RenderError>> {
        let places = places(spec);
        let (mut own, mut errors) = (Self::default(), Vec::new());
        for (path, text) in files {
            let built_in = BUILT_IN.iter().find(|template| template.name == path);
            let place = path.strip_suffix(".md").filter(|place| places.iter().any(|known| known == place));
            if let Some(template) = built_in {
                own.templates.insert(template.name, text);
            } else if let Some(place) = place {
                own.texts.insert(place.to_owned(), text);
            } else {
                errors.push(stray(&path, &places));
            }
        }
        // Read here, so that a mistake is said once and not by every output that writes pages.
        errors.extend(Templates::new(&own, spec, Made::default()).err());
        if errors.is_empty() { Ok(own) } else { Err(errors) }
    }
}

/// What text can be added to.
fn places(spec: &Spec) -> Vec<String> {
    let sections = monitoring::SECTIONS.iter().map(|section| format!("monitoring/{}", section.id));
    let runbooks = spec.alerts().map(|(_, alert)| format!("runbooks/{}", alert.page_stem));
    sections.chain(runbooks).chain(["deployment".to_owned()]).collect()
}

fn stray(path: &str, places: &[String]) -> RenderError {
    let pages: Vec<String> = places.iter().map(|place| format!("{place}.md")).collect();
    let names = BUILT_IN.iter().map(|template| template.name).chain(pages.iter().map(String::as_str));
    let hint = did_you_mean(path, names).unwrap_or_else(|| {
        "`gaugewright templates` lists the templates that a file of the same name replaces; \
         `monitoring/SECTION.md`, `runbooks/ALERT.md` and `deployment.md` are added to their pages"
            .to_owned()
    });
    RenderError::Stray { path: format!("{FOLDER}/{path}"), hint }
}
