//! What a rule of Prometheus makes of one alert from one evaluation to the next: `rules/alerting.go` of Prometheus.

/// An alert that is pending or fires. Times are those of evaluations, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    /// Since when its query gives its series.
    pub(crate) since: i64,
    /// Whether it fires.
    pub(crate) firing: bool,
    /// Since when its query gives nothing, if it is kept firing.
    gone: Option<i64>,
}

/// How long a rule waits, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holds {
    /// `for`
    pub(crate) hold: i64,
    /// `keep_firing_for`
    pub(crate) keep: i64,
}

impl Holds {
    /// The state after an evaluation in which the query gives the series of the alert, or not; nothing is inactive.
    pub(crate) fn next(self, state: Option<Active>, is_found: bool, now: i64) -> Option<Active> {
        let mut active = match (state, is_found) {
            (None, true) => Active { since: now, firing: false, gone: None },
            (None, false) => return None,
            (Some(known), true) => Active { gone: None, ..known },
            (Some(known), false) => {
                let gone = known.gone.unwrap_or(now);
                if !known.firing || now - gone >= self.keep {
                    return None;
                }
                Active { gone: Some(gone), ..known }
            }
        };
        active.firing |= now - active.since >= self.hold;
        Some(active)
    }
}

#[cfg(test)]
mod tests {
    use super::Holds;

    /// A letter for each evaluation, one every 10: `.` inactive, `p` pending, `F` firing.
    fn states(hold: i64, keep: i64, found: &str) -> String {
        let mut state = None;
        let letters = found.bytes().zip(0..).map(|(found, at)| {
            state = Holds { hold, keep }.next(state, found == b'x', at * 10);
            state.map_or('.', |active| if active.firing { 'F' } else { 'p' })
        });
        letters.collect()
    }

    #[test]
    fn an_alert_goes_from_state_to_state_as_in_prometheus() {
        for (hold, keep, found, expected) in [
            (0, 0, "-xx-x-", ".FF.F."),
            // The first evaluation begins the time of `for`, and the one that is as long after it fires.
            (20, 0, "xxxx-xx-", "ppFF.pp."),
            (15, 0, "xxxx-", "ppFF."),
            // A gap while it is pending begins anew.
            (20, 0, "xx-xxx", "pp.ppF"),
            // It is kept firing from the first evaluation without it.
            (0, 20, "x----", "FFF.."),
            (0, 15, "x----", "FFF.."),
            (0, 20, "x--x---", "FFFFFF."),
            (20, 20, "xxx--x----", "ppFFFFFF.."),
            // What is pending is not kept.
            (20, 50, "xx---", "pp..."),
        ] {
            assert_eq!(states(hold, keep, found), expected, "{hold} {keep} {found}");
        }
    }
}
