//! Integration tests.

mod end_to_end;
