//! Things that a test does to the running service from outside.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use ureq::Agent;

use super::DATABASE;
use crate::end_to_end::tool;

/// Threads that do the same again and again. Dropping it ends them, without waiting for what they wait for.
pub(super) struct Busy(Arc<AtomicBool>);

impl Busy {
    /// So many threads, each of which is told its number and how often it has begun; they begin one after the other.
    fn threads(count: u64, apart: Duration, work: impl Fn(u64, u64) + Clone + Send + 'static) -> Self {
        let on = Arc::new(AtomicBool::new(true));
        for thread in 0..count {
            let (on, work) = (Arc::clone(&on), work.clone());
            let _: JoinHandle<()> = thread::spawn(move || {
                thread::sleep(apart * u32::try_from(thread).unwrap_or_default());
                let mut turn = 0;
                while on.load(Ordering::Relaxed) {
                    work(thread, turn);
                    turn += 1;
                }
            });
        }
        Self(on)
    }

    /// Users who ask questions that nobody has asked before, all at the same time.
    pub(super) fn asking(address: &str, users: u64, apart: Duration) -> Self {
        let (agent, address) = (agent(), address.to_owned());
        Self::threads(users, apart, move |user, turn| {
            let answer = agent.get(format!("http://{address}/ask?q=of-{user}-{turn}")).call();
            if answer.is_err() {
                thread::sleep(Duration::from_millis(100));
            }
        })
    }

    /// People who start pipelines by hand.
    pub(super) fn running(address: &str, people: u64) -> Self {
        let (agent, address) = (agent(), address.to_owned());
        Self::threads(people, Duration::ZERO, move |_, _| {
            let run = agent.post(format!("http://{address}/pipelines/discovery/runs")).send_empty();
            if run.is_err() {
                thread::sleep(Duration::from_millis(100));
            }
        })
    }

    /// Another program that writes to the database nearly all the time.
    pub(super) fn writing(folder: &Path) -> Self {
        let file = folder.join(DATABASE);
        Self::threads(1, Duration::ZERO, move |_, _| {
            let connection = Connection::open(&file).expect("the database");
            if connection.execute_batch("BEGIN IMMEDIATE").is_ok() {
                thread::sleep(Duration::from_millis(400));
                connection.execute_batch("COMMIT").expect("nothing was written");
            }
            thread::sleep(Duration::from_millis(3));
        })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn agent() -> Agent {
    let patience = Some(Duration::from_secs(60));
    Agent::config_builder().timeout_global(patience).http_status_as_error(true).proxy(None).build().into()
}

/// The log beside the database gets this size, of which the disk has nothing: what is read of it ends before.
pub(super) fn resize(folder: &Path, bytes: u64) {
    let log = OpenOptions::new().write(true).open(folder.join(format!("{DATABASE}-wal")));
    log.and_then(|log| log.set_len(bytes)).expect("a file with holes");
}

/// Noise over the database, its log and what its connections share.
pub(super) fn ruin(folder: &Path) {
    for file in files(folder) {
        let length = std::fs::metadata(&file).map_or(0, |file| file.len()).clamp(1 << 20, 1 << 24);
        let noise: Vec<u8> =
            (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
        // In its place: the service has the file open.
        std::fs::write(&file, noise).expect("a file");
    }
}

/// The database is gone: the service makes a new one when it starts.
pub(super) fn remove(folder: &Path) {
    for file in files(folder) {
        let _ = std::fs::remove_file(file);
    }
}

fn files(folder: &Path) -> [PathBuf; 2] {
    [folder.join(DATABASE), folder.join(format!("{DATABASE}-wal"))]
}

/// The program with another clock: `-26h` is behind, `+0 x400` runs faster.
pub(super) fn with_clock(program: &Path, clock: &str) -> Command {
    let said = tool::run(tool::command("faketime").args(["-f", "+0", "printenv", "LD_PRELOAD"]));
    let mut command = Command::new(program);
    command.env("LD_PRELOAD", said.expect_success().stdout.trim()).env("FAKETIME", clock);
    command
}
