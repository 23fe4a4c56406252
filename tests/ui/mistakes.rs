//! Mistakes of users of the macros, and what the compiler says of them. `TRYBUILD=overwrite` writes the texts anew: read
//! them as somebody would who has just made that mistake.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    for topic in ["metrics", "tracked", "label_value"] {
        cases.compile_fail(format!("{topic}/*.rs"));
    }
    // What no collector needs is checked if that is wanted.
    if cfg!(feature = "check") {
        cases.compile_fail("checked/*.rs");
    } else {
        cases.pass("checked/*.rs");
    }
}
