//! Tells what changed in meaning between two specs, or between files that people have.

use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_diff::{Change, Readers, diff as changes_between};
use gaugewright_import::File;

use super::side::{Content, Side, of_people, sound};
use super::{generated, spec_path};
use crate::cli::{Args, DiffArgs, FailOn, ReportFormat};
use crate::disk;
use crate::exit::FINDINGS;
use crate::report::changes::Compared;
use crate::terminal::{say, say_json, summary};
use crate::{Chosen, Spec};

/// Compares, and says what changed.
pub(crate) fn diff(args: &Args, what: &DiffArgs) -> Result<ExitCode, String> {
    let start = Instant::now();
    if !matches!(args.format, ReportFormat::Human | ReportFormat::Json | ReportFormat::Markdown) {
        return Err("`diff` writes `--format human`, `json` or `markdown`".to_owned());
    }
    let (old, new) = (Side::named(args, &what.old)?, new(args, what)?);
    let mut left_out = Vec::new();
    let [before, now] = models(args, [&old, &new], &mut left_out)?;
    let Some(before) = before else {
        return Err(format!("{} is not a spec that this version reads: compare with a later one", old.name));
    };
    let Some(now) = now else { return Ok(ExitCode::from(FINDINGS)) };
    let mut changes = changes_between(&before, &now);
    for path in &what.readers {
        let side = Side::named(args, path)?;
        let [Some(spec)] = models(args, [&side], &mut left_out)? else {
            return Ok(ExitCode::from(FINDINGS));
        };
        Readers::of(&spec, Some(&side.name)).fill(&before, &mut changes);
    }
    left_out.sort();
    left_out.dedup();
    let compared = Compared { old: &old.name, new: &new.name, changes: &changes, left_out: &left_out };
    match args.format {
        ReportFormat::Json => say_json(&mut stdout(), &compared.json()),
        ReportFormat::Markdown => say(&mut stdout(), &compared.markdown()),
        _ => say(&mut stdout(), &compared.text()),
    }
    summary(args, &format!("{} from {} to {}", compared.counts(), old.name, new.name), start);
    let is_bad = |change: &Change| what.fail_on.is_some_and(|least| change.class() >= FailOn::class(least));
    Ok(if changes.iter().any(is_bad) { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

fn new(args: &Args, what: &DiffArgs) -> Result<Side, String> {
    match &what.new {
        Some(new) => Side::named(args, new),
        None => {
            let path = spec_path(args);
            Ok(Side { name: path.display().to_string(), content: Content::Spec(disk::read_spec(&path)?) })
        }
    }
}

/// The models; nothing for a spec that has errors, which are shown. Where some are files, all are: what a spec generates is compared
/// with what people have.
fn models<const N: usize>(
    args: &Args,
    sides: [&Side; N],
    left_out: &mut Vec<String>,
) -> Result<[Option<Spec>; N], String> {
    let are_files = sides.iter().any(|side| matches!(side.content, Content::Files(_)));
    let mut models = [const { None }; N];
    for (model, side) in models.iter_mut().zip(sides) {
        *model = match &side.content {
            Content::Files(files) => {
                Some(of_people(files, left_out).map_err(|words| format!("{}: {words}", side.name))?)
            }
            Content::Spec(source) => {
                let Some(spec) = sound(args, side, source) else { continue };
                Some(if are_files { of_people(&all_generated(&spec)?, left_out)? } else { spec })
            }
        };
    }
    Ok(models)
}

/// All that a spec generates for programs: people have all of it.
fn all_generated(spec: &Spec) -> Result<Vec<File>, String> {
    let mut files = generated(spec, Chosen::new(spec).on().map(|choice| choice.output))?;
    files.retain(|file| disk::is_gathered(Path::new(&file.name)));
    Ok(files)
}
