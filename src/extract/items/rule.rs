//! Items: one row is a dispensed or prescribed item line of one person, or a line of a report of
//! what people take on a day.

use chrono::NaiveDate;

use super::reader::{ItemReader, PracticeAt};
use super::supply::{days, quantity};
use crate::cohort::{CohortBuilder, ItemRow};
use crate::extract::cell::date;
use crate::extract::field::Field;
use crate::extract::medicine::{medicine, medicine_cells};
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::extract::rows::Rows;
use crate::model::DateReading;
use crate::model::{
    Month, OLDEST, OdsCode, PatientKey, Sex, completed_years_on_last_day, in_its_century,
    is_missing, normalised_id,
};

/// Columns that mark a row as outside the comparators, and why.
const EXCLUDING: [(Field, Reason); 4] = [
    (Field::NotDispensed, Reason::NotDispensed),
    (Field::Disallowed, Reason::Disallowed),
    (Field::OutOfHours, Reason::OutOfHours),
    (Field::PrivatePrescription, Reason::PrivatePrescription),
];

/// What the person columns of a row say; a report fills them in only on a person's first row.
pub(crate) struct PersonCells {
    id: PersonId,
    practice: Option<PracticeAt>,
    born: Option<DateReading>,
    age: Option<u32>,
    sex: Option<Sex>,
}

impl PersonCells {
    pub(crate) fn id(&self) -> &PersonId {
        &self.id
    }
}

/// The id of a person: most are numbers by themselves.
#[derive(Hash)]
pub(crate) enum PersonId {
    Number(PatientKey),
    Text(Box<str>),
}

/// The person of the rows above, or why there is none: what became of the row that named them
/// becomes of the rows that go on with it.
pub(crate) type LastPerson = Result<PersonCells, (Effect, Reason)>;

/// Reads one row.
pub(crate) fn item(
    row: &Row<'_>,
    of_day: Days,
    last_person: &mut LastPerson,
    reader: &mut ItemReader<'_>,
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

/// The column that is to blame where a person could not be read.
fn person_column(reason: Reason) -> Field {
    if reason == Reason::BadOrganisationCode {
        Field::PracticeCode
    } else {
        Field::PatientId
    }
}

fn person(
    row: &Row<'_>,
    reader: &mut ItemReader<'_>,
    report: &mut Report,
) -> Result<PersonCells, Fate> {
    Ok(PersonCells {
        id: person_id(row)?,
        practice: match row.filled(Field::PracticeCode) {
            Some(cell) => Some(reader.practice_at(cell).ok_or(Fate::rejected(
                Reason::BadOrganisationCode,
                Field::PracticeCode,
            ))?),
            None => None,
        },
        born: row.describe(report, Field::DateOfBirth, |cell| {
            reader.births.of(cell, date)
        }),
        age: row.describe(report, Field::Age, age),
        sex: row.describe(report, Field::Sex, |cell| {
            reader.sexes.of(cell, Sex::parse).ok_or(Reason::BadSex)
        }),
    })
}

/// The row's patient, as [`patient_id`] has it, without a text where the cell is a number.
fn person_id(row: &Row<'_>) -> Result<PersonId, Fate> {
    let number = row
        .cell(Field::PatientId)
        .and_then(|cell| Some((cell, PatientKey::of_number(cell)?)));
    match number {
        Some((cell, key)) if row.id_kind().admits_number(cell, key) => Ok(PersonId::Number(key)),
        Some(_) => Err(Fate::rejected(Reason::DamagedId, Field::PatientId)),
        None => {
            let id = patient_id(row)?;
            let key = PatientKey::of_number(id.as_bytes());
            Ok(key.map_or_else(|| PersonId::Text(id.into()), PersonId::Number))
        }
    }
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
        let tells_what_ended = rows.has(Field::CourseStatus) || rows.has(Field::MedicationEnd);
        Self {
            of_file: rows.as_of(),
            snapshot: tells_what_ended
                && (rows.names_its_day() || (rows.as_of().is_some() && !rows.has(Field::Month))),
        }
    }
}

/// The month a row counts in: that of its own date, unless the file is a report of a day; then
/// that of the day, if the medicine is taken on it.
fn month(row: &Row<'_>, days: Days, reader: &mut ItemReader<'_>) -> Result<Month, Fate> {
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

fn is_yes(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let words: [&[u8]; 5] = [b"y", b"yes", b"1", b"true", b"t"];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Whether an id is there and no text: a letter of another encoding, or a control character. It
/// must not pass for no id, which many rows rightly have.
fn is_unreadable(cell: &[u8]) -> bool {
    let text = std::str::from_utf8(cell).map(str::trim);
    text.is_ok_and(|text| text.chars().any(char::is_control)) || text.is_err()
}

/// The row's patient: excluded without an id, rejected with a damaged one.
pub(crate) fn patient_id(row: &Row<'_>) -> Result<String, Fate> {
    let cell = row.cell(Field::PatientId);
    if cell.is_some_and(is_unreadable) {
        return Err(Fate::rejected(Reason::UnreadableId, Field::PatientId));
    }
    let id = cell.and_then(normalised_id);
    let id = id.ok_or(Fate::Not(
        Effect::Excluded,
        Reason::NoPatientId,
        Some(Field::PatientId),
    ))?;
    if row.id_kind().admits(&id) {
        Ok(id)
    } else {
        Err(Fate::rejected(Reason::DamagedId, Field::PatientId))
    }
}

/// The row's practice; `None` where the cell is blank or the file has no such column.
pub(crate) fn practice(row: &Row<'_>) -> Result<Option<OdsCode>, Fate> {
    match row
        .cell(Field::PracticeCode)
        .filter(|cell| !is_missing(cell))
    {
        None => Ok(None),
        Some(cell) => match OdsCode::parse(cell) {
            Some(code) => Ok(Some(code)),
            None => Err(Fate::rejected(
                Reason::BadOrganisationCode,
                Field::PracticeCode,
            )),
        },
    }
}

/// An age in completed years.
pub(crate) fn age(cell: &[u8]) -> Result<u32, Reason> {
    match whole_number(cell).map(u32::try_from) {
        Some(Ok(age)) if age <= OLDEST => Ok(age),
        Some(_) => Err(Reason::AgeOutOfRange),
        None => Err(Reason::BadAge),
    }
}

/// A whole number of at most nine digits; "2.0" is one too, as spreadsheets write it.
pub(crate) fn whole_number(cell: &[u8]) -> Option<i64> {
    // Most are this short.
    if let [digit @ b'0'..=b'9'] = cell {
        return Some((digit - b'0').into());
    }
    if let [ten @ b'0'..=b'9', one @ b'0'..=b'9'] = cell {
        return Some(i64::from(ten - b'0') * 10 + i64::from(one - b'0'));
    }
    let cell = cell.trim_ascii();
    let digits = match cell.iter().position(|byte| *byte == b'.') {
        Some(dot) if cell[dot + 1..].iter().all(|byte| *byte == b'0') => &cell[..dot],
        Some(_) => return None,
        None => cell,
    };
    let plain = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    plain.then(|| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_nothing_else_are_counts() {
        for (cell, number) in [
            ("0", 0),
            ("12", 12),
            (" 3 ", 3),
            ("2.0", 2),
            ("2.", 2),
            ("999999999", 999_999_999),
        ] {
            assert_eq!(whole_number(cell.as_bytes()), Some(number), "{cell}");
        }
        for cell in [
            "",
            "-1",
            "1.5",
            "1e3",
            "two",
            "1,000",
            "9999999999",
            "+1",
            ".",
        ] {
            assert_eq!(whole_number(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn one_hundred_and_twenty_is_the_last_age() {
        assert_eq!(age(b"120"), Ok(120));
        assert_eq!(age(b"121"), Err(Reason::AgeOutOfRange));
        assert_eq!(age(b"old"), Err(Reason::BadAge));
    }
}
