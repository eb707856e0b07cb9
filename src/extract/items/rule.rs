//! Items: one row is a dispensed or prescribed item line of one person, or a line of a report of
//! what people take on a day.

use chrono::NaiveDate;

use super::person::{LastPerson, PersonId, person, person_column};
use super::state::ItemState;
use super::supply::{days, quantity};
use crate::cohort::{CohortBuilder, ItemRow};
use crate::extract::cell::{date, is_yes, whole_number};
use crate::extract::field::Field;
use crate::extract::medicine::{medicine, medicine_cells};
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::extract::rows::Rows;
use crate::model::{Month, OLDEST, completed_years_on_last_day, in_its_century, is_missing};

/// Columns that mark a row as outside the comparators, and why.
const EXCLUDING: [(Field, Reason); 4] = [
    (Field::NotDispensed, Reason::NotDispensed),
    (Field::Disallowed, Reason::Disallowed),
    (Field::OutOfHours, Reason::OutOfHours),
    (Field::PrivatePrescription, Reason::PrivatePrescription),
];

/// Reads one row.
pub(crate) fn item(
    row: &Row<'_>,
    of_day: Days,
    last_person: &mut LastPerson,
    reader: &mut ItemState<'_>,
    builder: &CohortBuilder,
    report: &mut Report,
) -> Result<ItemRow, Fate> {
    if row.is_report() && row.is_blank() {
        return Err(Fate::Not(Effect::Excluded, Reason::BlankRow, None));
    }
    if row.after_lost() {
        // The row above could not be read; it may have named another person.
        *last_person = Err((Effect::Rejected, Reason::PersonLost));
    }
    // Only a row that says nothing at all of a person goes on with the one above.
    if !row.continues_person() {
        *last_person = person(row, reader, report).map_err(|fate| match fate {
            Fate::Not(effect, reason, _) => (effect, reason),
            Fate::Used => (Effect::Rejected, Reason::PersonLost),
        });
    }
    let excluding = EXCLUDING
        .into_iter()
        .find(|(field, _)| row.cell(*field).is_some_and(is_yes));
    if let Some((field, reason)) = excluding {
        return Err(Fate::Not(Effect::Excluded, reason, Some(field)));
    }
    let person = match last_person {
        Ok(person) => &*person,
        Err((effect, reason)) => {
            return Err(Fate::Not(*effect, *reason, Some(person_column(*reason))));
        }
    };
    let month = month(row, of_day, reader)?;
    let cells = medicine_cells(row);
    let medicine = medicine(row, cells, &mut reader.medicines, report)?;
    let items = match row.filled(Field::Items) {
        Some(cell) => whole_number(cell).ok_or(Fate::rejected(Reason::BadItems, Field::Items))?,
        None => 1,
    };
    let registered = || match &person.id {
        PersonId::Number(key) => builder.registers(*key),
        PersonId::Text(id) => builder.is_registered(id),
    };
    if person.practice.is_none() && !registered() {
        return Err(Fate::rejected(Reason::NoPractice, Field::PracticeCode));
    }
    reader.medicines.count(row.file(), cells, medicine, items);
    let born = person.born.map(|written| {
        if written.two_digit_year {
            in_its_century(written.date, month)
        } else {
            written.date
        }
    });
    let age = born
        .and_then(|born| completed_years_on_last_day(born, month))
        .filter(|age| *age <= OLDEST);
    let quantity = row.describe(report, Field::Quantity, |cell| {
        reader.quantities.of(cell, quantity)
    });
    let days = row.describe(report, Field::DaysSupplied, days);
    let opioid = medicine.is_opioid.then(|| {
        reader
            .opioids
            .supply(row, medicine.substance, quantity, days)
    });
    // Told once for a person of a report, at the row that has the date of birth.
    if born.is_some() && age.is_none() && !row.continues_person() {
        let aside = Effect::CellSetAside;
        row.note(report, Field::DateOfBirth, Reason::AgeOutOfRange, aside);
    }
    Ok(ItemRow {
        patient: match &person.id {
            PersonId::Number(key) => *key,
            PersonId::Text(id) => reader.shard.patient(id),
        },
        month,
        substance: reader.substance(&medicine),
        practice: person.practice.map(|at| reader.practice(at)),
        items: items.unsigned_abs(),
        age: age.or(person.age),
        sex: person.sex,
        opioid: opioid.flatten(),
    })
}

/// The day a file is of.
#[derive(Clone, Copy)]
pub(crate) struct Days {
    of_file: Option<NaiveDate>,
    /// Whether rows count on that day, whatever day they have themselves.
    snapshot: bool,
}

impl Days {
    /// Whether rows count on the file's day.
    pub(crate) fn is_snapshot(self) -> bool {
        self.snapshot
    }

    /// A report of a day that says what has ended is of what people take on that day, whenever each
    /// medicine was last issued: a regimen must not fall apart over the months of its issues.
    pub(crate) fn of(rows: &Rows<'_>) -> Self {
        let table = &rows.recognised().table;
        let tells_what_ended = rows.has(Field::CourseStatus) || rows.has(Field::MedicationEnd);
        Self {
            of_file: table.as_of,
            snapshot: tells_what_ended
                && (table.names_its_day || (table.as_of.is_some() && !rows.has(Field::Month))),
        }
    }
}

/// The month a row counts in: that of its own date, unless the file is a report of a day; then
/// that of the day, if the medicine is taken on it.
fn month(row: &Row<'_>, days: Days, reader: &mut ItemState<'_>) -> Result<Month, Fate> {
    if let Some(cell) = row.filled(Field::Month).filter(|_| !days.snapshot) {
        let month = reader.months.of(cell, Month::parse);
        return month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month));
    }
    let day = days
        .of_file
        .ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let not_current = |field| Fate::Not(Effect::Excluded, Reason::NotCurrent, Some(field));
    let on = |field: Field| match row.cell(field).filter(|cell| !is_missing(cell)) {
        Some(cell) => date(cell)
            .map(|written| Some(written.date))
            .map_err(|reason| Fate::rejected(reason, field)),
        None => Ok(None),
    };
    if on(Field::MedicationEnd)?.is_some_and(|end| end < day) {
        return Err(not_current(Field::MedicationEnd));
    }
    if on(Field::MedicationStart)?.is_some_and(|start| start > day) {
        return Err(not_current(Field::MedicationStart));
    }
    if row.cell(Field::CourseStatus).is_some_and(has_ended) {
        return Err(not_current(Field::CourseStatus));
    }
    Month::of_date(day).ok_or(Fate::rejected(Reason::BadMonth, Field::Month))
}

fn has_ended(cell: &[u8]) -> bool {
    let word = cell.trim_ascii().to_ascii_lowercase();
    matches!(
        word.as_slice(),
        b"past" | b"ended" | b"stopped" | b"cancelled" | b"inactive" | b"expired"
    )
}
