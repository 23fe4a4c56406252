//! Which outputs are made, and where. Whether there are such outputs is not known here.

use super::Resolver;
use crate::ast;
use crate::decode::{Map, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{OutputChoice, is_output_folder};
use crate::rules;
use crate::source::Spanned;

pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Map<ast::OutputChoice>) -> Vec<OutputChoice> {
    let mut choice = |(name, choice): &(Text, ast::OutputChoice)| {
        let name = name.clone();
        match choice {
            ast::OutputChoice::Is(is) => OutputChoice { name, is_on: is.value, place: is.span, folder: None },
            ast::OutputChoice::In(ast::OutputPlace { folder: written }) => {
                let folder = Some(folder(resolver, written));
                OutputChoice { name, is_on: true, place: written.span, folder }
            }
        }
    };
    ast.iter().map(&mut choice).collect()
}

/// The folder, without a slash at its end.
fn folder(resolver: &mut Resolver<'_>, written: &Text) -> Spanned<String> {
    let path = written.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(written);
    if !is_output_folder(path) {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, written.span, problem(path));
        resolver.report(diagnostic.help(help(path)));
    }
    Spanned::new(path.to_owned(), written.span)
}

/// What is wrong with a folder.
fn problem(path: &str) -> String {
    let is_drive = || path.as_bytes().get(1) == Some(&b':');
    if path.trim().is_empty() {
        "a folder needs a name".to_owned()
    } else if path.starts_with(['/', '\\', '~']) || is_drive() {
        format!("`{path}` is an absolute path: nothing is written outside of the output folder")
    } else if path.split(['/', '\\']).any(|part| part == "..") {
        format!("`{path}` leads upwards: nothing is written outside of the output folder")
    } else if path.split('/').any(|part| part.len() > 1 && part.starts_with('.')) {
        format!("`{path}` is hidden: what begins with a dot is left alone")
    } else {
        format!("`{path}` is not a valid folder: not every file system and shell takes it as it is")
    }
}

/// What to write instead: the parts that can stay, if some can.
fn help(path: &str) -> String {
    let parts = path.split(['/', '\\']).map(|part| part.trim_start_matches(['.', '~']));
    let kept: Vec<&str> = parts.filter(|part| !part.is_empty() && !part.ends_with(':')).collect();
    let mended = kept.join("/");
    if is_output_folder(&mended) {
        format!("name a folder below the one that `monitoring` and `docs` are in: `{mended}`")
    } else {
        "use letters, digits, `-`, `_` and `.`, with `/` between folders: `ops/grafana`".to_owned()
    }
}
