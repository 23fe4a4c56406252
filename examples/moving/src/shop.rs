//! What the shop does, whoever measures it.

/// Sells something, or does not.
pub(crate) fn sell(is_sold: bool) -> Result<(), &'static str> {
    if is_sold { Ok(()) } else { Err("nothing is left") }
}
