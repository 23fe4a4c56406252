//! "Did you mean": the name among known ones that a wrong name was most likely meant to be.

/// The nearest of the known names, if one is near enough.
pub fn nearest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters may be wrong, and at least one; names of one or two letters are all alike.
    let limit = (wrong.chars().count() / 3).clamp(1, 4);
    let score = |name: &str| {
        if name.eq_ignore_ascii_case(wrong) { 0 } else { distance(wrong, name) }
    };
    let near = |name: &&str| name.len().abs_diff(wrong.len()) <= limit;
    // Of names that are as near, the one that begins like it: who writes `rat` means `rate` and not `rad`.
    let shared_start = |name: &str| name.bytes().zip(wrong.bytes()).take_while(|(a, b)| a == b).count();
    let rank = |name| (score(name), std::cmp::Reverse(shared_start(name)), name);
    let (distance, _, name) = known.into_iter().filter(near).map(rank).min()?;
    let alike = distance <= limit && (wrong.len() > 2 || distance == 0);
    alike.then_some(name)
}

/// How many letters have to be added, removed, replaced or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // A row for the letters of one so far, with the distance to each beginning of the other; and the two rows before.
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=other.len()).collect()];
    for (at, letter) in one.iter().enumerate() {
        rows.rotate_left(1);
        let [before, last, row] = &mut rows;
        row.clear();
        row.push(at + 1);
        for (column, of_other) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != of_other);
            let mut fewest = replaced.min(last[column + 1] + 1).min(row[column] + 1);
            let is_swap = at > 0 && column > 0 && one[at - 1] == *of_other && *letter == other[column - 1];
            if is_swap {
                fewest = fewest.min(before[column - 1] + 1);
            }
            row.push(fewest);
        }
    }
    rows[2].last().copied().unwrap_or_default()
}

/// How the sentence that offers it begins.
const OFFER: &str = "did you mean ";

/// The sentence that offers it.
pub fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("{OFFER}`{name}`?"))
}

/// Whether the help is such a sentence.
pub fn is_offer(help: &str) -> bool {
    help.starts_with(OFFER)
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
    use super::{distance, nearest};

    #[test]
    fn letters_are_counted() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("stauts", "status", 1),
            ("ab", "ba", 1),
            ("ca", "abc", 3),
            ("größe", "grösse", 2),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

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
