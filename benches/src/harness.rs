//! Measures contestants side by side: all of them in turn, round after round, so that what the machine does meanwhile hits
//! all alike. The best round counts: everything else only ever adds time.

use std::sync::Barrier;
use std::time::Instant;

/// Rounds of each contestant.
const ROUNDS: usize = 25;
/// Calls in a round.
const CALLS: u32 = 200_000;

/// One line of a table.
pub struct Contestant {
    pub name: &'static str,
    run: Box<dyn Fn(u32) + Sync>,
}

/// A contestant whose loop is compiled together with what it measures.
pub fn contestant(name: &'static str, work: impl Fn() + Sync + 'static) -> Contestant {
    let run = move |calls| (0..calls).for_each(|_| work());
    Contestant { name, run: Box::new(run) }
}

/// What was measured of a contestant, in nanoseconds a call.
pub struct Figures {
    pub name: &'static str,
    pub one: f64,
    pub two: f64,
}

/// Measures all of them, on one thread and on two at once.
pub fn measure(contestants: &[Contestant]) -> Vec<Figures> {
    let mut figures: Vec<Figures> =
        contestants.iter().map(|each| Figures { name: each.name, one: f64::MAX, two: f64::MAX }).collect();
    for _ in 0..ROUNDS {
        for (contestant, figures) in contestants.iter().zip(&mut figures) {
            figures.one = figures.one.min(timed(contestant));
            figures.two = figures.two.min(on_two_threads(contestant));
        }
    }
    figures
}

fn timed(contestant: &Contestant) -> f64 {
    let start = Instant::now();
    (contestant.run)(CALLS);
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}

/// The slower of two threads that begin at the same moment.
fn on_two_threads(contestant: &Contestant) -> f64 {
    let barrier = Barrier::new(2);
    let run = || {
        // Its first touch, which is no part of what is measured.
        (contestant.run)(1);
        barrier.wait();
        timed(contestant)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(run);
        let own = run();
        own.max(other.join().expect("a contestant does not panic"))
    })
}

/// Prints a table; ratios are to the first line.
pub fn print(title: &str, figures: &[Figures]) {
    println!("\n### {title}\n");
    println!("| | ns | ratio | ns, two threads | ratio to own |");
    println!("|---|---|---|---|---|");
    let raw = figures[0].one;
    for Figures { name, one, two } in figures {
        println!("| {name} | {one:.2} | {:.2} | {two:.2} | {:.2} |", one / raw, two / one);
    }
}
