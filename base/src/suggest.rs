//! "Did you mean": the name among known ones that a wrong name was most likely meant to be.

/// The nearest of the known names, if one is near enough.
pub fn nearest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters may be wrong, and at least one; names of one or two letters are all alike.
    let limit = (wrong.chars().count() / 3).clamp(1, 4);
    let score = |name: &str| {
        if name.eq_ignore_ascii_case(wrong) { 0 } else { strsim::osa_distance(wrong, name) }
    };
    let near = |name: &&str| name.len().abs_diff(wrong.len()) <= limit;
    // Of names that are as near, the one that begins like it: who writes `rat` means `rate` and not `rad`.
    let shared_start = |name: &str| name.bytes().zip(wrong.bytes()).take_while(|(a, b)| a == b).count();
    let rank = |name| (score(name), std::cmp::Reverse(shared_start(name)), name);
    let (distance, _, name) = known.into_iter().filter(near).map(rank).min()?;
    let alike = distance <= limit && (wrong.len() > 2 || distance == 0);
    alike.then_some(name)
}

/// The sentence that offers it.
pub fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}

/// The names as a list for a message, the first few if there are many.
pub fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MAX: usize = 12;
    let all: Vec<&str> = names.into_iter().collect();
    let shown = all.iter().take(MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match all.len().checked_sub(MAX) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_names_are_offered() {
        let known = ["provider", "model", "status"];
        assert_eq!(nearest("provder", known), Some("provider"));
        assert_eq!(nearest("Status", known), Some("status"));
        assert_eq!(nearest("endpoint", known), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("rat", ["rad", "rate"]), Some("rate"));
    }
}
