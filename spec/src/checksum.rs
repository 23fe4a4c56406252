//! Telling texts apart by a number.

/// FNV-1a of 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>. It protects against nothing.
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}
