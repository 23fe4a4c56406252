//! The engine that fills templates: the only file that knows it.

use std::collections::BTreeMap;

use gaugewright_spec::model::{Alert, Spec};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use super::built_in::BUILT_IN;
use super::markdown;
use super::own::{FOLDER, Own};
use crate::error::{RenderError, TemplateError};
use crate::generated;
use crate::made::Made;

/// How many steps of a template a page may take. The page of 170,000 metrics, about the largest spec that is read, takes fewer.
const FUEL: u64 = 1 << 24;

/// The output of the pages.
const DOCS: &str = "docs";

/// All templates, the user's own in the place of the built-in ones.
pub struct Templates<'o> {
    environment: Environment<'o>,
    own: &'o Own,
    made: Made,
}

impl<'o> Templates<'o> {
    /// Reads them once, for any number of pages. All may say how the generator is started: `gaugewright` stands before a command,
    /// `generate` writes everything, `generated` is what a page says of itself; `outputs` has the folder of each output that is on,
    /// by its name, and `runbooks` is that of the runbooks as the pages of `docs` see it, if they are on.
    ///
    /// # Errors
    /// What cannot be read, with file and line.
    pub fn new(own: &'o Own, spec: &Spec, made: Made) -> Result<Self, RenderError> {
        let command = &spec.command;
        let mut environment = Environment::new();
        // A name that is not there is a mistake in the template.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_keep_trailing_newline(true);
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.add_global("generated", generated::lines(command).join(" "));
        environment.add_global("gaugewright", command.program());
        environment.add_global("generate", command.generate());
        let runbooks = made.file(DOCS, "runbooks", "");
        environment.add_global("outputs", Value::from_serialize(made.folders()));
        environment.add_global("runbooks", runbooks.clone());
        // A template without end is a mistake, too.
        environment.set_fuel(Some(FUEL));
        environment.add_filter("text", |words: String| markdown::text(&words));
        environment.add_filter("block", |words: String| markdown::block(&words));
        environment.add_filter("cell", |words: String| markdown::cell(&words));
        environment.add_filter("name", |name: String| markdown::name(&name));
        environment.add_filter("alertname", |name: String| markdown::matcher("alertname", &name));
        let stem = stems(spec, |alert| &alert.file_stem);
        let of_link = stems(spec, |alert| &alert.page_stem);
        environment.add_filter("stem", move |name: String| stem(&name));
        // From other folders than that of the runbooks.
        environment.add_filter("runbook", move |name: String, folder: Option<String>| {
            let shown = markdown::name(&name);
            // Where no page is made there is none to lead to.
            let Some(folder) = folder.or_else(|| runbooks.clone()) else { return shown };
            format!("[{shown}]({folder}{}.md)", of_link(&name))
        });
        environment.add_filter("mermaid", |text: String| mermaid(&text));
        for template in BUILT_IN {
            let text = own.template(template.name).unwrap_or(template.text);
            environment.add_template(template.name, text).map_err(|error| wrong(&error, own))?;
        }
        Ok(Self { environment, own, made })
    }

    /// The text that a template makes.
    ///
    /// # Errors
    /// What is wrong with the template, with file and line.
    pub(super) fn render(&self, name: &str, context: &impl Serialize) -> Result<String, RenderError> {
        let template = self.environment.get_template(name);
        let text = template.and_then(|template| template.render(context));
        text.map(|text| tidy(&text)).map_err(|error| wrong(&error, self.own))
    }

    /// Which outputs are on, and where.
    pub(super) fn made(&self) -> &Made {
        &self.made
    }

    /// A file of an output as the pages of `docs` see it; nothing if the output is off.
    pub(super) fn file(&self, output: &str, name: &str) -> Option<String> {
        self.made.file(DOCS, output, name)
    }

    /// The user's own text for a place.
    pub(super) fn own_text(&self, place: &str) -> Option<&'o str> {
        self.own.text(place)
    }
}

/// The stems of files of alerts by their names.
fn stems(spec: &Spec, stem: impl Fn(&Alert) -> &String) -> impl Fn(&str) -> String + Send + Sync + 'static {
    let mut stems: BTreeMap<String, String> = BTreeMap::new();
    for (_, alert) in spec.alerts() {
        stems.entry(alert.name.clone()).or_insert_with(|| stem(alert).clone());
    }
    move |name| stems.get(name).cloned().unwrap_or_else(|| name.to_owned())
}

/// One empty line where a template has left several, so that templates need not care; blocks of code stay as they are.
fn tidy(text: &str) -> String {
    let (mut tidied, mut in_code, mut was_empty) = (String::with_capacity(text.len()), false, true);
    for line in text.lines() {
        in_code ^= line.starts_with("```");
        if !line.is_empty() || in_code || !was_empty {
            tidied.push_str(line);
            tidied.push('\n');
        }
        was_empty = line.is_empty() && !in_code;
    }
    let end = tidied.trim_end().len();
    tidied.truncate(end);
    tidied.push('\n');
    tidied
}

/// The context of several templates that speak of the same, turned into the engine's own values once.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Values(Value);

impl Values {
    pub(super) fn new(context: &impl Serialize) -> Self {
        Self(Value::from_serialize(context))
    }
}

/// In a quoted text of a diagram, with the marks that Mermaid has for what would end it or be taken for HTML.
fn mermaid(text: &str) -> String {
    let text = text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;");
    text.replace('\n', " ")
}

/// What went wrong where.
fn wrong(error: &Error, own: &Own) -> RenderError {
    let name = error.name().unwrap_or_default();
    let what = match (error.detail(), part(error)) {
        _ if error.kind() == ErrorKind::OutOfFuel => "too many steps: is there an endless loop?".to_owned(),
        (Some(detail), _) => detail.to_owned(),
        (None, Some(part)) => format!("{}: `{part}`", error.kind()),
        (None, None) => error.kind().to_string(),
    };
    let is_own = own.template(name).is_some();
    let place = if is_own { format!("{FOLDER}/{name}") } else { format!("template {name}") };
    RenderError::Template(TemplateError {
        place,
        line: error.line(),
        what,
        replaces: is_own.then(|| name.to_owned()),
    })
}

/// The text of the template that is to blame.
fn part(error: &Error) -> Option<&str> {
    let text = error.template_source()?.get(error.range()?)?.trim();
    (!text.is_empty() && !text.contains('\n')).then_some(text)
}
