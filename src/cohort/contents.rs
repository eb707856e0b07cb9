//! Everything the readers found, as small integers with their dictionaries beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::organisation::Organisations;
use super::packed_row::Packed;
use super::person::Person;
use crate::model::OpioidSupply;
use crate::model::parallel::each_piece;
use crate::model::{Form, written};
use crate::model::{Month, OdsCode, Sex, Substance};

/// The extract in memory. Practices and substances are positions in sorted dictionaries, so a
/// comparison of numbers is a comparison of codes and the order of input rows leaves no trace.
/// People are numbered too, in an order that is the same in every run but is not that of their ids.
pub struct Cohort {
    partitions: Vec<Partition>,
    months: BTreeSet<Month>,
    /// Practice codes, sorted.
    pub practices: Vec<OdsCode>,
    /// Substances, sorted.
    pub substances: Vec<Substance>,
    /// Practices and what they belong to; empty without an organisations file.
    pub organisations: Organisations,
    /// How many threads a computation over the cohort may use.
    pub threads: usize,
}

/// Some of the people with all their rows.
pub struct Partition {
    /// Sorted by person, month and substance, in pieces; each person in one of them.
    rows: Vec<Vec<Packed>>,
    /// Rows whose number of items does not fit into them, sorted, with that number.
    many: Beside<u64>,
    /// Rows of opioids, sorted, with what they supply where the extract says.
    opioids: Beside<OpioidSupply>,
    texts: Vec<Box<str>>,
    /// Everybody of the rows and of the patients files, sorted.
    ids: Vec<(u64, Form)>,
    /// What the patients files say; as long as `ids`, or empty.
    people: Vec<Option<Person>>,
    /// Number of the first person.
    first: u32,
    /// Months of the rows, until the cohort has them.
    months: Vec<Month>,
}

/// What some rows have beside them.
type Beside<T> = Vec<(Packed, T)>;

/// One item line with everything in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Number of the person.
    pub patient: u32,
    /// Month the items count in.
    pub month: Month,
    /// Position in [`Cohort::substances`].
    pub substance: u16,
    /// Position in [`Cohort::practices`].
    pub practice: Option<u16>,
    /// Number of items.
    pub items: u64,
    /// Completed years.
    pub age: Option<u32>,
    /// Recorded sex, if known.
    pub sex: Option<Sex>,
}

/// The number of a person within a part, and its form.
type Id = (u64, Form);

impl Partition {
    pub(crate) fn new(
        rows: Vec<Vec<Packed>>,
        (many, opioids): (Beside<u64>, Beside<OpioidSupply>),
        texts: Vec<Box<str>>,
        (named, people): (Vec<Id>, BTreeMap<Id, Person>),
    ) -> Self {
        let mut ids: Vec<(u64, Form)> = Vec::new();
        let mut months: Vec<Month> = Vec::new();
        let of_months = rows.iter().flat_map(|rows| rows.chunk_by(is_same_month));
        for of_month in of_months {
            let (first, month) = (of_month[0], of_month[0].month());
            // There are few of them.
            if !months.contains(&month) {
                months.push(month);
            }
            let id = (first.number(), first.form());
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
        ids.extend(people.keys());
        ids.extend(named);
        ids.sort_unstable();
        ids.dedup();
        let mut described = vec![None; if people.is_empty() { 0 } else { ids.len() }];
        for (id, person) in people {
            if let Ok(at) = ids.binary_search(&id) {
                described[at] = Some(person);
            }
        }
        Self {
            rows,
            many,
            opioids,
            texts,
            ids,
            people: described,
            first: 0,
            months,
        }
    }

    /// The people with rows, in the order of the rows: the number of each, what the patients files
    /// say of them, and their rows.
    pub fn people(&self) -> impl Iterator<Item = (u32, Option<&Person>, &[Packed])> {
        let mut at = 0;
        self.rows
            .iter()
            .flat_map(|rows| rows.chunk_by(|a, b| a.person() == b.person()))
            .map(move |rows| {
                let id = (rows[0].number(), rows[0].form());
                while self.ids[at] != id {
                    at += 1;
                }
                (
                    self.first + position(at),
                    self.people.get(at).and_then(Option::as_ref),
                    rows,
                )
            })
    }

    /// Number of item lines.
    #[must_use]
    pub fn item_rows(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// Items of rows that are alike but for what a row cannot hold: `count` rows like this one.
    fn many_items(&self, row: Packed) -> impl Iterator<Item = u64> {
        let from = self.many.partition_point(|(known, _)| *known < row);
        self.many[from..]
            .iter()
            .take_while(move |(known, _)| *known == row)
            .map(|(_, items)| *items)
    }

    /// What these rows, which follow one another and are of one person, supply of opioids where the
    /// extract says, in the order of the rows.
    pub fn opioids(&self, rows: &[Packed]) -> &[(Packed, OpioidSupply)] {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return &[];
        };
        let (first, last) = (first.person_month(), last.person_month());
        let of = &self.opioids;
        let from = of.partition_point(|(row, _)| row.person_month() < first);
        let length = of[from..].partition_point(|(row, _)| row.person_month() <= last);
        &of[from..from + length]
    }

    /// Items of each of the rows of one person and month, in their order.
    pub fn items<'a>(&'a self, rows: &'a [Packed]) -> impl Iterator<Item = u64> + 'a {
        let mut repeated = 0;
        rows.iter().enumerate().map(move |(at, row)| {
            if !row.has_many_items() {
                return row.few_items();
            }
            repeated = if at > 0 && rows[at - 1] == *row {
                repeated + 1
            } else {
                0
            };
            self.many_items(*row).nth(repeated).unwrap_or(0)
        })
    }
}

/// Whether two rows are of one person and month.
fn is_same_month(a: &Packed, b: &Packed) -> bool {
    a.person_month() == b.person_month()
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four thousand million people")
}

impl Cohort {
    pub(crate) fn new(
        mut partitions: Vec<Partition>,
        practices: Vec<OdsCode>,
        substances: Vec<Substance>,
        organisations: Organisations,
        threads: usize,
    ) -> Self {
        let mut first = 0;
        for partition in &mut partitions {
            partition.first = first;
            first += position(partition.ids.len());
        }
        let months = partitions
            .iter_mut()
            .flat_map(|p| std::mem::take(&mut p.months));
        Self {
            months: months.collect(),
            partitions,
            practices,
            substances,
            organisations,
            threads,
        }
    }

    /// Some of the people each; together all.
    #[must_use]
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    pub(crate) fn people_mut(&mut self) -> impl Iterator<Item = &mut Person> {
        self.partitions
            .iter_mut()
            .flat_map(|partition| partition.people.iter_mut().flatten())
    }

    /// What the patients files say of everybody they know.
    pub fn described(&self) -> impl Iterator<Item = &Person> {
        self.registered().map(|(_, person)| person)
    }

    /// The number of everybody the patients files know, and what they say.
    pub fn registered(&self) -> impl Iterator<Item = (u32, &Person)> {
        self.partitions.iter().flat_map(|partition| {
            let people = (partition.first..).zip(&partition.people);
            people.filter_map(|(number, person)| Some((number, person.as_ref()?)))
        })
    }

    /// Number of people in the rows and in the patients files.
    #[must_use]
    pub fn patients(&self) -> usize {
        self.partitions
            .iter()
            .map(|partition| partition.ids.len())
            .sum()
    }

    /// Number of item lines.
    #[must_use]
    pub fn item_rows(&self) -> usize {
        self.partitions.iter().map(Partition::item_rows).sum()
    }

    /// Whether the extract says of any opioid how much of it is supplied, and in how many days.
    #[must_use]
    pub fn weighs_opioids(&self) -> (bool, bool) {
        let supplies = || self.partitions.iter().flat_map(|p| &p.opioids);
        let lasts = |(_, supply): &(Packed, OpioidSupply)| supply.days > 0;
        (supplies().next().is_some(), supplies().any(lasts))
    }

    fn place(&self, patient: u32) -> Option<(&Partition, usize)> {
        let after = self
            .partitions
            .partition_point(|partition| partition.first <= patient);
        let partition = self.partitions.get(after.checked_sub(1)?)?;
        let at = usize::try_from(patient - partition.first).ok()?;
        (at < partition.ids.len()).then_some((partition, at))
    }

    /// The id of the person of this number, as it is compared; empty if there is none.
    #[must_use]
    pub fn patient_id(&self, patient: u32) -> String {
        self.place(patient)
            .map_or_else(String::new, |(partition, at)| {
                let (number, form) = partition.ids[at];
                written(number, form, &partition.texts)
            })
    }

    /// The number of the person of this normalised id.
    #[must_use]
    pub fn find_patient(&self, id: &str) -> Option<u32> {
        let key = crate::model::PatientKey::of_number(id.as_bytes());
        let part = key.map_or_else(|| crate::model::part_of_text(id), |key| key.part);
        let partition = self.partitions.get(usize::from(part))?;
        let id = match key {
            Some(key) => (key.number, key.form),
            None => {
                let at = partition
                    .texts
                    .binary_search_by(|text| (**text).cmp(id))
                    .ok()?;
                (at as u64, Form::Text)
            }
        };
        let at = partition.ids.binary_search(&id).ok()?;
        Some(partition.first + position(at))
    }

    /// What the patients files say of the person of this number.
    #[must_use]
    pub fn person(&self, patient: u32) -> Option<&Person> {
        let (partition, at) = self.place(patient)?;
        partition.people.get(at)?.as_ref()
    }

    /// Every item line, by person, month and substance.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        self.partitions.iter().flat_map(|partition| {
            partition.people().flat_map(|(patient, _, rows)| {
                rows.iter()
                    .zip(partition.items(rows))
                    .map(move |(row, items)| Item {
                        patient,
                        month: row.month(),
                        substance: row.substance(),
                        practice: row.practice(),
                        items,
                        age: row.age(),
                        sex: row.sex(),
                    })
            })
        })
    }

    /// Every month with an item line.
    #[must_use]
    pub fn months_with_items(&self) -> &BTreeSet<Month> {
        &self.months
    }

    /// The first and the last month with an item line.
    #[must_use]
    pub fn months(&self) -> Option<(Month, Month)> {
        Some((*self.months.first()?, *self.months.last()?))
    }

    /// How many people have an item line of a practice in a month, by month and position of the
    /// practice.
    #[must_use]
    pub fn patients_by_practice(&self) -> BTreeMap<(Month, u16), u64> {
        let counts = each_piece(
            self.partitions.len(),
            self.threads,
            BTreeMap::new,
            |counts, at| {
                let mut seen: Vec<u16> = Vec::new();
                let rows = &self.partitions[at].rows;
                let of_person_and_month = rows.iter().flat_map(|rows| rows.chunk_by(is_same_month));
                for rows in of_person_and_month {
                    seen.clear();
                    for practice in rows.iter().filter_map(|row| row.practice()) {
                        if !seen.contains(&practice) {
                            seen.push(practice);
                            *counts.entry((rows[0].month(), practice)).or_insert(0) += 1;
                        }
                    }
                }
            },
        );
        let mut all = BTreeMap::new();
        for (key, count) in counts.into_iter().flatten() {
            *all.entry(key).or_insert(0) += count;
        }
        all
    }
}
