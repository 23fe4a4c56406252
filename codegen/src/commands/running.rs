//! Commands about what runs: `up` starts it, `verify` compares it.

use std::io::{stderr, stdout};
use std::process::ExitCode;

use crate::verify as compare;

use super::sound_spec;
use crate::cli::{Args, ReportFormat, VerifyArgs};
use crate::exit::FINDINGS;
use crate::live::Client;
use crate::terminal::{say, say_json};
#[cfg(unix)]
use crate::up as all;

/// Compares what runs with the spec.
pub(crate) fn verify(args: &Args, what: &VerifyArgs) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let (mut drifts, mut asked, mut longest_hold) = (Vec::new(), Vec::new(), None);
    let client = |address: &str, name| Client::new(address, name, what.ca.as_deref());
    if let Some(address) = &what.target {
        drifts.extend(client(address, "TARGET")?.target(&spec)?);
    }
    if let Some(address) = &what.prometheus {
        let found = client(address, "PROMETHEUS")?.prometheus(&spec, what.slow)?;
        drifts.extend(found.drifts);
        (asked, longest_hold) = (found.asked, found.longest_hold);
    }
    if let Some(address) = &what.grafana {
        drifts.extend(client(address, "GRAFANA")?.grafana(&spec)?);
    }
    match args.format {
        ReportFormat::Json => {
            let report =
                serde_json::json!({ "differences": drifts, "queries": asked, "longest_for": longest_hold });
            say_json(&mut stdout(), &format!("{report:#}\n"));
        }
        _ if what.queries => {
            say(&mut stdout(), &(compare::queries_table(&asked) + &compare::table(&drifts)));
        }
        _ => say(&mut stdout(), &compare::table(&drifts)),
    }
    if !args.quiet {
        say(&mut stderr(), &compare::summary(&drifts, &asked, longest_hold));
    }
    Ok(if drifts.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Shows the service at work.
#[cfg(unix)]
pub(crate) fn up(args: &Args, target: Option<&str>, command: &[String]) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let target = target.map_or_else(|| format!("127.0.0.1:{}", spec.service.scrape.port), str::to_owned);
    let plan = all::Plan { spec: &spec, target, command };
    all::up(&plan, &mut |words| say(&mut stdout(), words))?;
    Ok(ExitCode::SUCCESS)
}
