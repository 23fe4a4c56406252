//! Somebody who clears up if `up` is killed: a process of its own that is told what was started. It reads its standard input, which ends
//! when `up` does, however that comes about. That needs nothing but pipes, so it is the same on every Unix.

use std::io::{BufRead, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::disk;

/// How long a program has to end by itself.
pub(super) const GRACE: Duration = Duration::from_secs(10);

/// What it is told when there is nothing left to do.
const DONE: &str = "done";

/// The one who is told. It has to be dropped after what it watches.
pub(super) struct Janitor(Child);

impl Janitor {
    /// Starts it. If nobody tells it that all is done, it ends what it watches and removes this folder.
    pub(super) fn start(folder: &Path) -> Result<Self, String> {
        use std::os::unix::process::CommandExt as _;
        let failed = |error: std::io::Error| format!("nobody could be started to clear up: {error}");
        let program = std::env::current_exe().map_err(failed)?;
        let mut command = Command::new(program);
        command.arg("clear-up").arg(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What a terminal sends to `up` is not for it.
        command.process_group(0).spawn().map(Self).map_err(failed)
    }

    /// Has it watch a process group.
    pub(super) fn watch(&mut self, group: u32) {
        self.tell(&group.to_string());
    }

    fn tell(&mut self, words: &str) {
        if let Some(pipe) = &mut self.0.stdin {
            let _ = writeln!(pipe, "{words}").and_then(|()| pipe.flush());
        }
    }
}

impl Drop for Janitor {
    fn drop(&mut self) {
        self.tell(DONE);
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// What the other process does: waits until whoever has started it is gone, and clears up.
pub(crate) fn clear_up(folder: &Path) {
    let lines: Vec<String> = std::io::stdin().lock().lines().map_while(Result::ok).collect();
    if lines.last().is_some_and(|line| line == DONE) {
        return;
    }
    let groups: Vec<Pid> =
        lines.iter().filter_map(|line| line.parse().ok().and_then(Pid::from_raw)).collect();
    // Those that have ended already are no error.
    let tell = |signal| {
        for group in groups.iter().rev() {
            let _ = kill_process_group(*group, signal);
        }
    };
    tell(Signal::TERM);
    let deadline = Instant::now() + GRACE;
    while Instant::now() < deadline && groups.iter().any(|group| test_kill_process_group(*group).is_ok()) {
        std::thread::sleep(Duration::from_millis(20));
    }
    tell(Signal::KILL);
    disk::Temporary::remove(folder);
}
