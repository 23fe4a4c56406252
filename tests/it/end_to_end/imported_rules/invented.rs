//! Rule files as people write them, put together by chance: what conditions, labels, texts and groups have in common is not planned.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Rules, and what they are called.
pub(super) struct Rules {
    pub(super) groups: Value,
    pub(super) alerts: BTreeSet<String>,
    pub(super) recorded: BTreeSet<String>,
}

/// Queries, and a number that they are above at one time and below at another.
const QUERIES: [(&str, &str); 26] = [
    ("queue_length", "10"),
    ("-queue_length", "-10"),
    ("avg by (job) (queue_length)", "9.5"),
    ("max without (instance) (queue_length)", "1e1"),
    ("(queue_length)", "8"),
    ("queue_length * 2 + 1", "20"),
    ("sum without (instance) (rate(requests_total{code=\"500\"}[5m]))", ".2"),
    (
        "sum by (job) (rate(requests_total{code=\"500\"}[5m]))\n  / sum by (job) (rate(requests_total[5m]))",
        "0.05",
    ),
    (
        "100 * sum by (job) (increase(requests_total{code=~\"5..\"}[10m])) / sum by (job) (increase(requests_total[10m]))",
        "7",
    ),
    ("histogram_quantile(0.9, sum by (le, job) (rate(latency_seconds_bucket[10m])))", "0.5"),
    ("queue_length / on (job) group_left () queue_limit", "0.8"),
    ("queue_length - queue_length offset 5m", "2"),
    ("max_over_time(avg by (job) (queue_length)[10m:1m])", "11"),
    ("topk by (job) (1, queue_length)", "9"),
    ("count by (job) (up == 0)", "0"),
    ("time() - last_success_timestamp_seconds", "600"),
    ("delta(queue_length[10m])", "0"),
    ("predict_linear(queue_length[10m], 600)", "15"),
    ("avg_over_time(up[10m])", "0.75"),
    ("changes(up[15m])", "1"),
    ("label_replace(queue_length, \"host\", \"$1\", \"instance\", \"(.)\")", "10"),
    ("absent(gone)", "0"),
    ("job:queue_length:avg", "9"),
    ("sum by (job) (job:requests:rate5m)", "1"),
    ("job:requests:rate5m{kind=\"failed\"} offset 2m", "0.1"),
    ("quantile by (job) (0.5, queue_length) + on (job) (0 * queue_limit)", "9"),
];

/// How a query and a number become a condition: `Q` and `N` stand for them.
const CONDITIONS: [&str; 22] = [
    "Q > N",
    "Q >= N",
    "Q < N",
    "Q <= N",
    "Q == N",
    "Q != N",
    "Q  >N",
    "(Q > N)",
    "N < Q",
    "Q > N # why it is so",
    "Q > 0 + N",
    "Q > (N)",
    "Q > bool N == 1",
    "Q > bool N",
    "Q\n> N",
    "Q > N and on (job) up == 1",
    "Q > N unless on (job) gone",
    "Q > N or on (job) gone == 1",
    "Q > N < 1000",
    "(Q > N) * 3",
    "Q > N or absent(gone)",
    "Q > scalar(count(up)) * 0 + N",
];

/// Conditions of their own kind.
const ALONE: [&str; 8] = [
    "up == 0",
    "absent(up{job=\"none\"})",
    "absent_over_time(gone[5m])",
    "vector(1)",
    "gone",
    "up{instance=\"b\"} unless up == 1",
    "queue_length > on (job) group_left () queue_limit",
    "min_over_time(up[5m]) == 0 and on (job, instance) up",
];

const RECORDED: [(&str, &str); 6] = [
    ("job:queue_length:avg", "avg by (job) (queue_length)"),
    ("job:queue_length:max5m", "max by (job) (max_over_time(queue_length[5m]))"),
    ("total", "sum(queue_length)"),
    ("job:queue_length:last", "job:queue_length:avg offset 1m"),
    ("instance:down", "1 - up"),
    ("quarter:latency", "histogram_quantile(0.25, sum by (le) (rate(latency_seconds_bucket[5m])))"),
];

const TEXTS: [&str; 19] = [
    "it is broken",
    "{{ $labels.job }} has {{ $value }}",
    "{{$labels.job}}: {{$value}}",
    "{{ humanize $value }} of {{ $labels.instance }}",
    "{{ $value | humanize }} and {{ $value | humanize1024 }}",
    "{{ $value | humanizePercentage }} on {{ $labels.job | toUpper }}",
    "{{ $value | humanizeDuration }}",
    "{{ printf \"%.2f\" $value }}%",
    "{{ $value | printf \"%.0f\" }} %",
    "{{ $labels }}",
    "{{ .Labels.job }} is at {{ .Value }}",
    "{{ if gt $value 10.0 }}many{{ else }}few{{ end }}",
    "{{ range query \"up{job='db'}\" }}{{ .Labels.instance }} {{ end }}is there",
    "{{ with query \"count(up)\" }}{{ . | first | value }}{{ end }} targets",
    "{{ $externalLabels.cluster }} in {{ $labels.cluster }}",
    "{{ reReplaceAll \"(.*)\" \"<$1>\" $labels.job }}",
    "two\nlines: {{ $value }}",
    "{{ \"{{\" }} value }} \"quoted\" 'too' # no comment",
    "",
];

const LABELS: [(&str, &str); 9] = [
    ("severity", "warning"),
    ("severity", "critical"),
    ("severity", "page"),
    ("severity", "{{ if gt $value 10.0 }}critical{{ else }}warning{{ end }}"),
    ("team", "shop"),
    ("team", "{{ $labels.job }}"),
    ("size", "{{ $value | humanize }}"),
    ("empty", ""),
    ("note", "yes: \"it\" is"),
];

const ANNOTATIONS: [&str; 5] = ["summary", "description", "message", "runbook_url", "value"];

/// Groups of rules.
pub(super) fn rules(random: &mut Random) -> Rules {
    let (mut alerts, mut recorded) = (BTreeSet::new(), BTreeSet::new());
    let mut groups = vec![recordings(random, &mut recorded)];
    for number in 0..=random.below(3) {
        let rules: Vec<Value> = (0..=random.below(5)).map(|_| alert(random, &mut alerts)).collect();
        let mut group = json!({ "name": format!("group {number}"), "rules": rules });
        for (key, value) in [("interval", json!("1m")), ("limit", json!(50))] {
            if random.below(3) == 0 {
                group[key] = value;
            }
        }
        groups.push(group);
    }
    Rules { groups: json!({ "groups": groups }), alerts, recorded }
}

/// Those that others read, and some more.
fn recordings(random: &mut Random, recorded: &mut BTreeSet<String>) -> Value {
    let mut rules = vec![
        json!({ "record": "job:requests:rate5m", "expr": "sum by (job) (rate(requests_total[5m]))" }),
        json!({
            "record": "job:requests:rate5m",
            "expr": "sum by (job) (rate(requests_total{code=\"500\"}[5m]))",
            "labels": { "kind": "failed" },
        }),
    ];
    recorded.insert("job:requests:rate5m".to_owned());
    for (at, (name, expr)) in RECORDED.iter().enumerate() {
        if at > 0 && random.below(2) == 0 {
            continue;
        }
        let mut rule = json!({ "record": name, "expr": expr });
        if random.below(4) == 0 {
            rule["labels"] = json!({ "kind": "special", "job": "none" });
        }
        recorded.insert((*name).to_owned());
        rules.push(rule);
    }
    json!({ "name": "recorded", "rules": rules })
}

fn alert(random: &mut Random, names: &mut BTreeSet<String>) -> Value {
    // Some have a name that others have, too.
    let name = format!("{}{}", ["Alert", "Is it broken? ", "alert_"][random.below(3)], random.below(4));
    let mut alert = json!({ "alert": name, "expr": condition(random) });
    names.insert(name);
    for (key, times) in [("for", ["0s", "2m", "5m", "90s"]), ("keep_firing_for", ["0s", "3m", "4m", "1m30s"])]
    {
        if random.below(2) == 0 {
            alert[key] = json!(times[random.below(4)]);
        }
    }
    let mut labels = Map::new();
    for _ in 0..random.below(4) {
        let (label, value) = LABELS[random.below(LABELS.len())];
        labels.insert(label.to_owned(), json!(value));
    }
    let mut annotations = Map::new();
    for _ in 0..random.below(4) {
        let key = ANNOTATIONS[random.below(ANNOTATIONS.len())];
        annotations.insert(key.to_owned(), json!(TEXTS[random.below(TEXTS.len())]));
    }
    for (key, map) in [("labels", labels), ("annotations", annotations)] {
        if !map.is_empty() {
            alert[key] = Value::Object(map);
        }
    }
    alert
}

fn condition(random: &mut Random) -> String {
    if random.below(6) == 0 {
        return ALONE[random.below(ALONE.len())].to_owned();
    }
    let (query, number) = QUERIES[random.below(QUERIES.len())];
    CONDITIONS[random.below(CONDITIONS.len())].replace('Q', query).replace('N', number)
}
