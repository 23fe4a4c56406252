//! Variables of a dashboard, as its queries see them.

use gaugewright_promql::{Dialect, Expr, parse};

/// A variable of a dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelVariable {
    /// Its name; queries write `$name`.
    pub name: String,
    /// What Grafana puts in its place.
    pub content: Content,
    /// Whether that is one value of a label, whichever is chosen: a pattern of it is that value.
    pub is_one: bool,
}

/// What Grafana puts in the place of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// One of these texts, or several of them.
    Texts(Vec<String>),
    /// The name of a data source.
    Datasource,
    /// A text that only Grafana knows.
    Unknown,
}

impl PanelVariable {
    /// A text that it can be, and that is neither a number nor a duration.
    pub(crate) fn not_a_number(&self) -> Option<&str> {
        let Content::Texts(texts) = &self.content else { return None };
        texts.iter().map(String::as_str).find(|text| !is_number(text))
    }

    /// Whether it stands for a part of a query that computes something, whatever is chosen.
    pub(crate) fn is_query(&self) -> bool {
        let Content::Texts(texts) = &self.content else { return false };
        !texts.is_empty()
            && texts.iter().all(|text| is_number(text) || computes(text))
            && texts.iter().any(|text| computes(text))
    }
}

/// Whether a text is a query, and no mere word.
fn computes(text: &str) -> bool {
    match parse(text, Dialect { variables: true }) {
        Ok(Expr::Vector(selector)) => !selector.matchers.is_empty(),
        Ok(Expr::Number(_) | Expr::String(_) | Expr::Variable(_)) | Err(_) => false,
        Ok(_) => !is_number(text),
    }
}

/// Whether a query may have the text in the place of a number: a duration is its seconds.
fn is_number(text: &str) -> bool {
    match parse(text, Dialect { variables: false }) {
        Ok(Expr::Number(_)) => true,
        Ok(Expr::Unary(unary)) => matches!(unary.expr, Expr::Number(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{computes, is_number};

    #[test]
    fn numbers_and_durations_can_stand_in_a_query() {
        for text in ["5m", "1h30m", "60", "0.5", "-1", "1e3", "+Inf"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "api", "5 m", "up", "5x", "/orders", "1 + 1"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_query_is_more_than_a_word() {
        for text in ["sum(x) / 3", "x{a=\"b\"}", "(up)", "rate(x[$__rate_interval])"] {
            assert!(computes(text), "{text}");
        }
        for text in ["", "api", "5m", "-1", "/orders", "$x", "\"api\""] {
            assert!(!computes(text), "{text}");
        }
    }
}
