//! How the generator is started in the project.

use super::Resolver;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::Command;
use crate::rules;

/// What ends the comments that say it: those of Markdown and of Go's templates.
const ENDS_A_COMMENT: [&str; 2] = ["-->", "*/"];

pub(super) fn resolve(resolver: &mut Resolver<'_>, command: Option<&Text>) -> Command {
    let Some(command) = command else { return Command::default() };
    let is_line = !command.trim().is_empty() && !command.chars().any(char::is_control);
    if !is_line || ENDS_A_COMMENT.iter().any(|end| command.contains(end)) {
        let message = "this is not a command of one line";
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, command.span, message);
        resolver.report(
            diagnostic.help("write how Gaugewright is started here: `command: cargo run -p codegen --`"),
        );
    }
    Command::new(command.trim())
}
