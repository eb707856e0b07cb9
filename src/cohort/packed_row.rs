//! One item line as sixteen bytes, so that a hundred million of them fit into a machine. In the
//! order of its bits a row sorts by person, month, substance and practice.

use crate::model::OpioidSupply;
use crate::model::{Form, PatientKey};
use crate::model::{Month, Sex};

/// Months are counted from January 1900, the first that a [`Month`] can be.
const FIRST_MONTH: i32 = 1900 * 12;
const NO_PRACTICE: u16 = u16::MAX;
const NO_AGE: u32 = 127;
const NO_SEX: u32 = 3;
/// Stands for a number of items that is kept beside the row.
const MANY_ITEMS: u64 = 511;

/// One item line, its ids already positions in the dictionaries of the shard it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// From [`super::shard::Shard::patient`].
    pub patient: PatientKey,
    /// Month the items count in.
    pub month: Month,
    /// From [`super::shard::Shard::substance`].
    pub substance: u16,
    /// From [`super::shard::Shard::practice`]; `None` where the patients file is to say.
    pub practice: Option<u16>,
    /// Number of items.
    pub items: u64,
    /// Completed years, at most 120.
    pub age: Option<u32>,
    /// Recorded sex.
    pub sex: Option<Sex>,
    /// What it supplies of an opioid; `None` where it is none, or the extract does not say.
    pub opioid: Option<OpioidSupply>,
}

/// A row in sixteen bytes. From the top: the person's number (64 bits) and its form (2), month
/// (12), substance (16), practice (16), items (9), age (7), sex (2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packed(u128);

impl Packed {
    pub(crate) fn new(row: &ItemRow) -> Self {
        let bits = |value: u64, from: u32| u128::from(value) << from;
        let month = u64::try_from(row.month.index() - FIRST_MONTH).unwrap_or(0) & 0xfff;
        let age = row.age.map_or(NO_AGE, |age| age.min(NO_AGE - 1));
        let sex = row.sex.map_or(NO_SEX, Sex::index);
        Self(
            bits(row.patient.number, 64)
                | bits(row.patient.form as u64, 62)
                | bits(month, 50)
                | bits(u64::from(row.substance), 34)
                | bits(u64::from(row.practice.unwrap_or(NO_PRACTICE)), 18)
                | bits(row.items.min(MANY_ITEMS), 9)
                | bits(u64::from(age), 2)
                | u128::from(sex),
        )
    }

    /// Whether the number of items is kept beside the row.
    pub(crate) fn has_many_items(self) -> bool {
        self.field(9, 9) == MANY_ITEMS
    }

    fn field(self, from: u32, width: u32) -> u64 {
        // The mask leaves at most 64 bits.
        let mask = (1_u128 << width) - 1;
        u64::try_from((self.0 >> from) & mask).unwrap_or(u64::MAX)
    }

    /// What the rows of one person and month have in common, in the order of the rows.
    pub(crate) fn person_month(self) -> u128 {
        self.0 >> 50
    }

    pub(crate) fn form(self) -> Form {
        Form::ALL[usize::try_from(self.field(62, 2)).unwrap_or(0) & 3]
    }

    pub(crate) fn number(self) -> u64 {
        self.field(64, 64)
    }

    /// What the rows of one person have in common, in the order of the rows.
    #[must_use]
    pub fn person(self) -> u128 {
        self.0 >> 62
    }

    /// The month.
    #[must_use]
    pub fn month(self) -> Month {
        Month::from_index(i32::try_from(self.field(50, 12)).unwrap_or(0) + FIRST_MONTH)
    }

    /// Position of the substance.
    #[must_use]
    pub fn substance(self) -> u16 {
        u16::try_from(self.field(34, 16)).unwrap_or(u16::MAX)
    }

    /// Position of the practice.
    #[must_use]
    pub fn practice(self) -> Option<u16> {
        let practice = u16::try_from(self.field(18, 16)).unwrap_or(NO_PRACTICE);
        (practice != NO_PRACTICE).then_some(practice)
    }

    /// Number of items, unless it is kept beside the row.
    pub(crate) fn few_items(self) -> u64 {
        let items = self.field(9, 9);
        if items == MANY_ITEMS { 0 } else { items }
    }

    /// Completed years.
    #[must_use]
    pub fn age(self) -> Option<u32> {
        let age = u32::try_from(self.field(2, 7)).unwrap_or(NO_AGE);
        (age != NO_AGE).then_some(age)
    }

    /// Recorded sex, if it is known.
    #[must_use]
    pub fn sex(self) -> Option<Sex> {
        let sex = u32::try_from(self.field(0, 2)).unwrap_or(NO_SEX);
        Sex::from_index(sex).filter(|sex| *sex != Sex::Unknown)
    }

    /// The row with its positions in other dictionaries.
    pub(crate) fn renumbered(self, number: u64, substance: u16, practice: Option<u16>) -> Self {
        const KEPT: u128 = !((u64::MAX as u128) << 64 | 0xffff << 34 | 0xffff << 18);
        let practice = practice.unwrap_or(NO_PRACTICE);
        Self(
            self.0 & KEPT
                | u128::from(number) << 64
                | u128::from(substance) << 34
                | u128::from(practice) << 18,
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(number: u64, form: Form) -> PatientKey {
        PatientKey {
            part: 0,
            number,
            form,
        }
    }

    proptest! {
        #[test]
        fn a_row_is_unpacked_as_it_was_packed(
            number in any::<u64>(), form in 0_usize..4, year in 1900_i32..2200, month in 1_i32..13,
            substance in 0_u16..u16::MAX, practice in proptest::option::of(0_u16..NO_PRACTICE),
            items in 0_u64..2000, age in proptest::option::of(0_u32..=120), sex in 0_u32..4,
        ) {
            let row = ItemRow {
                patient: key(number, Form::ALL[form]),
                month: Month::new(year, month).expect("a month"),
                substance, practice, items, age,
                sex: Sex::from_index(sex),
                opioid: None,
            };
            let packed = Packed::new(&row);
            prop_assert_eq!((packed.number(), packed.form()), (number, row.patient.form));
            prop_assert_eq!((packed.month(), packed.substance(), packed.practice()), (row.month, substance, practice));
            prop_assert_eq!(packed.age(), age);
            prop_assert_eq!(packed.sex(), row.sex.filter(|sex| *sex != Sex::Unknown));
            prop_assert_eq!(packed.has_many_items(), items >= MANY_ITEMS);
            prop_assert_eq!(packed.few_items(), if items < MANY_ITEMS { items } else { 0 });
            let other = packed.renumbered(number ^ 5, substance ^ 1, None);
            prop_assert_eq!((other.number(), other.form()), (number ^ 5, row.patient.form));
            prop_assert_eq!((other.month(), other.substance(), other.practice()), (row.month, substance ^ 1, None));
            prop_assert_eq!((other.age(), other.few_items()), (age, packed.few_items()));
        }

        #[test]
        fn rows_sort_by_person_then_month_then_substance(a in row(), b in row()) {
            let order = |row: &ItemRow| (row.patient.number, row.patient.form, row.month, row.substance);
            if order(&a) != order(&b) {
                prop_assert_eq!(Packed::new(&a).cmp(&Packed::new(&b)), order(&a).cmp(&order(&b)));
            }
        }
    }

    fn row() -> impl Strategy<Value = ItemRow> {
        (0_u64..3, 0_usize..4, 1_i32..13, 0_u16..3, 0_u64..600).prop_map(
            |(number, form, month, substance, items)| ItemRow {
                patient: key(number, Form::ALL[form]),
                month: Month::new(2024, month).expect("a month"),
                substance,
                practice: None,
                items,
                age: None,
                sex: None,
                opioid: None,
            },
        )
    }
}
