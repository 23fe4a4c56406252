//! For which number a function has a value.

/// Factors of two within which the number is looked for.
const RANGE: (f64, f64) = (-60.0, 80.0);
/// So close two ends are one.
const NEAR: f64 = 1e-13;

/// The number, from 0 on, for which a function that rises or falls has this value.
pub(super) fn solve(value: impl Fn(f64) -> Option<f64>, target: f64) -> Option<f64> {
    if value(0.0) == Some(target) {
        return Some(0.0);
    }
    if let Some(found) = guessed(&value, target) {
        return Some(found);
    }
    let (low, high) = RANGE;
    let (lowest, highest) = (value(low.exp2())?, value(high.exp2())?);
    let rises = highest > lowest;
    if target < lowest.min(highest) || target > lowest.max(highest) {
        return None;
    }
    let found = halved(RANGE, |middle| Some((value(middle.exp2())? < target) == rises))?.exp2();
    close(value(found)?, target).then_some(found)
}

/// Halves what lies between two ends until nothing is left of it. A number is too low or it is not.
pub(super) fn halved((mut low, mut high): (f64, f64), is_low: impl Fn(f64) -> Option<bool>) -> Option<f64> {
    while high - low > NEAR {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if is_low(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// The number if the value is a sum or a share of it, which it mostly is.
fn guessed(value: impl Fn(f64) -> Option<f64>, target: f64) -> Option<f64> {
    let (first, second, third) = (value(0.5)?, value(1.0)?, value(2.0)?);
    // A sum is a line: the hyperbola through its points is nowhere sharp.
    let line = 0.5 + (target - first) / (second - first) * 0.5;
    let curve = crossing([(0.5, first), (1.0, second), (2.0, third)], target);
    [line, curve].into_iter().find(|found| {
        found.is_finite() && *found > 0.0 && value(*found).is_some_and(|value| close(value, target))
    })
}

/// Where the straight line or hyperbola `(a x + b) / (c x + 1)` through three points has this height.
fn crossing(points: [(f64, f64); 3], height: f64) -> f64 {
    let [(x0, y0), (x1, y1), (x2, y2)] = points;
    // For each other point: a (x - x0) - c (x y - x0 y0) = y - y0.
    let row = |x: f64, y: f64| [x - x0, x0 * y0 - x * y, y - y0];
    let ([a1, c1, y1], [a2, c2, y2]) = (row(x1, y1), row(x2, y2));
    let determinant = a1 * c2 - c1 * a2;
    let (a, c) = ((y1 * c2 - c1 * y2) / determinant, (a1 * y2 - y1 * a2) / determinant);
    let b = y0 * (c * x0 + 1.0) - a * x0;
    (height - b) / (a - c * height)
}

pub(super) fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-9)
}
