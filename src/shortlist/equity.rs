//! Who has a slot, by deprivation of where they live: a rank that follows medicines alone may pass
//! over places where people reach many medicines younger.

use std::collections::BTreeMap;

use crate::stats::{Z_95, wilson_interval};

/// Selection among the people of one quintile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuintileSelection {
    /// 1 most deprived to 5; `None` for people whose deprivation is not known.
    pub quintile: Option<u32>,
    /// People who could be invited.
    pub eligible: u64,
    /// Those of them who are selected.
    pub selected: u64,
    /// Selected over eligible, with its 95 % Wilson interval, as proportions.
    pub rate: Option<(f64, f64, f64)>,
    /// The rate over that of all people whose deprivation is known.
    pub ratio: Option<f64>,
}

/// The quintile of an IMD decile: 1 and 2 are the first.
#[must_use]
pub(super) fn quintile(decile: u32) -> u32 {
    decile.div_ceil(2)
}

/// Selection by quintile, the most deprived first and the unknown last; every person with their
/// IMD decile and whether they are selected. Quintiles without anybody are left out.
#[must_use]
pub fn selection_by_quintile(
    people: impl IntoIterator<Item = (Option<u32>, bool)>,
) -> Vec<QuintileSelection> {
    let mut counts: BTreeMap<(bool, Option<u32>), (u64, u64)> = BTreeMap::new();
    for (decile, selected) in people {
        let quintile = decile.map(quintile);
        let count = counts.entry((quintile.is_none(), quintile)).or_default();
        count.0 += 1;
        count.1 += u64::from(selected);
    }
    let known = counts.iter().filter(|((unknown, _), _)| !unknown);
    let (eligible, selected) = known.fold((0, 0), |sum, (_, of)| (sum.0 + of.0, sum.1 + of.1));
    let overall = share(selected, eligible).filter(|rate| *rate > 0.0);
    let rows = counts
        .into_iter()
        .map(|((_, quintile), (eligible, selected))| {
            let rate = share(selected, eligible);
            let interval = wilson_interval(selected, eligible, Z_95);
            let ratio = rate.zip(overall).map(|(rate, overall)| rate / overall);
            QuintileSelection {
                quintile,
                eligible,
                selected,
                rate: rate
                    .zip(interval)
                    .map(|(rate, (lower, upper))| (rate, lower, upper)),
                ratio: ratio.filter(|_| quintile.is_some()),
            }
        });
    rows.collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are far below 2^53"
)]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_deciles_are_a_quintile() {
        let quintiles: Vec<u32> = (1..=10).map(quintile).collect();
        assert_eq!(quintiles, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn people_of_unknown_deprivation_are_no_part_of_the_rate_of_all() {
        // 1 of 2 in the first quintile, 0 of 2 in the last, 1 of 1 unknown: all 1 of 4.
        let people = [
            (Some(1), true),
            (Some(2), false),
            (Some(9), false),
            (Some(10), false),
            (None, true),
        ];
        let rows = selection_by_quintile(people);
        let ratios: Vec<_> = rows.iter().map(|row| (row.quintile, row.ratio)).collect();
        assert_eq!(
            ratios,
            [(Some(1), Some(2.0)), (Some(5), Some(0.0)), (None, None)]
        );
        let nobody = selection_by_quintile([(Some(1), false)]);
        assert_eq!(
            nobody[0].ratio, None,
            "nobody is selected: there is no rate to compare with"
        );
    }
}
