//! What the macros make does not depend on what names mean where they are used: all that the prelude offers is something
//! else here.
#![deny(warnings, missing_docs)]
#![allow(dead_code, non_camel_case_types, unreachable_pub, unused_macros)]

/// Stands for whatever it is named after.
pub struct Shadow;

#[allow(unused_imports, unreachable_pub, missing_docs, clippy::wildcard_imports)]
mod shadows {
    pub use super::Shadow as Option;
    pub use super::Shadow as Result;
    pub use super::Shadow as Some;
    pub use super::Shadow as None;
    pub use super::Shadow as Ok;
    pub use super::Shadow as Err;
    pub use super::Shadow as String;
    pub use super::Shadow as Vec;
    pub use super::Shadow as Box;
    pub use super::Shadow as u16;
    pub use super::Shadow as u32;
    pub use super::Shadow as u64;
    pub use super::Shadow as str;
    pub use super::Shadow as core;
    pub use super::Shadow as std;
    pub trait Clone {}
    pub trait Copy {}
    pub trait Debug {}
    pub trait Drop {}
    pub trait Fn {}
    pub trait FnOnce {}
    pub trait From {}
    pub trait Into {}
    pub trait Iterator {}
    pub trait ToString {}
    pub trait Default {}
    pub trait PartialEq {}
}

#[allow(unused_imports)]
mod service {
    use super::shadows::*;

    macro_rules! panic {
        () => {};
    }
    macro_rules! vec {
        () => {};
    }

    gaugewright::metrics!("../tests/ui/spec.yaml");

    /// Measured.
    #[gaugewright::tracked(llm, in = self::metrics, provider = metrics::Provider::Openai, model = "gpt-4")]
    pub fn sync(fail: bool) -> ::std::result::Result<i32, Failure> {
        if fail { ::std::result::Result::Err(Failure::Timeout) } else { ::std::result::Result::Ok(1) }
    }

    /// Measured.
    #[gaugewright::tracked(llm, in = self::metrics, provider = metrics::Provider::Openai, model = "gpt-4", record(tokens = |n: &i32| *n))]
    pub async fn asynchronous() -> i32 {
        1
    }

    /// Why a call failed.
    #[derive(gaugewright::LabelValue)]
    #[label(metrics::Reason)]
    pub enum Failure {
        /// Took too long.
        Timeout,
        /// Was not wanted.
        Refused,
    }
}

#[test]
fn what_is_made_works() {
    assert!(service::sync(true).is_err() && service::sync(false).is_ok());
    let provider = service::metrics::Provider::Openai;
    assert_eq!(service::metrics::llm_errors_total(provider, service::metrics::Reason::Timeout).get(), 1);
    drop(service::asynchronous());
}
