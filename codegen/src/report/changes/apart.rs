//! Where two long texts differ.

/// Shorter texts are shown whole.
const SHORT: usize = 120;
/// So much of what is equal is shown before and behind a difference.
const AROUND: usize = 30;

/// Two texts without most of what they have in common at both ends.
pub(super) fn apart(one: &str, other: &str) -> (String, String) {
    if one.chars().count().max(other.chars().count()) <= SHORT {
        return (one.to_owned(), other.to_owned());
    }
    let (first, second): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let start = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
    let left = first.len().min(second.len()) - start;
    let end = first.iter().rev().zip(second.iter().rev()).take(left).take_while(|(a, b)| a == b).count();
    (around(&first, start, end), around(&second, start, end))
}

/// What stands between a start and an end, and something around it, from word to word.
fn around(text: &[char], start: usize, end: usize) -> String {
    let is_edge = |at: usize| !(text[at - 1].is_alphanumeric() || text[at - 1] == '_');
    let from = (0..=start.saturating_sub(AROUND)).rev().find(|at| *at == 0 || is_edge(*at)).unwrap_or(0);
    let until = text.len() - end.saturating_sub(AROUND);
    let until = (until..=text.len()).find(|at| *at == text.len() || is_edge(*at)).unwrap_or(text.len());
    let middle: String = text[from..until].iter().collect();
    let before = if from > 0 { "… " } else { "" };
    let behind = if until < text.len() { " …" } else { "" };
    format!("{before}{}{behind}", middle.trim())
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn only_the_difference_of_long_texts_is_shown() {
        let query = |window: &str| {
            let long = "sum by (provider) (rate(llm_requests_total{job=\"shop\",status=\"error\"}[5m])) / ";
            format!("{long}sum by (provider) (rate(llm_requests_total{{job=\"shop\"}}[{window}]))")
        };
        let (one, other) = apart(&query("5m"), &query("10m"));
        assert_eq!(one, "… llm_requests_total{job=\"shop\"}[5m]))");
        assert_eq!(other, "… llm_requests_total{job=\"shop\"}[10m]))");
    }

    #[test]
    fn short_texts_and_equal_ends_stay_whole() {
        assert_eq!(apart("a", "ab"), ("a".to_owned(), "ab".to_owned()));
        let (long, longer) = ("x ".repeat(100), "x ".repeat(101));
        let (one, other) = apart(&long, &longer);
        assert!(one.chars().count() < 70 && other.chars().count() < 70, "{one} {other}");
        assert_eq!(apart("", &"é".repeat(130)).0, "");
    }
}
