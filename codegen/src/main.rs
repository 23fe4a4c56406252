//! `gaugewright`: reads a `metrics-spec.yaml` and writes everything that follows from it. Arguments and the
//! order of things are here, all file access is in `disk`.

mod cli;
mod disk;
mod live;
#[cfg(unix)]
mod up;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{CommandFactory, Parser};
use codegen::prometheus;
use codegen::prose::{own, templates};
use codegen::report::{self, Format};
use codegen::verify;
use codegen::{Files, Own, Spec, TARGETS, Target};
use gaugewright_spec::date::Date;
use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::{Slo, SloAlert};
use gaugewright_spec::source::Source;
use gaugewright_spec::suggest::did_you_mean;
use indicatif::ProgressBar;

use cli::{Args, Color, Command, ReportFormat, VerifyArgs};
use live::Client;

/// Something is not right with the spec or with what is generated.
const FINDINGS: u8 = 1;
/// The program could not do its work.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
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
    match &args.command {
        Some(Command::List) => Ok(list()),
        Some(Command::Explain { code }) => explain(code),
        Some(Command::Templates { name }) => show_template(name.as_deref()),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(*shell, &mut Args::command(), "gaugewright", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Check { stdin: true }) => check_stdin(args),
        Some(Command::Check { stdin: false }) => with_files(args, true),
        Some(Command::Types { query }) => types(args, query),
        Some(Command::Suggest) => suggest(args),
        #[cfg(unix)]
        Some(Command::Up { target, command }) => up(args, target.as_deref(), command),
        #[cfg(not(unix))]
        Some(Command::Up { .. }) => {
            Err("`up` needs Unix: it ends what it has started by process group".into())
        }
        Some(Command::Verify(what)) => verify(args, what),
        Some(Command::Generate) | None => with_files(args, false),
    }
}

/// Generates in memory, then compares with the disk or writes to it.
fn with_files(args: &Args, only_check: bool) -> Result<ExitCode, String> {
    let start = Instant::now();
    let spec_path = spec_path(args);
    let source = disk::read_spec(&spec_path)?;
    let targets = chosen(&args.only)?;
    let own = disk::read_own(&parent(&spec_path).join(own::FOLDER))?;
    let (spec, findings, rendered) = with_progress(args, || {
        let loaded = gaugewright_spec::load_on(&source, today(only_check));
        let rendered = loaded.spec.as_ref().map(|spec| {
            let own = Own::new(spec, own)?;
            codegen::render_with(spec, &own, targets)
        });
        (loaded.spec, loaded.findings, rendered)
    });
    show(args, &findings, &source);
    let (Some(spec), Some(rendered)) = (spec, rendered) else {
        return Ok(failed(args, &findings, 0, "nothing was written"));
    };
    let files = match rendered {
        Ok(files) => files,
        Err(problems) => {
            for problem in &problems {
                say(&mut std::io::stderr(), &format!("error: {problem}\n"));
            }
            return Ok(failed(args, &findings, problems.len(), "nothing was written"));
        }
    };
    if !args.quiet {
        note_untested(&spec, &files);
    }
    let out = args.out.clone().unwrap_or_else(|| parent(&spec_path));
    let plan = disk::Plan::new(&out, &files, args.only.is_empty())?;
    if only_check {
        let diff = plan.diff()?;
        say(&mut std::io::stdout(), &diff);
        if !diff.is_empty() {
            return Ok(failed(
                args,
                &findings,
                0,
                "generated files are not up to date: run `cargo run -p codegen`",
            ));
        }
        let clean = !findings.iter().any(|finding| finding.severity >= Severity::Warning);
        summary(args, &format!("{}: up to date", counts(&spec, &files)), start);
        return Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) });
    }
    let done = plan.write()?;
    let words = format!("{}: {} written, {} removed", counts(&spec, &files), done.written, done.removed);
    summary(args, &words, start);
    Ok(ExitCode::SUCCESS)
}

/// Says of which alerts no test was generated, if tests were.
fn note_untested(spec: &Spec, files: &Files) {
    let path = |name: &str| format!("monitoring/prometheus/{name}");
    if files.get(&path(prometheus::ALERTS_FILE)).is_none() {
        return;
    }
    let is_there = |name: &String| files.get(&path(name)).is_some();
    let is_tested = |alert| prometheus::rule_test_files(alert).iter().any(is_there);
    for (group, alert) in spec.alerts().filter(|(_, alert)| !is_tested(alert)) {
        let slo = group.slo.as_ref().and_then(|slo| spec.slos.get(slo));
        let kind = |slo: &Slo| SloAlert::ALL.into_iter().find(|kind| slo.alert_name(*kind) == alert.name);
        let place = slo.and_then(|slo| Some(format!(" under `{}` of `{}`", kind(slo)?.key(), slo.name)));
        let note = format!(
            "note: no test could be derived of the alert `{}`: write one as `tests`{}\n",
            alert.name,
            place.unwrap_or_default(),
        );
        say(&mut std::io::stderr(), &note);
    }
}

/// Checks what an editor holds, which may not be what is on disk. The name of `--spec` stands in the findings.
fn check_stdin(args: &Args) -> Result<ExitCode, String> {
    let source = disk::read_stdin(&spec_path(args))?;
    let findings = gaugewright_spec::load_on(&source, today(true)).findings;
    show(args, &findings, &source);
    let is_clean = !findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(if is_clean {
        ExitCode::SUCCESS
    } else {
        failed(args, &findings, 0, "the spec was read from standard input")
    })
}

/// Prints what is known of each part of a query.
fn types(args: &Args, query: &str) -> Result<ExitCode, String> {
    let source = disk::read_spec(&spec_path(args))?;
    match gaugewright_spec::types::of(&source, query) {
        Ok(typed) => {
            say(&mut std::io::stdout(), &typed.table());
            show(args, &typed.findings, &typed.query);
            Ok(if typed.has_errors() { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
        }
        Err(findings) => {
            show(args, &findings, &source);
            Ok(failed(args, &findings, 0, "the metrics of the spec are not known"))
        }
    }
}

/// Prints what would pay to be recorded.
fn suggest(args: &Args) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let suggestions = gaugewright_spec::recording::suggest(&spec);
    let text = match args.format {
        ReportFormat::Json => format!("{:#}\n", codegen::suggest::json(&suggestions)),
        _ => codegen::suggest::text(&suggestions)?,
    };
    say(&mut std::io::stdout(), &text);
    Ok(ExitCode::SUCCESS)
}

/// Shows the service at work.
#[cfg(unix)]
fn up(args: &Args, target: Option<&str>, command: &[String]) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let target = target.map_or_else(|| format!("127.0.0.1:{}", spec.service.scrape.port), str::to_owned);
    let plan = up::Plan { spec: &spec, target, command };
    up::up(&plan, &mut |words| say(&mut std::io::stdout(), words))?;
    Ok(ExitCode::SUCCESS)
}

/// The spec, if it is sound; else its findings are shown.
fn sound_spec(args: &Args) -> Result<Option<Spec>, String> {
    let source = disk::read_spec(&spec_path(args))?;
    let loaded = gaugewright_spec::load_on(&source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, &source);
        failed(args, &loaded.findings, 0, "the spec has to be sound before anything is done with it");
    }
    Ok(loaded.spec)
}

/// Compares what runs with the spec.
fn verify(args: &Args, what: &VerifyArgs) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let (mut drifts, mut asked) = (Vec::new(), Vec::new());
    let client = |address: &str, name| Client::new(address, name, what.ca.as_deref());
    if let Some(address) = &what.target {
        drifts.extend(client(address, "TARGET")?.target(&spec)?);
    }
    if let Some(address) = &what.prometheus {
        let (found, queries) = client(address, "PROMETHEUS")?.prometheus(&spec, what.slow)?;
        drifts.extend(found);
        asked = queries;
    }
    if let Some(address) = &what.grafana {
        drifts.extend(client(address, "GRAFANA")?.grafana(&spec)?);
    }
    let text = match args.format {
        ReportFormat::Json => {
            let report = serde_json::json!({ "differences": drifts, "queries": asked });
            format!("{report:#}\n")
        }
        _ if what.queries => verify::queries_table(&asked) + &verify::table(&drifts),
        _ => verify::table(&drifts),
    };
    say(&mut std::io::stdout(), &text);
    if !args.quiet {
        let words = match drifts.len() {
            0 => "what runs is as the spec says".to_owned(),
            1 => "1 difference".to_owned(),
            more => format!("{more} differences"),
        };
        say(&mut std::io::stderr(), &format!("{words}\n"));
    }
    Ok(if drifts.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn spec_path(args: &Args) -> PathBuf {
    args.spec.clone().unwrap_or_else(|| PathBuf::from("metrics-spec.yaml"))
}

/// The day, for suppressions that end; nothing where files are made: what they say does not depend on the day.
fn today(only_check: bool) -> Option<Date> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    only_check.then(|| Date::from_days_since_epoch(since.as_secs() / 86_400))
}

fn chosen(only: &[String]) -> Result<Vec<&'static Target>, String> {
    if only.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    let find = |name: &String| {
        let names = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
        let found = TARGETS.iter().find(|target| target.name == name);
        found.ok_or_else(|| format!("there is no target `{name}`; known are {}", names()))
    };
    only.iter().map(find).collect()
}

/// Runs `work`; when it takes longer than a second, a terminal shows that something is going on.
fn with_progress<T>(args: &Args, work: impl FnOnce() -> T) -> T {
    let wanted = !args.quiet && matches!(args.format, ReportFormat::Human);
    // Hides itself where standard error is no terminal, and draws itself at the first tick.
    let progress = wanted.then(|| {
        let spinner = ProgressBar::new_spinner().with_message("checking the spec and generating");
        spinner.enable_steady_tick(Duration::from_secs(1));
        spinner
    });
    let result = work();
    if let Some(spinner) = progress {
        spinner.finish_and_clear();
    }
    result
}

fn show(args: &Args, findings: &[Diagnostic], source: &Source) {
    let colored = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    match args.format {
        ReportFormat::Human => {
            say(&mut std::io::stderr(), &report::findings(findings, source, Format::Human { colored }));
        }
        ReportFormat::Json => say(&mut std::io::stdout(), &report::findings(findings, source, Format::Json)),
        ReportFormat::Github => {
            say(&mut std::io::stdout(), &report::findings(findings, source, Format::Github));
        }
        ReportFormat::Sarif => {
            say(&mut std::io::stdout(), &report::findings(findings, source, Format::Sarif));
        }
    }
}

/// Ends with a count of what is wrong: findings, and `more` errors that have no place in the spec.
fn failed(args: &Args, findings: &[Diagnostic], more: usize, words: &str) -> ExitCode {
    if !args.quiet {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error) + more, count(Severity::Warning));
        say(
            &mut std::io::stderr(),
            &format!("{}, {}: {words}\n", number(errors, "error"), number(warnings, "warning")),
        );
    }
    ExitCode::from(FINDINGS)
}

fn counts(spec: &Spec, files: &Files) -> String {
    format!(
        "{}, {}, {}, {}",
        number(spec.own_metrics().count(), "metric"),
        number(spec.alerts().count(), "alert"),
        number(spec.dashboards.len(), "dashboard"),
        number(files.len(), "file"),
    )
}

/// `1 file`, `2 files`.
fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn summary(args: &Args, words: &str, start: Instant) {
    if !args.quiet {
        say(&mut std::io::stderr(), &format!("{words} in {} ms\n", start.elapsed().as_millis()));
    }
}

fn list() -> ExitCode {
    let width = TARGETS.iter().map(|target| target.name.len()).max().unwrap_or(0);
    for target in TARGETS {
        let line = format!("{:width$}  {}\n", target.name, target.about);
        say(&mut std::io::stdout(), &line);
    }
    ExitCode::SUCCESS
}

fn explain(code: &str) -> Result<ExitCode, String> {
    let page = codegen::report::page(code).ok_or_else(|| {
        format!("there is no rule `{code}`; the codes stand in brackets behind `error` and `warning`")
    })?;
    say(&mut std::io::stdout(), page);
    Ok(ExitCode::SUCCESS)
}

/// Prints a built-in template to start from, or lists them all.
fn show_template(name: Option<&str>) -> Result<ExitCode, String> {
    let all = templates::BUILT_IN;
    let text = match name {
        None => {
            let width = all.iter().map(|template| template.name.len()).max().unwrap_or(0);
            all.iter().map(|template| format!("{:width$}  {}\n", template.name, template.about)).collect()
        }
        Some(name) => {
            let found = all.iter().find(|template| template.name == name);
            let hint = || did_you_mean(name, all.iter().map(|template| template.name));
            let hint = || hint().unwrap_or_else(|| "`gaugewright templates` lists them".to_owned());
            found.ok_or_else(|| format!("there is no template `{name}`: {}", hint()))?.text.to_owned()
        }
    };
    say(&mut std::io::stdout(), &text);
    Ok(ExitCode::SUCCESS)
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Writes to a stream. A reader that has gone away (`| head`) is no failure.
fn say(stream: &mut impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
