//! All that the service needs from outside, in the same process: stand-ins of its sources and models that speak the real
//! protocols over HTTP, faults to be set while it runs, and a load of users.

mod faults;
mod outside;
mod users;

pub(crate) use outside::outside;
pub(crate) use users::users;
