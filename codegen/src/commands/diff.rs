//! Tells what changed in meaning between two specs, or between files that people have.

use std::fmt::Write as _;
use std::io::stdout;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_diff::{Change, Readers, diff as changes_between};
use gaugewright_import::{File, read};
use gaugewright_spec::source::Source;

use super::{generated, parent, spec_path};
use crate::cli::{Args, DiffArgs, FailOn, ReportFormat};
use crate::disk::{self, Stored};
use crate::exit::FINDINGS;
use crate::report::changes::Compared;
use crate::terminal::{failed, say, say_json, show, summary};
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
        return Err(format!("{} is no spec that this version reads: compare with a later one", old.name));
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

/// What is compared, not yet read.
struct Side {
    /// What it is called.
    name: String,
    content: Content,
}

enum Content {
    Spec(Source),
    /// Rules and dashboards.
    Files(Vec<File>),
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

impl Side {
    /// What somebody names: a file, a folder, `-`, a commit, or `COMMIT:PATH`.
    fn named(args: &Args, name: &str) -> Result<Self, String> {
        let path = Path::new(name);
        let content = if name == "-" {
            Content::Spec(disk::read_stdin(&spec_path(args))?)
        } else if path.is_dir() && path.join(SPEC).is_file() {
            Content::Spec(disk::read_spec(&path.join(SPEC))?)
        } else if path.exists() {
            of_files(disk::gather(&[path.to_owned()])?)
        } else {
            in_git(args, name)?
        };
        Ok(Self { name: name.to_owned(), content })
    }
}

/// What a spec is called in a folder.
const SPEC: &str = "metrics-spec.yaml";

/// One file with a spec, or files of other kinds.
fn of_files(mut files: Vec<File>) -> Content {
    match files.as_slice() {
        [only] if is_spec(&only.text) => {
            let File { name, text } = files.remove(0);
            Content::Spec(Source::new(name, text))
        }
        _ => Content::Files(files),
    }
}

/// Whether a text is a spec, and not rules or a dashboard: it says so itself.
fn is_spec(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("spec:"))
}

/// What a commit holds.
fn in_git(args: &Args, name: &str) -> Result<Content, String> {
    let here = PathBuf::from(".");
    if let Some((commit, _)) = name.split_once(':') {
        if !disk::is_commit(&here, commit) {
            return Err(format!("{}; nor is `{commit}` a commit here", nothing(name)));
        }
        let stored = disk::read_git(&here, name)?.ok_or_else(|| {
            format!("there is no such file in {name}: a path starts at the top of the repository, or with `./` here")
        })?;
        return Ok(content(name, stored));
    }
    let path = spec_path(args);
    let folder = parent(&path);
    if !disk::is_commit(&folder, name) {
        return Err(nothing(name));
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    match disk::read_git(&folder, &format!("{name}:./{file}"))? {
        Some(stored) => Ok(content(name, stored)),
        None => {
            Err(format!("there is no {} in {name}; name what to compare with: `{name}:PATH`", path.display()))
        }
    }
}

fn nothing(name: &str) -> String {
    format!("`{name}` is no file, no folder and no commit of git here")
}

fn content(name: &str, stored: Stored) -> Content {
    match stored {
        Stored::File(file) => of_files(vec![file]),
        Stored::Folder(mut files) => {
            let spec = disk::below(name, SPEC);
            let at = files.iter().position(|file| file.name == spec);
            match at {
                Some(at) => of_files(vec![files.remove(at)]),
                None => Content::Files(files),
            }
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

fn of_people(files: &[File], left_out: &mut Vec<String>) -> Result<Spec, String> {
    let model = read(files)?;
    for skipped in model.skipped.iter().filter(|skipped| !skipped.is_other) {
        let mut line = skipped.file.clone();
        if let Some(at) = skipped.line {
            let _ = write!(line, ":{at}");
        }
        left_out.push(format!("{line}: {}", skipped.reason));
    }
    left_out.extend(model.left_out.iter().map(|left| format!("{}: {}", left.name, left.reason)));
    Ok(model.spec)
}

fn sound(args: &Args, side: &Side, source: &Source) -> Option<Spec> {
    let loaded = crate::load_on(source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, source);
        failed(args, &loaded.findings, 0, &format!("{} has errors, so nothing was compared", side.name));
    }
    loaded.spec
}
