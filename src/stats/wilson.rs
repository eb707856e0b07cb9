//! Wilson score interval for a proportion.
//!
//! E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209 to 212; the form
//! of R. G. Newcombe, Statistics in Medicine 17 (1998), 857 to 872, method 3.

/// Normal quantile of a two-sided 95 % interval.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The interval of `x` events among `n` as proportions (0 to 1); `None` where `n` is 0 or `x`
/// is above it. Exactly 0 at its lower end when nobody has the event, exactly 1 at its upper end
/// when everybody has.
#[must_use]
pub fn wilson_interval(x: u64, n: u64, z: f64) -> Option<(f64, f64)> {
    if n == 0 || x > n {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of people are far below 2^53"
    )]
    let (events, total) = (x as f64, n as f64);
    let z2 = z * z;
    let half = z * (z2 + 4.0 * events * (1.0 - events / total)).sqrt();
    let below = 2.0 * (total + z2);
    let lower = if x == 0 {
        0.0
    } else {
        (2.0 * events + z2 - half) / below
    };
    let upper = if x == n {
        1.0
    } else {
        (2.0 * events + z2 + half) / below
    };
    Some((lower, upper))
}
