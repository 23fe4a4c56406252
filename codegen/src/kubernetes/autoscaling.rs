//! How many Pods of the service run.

use gaugewright_spec::model::Autoscaling;
use gaugewright_spec::number::Number;
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricIdentifier,
    MetricSpec, MetricTarget, PodsMetricSource,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::setup::{MANAGED_BY, Setup, pairs};

/// The autoscaler of the service, if the spec has one.
pub(super) fn autoscaler(setup: &Setup<'_>) -> Option<HorizontalPodAutoscaler> {
    let autoscaling = setup.spec.deploy.autoscaling.as_ref()?;
    let service = setup.spec.service.name.as_str();
    let labels = pairs([
        ("app.kubernetes.io/managed-by", MANAGED_BY),
        ("app.kubernetes.io/name", service),
        ("app.kubernetes.io/part-of", service),
    ]);
    Some(HorizontalPodAutoscaler {
        metadata: ObjectMeta {
            name: Some(autoscaling.deployment.clone()),
            namespace: Some(setup.namespace().into()),
            labels: Some(labels),
            ..ObjectMeta::default()
        },
        spec: Some(HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".into()),
                kind: "Deployment".into(),
                name: autoscaling.deployment.clone(),
            },
            min_replicas: Some(autoscaling.min),
            max_replicas: autoscaling.max,
            metrics: Some(vec![metric(autoscaling)]),
            behavior: None,
        }),
        status: None,
    })
}

/// A value of each Pod, compared by its mean: the number of Pods times mean over target is how many there should be.
fn metric(autoscaling: &Autoscaling) -> MetricSpec {
    MetricSpec {
        type_: "Pods".into(),
        pods: Some(PodsMetricSource {
            metric: MetricIdentifier { name: autoscaling.metric.clone(), selector: None },
            target: MetricTarget {
                type_: "AverageValue".into(),
                average_value: Some(quantity(autoscaling.target)),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    }
}

/// A number as Kubernetes writes it: whole, or in thousandths, which is as fine as the adapter hands values on.
fn quantity(number: Number) -> Quantity {
    let (numerator, denominator) = number.parts();
    if denominator == 1 {
        return Quantity(numerator.to_string());
    }
    // At least one: a target of nothing would be refused.
    let thousandths = numerator.saturating_mul(1000).saturating_add(denominator / 2) / denominator;
    Quantity(format!("{}m", thousandths.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_whole_or_thousandths() {
        for (text, expected) in
            [("50", "50"), ("0.5", "500m"), ("2.5", "2500m"), ("0.00001", "1m"), ("1.0005", "1001m")]
        {
            assert_eq!(quantity(Number::parse(text).unwrap()).0, expected, "{text}");
        }
    }
}
