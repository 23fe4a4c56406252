//! What `gaugewright` does from its arguments to its exit code. What commands do is in `commands`, all file access in `disk`.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Args, Command, ReportFormat};
use crate::commands::{Known, audit, diff, generate, import, look, preview, replay, running, why};
use crate::exit::COULD_NOT_RUN;
use crate::terminal::say;
#[cfg(unix)]
use crate::up;

/// The whole program: reads the arguments, does what they say, and returns the exit code.
pub fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(code) => code,
        Err(words) => {
            say(&mut std::io::stderr(), &format!("error: {words}\n"));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn run(args: &Args) -> Result<ExitCode, String> {
    let is_diff = matches!(args.command, Some(Command::Diff(_)));
    if args.format == ReportFormat::Markdown && !is_diff {
        return Err("only `diff` writes `--format markdown`".to_owned());
    }
    match &args.command {
        Some(Command::Diff(what)) => diff::diff(args, what),
        Some(Command::List) => look::list(args),
        Some(Command::Explain { code }) => look::explain(code),
        Some(Command::Templates { name }) => look::show_template(name.as_deref()),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(*shell, &mut Args::command(), "gaugewright", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Check { stdin: true }) => generate::check_stdin(args),
        Some(Command::Check { stdin: false }) => generate::with_files(args, true),
        Some(Command::Types { query }) => look::types(args, query),
        Some(Command::Suggest) => look::suggest(args),
        #[cfg(unix)]
        Some(Command::Up { target, command }) => running::up(args, target.as_deref(), command),
        #[cfg(unix)]
        Some(Command::ClearUp { folder }) => {
            up::clear_up(folder);
            Ok(ExitCode::SUCCESS)
        }
        #[cfg(not(unix))]
        Some(Command::Up { .. }) => {
            Err("`up` needs Unix: it ends what it has started by process group".into())
        }
        Some(Command::Verify(what)) => running::verify(args, what),
        Some(Command::Replay(what)) => replay::replay(args, what),
        Some(Command::Why(what)) => why::why(args, what),
        Some(Command::Preview(what)) => preview::preview(args, what),
        Some(Command::Audit { paths, metrics, baseline, since, server }) => {
            let told = audit::Told { baseline: baseline.as_deref(), since: since.as_deref() };
            audit::audit(args, paths, &Known { metrics, server }, &told)
        }
        Some(Command::Import { paths, metrics, server, name, output }) => {
            import::import(args, paths, &Known { metrics, server }, (name, output.as_deref()))
        }
        Some(Command::Generate) | None => generate::with_files(args, false),
    }
}
