//! A service under load, with the layer that counts requests and without it: `scripts/load`. `wrk` asks both in turn, round after
//! round, while the one with the layer is scraped. See `docs/performance.md`.

use std::error::Error;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use tokio::net::TcpListener;

gaugewright::metrics!("load.yaml");

type Fatal = Box<dyn Error + Send + Sync>;

const ROUNDS: usize = 9;
const SECONDS: u32 = 4;
const CONNECTIONS: u32 = 20;
/// Between two scrapes: far more often than anybody scrapes.
const SCRAPES: Duration = Duration::from_millis(500);

/// What one round of `wrk` says, and what the service took for it.
#[derive(Clone, Copy, Debug)]
struct Round {
    per_second: f64,
    p50: f64,
    p99: f64,
    /// Microseconds of processor a request.
    cpu: f64,
}

#[tokio::main(worker_threads = 1)]
async fn main() -> Result<(), Fatal> {
    let bare = serve(routes()).await?;
    let layered = serve(routes().merge(metrics::router()).layer(metrics::http_layer())).await?;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    let mut scrapes = Vec::new();
    // The first of each only warms up.
    for round in 0..=ROUNDS {
        let (one, (other, scraped)) = (load(bare.clone()).await?, under_scrapes(layered.clone()).await?);
        if round > 0 {
            without.push(one);
            with.push(other);
            scrapes.extend(scraped);
        }
    }
    print(&without, &with, &mut scrapes);
    Ok(())
}

fn routes() -> Router {
    Router::new().route("/signals/{id}", get(|Path(id): Path<u64>| async move { id.to_string() }))
}

async fn serve(router: Router) -> Result<String, Fatal> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn load(address: String) -> Result<Round, Fatal> {
    tokio::task::spawn_blocking(move || {
        let before = cpu()?;
        let output = Command::new("wrk")
            .args(["--latency", "-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s")])
            .arg(format!("http://{address}/signals/7"))
            .output()
            .map_err(|error| {
                format!("`wrk` does not start: {error}; on Debian `apt install wrk` brings it")
            })?;
        let text = String::from_utf8(output.stdout)?;
        let number = |name: &str| text.lines().find_map(|line| Some(line.trim().strip_prefix(name)?.trim()));
        let requests: f64 = text
            .lines()
            .find_map(|line| line.trim().split_once(" requests in "))
            .ok_or_else(|| format!("wrk says: {text}"))?
            .0
            .parse()?;
        Ok(Round {
            per_second: number("Requests/sec:").unwrap_or_default().parse()?,
            p50: milliseconds(number("50%"))?,
            p99: milliseconds(number("99%"))?,
            cpu: (cpu()? - before) / requests * 1e6,
        })
    })
    .await?
}

/// The same while somebody scrapes; and how many milliseconds each scrape took.
async fn under_scrapes(address: String) -> Result<(Round, Vec<f64>), Fatal> {
    static ON: AtomicBool = AtomicBool::new(false);
    ON.store(true, Ordering::SeqCst);
    let metrics = format!("http://{address}/metrics");
    let scraper = tokio::task::spawn_blocking(move || -> Result<Vec<f64>, Fatal> {
        let mut took = Vec::new();
        while ON.load(Ordering::SeqCst) {
            std::thread::sleep(SCRAPES);
            let begun = std::time::Instant::now();
            ureq::get(&metrics).call()?.body_mut().read_to_string()?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        Ok(took)
    });
    let round = load(address).await;
    ON.store(false, Ordering::SeqCst);
    Ok((round?, scraper.await??))
}

/// `1.25ms` and the like.
fn milliseconds(text: Option<&str>) -> Result<f64, Fatal> {
    let text = text.ok_or("wrk says no latency")?;
    let end = text.find(|letter: char| letter.is_alphabetic()).ok_or("no unit")?;
    let scale = match &text[end..] {
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        other => return Err(format!("`{other}` is no unit of time").into()),
    };
    Ok(text[..end].parse::<f64>()? * scale)
}

/// Seconds of processor that this process has taken: `man 5 proc`, fields 14 and 15, in hundredths.
fn cpu() -> Result<f64, Fatal> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn print(without: &[Round], with: &[Round], scrapes: &mut [f64]) {
    println!("| medians of {ROUNDS} rounds | requests/s | p50 | p99 | CPU a request |");
    println!("|---|---|---|---|---|");
    let of = |rounds: &[Round], part: fn(&Round) -> f64| median(rounds.iter().map(part));
    for (name, rounds) in [("without the layer", without), ("with it, scraped twice a second", with)] {
        println!(
            "| {name} | {:.0} | {:.2} ms | {:.2} ms | {:.2} µs |",
            of(rounds, |round| round.per_second),
            of(rounds, |round| round.p50),
            of(rounds, |round| round.p99),
            of(rounds, |round| round.cpu),
        );
    }
    let added = with.iter().zip(without).map(|(with, without)| with.cpu - without.cpu);
    scrapes.sort_by(f64::total_cmp);
    println!(
        "\nadded: {:.2} µs of processor a request (median of pairs); a scrape under load takes {:.1} ms, the slowest {:.1} ms",
        median(added),
        median(scrapes.iter().copied()),
        scrapes.last().copied().unwrap_or(f64::NAN),
    );
}
