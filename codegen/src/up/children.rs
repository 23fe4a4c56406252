//! Programs that were started: each the head of a process group, so that it ends with all that it has started itself.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::janitor::{GRACE, Janitor};

/// Dropping it ends them all, the last one first.
pub(super) struct Children {
    started: Vec<(&'static str, Child)>,
    /// Dropped after they have ended.
    janitor: Janitor,
}

impl Children {
    /// None yet; whatever happens, they end, and this folder with them.
    pub(super) fn with(folder: &Path) -> Result<Self, String> {
        Ok(Self { started: Vec::new(), janitor: Janitor::start(folder)? })
    }

    /// Starts a program; what it prints is printed.
    pub(super) fn start(
        &mut self,
        name: &'static str,
        program: &str,
        arguments: &[String],
        folder: Option<&Path>,
    ) -> Result<(), String> {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).process_group(0);
        if let Some(folder) = folder {
            command.current_dir(folder);
        }
        let child =
            command.spawn().map_err(|error| format!("{name} does not start: `{program}`: {error}"))?;
        self.janitor.watch(child.id());
        self.started.push((name, child));
        Ok(())
    }

    /// The words for the first that has ended.
    pub(super) fn ended(&mut self) -> Option<String> {
        self.started.iter_mut().find_map(|(name, child)| match child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) => Some(format!("{name} has ended: {status}")),
            Err(error) => Some(format!("{name} is lost: {error}")),
        })
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for (_, child) in self.started.iter_mut().rev() {
            signal(child, Signal::TERM);
        }
        let deadline = Instant::now() + GRACE;
        for (_, child) in self.started.iter_mut().rev() {
            while Instant::now() < deadline && matches!(child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
            signal(child, Signal::KILL);
            let _ = child.wait();
        }
    }
}

/// Tells a program and all that it has started. That they have gone already is no error.
fn signal(child: &Child, signal: Signal) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, signal);
    }
}
