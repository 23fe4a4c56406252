//! Labels that every series of a service has are in its exposition, and no call passes them.

gaugewright::metrics!("diagnostics/clean/constant-labels.yaml");

#[test]
fn every_series_has_the_labels_of_the_service() {
    metrics::payments_total(metrics::Provider::Visa).inc();
    metrics::hits_total("/").inc();
    metrics::waiting_items().set(3.0);
    let mut text = Vec::new();
    metrics::encode(&mut text, gaugewright::Format::Text);
    let text = String::from_utf8(text).expect("text");
    let always = r#"team="payments",tier="gold \"1\"""#;
    let samples: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(samples.len() > 5, "{text}");
    for line in &samples {
        assert!(line.contains(always), "{line}");
    }
    for line in [
        format!("payments_total{{provider=\"visa\",{always}}} 1"),
        format!("hits_total{{page=\"/\",{always}}} 1"),
        format!("waiting_items{{{always}}} 3"),
        format!("gaugewright_folded_total{{label=\"page\",{always}}} 0"),
    ] {
        assert!(samples.contains(&line.as_str()), "{line} in\n{text}");
    }
}
