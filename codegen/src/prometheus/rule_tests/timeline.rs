//! The samples of a series over time, in the notation of promtool: `0+5x3` is 0 5 10 15.

use std::fmt::Write as _;

use super::series::Shape;

/// A stretch of time: the value that a series has meanwhile, and how many samples that are.
pub(super) type Stretch = (f64, u32);

/// The samples of a series, one every `step` seconds, the first at 0.
pub(super) fn samples(shape: Shape, stretches: &[Stretch], step: f64) -> String {
    let mut text = String::new();
    let (mut at, mut count) = (0_u32, 0.0);
    for &(value, length) in stretches.iter().filter(|stretch| stretch.1 > 0) {
        let (start, each) = match shape {
            Shape::Level => (value, 0.0),
            Shape::Age => (f64::from(at) * step - value, step),
            Shape::Slope | Shape::Bucket => {
                let each = value * step;
                // A counter begins at nought.
                let start = if at == 0 { 0.0 } else { count + each };
                count = start + each * f64::from(length - 1);
                (start, each)
            }
        };
        let gap = if at == 0 { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{gap}{start}{each:+}x{}", length - 1);
        at += length;
    }
    text
}

/// The samples of a series that is there, gone and there again.
pub(super) fn presence(there: u32, gone: u32, again: u32) -> String {
    let part = |length: u32| (length > 0).then(|| format!("1+0x{}", length - 1));
    let missing = (gone > 0).then(|| format!("stale _x{}", gone - 1));
    [part(there), missing, part(again)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{presence, samples};
    use crate::prometheus::rule_tests::series::Shape;

    #[test]
    fn stretches_follow_each_other() {
        assert_eq!(samples(Shape::Level, &[(3.0, 4), (0.5, 1)], 15.0), "3+0x3 0.5+0x0");
        assert_eq!(samples(Shape::Slope, &[(1.0, 3), (2.0, 2)], 15.0), "0+15x2 60+30x1");
        assert_eq!(samples(Shape::Age, &[(100.0, 2), (0.0, 2)], 15.0), "-100+15x1 30+15x1");
        assert_eq!(presence(2, 3, 1), "1+0x1 stale _x2 1+0x0");
    }
}
