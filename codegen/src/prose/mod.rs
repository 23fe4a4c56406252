//! Pages for people, written by templates: what stands in them comes from the spec, how it reads from `templates/`.

mod drill;
pub mod runbook;

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

/// Every template, by its name.
const TEMPLATES: [(&str, &str); 2] = [
    (runbook::PAGE, include_str!("../../templates/runbook.md.j2")),
    (runbook::INDEX, include_str!("../../templates/runbooks.md.j2")),
];

/// The text that a template makes.
///
/// # Errors
/// What is wrong with the template, with its line.
fn render(name: &str, context: &impl Serialize) -> Result<String, String> {
    let mut environment = Environment::new();
    // A name that is not there is a mistake in the template.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    // In a table a bar ends the cell.
    environment.add_filter("cell", |text: String| text.replace('|', "\\|").replace('\n', " "));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).map_err(|error| format!("{error:#}"))?;
    }
    let template = environment.get_template(name).map_err(|error| format!("{error:#}"))?;
    template.render(context).map_err(|error| format!("{error:#}"))
}
