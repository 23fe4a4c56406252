//! Every query of the spec, asked once: those of panels and alerts, and named ones that none of these asks.

mod cause;
mod question;

use std::fmt::Write as _;
use std::iter;
use std::time::Duration;

use gaugewright_spec::model::Spec;
use serde::Serialize;

use self::cause::{Cause, Causes};
pub use self::question::Asker;
use self::question::{Question, questions};
use super::scraping::Scraping;
use super::{Ask, Drift, Kind};

/// A query that was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// Who asks it.
    pub askers: Vec<Asker>,
    /// What was asked.
    pub query: String,
    /// What came of it.
    pub outcome: Outcome,
    /// How many series were found.
    pub series: usize,
    /// How long that took, in seconds.
    pub seconds: f64,
}

/// What came of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Series were found, or none, which is as well: nothing has to be found.
    Answered,
    /// None was found, and there should be some.
    Empty,
    /// None was found, because what it asks for has not happened yet.
    NoDataYet,
    /// None was found, because nobody is scraped who exports it.
    NotScraped,
    /// It was refused.
    Failed,
}

impl Outcome {
    /// What to say of it, if there is anything to say.
    fn words(self) -> Option<&'static str> {
        match self {
            Self::Answered => None,
            Self::Empty => Some("empty"),
            Self::NoDataYet => Some("no data yet"),
            Self::NotScraped => Some("not scraped here"),
            Self::Failed => Some("failed"),
        }
    }
}

/// Asks all; gives what is wrong, and what was asked.
pub(super) fn all(spec: &Spec, scraping: Scraping, slow: Duration, ask: Ask<'_>) -> (Vec<Drift>, Vec<Asked>) {
    let (mut drifts, mut asked) = (Vec::new(), Vec::new());
    let mut causes = Causes::new(spec, scraping);
    for question in questions(spec) {
        let (mut series, mut took) = (0, Duration::ZERO);
        let outcome = match ask("/api/v1/query", &[("query", &question.query)]) {
            Err(error) => {
                drifts.push(question.drift(Kind::Error, &format!("fails: {error}")));
                Outcome::Failed
            }
            Ok(answer) => {
                // A number is found always.
                let found =
                    answer.data["result"].as_array().filter(|_| answer.data["resultType"] != "scalar");
                (series, took) = (found.map_or(1, Vec::len), answer.took);
                if series > 0 || !question.finds {
                    Outcome::Answered
                } else {
                    match causes.of(&question, ask) {
                        Cause::NotYet => Outcome::NoDataYet,
                        Cause::NotScraped => Outcome::NotScraped,
                        Cause::Wrong(why) => {
                            drifts.push(question.drift(Kind::Empty, &format!("finds nothing: {why}")));
                            Outcome::Empty
                        }
                    }
                }
            }
        };
        if took > slow {
            drifts.push(question.drift(Kind::Slow, &format!("takes {:.1} s", took.as_secs_f64())));
        }
        let Question { asker, others, query, .. } = question;
        let askers = iter::once(asker).chain(others).collect();
        asked.push(Asked { askers, query, outcome, series, seconds: took.as_secs_f64() });
    }
    (drifts, asked)
}

/// What was asked, as a table for people: the slowest first.
pub fn queries_table(asked: &[Asked]) -> String {
    let mut asked: Vec<&Asked> = asked.iter().collect();
    asked.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let mut text = String::from("    ms  series  asked by\n");
    for Asked { askers, outcome, series, seconds, .. } in asked {
        let askers: Vec<String> = askers.iter().map(ToString::to_string).collect();
        let outcome = outcome.words().map(|words| format!(" ({words})")).unwrap_or_default();
        let _ = writeln!(text, "{:>6.1}  {series:>6}  {}{outcome}", seconds * 1000.0, askers.join(", "));
    }
    text
}
