//! What supplies of an opioid come to over a patient-month. Ours: the
//! equivalents are published, how supplies of a month become a dose a day is not.

use crate::model::OpioidSupply;

/// Hundredths in one, and micrograms in a milligram.
const HUNDREDTHS: u128 = 100;
const MICROGRAMS: u128 = 1000;

/// Hundredths of a microgram of oral morphine equivalent.
fn total(supply: OpioidSupply) -> u128 {
    u128::from(supply.per_unit) * u128::from(supply.quantity)
}

/// Milligrams of oral morphine equivalent of all supplies together, half up.
#[must_use]
pub fn morphine_equivalent<S>(supplies: &[(S, OpioidSupply)]) -> u64 {
    const MILLIGRAM: u128 = HUNDREDTHS * MICROGRAMS;
    let sum: u128 = supplies.iter().map(|(_, supply)| total(*supply)).sum();
    u64::try_from((sum + MILLIGRAM / 2) / MILLIGRAM).unwrap_or(u64::MAX)
}

/// Milligrams of oral morphine equivalent a day, rounded down, of supplies that are sorted by the
/// substance they are named with; `None` if it is not known how long one of them lasts.
///
/// Supplies of one substance and strength follow one another, so that their days add up; others are
/// taken at the same time, so that their doses do.
#[must_use]
pub fn morphine_equivalent_a_day<S: Ord + Copy>(supplies: &mut [(S, OpioidSupply)]) -> Option<u64> {
    supplies.sort_unstable();
    let counting = |supply: &OpioidSupply| total(*supply) > 0;
    let mut milligrams = 0.0;
    for alike in supplies.chunk_by(|a, b| (a.0, a.1.per_unit) == (b.0, b.1.per_unit)) {
        let alike = || {
            alike
                .iter()
                .map(|(_, supply)| supply)
                .filter(|s| counting(s))
        };
        if alike().any(|supply| supply.days == 0) {
            return None;
        }
        let sum: u128 = alike().map(|supply| total(*supply)).sum();
        let days: u64 = alike().map(|supply| u64::from(supply.days)).sum();
        if days > 0 {
            // Hundredths cancel out. Exact far beyond any dose.
            milligrams += sum as f64 / days as f64 / MICROGRAMS as f64;
        }
    }
    // A dose of exactly 120 must not become 119 because a third is not a binary number.
    Some((milligrams + 1e-9) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milligrams in one, how many, days.
    fn supply(milligrams: f64, quantity: f64, days: f64) -> OpioidSupply {
        let whole = |number: f64, times: f64| (number * times).round() as u32;
        OpioidSupply {
            per_unit: whole(milligrams, 1000.0),
            quantity: whole(quantity, 100.0),
            days: whole(days, 100.0),
        }
    }

    #[test]
    fn equivalents_add_up_and_half_a_milligram_is_one() {
        assert_eq!(morphine_equivalent::<u8>(&[]), 0);
        // 56 tablets of 10 mg and 100 ml of 2 mg: 560 + 200.
        let supplies = [(1, supply(10.0, 56.0, 0.0)), (2, supply(2.0, 100.0, 0.0))];
        assert_eq!(morphine_equivalent(&supplies), 760);
        // 0.24 mg x 2.5 = 0.6; 0.24 x 2 = 0.48.
        assert_eq!(morphine_equivalent(&[(1, supply(0.24, 2.5, 0.0))]), 1);
        assert_eq!(morphine_equivalent(&[(1, supply(0.24, 2.0, 0.0))]), 0);
        // The largest of everything does not run over.
        let largest = OpioidSupply {
            per_unit: u32::MAX,
            quantity: u32::MAX,
            days: 1,
        };
        assert!(morphine_equivalent(&[(1, largest); 64]) > 0);
        assert!(morphine_equivalent_a_day(&mut [(1, largest); 64]).is_some());
    }

    #[test]
    fn a_dose_a_day_is_that_of_one_strength_over_all_its_days_and_of_all_strengths_together() {
        let day =
            |supplies: &[(u8, OpioidSupply)]| morphine_equivalent_a_day(&mut supplies.to_vec());
        assert_eq!(day(&[]), Some(0));
        // 60 mg twice a day for 28 days: 56 x 60 / 28 = 120.
        assert_eq!(day(&[(1, supply(60.0, 56.0, 28.0))]), Some(120));
        // One tablet fewer is 117.9 a day.
        assert_eq!(day(&[(1, supply(60.0, 55.0, 28.0))]), Some(117));
        // Four weekly supplies are one of four weeks.
        let weekly = (1, supply(60.0, 14.0, 7.0));
        assert_eq!(day(&[weekly; 4]), Some(120));
        // Two strengths of one substance, and another substance of the same worth: 60 + 20 + 20.
        let three = [
            (1, supply(30.0, 56.0, 28.0)),
            (1, supply(10.0, 56.0, 28.0)),
            (2, supply(10.0, 56.0, 28.0)),
        ];
        assert_eq!(day(&three), Some(100));
        // Three thirds of 120 are 120: 84 x 10 / 21 = 40 each.
        let third = |name| (name, supply(10.0, 84.0, 21.0));
        assert_eq!(day(&[third(1), third(2), third(3)]), Some(120));
        // Without days nothing is known, unless it adds nothing.
        assert_eq!(day(&[weekly, (2, supply(3.0, 28.0, 0.0))]), None);
        assert_eq!(day(&[weekly, (2, supply(0.0, 28.0, 0.0))]), Some(120));
        assert_eq!(day(&[weekly, (2, supply(3.0, 0.0, 0.0))]), Some(120));
    }
}
