//! The arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use gaugewright_diff::Class;

/// Metrics as code that cannot drift: one metrics-spec.yaml becomes rules, dashboards and manifests.
///
/// Exit codes: 0 success, 1 findings or stale generated files, 2 the program failed.
#[derive(Debug, Parser)]
#[command(name = "gaugewright", bin_name = "gaugewright", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The spec [default: metrics-spec.yaml]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,
    /// The folder that `monitoring` and `docs` are written to [default: where the spec is]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Generate or check only this output; may be given several times
    #[arg(long, global = true, value_name = "OUTPUT")]
    pub(crate) only: Vec<String>,
    /// Output format of findings
    #[arg(long, global = true, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// Whether findings are colored
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Do not print the summary line
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check the spec and generate all files (the default)
    Generate,
    /// Check the spec, and that the generated files are up to date; writes nothing
    Check {
        /// Read the spec from standard input and check it alone: for editors
        #[arg(long)]
        stdin: bool,
    },
    /// Print the type of each part of a query: labels, unit, values
    Types {
        /// The name of a query of the spec, or PromQL
        query: String,
    },
    /// Suggest recording rules for expensive parts of queries
    Suggest,
    /// Start the service, a Prometheus and an Alertmanager on this machine, until Ctrl-C
    Up {
        /// Where the service is scraped [default: 127.0.0.1 and the port of the spec]
        #[arg(long, value_name = "HOST:PORT")]
        target: Option<String>,
        /// The program and arguments that start the service; omit them if it is already running
        #[arg(last = true, value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Ends what `up` has started if that is killed: `up` starts this itself
    #[cfg(unix)]
    #[command(hide = true)]
    ClearUp {
        /// The folder that is removed
        folder: PathBuf,
    },
    /// Compare a running system with the spec: a scrape of the service, the rules and data of Prometheus, Grafana's dashboards
    ///
    /// Credentials are read from the environment: `TARGET_TOKEN`, `PROMETHEUS_TOKEN` and `GRAFANA_TOKEN`, or `..._USER` and
    /// `..._PASSWORD`. `..._TOKEN_FILE` and `..._PASSWORD_FILE` name files that hold them.
    Verify(VerifyArgs),
    /// Look at the dashboards as Grafana draws them, in a browser: served on this machine until Ctrl-C, redrawn whenever the spec is saved
    ///
    /// With `--out FOLDER` each dashboard becomes a page in that folder, which needs nothing else: the same bytes for the same spec. Credentials
    /// of the Prometheus are read from the environment as by `verify`.
    Preview(PreviewArgs),
    /// Tell when an alert would have fired with the samples of a Prometheus, with its threshold and with others
    ///
    /// It evaluates the alert of the spec over the past as Prometheus would have, `for` and `keep_firing_for` included, and tries other
    /// thresholds on the same values. A page is a group of alerts that Alertmanager tells together. Credentials are read from the
    /// environment as by `verify`.
    Replay(ReplayArgs),
    /// Tell why an alert does or did not fire, with the value of each part of its query: asks a Prometheus, and an Alertmanager for silences
    ///
    /// Credentials are read from the environment as by `verify`, those of an Alertmanager from `ALERTMANAGER_TOKEN` and so on.
    Why(WhyArgs),
    /// Check the monitoring that you have: rules, dashboards and routes, without a spec; writes nothing
    Audit {
        /// Files, or folders that are searched for YAML and JSON
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// What a target exposes, in a file: its metrics are known then; may be given several times
        #[arg(long, value_name = "FILE")]
        metrics: Vec<PathBuf>,
        /// Findings to accept: what an earlier `audit --format json` has printed
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        /// Only findings in lines that changed since this commit of git
        #[arg(long, value_name = "COMMIT")]
        since: Option<String>,
        #[command(flatten)]
        server: Server,
    },
    /// Make a spec of the monitoring that you have, and prove that it gives back what was there
    Import {
        /// Files, or folders that are searched for YAML and JSON
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// What a target exposes, in a file: its metrics are known then; may be given several times
        #[arg(long, value_name = "FILE")]
        metrics: Vec<PathBuf>,
        #[command(flatten)]
        server: Server,
        /// The name of the service: lower case letters, digits and dashes
        #[arg(long, default_value = "imported")]
        name: String,
        /// Where the spec is written, with `import-report.md` beside it [default: print the spec]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Tell what changed in meaning: metrics, alerts and who gets them, panels; what breaks, and for whom
    Diff(DiffArgs),
    /// List the outputs: what each makes, where, whether it is on and why
    List,
    /// Explain a finding by its code
    Explain {
        /// The code in brackets: `unknown-metric`
        code: String,
    },
    /// Print a template of the generated pages, to change it in `monitoring-templates`; without a name, list them
    Templates {
        /// The name of the template: `runbook.md.j2`
        name: Option<String>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// A Prometheus that is asked what it knows of metrics.
#[derive(Debug, clap::Args)]
pub(crate) struct Server {
    /// A Prometheus that is asked for the types, labels and buckets of the metrics in queries: `http://localhost:9090`
    ///
    /// Credentials are read from the environment as by `verify`.
    #[arg(long, value_name = "URL")]
    pub(crate) prometheus: Option<String>,
    /// Certificates to trust instead of the usual ones, in PEM form
    #[arg(long, value_name = "FILE", requires = "prometheus")]
    pub(crate) ca: Option<PathBuf>,
}

/// What is compared with the spec.
#[derive(Debug, clap::Args)]
// The group of the type would have all of its arguments: `--queries` alone compares nothing.
#[group(skip)]
#[command(group(ArgGroup::new("what").args(["target", "prometheus", "grafana"]).multiple(true).required(true)))]
pub(crate) struct VerifyArgs {
    /// Where the service is scraped: `http://localhost:8000/metrics`
    #[arg(long, value_name = "URL")]
    pub(crate) target: Option<String>,
    /// Where Prometheus is: `http://localhost:9090`
    #[arg(long, value_name = "URL")]
    pub(crate) prometheus: Option<String>,
    /// Where Grafana is: `http://localhost:3000`
    #[arg(long, value_name = "URL")]
    pub(crate) grafana: Option<String>,
    /// Certificates to trust instead of the usual ones, in PEM form
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// A query that takes longer is a difference
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds, requires = "prometheus")]
    pub(crate) slow: Duration,
    /// Also print every query with its series and its time
    #[arg(long, requires = "prometheus")]
    pub(crate) queries: bool,
}

/// A Prometheus that is asked about the past.
#[derive(Debug, clap::Args)]
pub(crate) struct ServerArgs {
    /// The Prometheus that is asked: `http://localhost:9090`
    #[arg(long, value_name = "URL")]
    pub(crate) prometheus: String,
    /// Certificates to trust instead of the usual ones, in PEM form
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

/// What is explained.
#[derive(Debug, clap::Args)]
pub(crate) struct WhyArgs {
    /// The alert: its name in the spec
    pub(crate) alert: String,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// The moment: `2026-11-28T09:05:00Z`, `2026-11-28 09:05` (UTC) [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The Alertmanager that is asked for silences: `http://localhost:9093`
    #[arg(long, value_name = "URL")]
    pub(crate) alertmanager: Option<String>,
}

/// What is replayed.
#[derive(Debug, clap::Args)]
pub(crate) struct ReplayArgs {
    /// The alert: its name in the spec
    pub(crate) alert: String,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// How many days are replayed
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
    /// The last moment that is replayed: `2026-11-28T09:05:00Z` [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// Another threshold that is tried, of an alert that fires above one: `8%`
    #[arg(long, value_name = "THRESHOLD", conflicts_with = "below", allow_negative_numbers = true)]
    pub(crate) above: Option<String>,
    /// Another threshold that is tried, of an alert that fires below one
    #[arg(long, value_name = "THRESHOLD", allow_negative_numbers = true)]
    pub(crate) below: Option<String>,
}

/// Where data come from, and where pages are.
#[derive(Debug, clap::Args)]
pub(crate) struct PreviewArgs {
    /// The Prometheus that is asked: `http://localhost:9090` [default: data are invented from types and thresholds]
    #[arg(long, value_name = "URL")]
    pub(crate) prometheus: Option<String>,
    /// Certificates to trust instead of the usual ones, in PEM form
    #[arg(long, value_name = "FILE", requires = "prometheus")]
    pub(crate) ca: Option<PathBuf>,
    /// The port of the pages; 0 takes any that is free
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Only panels that are drawn otherwise than here, before and after: a commit of git, `COMMIT:PATH`, a file or a folder
    #[arg(long, value_name = "REF")]
    pub(crate) compare: Option<String>,
    /// With `--out`: a picture beside each page, which Chromium takes
    #[arg(long)]
    pub(crate) png: bool,
}

/// What is compared.
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// What was: a commit of git, `COMMIT:PATH`, a file, a folder, or `-` for a spec from standard input
    pub(crate) old: String,
    /// What is, likewise [default: the spec]
    pub(crate) new: Option<String>,
    /// Other specs, or rules and dashboards, that may read what has changed; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) readers: Vec<String>,
    /// Exit with 1 if there is such a change, or a worse one
    #[arg(long, value_enum)]
    pub(crate) fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Somebody who reads the old gets nothing, or something wrong
    Breaking,
    /// Something fires, records, tells or draws otherwise
    Behaviour,
    /// Texts and looks
    Cosmetic,
}

impl FailOn {
    /// The mildest change for it.
    pub(crate) const fn class(self) -> Class {
        match self {
            Self::Breaking => Class::Breaking,
            Self::Behaviour => Class::Behaviour,
            Self::Cosmetic => Class::Cosmetic,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("`{text}` is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// With the lines of the spec and carets
    Human,
    /// One JSON array
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// XML as build servers read it: errors are failures
    Junit,
    /// A comment for a pull request: of `diff` alone
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}
