//! `#[tracked]` on every kind of function: what is recorded, whatever ends the call.
#![deny(missing_docs, warnings, clippy::pedantic)]
#![allow(clippy::float_cmp, reason = "whole numbers are exact")]
#![allow(
    clippy::manual_find,
    clippy::redundant_closure_for_method_calls,
    reason = "these shapes are what is tested"
)]
#![allow(unreachable_pub, reason = "`pub` is what `#[tracked]` on an impl block looks at")]

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use gaugewright::{LabelValue, tracked};

gaugewright::metrics!("tests/tracked.yaml");

use gaugewright::Outcome;
use metrics::{Coarse, Kind, Status, Why};

/// What can go wrong.
#[derive(Debug, LabelValue)]
#[label(metrics::Kind)]
enum Failure {
    Timeout,
    #[label(Other)]
    Unknown(#[allow(dead_code, reason = "only the variant counts")] String),
    Refused {
        #[allow(dead_code, reason = "only the variant counts")]
        code: u16,
    },
}

/// An error that is made into a [`Failure`] by `?`.
struct Low;

impl From<Low> for Failure {
    fn from(_: Low) -> Self {
        Self::Timeout
    }
}

/// How many calls by this name have ended in each way: success, error, cancelled, panic.
fn ended(name: &str) -> [u64; 4] {
    [Status::Success, Status::Error, Status::Cancelled, Status::Panic]
        .map(|status| metrics::calls_total(name, status).get())
}

/// What must hold whenever no call is under way.
fn assert_settled(name: &str) {
    assert_eq!(metrics::calls_in_progress(name).get(), 0.0, "{name}");
    assert_eq!(metrics::call_duration_seconds(name).count(), ended(name).iter().sum::<u64>(), "{name}");
}

#[tracked(call, name = "sync")]
fn sync(fail: bool) -> Result<u32, Failure> {
    if fail {
        Err(Low)?;
    }
    Ok(1)
}

#[test]
fn a_result_says_how_a_call_ended() {
    assert_eq!(sync(false).expect("ends well"), 1);
    assert!(matches!(sync(true), Err(Failure::Timeout)));
    assert_eq!(ended("sync"), [1, 1, 0, 0]);
    assert_eq!(metrics::errors_total("sync", Kind::Timeout).get(), 1);
    assert!(metrics::last_success_timestamp_seconds("sync").get() > 1.7e9);
    assert_settled("sync");
}

#[tracked(call, name = "early")]
fn early(values: &[u32]) -> Option<&u32> {
    for value in values {
        if *value > 2 {
            return Some(value);
        }
    }
    None
}

#[test]
fn an_early_return_is_an_end_and_lifetimes_survive() {
    assert_eq!(early(&[1, 2, 3, 4]), Some(&3));
    assert_eq!(early(&[]), None);
    assert_eq!(ended("early"), [2, 0, 0, 0]);
    assert_settled("early");
}

#[tracked(call, name = "panics")]
fn panics() {
    panic!("on purpose");
}

#[test]
fn a_panic_is_recorded() {
    assert!(std::panic::catch_unwind(panics).is_err());
    assert_eq!(ended("panics"), [0, 0, 0, 1]);
    assert_settled("panics");
}

#[tracked(call, name, record(items = |items| items.len()))]
fn by_argument(name: &str, mut items: Vec<u8>) -> Vec<u8> {
    items.push(0);
    items
}

#[test]
fn a_label_may_come_from_an_argument_and_a_number_from_the_result() {
    assert_eq!(by_argument("by_argument", vec![1, 2]).len(), 3);
    assert_eq!(ended("by_argument"), [1, 0, 0, 0]);
    assert_eq!(metrics::items_total("by_argument").get(), 3);
}

#[tracked(call, name = "recorded", record(items = |count: &Option<u32>| *count))]
fn recorded(count: Option<u32>) -> Result<Option<u32>, Failure> {
    if count == Some(0) { Err(Failure::Refused { code: 1 }) } else { Ok(count) }
}

#[test]
fn numbers_are_recorded_of_what_went_well() {
    for count in [Some(5), None, Some(0)] {
        let _ = recorded(count);
    }
    assert_eq!(metrics::items_total("recorded").get(), 5);
    assert_eq!(metrics::errors_total("recorded", Kind::Refused).get(), 1);
}

#[tracked(call, name = "ok_if", ok_if = |code: &u16| *code < 400)]
fn ok_if(code: u16) -> u16 {
    code
}

#[tracked(call, name = "err_if", err_if = |body: &Result<&str, Failure>| body.as_ref().is_ok_and(|body| body.is_empty()))]
fn err_if(body: &str) -> Result<&str, Failure> {
    if body == "?" { Err(Failure::Unknown(body.into())) } else { Ok(body) }
}

#[tracked(call, name = "error", error = |_| Kind::Other)]
fn foreign_error(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

#[test]
fn a_condition_may_decide() {
    for code in [200, 399, 500] {
        ok_if(code);
    }
    assert_eq!(ended("ok_if"), [2, 1, 0, 0]);
    for body in ["text", "", "?"] {
        let _ = err_if(body);
    }
    assert_eq!(ended("err_if"), [2, 1, 0, 0]);
    for text in ["1", "one"] {
        let _ = foreign_error(text);
    }
    assert_eq!(ended("error"), [1, 1, 0, 0]);
    assert_eq!(metrics::errors_total("error", Kind::Other).get(), 1);
}

#[tracked(call, name = "option", err_if = |found: &Option<u8>| found.is_none())]
fn option(found: Option<u8>) -> Option<u8> {
    found
}

#[tracked(call, name = "unit", ok_if = |()| false)]
fn unit() {}

#[tracked(call, name = "named", err_if = |found: &Option<u8>| found.is_none(), error = |_| Kind::Refused)]
async fn named(found: Option<u8>) -> Option<u8> {
    found
}

/// How many errors of each kind there were: timeout, refused, other.
fn errors(name: &str) -> [u64; 3] {
    [Kind::Timeout, Kind::Refused, Kind::Other].map(|kind| metrics::errors_total(name, kind).get())
}

#[tokio::test]
async fn errors_count_every_call_that_failed() {
    for found in [Some(1), None, None] {
        option(found);
        named(found).await;
    }
    unit();
    assert_eq!((ended("option"), errors("option")), ([1, 2, 0, 0], [0, 0, 2]));
    assert_eq!((ended("named"), errors("named")), ([1, 2, 0, 0], [0, 2, 0]));
    assert_eq!((ended("unit"), errors("unit")), ([0, 1, 0, 0], [0, 0, 1]));
    // An `Ok` that the condition does not like, and an `Err` with a kind of its own.
    for body in ["text", "", "?"] {
        let _ = err_if_too(body);
    }
    assert_eq!((ended("err_if_too"), errors("err_if_too")), ([1, 2, 0, 0], [1, 0, 1]));
    metrics::track::call("by hand, without a kind").end(Outcome::Error);
    assert_eq!(errors("by hand, without a kind"), [0, 0, 1]);
    // A panic is a failure, a caller who does not wait is none.
    assert!(std::panic::catch_unwind(panics_too).is_err());
    drop(metrics::track::call("given up"));
    assert_eq!((errors("panics_too"), errors("given up")), ([0, 0, 1], [0, 0, 0]));
}

#[tracked(call, name = "panics_too")]
fn panics_too() {
    panic!("on purpose");
}

#[tracked(call, name = "err_if_too", err_if = |body: &Result<&str, Failure>| !body.as_ref().is_ok_and(|body| !body.is_empty()))]
fn err_if_too(body: &str) -> Result<&str, Failure> {
    if body == "?" { Err(Failure::Timeout) } else { Ok(body) }
}

/// Its calls know no `cancelled` and no `panic`, its errors do.
#[tracked(coarse)]
async fn coarse(panics: bool) {
    assert!(!panics, "on purpose");
    std::future::pending::<()>().await;
}

#[tokio::test(start_paused = true)]
async fn what_counts_as_an_error_is_one() {
    assert!(tokio::time::timeout(Duration::from_secs(1), coarse(false)).await.is_err());
    assert!(tokio::spawn(coarse(true)).await.is_err());
    let ended = [Coarse::Success, Coarse::Error].map(|status| metrics::coarse_calls_total(status).get());
    assert_eq!(ended, [0, 2]);
    let errors = [Why::Cancelled, Why::Panic].map(|why| metrics::coarse_errors_total(why).get());
    assert_eq!(errors, [1, 1]);
}

#[tracked(bare, err_if = |found: &Option<u8>| found.is_none())]
fn bare(found: Option<u8>) -> Option<u8> {
    assert!(found != Some(0), "on purpose");
    found
}

#[test]
fn errors_without_kinds_count_them_too() {
    bare(Some(1));
    bare(None);
    assert!(std::panic::catch_unwind(|| bare(Some(0))).is_err());
    assert_eq!(metrics::bare_errors_total().get(), 2);
}

#[tracked(call, name = "generic")]
fn generic<'a, T, F>(value: &'a T, f: F) -> impl Iterator<Item = u32> + use<'a, T, F>
where
    T: AsRef<[u32]> + ?Sized,
    F: Fn(u32) -> u32 + 'a,
{
    value.as_ref().iter().map(move |x| f(*x))
}

#[tracked(call, name = "boxed")]
fn boxed(text: &str) -> Result<Box<dyn Iterator<Item = char> + '_>, Failure> {
    Ok(Box::new(text.chars()))
}

/// # Safety
/// Always safe.
#[allow(unsafe_code, reason = "an unsafe function is tracked")]
#[tracked(call, name = "unsafe")]
unsafe fn unsafe_function(value: u8) -> u8 {
    value
}

#[tracked(call, name = "extern")]
extern "C" fn exported(value: u8) -> u8 {
    value + 1
}

#[test]
#[allow(unsafe_code, reason = "an unsafe function is called")]
fn signatures_survive() {
    let values = vec![1, 2];
    assert_eq!(generic(&values, |x| x * 2).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(boxed("ab").map(Iterator::count).ok(), Some(2));
    // SAFETY: see there.
    assert_eq!(unsafe { unsafe_function(3) }, 3);
    assert_eq!(exported(3), 4);
    for name in ["generic", "boxed", "unsafe", "extern"] {
        assert_eq!(ended(name), [1, 0, 0, 0], "{name}");
        assert_settled(name);
    }
}

macro_rules! written_by_a_macro {
    ($name:ident, $asynchronous:ident) => {
        #[tracked(call, name = "macro", ok_if = |value: &Option<u8>| value.is_some(), record(items = |value| *value))]
        fn $name(value: Option<u8>) -> Option<u8> {
            value
        }

        #[tracked(call, name = "macro")]
        async fn $asynchronous() -> Result<(), Failure> {
            Ok(())
        }
    };
}
written_by_a_macro!(from_macro, from_macro_async);

#[tokio::test]
async fn a_macro_may_write_the_function() {
    from_macro(Some(2));
    from_macro(None);
    from_macro_async().await.expect("ends well");
    assert_eq!((ended("macro"), metrics::items_total("macro").get()), ([2, 1, 0, 0], 2));
}

struct Client {
    name: String,
}

#[tracked(call, name = self.name)]
impl Client {
    /// Measured.
    pub fn get(&self) -> &str {
        self.hidden();
        &self.name
    }

    /// Measured, by its own attribute.
    #[tracked(call, name = "own")]
    pub fn rename(&mut self, name: &str) -> &mut Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Not measured.
    #[tracked(skip)]
    pub fn skipped(&self) -> usize {
        self.name.len()
    }

    fn hidden(&self) {
        let _ = self;
    }

    /// Measured until it is done.
    pub async fn fetch(&self, wait: Duration) -> Result<usize, Failure> {
        tokio::time::sleep(wait).await;
        Ok(self.name.len())
    }
}

#[test]
fn an_impl_block_tracks_its_public_functions() {
    let mut client = Client { name: "client".into() };
    assert_eq!(client.get(), "client");
    assert_eq!(client.skipped(), 6);
    client.rename("renamed");
    assert_eq!((ended("client"), ended("own")), ([1, 0, 0, 0], [1, 0, 0, 0]));
}

#[tracked(call, name = "module")]
mod inside {
    pub(crate) fn not_public() {}
    pub fn public() {}
}

#[test]
fn a_module_tracks_its_public_functions() {
    inside::not_public();
    inside::public();
    assert_eq!(ended("module"), [1, 0, 0, 0]);
}

#[tracked(call, name = name)]
async fn waits(name: String, wait: Duration) -> Result<String, Failure> {
    tokio::time::sleep(wait).await;
    Ok(name)
}

const LONG: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn a_future_may_be_dropped() {
    // Never polled: it has not begun.
    drop(waits("unpolled".into(), LONG));
    assert_eq!(ended("unpolled"), [0; 4]);

    assert_eq!(waits("awaited".into(), LONG).await.expect("ends well"), "awaited");
    assert_eq!(ended("awaited"), [1, 0, 0, 0]);

    assert!(tokio::time::timeout(Duration::from_secs(1), waits("timeout".into(), LONG)).await.is_err());
    assert_eq!(ended("timeout"), [0, 0, 1, 0]);

    let task = tokio::spawn(waits("aborted".into(), LONG));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(metrics::calls_in_progress("aborted").get(), 1.0);
    task.abort();
    assert!(task.await.expect_err("aborted").is_cancelled());
    assert_eq!(ended("aborted"), [0, 0, 1, 0]);

    tokio::select! {
        _ = waits("loser".into(), LONG) => panic!("waits longer"),
        _ = waits("winner".into(), Duration::from_secs(1)) => {}
    }
    assert_eq!((ended("loser"), ended("winner")), ([0, 0, 1, 0], [1, 0, 0, 0]));
    for name in ["awaited", "timeout", "aborted", "loser", "winner"] {
        assert_settled(name);
    }
}

#[tracked(call, name = "async_panic")]
async fn async_panic() -> u32 {
    tokio::task::yield_now().await;
    panic!("on purpose");
}

/// Waits while its caller panics.
#[tracked(call, name = "bystander")]
async fn bystander() {
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_panic_is_that_of_the_future_that_has_it() {
    assert!(tokio::spawn(async_panic()).await.expect_err("panics").is_panic());
    assert_eq!(ended("async_panic"), [0, 0, 0, 1]);

    let both = async {
        let mut bystander = Box::pin(bystander());
        let waiting = futures_poll(bystander.as_mut()).await;
        assert!(waiting);
        panic!("on purpose");
    };
    assert!(tokio::spawn(both).await.expect_err("panics").is_panic());
    assert_eq!(ended("bystander"), [0, 0, 1, 0]);
    assert_settled("bystander");
}

/// Polls once; whether it is still waiting.
async fn futures_poll(mut future: Pin<&mut impl Future>) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_wander_between_threads_add_up() {
    let tasks: Vec<_> = (0..200_u64)
        .map(|index| tokio::spawn(waits("wanderer".into(), Duration::from_micros(index * 7 % 900))))
        .collect();
    for (index, task) in tasks.into_iter().enumerate() {
        if index % 3 == 0 {
            task.abort();
        }
        let _ = task.await;
    }
    assert_settled("wanderer");
}

/// A trait whose methods return boxed futures.
#[async_trait::async_trait]
trait Source {
    /// Fetches.
    async fn fetch(&self, fail: bool) -> Result<u32, Failure>;
}

struct Below;

#[async_trait::async_trait]
impl Source for Below {
    #[tracked(call, name = "async_trait_below")]
    async fn fetch(&self, fail: bool) -> Result<u32, Failure> {
        tokio::task::yield_now().await;
        if fail {
            return Err(Failure::Unknown("asked to".into()));
        }
        Ok(1)
    }
}

struct Above;

#[tracked(call, name = "async_trait_above")]
#[async_trait::async_trait]
impl Source for Above {
    async fn fetch(&self, fail: bool) -> Result<u32, Failure> {
        Below.fetch(fail).await
    }
}

#[tokio::test]
async fn async_trait_goes_in_either_order() {
    for source in [&Below as &dyn Source, &Above] {
        assert!(source.fetch(false).await.is_ok());
        assert!(source.fetch(true).await.is_err());
    }
    assert_eq!((ended("async_trait_below"), ended("async_trait_above")), ([2, 2, 0, 0], [1, 1, 0, 0]));
    assert_eq!(metrics::errors_total("async_trait_above", Kind::Other).get(), 1);
}

#[tracked(call, name = "by_hand")]
fn future_by_hand<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Result<usize, Failure>> + Send + 'a>> {
    let length = text.len();
    Box::pin(async move {
        tokio::task::yield_now().await;
        Ok(length)
    })
}

#[tracked(call, name = "impl_future")]
fn impl_future(wait: Duration) -> impl Future<Output = u32> + Send {
    async move {
        tokio::time::sleep(wait).await;
        7
    }
}

#[tokio::test]
async fn a_function_may_return_the_future_itself() {
    assert_eq!(future_by_hand("abc").await.expect("ends well"), 3);
    assert_eq!(impl_future(Duration::ZERO).await, 7);
    drop(impl_future(LONG));
    assert_eq!((ended("by_hand"), ended("impl_future")), ([1, 0, 0, 0], [1, 0, 0, 0]));
}

#[tracked(call, name = "recursion")]
async fn recursion(depth: u32) -> u32 {
    if depth == 0 { 0 } else { 1 + Box::pin(recursion(depth - 1)).await }
}

#[tokio::test]
async fn a_call_may_call_itself() {
    assert_eq!(recursion(4).await, 4);
    assert_eq!(ended("recursion"), [5, 0, 0, 0]);
    let client = Client { name: "fetching".into() };
    assert_eq!(client.fetch(Duration::ZERO).await.expect("ends well"), 8);
    assert_eq!(ended("fetching"), [1, 0, 0, 0]);
}

#[test]
fn a_block_of_code_can_be_a_call() {
    let call = metrics::track::call("block");
    call.track().items(2_u8);
    call.fail(Kind::Refused);
    assert_eq!((ended("block"), metrics::items_total("block").get()), ([0, 1, 0, 0], 2));
}
