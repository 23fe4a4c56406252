//! What is served at the moment: the dashboards of the spec as it is, or was before it got errors.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::Source;

use crate::Spec;
use crate::disk;
use crate::preview::Preview;
use crate::report::{self, Format};

/// How often the spec is looked at.
const PAUSE: Duration = Duration::from_millis(150);
/// An editor may take a file away for a moment when it saves it.
const MISSES: u32 = 5;

/// The dashboards, and what is wrong with the spec.
pub(crate) struct Now {
    /// How often it has changed.
    pub(crate) version: u64,
    /// The dashboards of the last spec without errors.
    pub(crate) preview: Preview,
    /// The findings of the spec as it is, with its lines.
    pub(crate) findings: String,
    /// Whether one of them is an error.
    pub(crate) failed: bool,
}

/// What makes a preview of a spec, if that can be.
pub(crate) type Make = Box<dyn Fn(&Spec, &Source) -> Preview + Send + Sync>;

/// The same, for those who serve it and the one who watches the spec.
pub(crate) struct Shown {
    spec: PathBuf,
    make: Make,
    now: Mutex<Now>,
    changed: Condvar,
}

impl Shown {
    /// What a spec says at first.
    pub(crate) fn new(
        (spec, make): (PathBuf, Make),
        preview: Preview,
        findings: &[Diagnostic],
        source: &Source,
    ) -> Self {
        let now = Now { version: 1, preview, findings: words(findings, source), failed: false };
        Self { spec, make, now: Mutex::new(now), changed: Condvar::new() }
    }

    /// What is served now.
    pub(super) fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, as soon as its version is another, or after a while.
    pub(super) fn after(&self, version: u64, patience: Duration) -> MutexGuard<'_, Now> {
        let is_known = |now: &mut Now| now.version == version;
        let waited = self.changed.wait_timeout_while(self.now(), patience, is_known);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Looks at the spec again and again, and takes over what has changed.
    pub(super) fn watch(&self, first: String) {
        let (mut known, mut misses) = (first, 0);
        loop {
            std::thread::sleep(PAUSE);
            match disk::read_spec(&self.spec) {
                Ok(source) if source.text() == known => {}
                Ok(source) => {
                    source.text().clone_into(&mut known);
                    misses = 0;
                    self.take(&source);
                }
                Err(problem) => {
                    misses += 1;
                    if misses == MISSES {
                        known.clear();
                        self.change(None, problem.into());
                    }
                }
            }
        }
    }

    fn take(&self, source: &Source) {
        let loaded = crate::load_on(source, None);
        let preview = loaded.spec.map(|spec| (self.make)(&spec, source));
        self.change(preview, words(&loaded.findings, source));
    }

    fn change(&self, preview: Option<Preview>, findings: String) {
        let mut now = self.now();
        now.version += 1;
        now.failed = preview.is_none();
        now.findings = findings;
        if let Some(preview) = preview {
            now.preview = preview;
        }
        drop(now);
        self.changed.notify_all();
    }
}

fn words(findings: &[Diagnostic], source: &Source) -> String {
    report::findings(findings, source, Format::Human { colored: false })
}
