//! What is wrong with what a spec says of outputs. The language does not know which there are, so this is found here.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::model::{OutputChoice, Spec};
use gaugewright_spec::rules;
use gaugewright_spec::suggest;

use super::folders::meet;
use super::{Choice, Chosen, OUTPUTS, Output};
use crate::prose::own;

/// Every mistake, with its place.
pub fn problems(spec: &Spec) -> Vec<Diagnostic> {
    let chosen = Chosen::new(spec);
    let mut found = Vec::new();
    for said in &spec.outputs {
        match chosen.get(&said.name.value) {
            None => found.push(unknown(said)),
            Some(choice) => {
                found.extend(nothing_to_make(spec, said, choice.output));
                found.extend(needs_another(spec, said, choice.output, &chosen));
                found.extend(among_templates(said));
            }
        }
    }
    found.extend(clashes(spec, &chosen));
    found
}

fn unknown(said: &OutputChoice) -> Diagnostic {
    let name = said.name.value.as_str();
    let names = || OUTPUTS.iter().map(|output| output.name);
    let known = || format!("known are {}", suggest::list(names()));
    let help = suggest::did_you_mean(name, names()).unwrap_or_else(known);
    let message = format!("unknown output `{name}`");
    Diagnostic::new(&rules::UNDEFINED_NAME, said.name.span, message).help(help)
}

/// An output that is asked for, and what it is made from is not there. Who only names its folder may mean it for later.
fn nothing_to_make(spec: &Spec, said: &OutputChoice, output: &Output) -> Option<Diagnostic> {
    let key = (output.lacks)(spec).filter(|_| said.is_on && said.folder.is_none())?;
    let message = format!("`{}` is made from `{key}`, and this spec has none", output.name);
    let help = format!("add `{key}`, or remove this line");
    Some(Diagnostic::new(&rules::BAD_VALUE, said.place, message).help(help))
}

/// An output that is asked for, and another whose files it names is not made.
fn needs_another(spec: &Spec, said: &OutputChoice, output: &Output, chosen: &Chosen) -> Option<Diagnostic> {
    let missing = output.needs.iter().find(|name| !chosen.is_on(name)).filter(|_| said.is_on)?;
    let message = format!("`{}` names files of `{missing}`, which is off", output.name);
    let help = format!("switch `{missing}` on, or `{}` off", output.name);
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, said.place, message).help(help);
    let off = spec.outputs.iter().find(|other| other.name.value == *missing);
    Some(match off {
        Some(off) => diagnostic.also(off.place, "it is switched off here"),
        None => diagnostic,
    })
}

/// A folder whose files are read as the user's own.
fn among_templates(said: &OutputChoice) -> Option<Diagnostic> {
    let folder = said.folder.as_ref()?;
    let first = folder.value.split('/').next()?;
    first.eq_ignore_ascii_case(own::FOLDER).then(|| {
        let message = format!("`{}` is where your own templates and texts are", own::FOLDER);
        Diagnostic::new(&rules::BAD_VALUE, folder.span, message).help("name another folder")
    })
}

/// Outputs whose files would be in each other's way.
fn clashes(spec: &Spec, chosen: &Chosen) -> Vec<Diagnostic> {
    let named = |choice: &Choice| {
        let said = spec.outputs.iter().find(|said| said.name.value == choice.output.name);
        said.and_then(|said| said.folder.as_ref())
    };
    let on: Vec<&Choice> = chosen.on().collect();
    let mut found = Vec::new();
    for (at, one) in on.iter().enumerate() {
        for other in &on[at + 1..] {
            let Some(file) = shared(one, other) else { continue };
            // Folders that nobody has named do not clash.
            let ((choice, here), other, there) = match (named(one), named(other)) {
                (Some(first), Some(second)) if first.span < second.span => {
                    ((other, second), one, Some(first))
                }
                (Some(here), there) => ((one, here), other, there),
                (None, Some(here)) => ((other, here), one, None),
                (None, None) => continue,
            };
            let (name, other_name) = (choice.output.name, other.output.name);
            let message = format!("`{name}` and `{other_name}` would be in each other's way at `{file}`");
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, here.span, message).help(format!(
                "give `{name}` a folder of its own: `{}` is the usual one",
                choice.output.folder
            ));
            found.push(match there {
                Some(there) => diagnostic.also(there.span, format!("`{other_name}` stands here")),
                None => diagnostic.note(format!("`{other_name}` stands in `{}` by default", other.folder)),
            });
        }
    }
    found
}

/// A path, or a pattern of one, that both would write to.
fn shared(one: &Choice, other: &Choice) -> Option<String> {
    let files = |choice: &Choice| {
        let path = |pattern: &&str| format!("{}/{pattern}", choice.folder);
        choice.output.files.iter().map(path).collect::<Vec<_>>()
    };
    let others = files(other);
    files(one).into_iter().find(|file| others.iter().any(|other| meet(file, other)))
}
