//! From a numerator and a denominator to a value and its interval.

use crate::model::Unit;
use crate::stats::{Z_95, wilson_interval};

/// Value and 95 % interval, both in the unit; the interval for percentages alone.
pub(crate) type ValueAndInterval = (Option<f64>, Option<(f64, f64)>);

/// Both empty where one of the two is not known, or the denominator is 0.
pub(crate) fn measured(
    unit: Unit,
    numerator: Option<u64>,
    denominator: Option<u64>,
) -> ValueAndInterval {
    let Some((x, n)) = numerator.zip(denominator).filter(|(_, n)| *n > 0) else {
        return (None, None);
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of items are far below 2^53"
    )]
    let ratio = |scale: f64| Some(scale * x as f64 / n as f64);
    match unit {
        Unit::Percent => {
            let interval = wilson_interval(x, n, Z_95);
            (
                ratio(100.0),
                interval.map(|(lower, upper)| (lower * 100.0, upper * 100.0)),
            )
        }
        Unit::Mean => (ratio(1.0), None),
        Unit::PerThousand => (ratio(1000.0), None),
    }
}
