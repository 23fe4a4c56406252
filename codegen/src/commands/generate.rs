//! `generate` and `check`.

use std::io::{stderr, stdout};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_spec::diagnostic::Severity;
use gaugewright_spec::model::{Slo, SloAlert};
use gaugewright_spec::source::Source;

use super::{parent, spec_path, today};
use crate::cli::Args;
use crate::disk;
use crate::error::RenderError;
use crate::exit::FINDINGS;
use crate::outputs::Why;
use crate::prose::own;
use crate::terminal::{failed, number, say, show, summary, with_progress};
use crate::{Chosen, Files, OUTPUTS, Output, Own, Spec, prometheus};

/// Generates in memory, then compares with the disk or writes to it.
pub(crate) fn with_files(args: &Args, only_check: bool) -> Result<ExitCode, String> {
    let start = Instant::now();
    let spec_path = spec_path(args);
    let source = disk::read_spec(&spec_path)?;
    let only = named(&args.only)?;
    let own = disk::read_own(&parent(&spec_path), own::FOLDER)?;
    let (spec, findings, rendered) = with_progress(args, || {
        let loaded = crate::load_on(&source, today(only_check));
        let rendered = loaded.spec.as_ref().map(|spec| {
            let words = |errors: Vec<RenderError>| errors.into_iter().map(String::from).collect::<Vec<_>>();
            let own = Own::new(spec, own).map_err(words)?;
            let outputs = chosen(&Chosen::new(spec), &only, &source)?;
            crate::render_with(spec, &own, outputs).map_err(words)
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
                say(&mut stderr(), &format!("error: {problem}\n"));
            }
            return Ok(failed(args, &findings, problems.len(), "nothing was written"));
        }
    };
    if !args.quiet {
        note_untested(&spec, &files);
    }
    let out = args.out.clone().unwrap_or_else(|| parent(&spec_path));
    let plan = disk::Plan::new(&out, &spec_path, &files, args.only.is_empty(), Chosen::new(&spec).folders())?;
    for note in plan.notes() {
        say(&mut stderr(), &format!("note: {note}\n"));
    }
    if only_check {
        let diff = plan.diff()?;
        say(&mut stdout(), &diff);
        if !diff.is_empty() {
            let words = format!("generated files are not up to date: run `{}`", spec.command.generate());
            return Ok(failed(args, &findings, 0, &words));
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
    let chosen = Chosen::new(spec);
    let Some(folder) = chosen.folder(prometheus::OUTPUT) else { return };
    let path = |name: &str| format!("{folder}/{name}");
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
            "note: cannot derive a test for alert `{}`: add one under `tests`{}\n",
            alert.key,
            place.unwrap_or_default(),
        );
        say(&mut stderr(), &note);
    }
}

/// Checks what an editor holds, which may not be what is on disk. The name of `--spec` stands in the findings.
pub(crate) fn check_stdin(args: &Args) -> Result<ExitCode, String> {
    let source = disk::read_stdin(&spec_path(args))?;
    let findings = crate::load_on(&source, today(true)).findings;
    show(args, &findings, &source);
    let is_clean = !findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(if is_clean {
        ExitCode::SUCCESS
    } else {
        failed(args, &findings, 0, "the spec was read from standard input")
    })
}

/// The outputs of these names.
fn named(only: &[String]) -> Result<Vec<&'static Output>, String> {
    let find = |name: &String| {
        let names = || OUTPUTS.iter().map(|output| output.name).collect::<Vec<_>>().join(", ");
        let found = OUTPUTS.iter().find(|output| output.name == name);
        found.ok_or_else(|| format!("unknown output `{name}`; outputs: {}", names()))
    };
    only.iter().map(find).collect()
}

/// Those that are on, or only some of them.
fn chosen(
    chosen: &Chosen,
    only: &[&'static Output],
    source: &Source,
) -> Result<Vec<&'static Output>, Vec<String>> {
    let off = |output: &&Output| {
        let choice = chosen.get(output.name).filter(|choice| !choice.is_on())?;
        let how = match choice.why {
            Why::Instead(_) => format!("; write `outputs: {{ {}: true }}` if you want both", output.name),
            _ => String::new(),
        };
        Some(format!("`{}` is {}{how}", output.name, choice.reason(source)))
    };
    let off: Vec<String> = only.iter().filter_map(off).collect();
    let on = chosen.on().map(|choice| choice.output);
    match (off.is_empty(), only.is_empty()) {
        (false, _) => Err(off),
        (true, true) => Ok(on.collect()),
        (true, false) => Ok(only.to_vec()),
    }
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
