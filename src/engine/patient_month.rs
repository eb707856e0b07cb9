//! From item rows to patient-months with their features, one person after the other.

use crate::cohort::{Cohort, Packed, Partition, Person};
use crate::definitions::Catalogue;
use crate::definitions::{ExtractFact, Feature};
use crate::medicines::morphine_equivalents;
use crate::medicines::{morphine_equivalent, morphine_equivalent_a_day};
use crate::model::OpioidSupply;
use crate::model::parallel::each_piece;
use crate::model::{Month, OLDEST, Sex, completed_years_on_last_day};

/// Stands for a value that the extract does not say.
const UNKNOWN: u64 = u64::MAX;

/// What a patient-month is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Each calendar month by itself: the comparators' own definition.
    EachMonth,
    /// The months from the first to the last, both in it, as if they were one month: the union of
    /// their medicines, the sum of their items. It counts as the last month.
    Months(Month, Month),
}

/// One person in one month (or window) with at least one item row.
pub struct PatientMonth<'a> {
    /// Number of the person in the cohort.
    pub patient: u32,
    /// What the patients files say of the person.
    pub person: Option<&'a Person>,
    /// The month, or the last of a window.
    pub month: Month,
    /// Position in [`Cohort::practices`]: the registered practice, else the one that issued most
    /// items, the lowest code on a tie. `None` where no row has one.
    pub practice: Option<u32>,
    /// How many practices issued items.
    pub practices_touched: usize,
    /// Completed years on the last day of the month, if known.
    pub age: Option<u32>,
    /// Recorded sex, if known.
    pub sex: Option<Sex>,
    /// Positions of the distinct substances in [`Cohort::substances`], so in code order.
    pub substances: &'a [u16],
    values: &'a [u64],
}

impl PatientMonth<'_> {
    /// The value of a feature, by its position in [`Catalogue::features`]; `None` where the extract
    /// does not say.
    #[must_use]
    pub fn value(&self, feature: usize) -> Option<u64> {
        self.values
            .get(feature)
            .copied()
            .filter(|value| *value != UNKNOWN)
    }
}

/// The features of a catalogue, prepared for the substances of a cohort.
pub struct Features<'a> {
    cohort: &'a Cohort,
    /// What each substance adds: feature and amount.
    adds: Vec<Vec<(usize, u64)>>,
    /// Features that sum the items of each substance.
    items_of: Vec<Vec<usize>>,
    /// Features that count how many others are above zero, with those.
    categories: Vec<(usize, Vec<usize>)>,
    given: Vec<(usize, ExtractFact)>,
    /// Whether each substance has an oral morphine equivalent.
    opioids: Vec<bool>,
    /// Whether it has one, or its items are summed: few have.
    special: Vec<bool>,
    /// Whether the extract weighs opioids at all, and by the day: only then nobody's are none.
    weighs: (bool, bool),
    width: usize,
}

/// Whether a feature is made of substances by itself (a count or a sum of points).
fn is_counted(feature: &Feature) -> bool {
    feature.given.is_none() && feature.above_zero.is_empty() && feature.items_of.is_empty()
}

impl<'a> Features<'a> {
    /// Prepares the features.
    #[must_use]
    pub fn new(cohort: &'a Cohort, catalogue: &Catalogue) -> Self {
        let features = || catalogue.features.iter().enumerate();
        let counted: Vec<(usize, &Feature)> = features().filter(|(_, f)| is_counted(f)).collect();
        let adds = cohort.substances.iter().map(|substance| {
            let adds = counted
                .iter()
                .map(|(at, feature)| (*at, u64::from(catalogue.adds(feature, *substance))));
            adds.filter(|(_, amount)| *amount > 0).collect()
        });
        let categories = features().filter(|(_, feature)| !feature.above_zero.is_empty());
        let items_of = cohort.substances.iter().map(|substance| {
            let summed = features().filter(|(_, feature)| !feature.items_of.is_empty());
            let on = summed.filter(|(_, feature)| catalogue.adds(feature, *substance) > 0);
            on.map(|(at, _)| at).collect()
        });
        let items_of: Vec<Vec<usize>> = items_of.collect();
        let opioids: Vec<bool> = cohort
            .substances
            .iter()
            .map(|substance| morphine_equivalents().knows(*substance))
            .collect();
        let special = opioids.iter().zip(&items_of);
        Self {
            special: special
                .map(|(opioid, of)| *opioid || !of.is_empty())
                .collect(),
            items_of,
            cohort,
            adds: adds.collect(),
            categories: categories
                .map(|(at, feature)| {
                    let parts = feature.above_zero.iter();
                    (at, parts.filter_map(|id| catalogue.position(id)).collect())
                })
                .collect(),
            given: features()
                .filter_map(|(at, feature)| Some((at, feature.given?)))
                .collect(),
            opioids,
            weighs: cohort.weighs_opioids(),
            width: catalogue.features.len(),
        }
    }

    /// What the rows supply of opioids, into `found`; whether that is known of all of them.
    fn supplies(
        &self,
        partition: &Partition,
        rows: &[Packed],
        found: &mut Vec<(u16, OpioidSupply)>,
    ) -> bool {
        found.clear();
        let of_opioids = rows
            .iter()
            .filter(|row| self.opioids[usize::from(row.substance())]);
        let count = of_opioids.count();
        if count > 0 {
            let supplies = partition.opioids(rows).iter();
            let named = supplies.map(|(row, supply)| (row.substance(), *supply));
            found.extend(named);
        }
        found.len() == count
    }

    /// Hands every patient-month to `take`, together with the state of the thread that made it;
    /// gives the states. Months of one person come one after the other, people in no order.
    pub fn visit<S: Send>(
        &self,
        span: Window,
        new: impl Fn() -> S + Sync,
        take: impl Fn(&mut S, &PatientMonth<'_>) + Sync,
    ) -> Vec<S> {
        self.visit_people(span, new, |_, _| (), take)
    }

    /// The same, with all rows of each person, by month and substance, handed to `look` before the
    /// person's patient-months to `take`.
    pub fn visit_people<S: Send>(
        &self,
        span: Window,
        new: impl Fn() -> S + Sync,
        look: impl Fn(&mut S, &[Packed]) + Sync,
        take: impl Fn(&mut S, &PatientMonth<'_>) + Sync,
    ) -> Vec<S> {
        let partitions = self.cohort.partitions();
        let states = each_piece(
            partitions.len(),
            self.cohort.threads,
            || (new(), Room::default()),
            |(state, room), at| {
                self.visit_partition(&partitions[at], span, room, state, &look, &take);
            },
        );
        states.into_iter().map(|(state, _)| state).collect()
    }

    /// The same for some of the people, in the order of their numbers.
    pub(super) fn visit_partition<S>(
        &self,
        partition: &Partition,
        span: Window,
        room: &mut Room,
        state: &mut S,
        look: &impl Fn(&mut S, &[Packed]),
        take: &impl Fn(&mut S, &PatientMonth<'_>),
    ) {
        for (patient, person, rows) in partition.people() {
            look(state, rows);
            let mut one = |rows: &[Packed], month| {
                let who = (patient, person, month);
                take(state, &self.patient_month(who, partition, rows, room));
            };
            match span {
                Window::EachMonth => rows
                    .chunk_by(|a, b| a.month() == b.month())
                    .for_each(|rows| one(rows, rows[0].month())),
                Window::Months(first, last) => {
                    let from = rows.partition_point(|row| row.month() < first);
                    let to = rows.partition_point(|row| row.month() <= last);
                    if from < to {
                        one(&rows[from..to], last);
                    }
                }
            }
        }
    }

    fn patient_month<'r>(
        &self,
        (patient, person, month): (u32, Option<&'r Person>, Month),
        partition: &Partition,
        rows: &[Packed],
        room: &'r mut Room,
    ) -> PatientMonth<'r> {
        let (mut items, mut highest_age, mut sex) = (0, None, None);
        let mut special = false;
        room.substances.clear();
        room.practices.clear();
        for (row, of_row) in rows.iter().zip(partition.items(rows)) {
            items += of_row;
            highest_age = highest_age.max(row.age());
            sex = match (row.sex(), sex) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            special |= self.special[usize::from(row.substance())];
            if room.substances.last() != Some(&row.substance()) {
                room.substances.push(row.substance());
            }
            if let Some(practice) = row.practice() {
                match room
                    .practices
                    .iter_mut()
                    .find(|(known, _)| *known == practice)
                {
                    Some((_, issued)) => *issued += of_row,
                    None => room.practices.push((practice, of_row)),
                }
            }
        }
        // Within a month they are sorted already; those of a window are not.
        if !room.substances.is_sorted() {
            room.substances.sort_unstable();
        }
        room.substances.dedup();
        let busiest = room
            .practices
            .iter()
            .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        let registered = person.and_then(|person| person.practice);
        let born = person.and_then(|person| person.born);
        let age = born
            .and_then(|born| completed_years_on_last_day(born, month))
            .filter(|age| *age <= OLDEST);
        let age = age.or(highest_age).or(person.and_then(|person| person.age));
        let supplies = &mut room.supplies;
        let special: &[Packed] = if special { rows } else { &[] };
        let supplied = self.supplies(partition, special, supplies);
        self.fill(&mut room.values, &room.substances, |given| match given {
            ExtractFact::Items => Some(items),
            ExtractFact::Age => age.map(u64::from),
            ExtractFact::CareHome => person.and_then(|person| person.care_home).map(u64::from),
            ExtractFact::SevereFrailty => person
                .and_then(|person| person.severe_frailty)
                .map(u64::from),
            ExtractFact::OpioidOme if supplied && self.weighs.0 => {
                Some(morphine_equivalent(supplies))
            }
            ExtractFact::OpioidOmeDaily if supplied && self.weighs.1 => {
                morphine_equivalent_a_day(supplies)
            }
            ExtractFact::OpioidOme | ExtractFact::OpioidOmeDaily | ExtractFact::ClinicalRecord => {
                None
            }
        });
        for (row, of_row) in special.iter().zip(partition.items(special)) {
            for feature in &self.items_of[usize::from(row.substance())] {
                room.values[*feature] += of_row;
            }
        }
        PatientMonth {
            patient,
            person,
            month,
            practice: registered.or(busiest.map(|(practice, _)| u32::from(*practice))),
            practices_touched: room.practices.len(),
            age,
            sex: person
                .and_then(|person| person.sex)
                .filter(|sex| *sex != Sex::Unknown)
                .or(sex),
            substances: &room.substances,
            values: &room.values,
        }
    }

    fn fill(
        &self,
        values: &mut Vec<u64>,
        substances: &[u16],
        mut given: impl FnMut(ExtractFact) -> Option<u64>,
    ) {
        values.clear();
        values.resize(self.width, 0);
        for substance in substances {
            for (feature, amount) in &self.adds[usize::from(*substance)] {
                values[*feature] += amount;
            }
        }
        for (feature, parts) in &self.categories {
            let above = parts.iter().filter(|part| values[**part] > 0);
            values[*feature] = above.count() as u64;
        }
        for (feature, kind) in &self.given {
            values[*feature] = given(*kind).unwrap_or(UNKNOWN);
        }
    }
}

/// Lists that are filled anew for each patient-month.
#[derive(Default)]
pub(super) struct Room {
    substances: Vec<u16>,
    practices: Vec<(u16, u64)>,
    values: Vec<u64>,
    supplies: Vec<(u16, OpioidSupply)>,
}
