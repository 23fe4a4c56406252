//! Whether the counter can be trusted: it has to run at one rate in every state of the processor, and to show the same on all of
//! them. The kernel knows both.

use std::fs::File;
use std::io::Read;

/// What the processor says, as the kernel passes it on. The same for all of them, so the first is enough.
const PROCESSORS: &str = "/proc/cpuinfo";
/// The clocks that the kernel would take. It removes a counter that it has seen to be wrong.
const CLOCKS: &str = "/sys/devices/system/clocksource/clocksource0/available_clocksource";
/// The first processor has its lines here; some machines have hundreds.
const LIMIT: u64 = 16 * 1024;

pub(crate) fn is_trusted() -> bool {
    let is_constant = start_of(PROCESSORS).is_some_and(|text| runs_at_one_rate(&text));
    // A sandbox may not show this one.
    is_constant && start_of(CLOCKS).is_none_or(|text| has_word(&text, "tsc"))
}

fn start_of(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LIMIT).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn runs_at_one_rate(processors: &str) -> bool {
    let flags = processors.lines().find(|line| line.starts_with("flags"));
    flags.is_some_and(|flags| has_word(flags, "constant_tsc") && has_word(flags, "nonstop_tsc"))
}

fn has_word(text: &str, word: &str) -> bool {
    text.split_ascii_whitespace().any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::{has_word, runs_at_one_rate};

    #[test]
    fn the_kernel_is_asked() {
        let processor = |flags| format!("processor\t: 0\nflags\t\t: fpu {flags} sse2\nbugs\t\t:\n");
        assert!(runs_at_one_rate(&processor("tsc rdtscp constant_tsc nonstop_tsc")));
        assert!(!runs_at_one_rate(&processor("tsc constant_tsc")));
        assert!(!runs_at_one_rate(&processor("tsc nonstop_tsc")));
        assert!(!runs_at_one_rate(""));
        assert!(has_word("kvm-clock tsc acpi_pm \n", "tsc"));
        assert!(!has_word("hyperv_clocksource_tsc_page acpi_pm\n", "tsc"));
    }
}
