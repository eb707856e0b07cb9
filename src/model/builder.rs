//! Building a cohort row by row, in any order.

use indexmap::IndexSet;
use polars::prelude::{Column, DataFrame, PolarsResult};

use super::age::in_its_century;
use super::{Cohort, Month, OdsCode, Organisations, Person, Sex, Substance, column};

/// Collects rows and dictionaries; [`CohortBuilder::finish`] sorts the dictionaries.
#[derive(Default)]
pub struct CohortBuilder {
    patients: IndexSet<Box<str>>,
    practices: IndexSet<OdsCode>,
    substances: IndexSet<Substance>,
    people: Vec<Option<Person>>,
    rows: Rows,
    /// Practices and what they belong to.
    pub organisations: Organisations,
}

/// One item line, its ids already positions in the builder's dictionaries.
#[derive(Clone, Copy, Debug)]
pub struct ItemRow {
    /// From [`CohortBuilder::patient`].
    pub patient: u32,
    /// Month the items count in.
    pub month: Month,
    /// From [`CohortBuilder::substance`].
    pub substance: u32,
    /// From [`CohortBuilder::practice`]; `None` where the patients file is to say.
    pub practice: Option<u32>,
    /// Number of items, not negative.
    pub items: i64,
    /// Completed years.
    pub age: Option<u32>,
    /// Recorded sex.
    pub sex: Option<Sex>,
    /// Quantity, in the units of the medicine.
    pub quantity: Option<f64>,
    /// Days the quantity lasts.
    pub days: Option<f64>,
}

#[derive(Default)]
struct Rows {
    patient: Vec<u32>,
    month: Vec<i32>,
    substance: Vec<u32>,
    practice: Vec<Option<u32>>,
    items: Vec<i64>,
    age: Vec<Option<u32>>,
    sex: Vec<Option<u32>>,
    /// As long as the rows up to the last that has one.
    quantity: Vec<Option<f64>>,
    /// As long as the rows up to the last that has one.
    days: Vec<Option<f64>>,
}

impl CohortBuilder {
    /// The number of this patient id in the builder.
    pub fn patient(&mut self, id: &str) -> u32 {
        match self.patients.get_index_of(id) {
            Some(position) => to_u32(position),
            None => to_u32(self.patients.insert_full(id.into()).0),
        }
    }

    /// The number of this practice in the builder.
    pub fn practice(&mut self, code: OdsCode) -> u32 {
        to_u32(self.practices.insert_full(code).0)
    }

    /// The number of this substance in the builder.
    pub fn substance(&mut self, substance: Substance) -> u32 {
        to_u32(self.substances.insert_full(substance).0)
    }

    /// Adds an item line.
    pub fn push_item(&mut self, row: ItemRow) {
        let before = self.rows.patient.len();
        put(&mut self.rows.quantity, before, row.quantity);
        put(&mut self.rows.days, before, row.days);
        self.rows.patient.push(row.patient);
        self.rows.month.push(row.month.index());
        self.rows.substance.push(row.substance);
        self.rows.practice.push(row.practice);
        self.rows.items.push(row.items);
        self.rows.age.push(row.age);
        self.rows.sex.push(row.sex.map(Sex::index));
    }

    /// Number of item lines so far.
    #[must_use]
    pub fn item_rows(&self) -> usize {
        self.rows.patient.len()
    }

    /// Records what a patients file says of a person. `false`, and nothing recorded, if it has
    /// spoken of the person before.
    pub fn push_person(&mut self, patient: u32, person: Person) -> bool {
        let at = patient as usize;
        if self.people.len() <= at {
            self.people.resize(at + 1, None);
        }
        let first = self.people[at].is_none();
        if first {
            self.people[at] = Some(person);
        }
        first
    }

    /// The practice a patients file registers the person with.
    #[must_use]
    pub fn registered_practice(&self, patient: u32) -> Option<u32> {
        self.people.get(patient as usize)?.as_ref()?.practice
    }

    /// Whether some person of the patients files has a registered practice.
    #[must_use]
    pub fn knows_registered_practices(&self) -> bool {
        self.people
            .iter()
            .flatten()
            .any(|person| person.practice.is_some())
    }

    /// Sorts the dictionaries and hands the cohort on.
    ///
    /// # Errors
    /// Only if the frame library refuses columns of equal length, which would be a fault here.
    pub fn finish(self) -> PolarsResult<Cohort> {
        let (patients, new_patient) = sorted(self.patients);
        let (practices, new_practice) = sorted(self.practices);
        let (substances, new_substance) = sorted(self.substances);
        let mut people = vec![
            None;
            if self.people.is_empty() {
                0
            } else {
                patients.len()
            }
        ];
        let latest = Month::from_index(self.rows.month.iter().max().copied().unwrap_or(i32::MAX));
        for (at, person) in self.people.into_iter().enumerate() {
            let person = person.map(|person| Person {
                born: person.born.map(|born| {
                    if person.two_digit_birth_year {
                        in_its_century(born, latest)
                    } else {
                        born
                    }
                }),
                two_digit_birth_year: false,
                practice: person.practice.map(|old| new_practice[old as usize]),
                ..person
            });
            people[new_patient[at] as usize] = person;
        }
        let rows = self.rows;
        let renumber = |old: Vec<u32>, new: &[u32]| -> Vec<u32> {
            old.into_iter().map(|at| new[at as usize]).collect()
        };
        let practice: Vec<Option<u32>> = rows
            .practice
            .into_iter()
            .map(|old| old.map(|at| new_practice[at as usize]))
            .collect();
        let height = rows.patient.len();
        let items = DataFrame::new(
            height,
            vec![
                Column::new(column::PATIENT.into(), renumber(rows.patient, &new_patient)),
                Column::new(column::MONTH.into(), rows.month),
                Column::new(
                    column::SUBSTANCE.into(),
                    renumber(rows.substance, &new_substance),
                ),
                Column::new(column::PRACTICE.into(), practice),
                Column::new(column::ITEMS.into(), rows.items),
                Column::new(column::AGE.into(), rows.age),
                Column::new(column::SEX.into(), rows.sex),
            ],
        )?;
        Ok(Cohort {
            items,
            people,
            patients,
            practices,
            substances,
            organisations: self.organisations,
            quantities: rows.quantity,
            days: rows.days,
        })
    }
}

/// Puts a value at the position of its row; most files have none, and take no room.
fn put(values: &mut Vec<Option<f64>>, at: usize, value: Option<f64>) {
    if value.is_some() {
        values.resize(at, None);
        values.push(value);
    }
}

/// The dictionary in order, and for each old position its new one.
fn sorted<T: Ord>(dictionary: IndexSet<T>) -> (Vec<T>, Vec<u32>) {
    let mut entries: Vec<(T, usize)> = dictionary.into_iter().zip(0..).collect();
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut new = vec![0; entries.len()];
    for (position, (_, old)) in entries.iter().enumerate() {
        new[*old] = to_u32(position);
    }
    (entries.into_iter().map(|(entry, _)| entry).collect(), new)
}

fn to_u32(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than four thousand million distinct ids")
}
