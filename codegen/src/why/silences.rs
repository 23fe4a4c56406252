//! What an Alertmanager says of an alert: silences at that moment, and what it does with it now.

use gaugewright_spec::model::{Regex, Test};
use serde_json::Value;

use super::reason::{Kind, Reason};
use crate::history::{Ask, Labels};
use crate::moment::{self, Moment};
use crate::shown;

/// The silences that keep an alert quiet at a moment.
pub(super) fn at(ask: Ask<'_>, labels: &Labels, at: Moment) -> Result<Vec<Reason>, String> {
    let answer = ask("/api/v2/silences", &[])?;
    let silences = answer.as_array().ok_or("an Alertmanager that does not list its silences")?;
    let mut reasons = Vec::new();
    for silence in silences {
        let moment = |name: &str| silence[name].as_str().and_then(|text| moment::parse(text).ok());
        let (Some(start), Some(end)) = (moment("startsAt"), moment("endsAt")) else { continue };
        if silence["status"]["state"] == "pending" && start > at || !(start..end).contains(&at) {
            continue;
        }
        let Some(fits) = fits(&silence["matchers"], labels) else {
            reasons.push(Reason::new(Kind::Unknown, format!("the silence {} cannot be read", silence["id"])));
            continue;
        };
        if fits {
            // What somebody wrote stays on its line.
            let text = |name: &str| shown::line(silence[name].as_str().unwrap_or("?")).into_owned();
            let words = format!(
                "it is silenced from {} to {} UTC by {}: {} (silence {})",
                moment::shown(start),
                moment::shown(end),
                text("createdBy"),
                text("comment"),
                text("id")
            );
            reasons.push(Reason::new(Kind::Silenced, words));
        }
    }
    Ok(reasons)
}

/// Whether all matchers of a silence hold; nothing if one cannot be read.
fn fits(matchers: &Value, labels: &Labels) -> Option<bool> {
    let mut all = true;
    for matcher in matchers.as_array()? {
        let (name, value) = (matcher["name"].as_str()?, matcher["value"].as_str()?);
        let test = if matcher["isRegex"] == true {
            Test::Matches(Regex::new(value)?)
        } else {
            Test::OneOf([value.to_owned()].into())
        };
        let holds = test.holds(labels.get(name).map_or("", String::as_str));
        // Older ones do not say it.
        all &= holds == matcher["isEqual"].as_bool().unwrap_or(true);
    }
    Some(all)
}

/// What it does with the alert now.
pub(super) fn now(ask: Ask<'_>, labels: &Labels) -> Result<Vec<Reason>, String> {
    let name = labels.get("alertname").map_or("", String::as_str);
    let filter = format!("alertname={name:?}");
    let answer = ask("/api/v2/alerts", &[("filter", &filter)])?;
    let alerts = answer.as_array().ok_or("an Alertmanager that does not list its alerts")?;
    // It may have more labels: those that tell one Prometheus from another.
    let is_it = |alert: &&Value| labels.iter().all(|(name, value)| alert["labels"][name] == value.as_str());
    let Some(alert) = alerts.iter().find(is_it) else {
        let words = "Alertmanager does not have it now: Prometheus has not sent it, or sends to another one";
        return Ok(vec![Reason::new(Kind::Unknown, words)]);
    };
    let mut reasons = Vec::new();
    let list = |key: &str| alert["status"][key].as_array().into_iter().flatten().filter_map(Value::as_str);
    for (key, kind, words) in [
        ("inhibitedBy", Kind::Inhibited, "Alertmanager keeps it quiet because of the alert"),
        ("mutedBy", Kind::Muted, "Alertmanager keeps it quiet in the time interval"),
    ] {
        reasons.extend(list(key).map(|by| Reason::new(kind, format!("{words} `{by}`"))));
    }
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Labels, at};
    use crate::moment::parse;

    #[test]
    fn a_silence_holds_for_its_time_and_its_matchers() {
        let silence = |matchers: serde_json::Value| {
            json!([{ "id": "7", "createdBy": "ann", "comment": "moving", "startsAt": "2026-11-28T09:00:00.000Z",
                "endsAt": "2026-11-28T11:00:00+01:00", "status": { "state": "expired" }, "matchers": matchers }])
        };
        let labels = Labels::from([("alertname".into(), "Slow".into()), ("region".into(), "north".into())]);
        let matcher = |name: &str, value: &str, regex: bool, equal: bool| json!({ "name": name, "value": value, "isRegex": regex, "isEqual": equal });
        let is_silenced = |matchers: serde_json::Value, time: &str| {
            let ask = |_: &str, _: &[(&str, &str)]| Ok(silence(matchers.clone()));
            let found = at(&ask, &labels, parse(time).unwrap()).unwrap();
            assert!(found.iter().all(|reason| reason.message.contains("by ann: moving")), "{found:?}");
            !found.is_empty()
        };
        let slow = matcher("alertname", "Slow", false, true);
        assert!(is_silenced(json!([slow]), "2026-11-28T09:00Z"));
        assert!(!is_silenced(json!([slow]), "2026-11-28T10:00Z"));
        assert!(!is_silenced(json!([slow]), "2026-11-28T08:59Z"));
        assert!(is_silenced(json!([slow, matcher("region", "n.*", true, true)]), "2026-11-28T09:30Z"));
        assert!(!is_silenced(json!([slow, matcher("region", "n", true, true)]), "2026-11-28T09:30Z"));
        assert!(!is_silenced(json!([matcher("region", "n.*", true, false)]), "2026-11-28T09:30Z"));
        assert!(is_silenced(json!([matcher("team", "web", false, false)]), "2026-11-28T09:30Z"));
    }
}
