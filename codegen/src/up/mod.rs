//! `gaugewright up`: the service, a Prometheus and an Alertmanager on this machine, until somebody presses Ctrl-C, the terminal is closed, or it
//! is told to end.

mod children;
mod janitor;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gaugewright_spec::model::Spec;

use children::Children;

use crate::local::{self, Setup, shortened};
use crate::{disk, live};
pub(crate) use janitor::clear_up;

/// What a machine without these programs is told.
const INSTALL: &str = "on Debian and Ubuntu `apt install prometheus prometheus-alertmanager` brings it; \
                       elsewhere it is at https://prometheus.io/download";
/// Time between two looks at the programs.
const LOOK: Duration = Duration::from_millis(200);

/// What is to be started.
pub(crate) struct Plan<'p> {
    pub(crate) spec: &'p Spec,
    /// Where the service is scraped: `host:port`.
    pub(crate) target: String,
    /// The program and arguments that start the service, if it does not run already.
    pub(crate) command: &'p [String],
}

/// Starts everything, says where it is, and waits. Everything that was started has ended when it returns.
pub(crate) fn up(plan: &Plan<'_>, say: &mut dyn FnMut(&str)) -> Result<(), String> {
    let prometheus = found(&["prometheus"])?;
    let alertmanager = found(&["prometheus-alertmanager", "alertmanager"])?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    ctrlc::set_handler(move || told.store(true, Ordering::SeqCst))
        .map_err(|error| format!("signals cannot be watched: {error}"))?;

    let (at_prometheus, at_alertmanager) = (free_address()?, free_address()?);
    let mut files = shortened::rule_files(plan.spec)?;
    let rule_files = files.iter().map(|(name, _)| name.clone()).collect();
    let setup = Setup::quick(&plan.target, &at_alertmanager, rule_files);
    files.push(("prometheus.yml".to_owned(), local::prometheus(plan.spec, &setup)?));
    files.push(("alertmanager.yml".to_owned(), local::alertmanager(plan.spec)?));
    // Declared before the programs that use it: it is removed after they have ended.
    let folder = disk::Temporary::new(&files)?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut children = Children::with(folder.path())?;
    if let Some((program, arguments)) = plan.command.split_first() {
        children.start("the service", program, arguments, None)?;
    }
    let arguments = [
        format!("--config.file={}", path("alertmanager.yml")),
        format!("--storage.path={}", path("alertmanager")),
        format!("--web.listen-address={at_alertmanager}"),
        // One alone needs no others.
        "--cluster.listen-address=".to_owned(),
        "--log.level=error".to_owned(),
    ];
    children.start("Alertmanager", &alertmanager, &arguments, Some(folder.path()))?;
    let arguments = [
        format!("--config.file={}", path("prometheus.yml")),
        format!("--storage.tsdb.path={}", path("data")),
        format!("--web.listen-address={at_prometheus}"),
        "--log.level=error".to_owned(),
    ];
    children.start("Prometheus", &prometheus, &arguments, Some(folder.path()))?;
    say(&starting(plan));
    let mut places = places(plan, &at_prometheus, &at_alertmanager);
    while !stop.load(Ordering::SeqCst) {
        if let Some(ended) = children.ended() {
            return Err(ended);
        }
        // What is said is true: whoever follows an address finds somebody there.
        places.retain(|place| {
            let answers = live::answers(&place.ready);
            if answers {
                say(&place.words);
            }
            !answers
        });
        std::thread::sleep(LOOK);
    }
    say("stopping\n");
    Ok(())
}

fn starting(plan: &Plan<'_>) -> String {
    let title = &plan.spec.service.title;
    let what = match plan.command {
        [] => format!("waiting for the metrics of the service at {}", metrics(plan)),
        command => {
            format!("starting `{}` and waiting for its metrics at {}", command.join(" "), metrics(plan))
        }
    };
    format!(
        "{title}: {what}\nScraped every {}; alerts wait {} at most, so that they can be seen. Ctrl-C ends all of it.\n",
        local::INTERVAL,
        shortened::HOLD,
    )
}

fn metrics(plan: &Plan<'_>) -> String {
    format!("http://{}{}", plan.target, plan.spec.service.scrape.path)
}

/// An address that is printed once it answers.
struct Endpoint {
    /// What answers with success from then on.
    ready: String,
    /// What is said then.
    words: String,
}

fn places(plan: &Plan<'_>, prometheus: &str, alertmanager: &str) -> Vec<Endpoint> {
    let metrics = metrics(plan);
    vec![
        Endpoint {
            ready: format!("http://{prometheus}/-/ready"),
            words: format!(
                "  Prometheus    http://{prometheus}/graph\n  alerts        http://{prometheus}/alerts\n"
            ),
        },
        Endpoint {
            ready: format!("http://{alertmanager}/-/ready"),
            words: format!("  Alertmanager  http://{alertmanager}\n"),
        },
        Endpoint { words: format!("  metrics       {metrics}\n"), ready: metrics },
    ]
}

/// The first of some programs that is on the `PATH`.
fn found(names: &[&str]) -> Result<String, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = |name: &&&str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    let name =
        names.iter().find(there).ok_or_else(|| format!("`{}` is not installed: {INSTALL}", names[0]))?;
    Ok((*name).to_owned())
}

fn free_address() -> Result<String, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.to_string()).map_err(|error| format!("there is no free port: {error}"))
}
