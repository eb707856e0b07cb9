//! What a made-up person takes: regular medicines that mostly stay, and short courses.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Poisson};

use crate::model::Substance;
use crate::reference;

/// Chance that a regular medicine is issued in a month; 56-day prescriptions skip one.
const ISSUED: f64 = 0.85;
/// Mean number of short courses a month.
const SHORT_COURSES: f64 = 0.25;
/// Chance a month that one regular medicine is exchanged for another.
const CHANGE: f64 = 0.04;
/// Chance that a line has two items.
const SECOND_ITEM: f64 = 0.06;
/// BNF chapters whose medicines are short courses: infections, eyes, ears, vaccines, anaesthesia.
const SHORT_CHAPTERS: [u8; 5] = [5, 11, 12, 14, 15];
/// The last chapter of medicines; dressings and appliances after it have no substances.
const LAST_CHAPTER: u8 = 15;
/// Share of people whose regimen leans to the heart and to diabetes.
const CARDIOMETABOLIC: f64 = 0.4;

/// How much likelier than in England a BNF prefix is: those who lean to the heart and to diabetes,
/// then everyone else. Without it people with two kidney-injuring medicines would be too few,
/// because in truth such medicines go together.
const LEANINGS: [&[(&str, f64)]; 2] = [
    &[
        ("0205", 4.0),
        ("0601", 4.0),
        ("0212", 2.0),
        ("0208", 0.4),
        ("0209", 0.5),
        ("04", 0.7),
    ],
    &[
        ("0205", 0.25),
        ("0601", 0.15),
        ("0208", 0.6),
        ("0209", 0.7),
        ("0212", 0.7),
        ("04", 0.77),
    ],
];

/// Cumulative shares of substances.
struct Shelf {
    codes: Vec<(f64, String)>,
}

impl Shelf {
    fn new(of: impl Iterator<Item = (Substance, f64)>) -> Self {
        let mut total = 0.0;
        let codes = of.map(|(substance, share)| {
            total += share;
            // A code of fifteen characters: generic product, first strength, its own equivalent.
            (total, format!("{substance}AAAAAA"))
        });
        Self {
            codes: codes.collect(),
        }
    }

    fn draw(&self, random: &mut impl Rng) -> usize {
        let total = self.codes.last().map_or(0.0, |(total, _)| *total);
        let at = random.random::<f64>() * total;
        self.codes
            .partition_point(|(upto, _)| *upto <= at)
            .min(self.codes.len() - 1)
    }
}

/// Everything that can be prescribed.
pub(crate) struct Formulary {
    regular: [Shelf; 2],
    short: Shelf,
}

/// One person's regular medicines.
pub(crate) struct Regimen {
    leaning: usize,
    medicines: Vec<usize>,
}

/// One item row.
pub(crate) struct RegimenLine<'a> {
    pub(crate) code: &'a str,
    pub(crate) items: u32,
}

impl Formulary {
    pub(crate) fn new() -> Self {
        #[expect(
            clippy::cast_precision_loss,
            reason = "national item counts are far below 2^53"
        )]
        let medicines: Vec<(Substance, f64)> = reference::item_frequencies()
            .into_iter()
            .filter(|(substance, _)| substance.chapter() <= LAST_CHAPTER)
            .map(|(substance, items)| (substance, items as f64))
            .collect();
        let is_short = |substance: &Substance| SHORT_CHAPTERS.contains(&substance.chapter());
        let regular = LEANINGS.map(|leaning| {
            let of = medicines
                .iter()
                .filter(|(substance, _)| !is_short(substance));
            Shelf::new(
                of.map(|(substance, share)| (*substance, share * factor(leaning, *substance))),
            )
        });
        let short = Shelf::new(
            medicines
                .iter()
                .filter(|(substance, _)| is_short(substance))
                .copied(),
        );
        Self { regular, short }
    }

    /// A regimen of `load` different regular medicines.
    pub(crate) fn regimen(&self, load: u32, random: &mut impl Rng) -> Regimen {
        let leaning = usize::from(!random.random_bool(CARDIOMETABOLIC));
        let mut regimen = Regimen {
            leaning,
            medicines: Vec::new(),
        };
        for _ in 0..load {
            regimen.add(self, random);
        }
        regimen
    }
}

/// The longest prefix that fits decides.
fn factor(leaning: &[(&str, f64)], substance: Substance) -> f64 {
    let fitting = leaning
        .iter()
        .filter(|(prefix, _)| substance.starts_with(prefix));
    fitting
        .max_by_key(|(prefix, _)| prefix.len())
        .map_or(1.0, |(_, factor)| *factor)
}

impl Regimen {
    fn add(&mut self, formulary: &Formulary, random: &mut impl Rng) {
        // A regimen holds at most 35 of some 400 medicines; a few draws find a new one.
        for _ in 0..50 {
            let medicine = formulary.regular[self.leaning].draw(random);
            if !self.medicines.contains(&medicine) {
                self.medicines.push(medicine);
                return;
            }
        }
    }

    /// Now and then one medicine is exchanged for another.
    pub(crate) fn pass_month(&mut self, formulary: &Formulary, random: &mut impl Rng) {
        if !self.medicines.is_empty() && random.random_bool(CHANGE) {
            let stopped = random.random_range(0..self.medicines.len());
            self.medicines.swap_remove(stopped);
            self.add(formulary, random);
        }
    }

    /// The item rows of a month.
    pub(crate) fn issued<'a>(
        &self,
        formulary: &'a Formulary,
        random: &mut impl Rng,
    ) -> Vec<RegimenLine<'a>> {
        let mut lines = Vec::new();
        for medicine in &self.medicines {
            if random.random_bool(ISSUED) {
                let items = 1 + u32::from(random.random_bool(SECOND_ITEM));
                lines.push(RegimenLine {
                    code: &formulary.regular[self.leaning].codes[*medicine].1,
                    items,
                });
            }
        }
        let courses = Poisson::new(SHORT_COURSES)
            .expect("a positive mean")
            .sample(random);
        for _ in 0..(courses.min(5.0) as u32) {
            lines.push(RegimenLine {
                code: &formulary.short.codes[formulary.short.draw(random)].1,
                items: 1,
            });
        }
        lines
    }
}
