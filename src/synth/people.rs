//! Made-up practices and people.

use std::io::{self, Write};

use chrono::{Days, NaiveDate};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Normal, Poisson};

use super::Plan;
use crate::model::{Month, completed_years_on_last_day, nhs_check_digit};

/// Ages of people who are prescribed for: from, to, share, and regular medicines relative to those
/// of the 45 to 64.
const AGES: [(u32, u32, f64, f64); 6] = [
    (0, 17, 0.13, 0.25),
    (18, 44, 0.24, 0.45),
    (45, 64, 0.29, 1.0),
    (65, 74, 0.16, 1.55),
    (75, 84, 0.12, 2.1),
    (85, 97, 0.06, 2.3),
];

/// Mean number of regular medicines at 45 to 64.
const REGULAR: f64 = 3.4;
/// Shape of the gamma distribution over people; smaller is more uneven.
const UNEVENNESS: f64 = 4.0;
/// Practices in a network.
const IN_PCN: u64 = 3;
/// Networks in an integrated care board.
const PCNS_IN_ICB: u64 = 40;
/// NHS numbers that begin with 999 are never issued; nine of every ten stems are used.
const NHS_NUMBERS: u64 = 900_000;

/// Invented practices; each prescribes a little differently and has other people.
pub(crate) struct Practices {
    style: Vec<(f64, f64, f64)>,
}

impl Practices {
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut random = stream(plan.seed, u64::MAX);
        let normal = |sd: f64| Normal::new(0.0, sd).expect("a positive deviation");
        let (habit, age, deprivation) = (normal(0.07), normal(0.12), normal(2.5));
        let style = (0..plan.practices)
            .map(|_| {
                let habit = 1.0 + habit.sample(&mut random).clamp(-0.3, 0.3);
                (
                    habit,
                    age.sample(&mut random).clamp(-0.3, 0.3),
                    5.5 + deprivation.sample(&mut random),
                )
            })
            .collect();
        Self { style }
    }

    pub(crate) fn write(&self, file: &mut dyn Write) -> io::Result<()> {
        writeln!(
            file,
            "practice_code,practice_name,pcn_code,pcn_name,sub_icb_code,sub_icb_name,icb_code,icb_name,region_code,region_name"
        )?;
        for number in 0..self.style.len() as u64 {
            let pcn = number / IN_PCN;
            let icb = pcn / PCNS_IN_ICB;
            let practice = practice_code(number);
            writeln!(
                file,
                "{practice},MADE-UP SURGERY {},U9{pcn:04},MADE-UP PCN {},X{icb:02},MADE-UP SUB-ICB {},QX{icb:02},MADE-UP ICB {},Y99,MADE-UP REGION",
                number + 1,
                pcn + 1,
                icb + 1,
                icb + 1
            )?;
        }
        Ok(())
    }
}

fn practice_code(number: u64) -> String {
    format!("Z{:05}", 90_000 + number)
}

/// One invented person.
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) practice: String,
    pub(crate) sex: &'static str,
    /// Number of regular medicines.
    pub(crate) load: u32,
    pub(crate) random: ChaCha8Rng,
    born: NaiveDate,
    imd_decile: u32,
    care_home: bool,
    frailty: &'static str,
}

impl Made {
    pub(crate) fn new(plan: &Plan, practices: &Practices, number: u64) -> Self {
        let mut random = stream(plan.seed, number);
        let practice = random.random_range(0..plan.practices.max(1));
        let (habit, older, deprivation) = practices.style[usize::try_from(practice).unwrap_or(0)];
        let (age, relative) = age(&mut random, older);
        let day = random.random_range(0..365);
        let born =
            NaiveDate::from_ymd_opt(plan.start.year() - i32::try_from(age).unwrap_or(0), 1, 1)
                .and_then(|date| date.checked_sub_days(Days::new(day)))
                .expect("ages below 100 years give dates");
        let noise = Normal::new(0.0, 1.5)
            .expect("a positive deviation")
            .sample(&mut random);
        let decile = (deprivation + noise).round().clamp(1.0, 10.0);
        // Deprived people reach many medicines younger.
        let burden = 1.0 + (5.5 - decile) * 0.02;
        let uneven = Gamma::new(UNEVENNESS, 1.0 / UNEVENNESS)
            .expect("a positive shape")
            .sample(&mut random);
        let mean = (REGULAR * relative * habit * burden * uneven).max(0.01);
        let load = Poisson::new(mean)
            .expect("a positive mean")
            .sample(&mut random);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both are small and not negative"
        )]
        let (load, imd_decile) = (load.min(35.0) as u32, decile as u32);
        let care_home = random.random_bool(match age {
            85.. => 0.14,
            75.. => 0.03,
            _ => 0.002,
        });
        let frailty = frailty(&mut random, age, load);
        let sex = if random.random_bool(0.56) {
            "female"
        } else {
            "male"
        };
        let id = if plan.patients <= NHS_NUMBERS {
            nhs_number(number)
        } else {
            pseudonym(plan.seed, number)
        };
        let practice = practice_code(practice);
        Self {
            id,
            practice,
            sex,
            load,
            random,
            born,
            imd_decile,
            care_home,
            frailty,
        }
    }

    pub(crate) fn age(&self, month: Month) -> u32 {
        completed_years_on_last_day(self.born, month).unwrap_or(0)
    }

    pub(crate) fn write(&self, file: &mut dyn Write) -> io::Result<()> {
        let care_home = if self.care_home { "yes" } else { "no" };
        writeln!(
            file,
            "{},{},{},{},{},{care_home},{}",
            self.id, self.practice, self.born, self.sex, self.imd_decile, self.frailty
        )
    }
}

/// An age, and how many regular medicines its band has.
fn age(random: &mut impl Rng, older: f64) -> (u32, f64) {
    let tilt = |band: usize, share: f64| {
        if band >= 3 {
            share * (1.0 + older)
        } else {
            share
        }
    };
    let total: f64 = AGES
        .iter()
        .enumerate()
        .map(|(band, ages)| tilt(band, ages.2))
        .sum();
    let mut left = random.random::<f64>() * total;
    for (band, (from, to, share, relative)) in AGES.into_iter().enumerate() {
        left -= tilt(band, share);
        if left < 0.0 || band + 1 == AGES.len() {
            return (random.random_range(from..=to), relative);
        }
    }
    (AGES[0].0, AGES[0].3)
}

fn frailty(random: &mut impl Rng, age: u32, load: u32) -> &'static str {
    if age < 65 {
        return "";
    }
    let severe = if age >= 85 { 0.12 } else { 0.03 } * if load >= 10 { 2.0 } else { 1.0 };
    let draw = random.random::<f64>();
    match () {
        () if draw < severe => "severe",
        () if draw < severe + 0.15 => "moderate",
        () if draw < severe + 0.5 => "mild",
        () => "fit",
    }
}

/// The `number`th of our NHS numbers from 999 000 0000.
fn nhs_number(number: u64) -> String {
    // The last digit of the stem weighs 2, so of ten stems in a row at most one has a check digit
    // of 10: nine of every ten are used.
    let (block, within) = (number / 9, number % 9);
    let mut passing = (0..10).filter_map(|last| with_check_digit(999_000_000 + block * 10 + last));
    passing
        .nth(usize::try_from(within).unwrap_or(0))
        .unwrap_or_default()
}

/// The nine digits with their check digit; `None` where there is none.
fn with_check_digit(stem: u64) -> Option<String> {
    let stem = stem.to_string();
    nhs_check_digit(&stem).map(|digit| format!("{stem}{digit}"))
}

fn pseudonym(seed: u64, number: u64) -> String {
    // An odd multiplier makes this one to one: no two people share a pseudonym.
    let mixed = (number.wrapping_add(seed << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:016x}", mixed ^ (mixed >> 32))
}

fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    random
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_differ() {
        let numbers: BTreeSet<String> = (0..20_000).map(nhs_number).collect();
        assert_eq!(numbers.len(), 20_000);
        assert!(
            numbers
                .iter()
                .all(|id| id.len() == 10 && id.starts_with("999"))
        );
        assert!(nhs_number(NHS_NUMBERS - 1).starts_with("999"));
        let pseudonyms: BTreeSet<String> = (0..20_000).map(|n| pseudonym(7, n)).collect();
        assert_eq!(pseudonyms.len(), 20_000);
    }
}
