//! The axis of values beside thresholds.

/// If a value comes so near to the threshold, in parts of all that would be drawn, the axis is zoomed.
const NEAR: f64 = 0.04;

/// The values between which it goes, and whether it leaves some out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) is_zoomed: bool,
}

impl Axis {
    /// From all values, and the thresholds, with some space; near to the threshold alone, if there is one, where a value comes so near
    /// that nobody would see on which side it is.
    pub(super) fn new(values: &[f64], thresholds: &[f64]) -> Self {
        let all = || values.iter().chain(thresholds).copied();
        let (low, high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
        let largest = thresholds.iter().map(|threshold| threshold.abs()).fold(0.0, f64::max);
        let range = (high - low).max(largest * 1e-6).max(f64::MIN_POSITIVE);
        // What is never below nought needs no place there.
        let floor = if low >= 0.0 { 0.0 } else { f64::MIN };
        if let [threshold] = thresholds {
            let beside =
                values.iter().map(|value| (value - threshold).abs()).filter(|distance| *distance > 0.0);
            let nearest = beside.fold(f64::MAX, f64::min);
            if nearest < range * NEAR {
                let low = (threshold - 4.0 * nearest).max(floor);
                return Self { low, high: threshold + 4.0 * nearest, is_zoomed: true };
            }
        }
        Self { low: (low - range * 0.05).max(floor), high: high + range * 0.05, is_zoomed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn an_axis_is_zoomed_where_a_value_is_close_to_the_threshold() {
        let wide = Axis::new(&[0.0, 0.2], &[0.05]);
        assert!(!wide.is_zoomed && wide.low.abs() < f64::EPSILON && wide.high > 0.2);
        let close = Axis::new(&[0.05062, 0.025], &[0.05]);
        assert!(close.is_zoomed && close.low > 0.047 && close.high < 0.053, "{close:?}");
        let level = Axis::new(&[1.0], &[1.0]);
        assert!(level.low < 1.0 && level.high > 1.0, "{level:?}");
        let two = Axis::new(&[0.0144], &[0.014, 0.006]);
        assert!(!two.is_zoomed && two.low < 0.006 && two.high > 0.0144, "{two:?}");
    }
}
