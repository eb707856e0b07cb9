//! The person of a row of items, or of the rows above that it goes on with.

use super::state::{ItemState, PracticeAt};
use crate::extract::cell::{age, date};
use crate::extract::field::Field;
use crate::extract::problem::{Effect, Reason, Report};
use crate::extract::row::{Fate, Row};
use crate::model::{DateReading, PatientKey, Sex};

/// What the person columns of a row say; a report fills them in only on a person's first row.
pub(crate) struct PersonCells {
    pub(crate) id: PersonId,
    pub(crate) practice: Option<PracticeAt>,
    pub(crate) born: Option<DateReading>,
    pub(crate) age: Option<u32>,
    pub(crate) sex: Option<Sex>,
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

/// The column that is to blame where a person could not be read.
pub(crate) fn person_column(reason: Reason) -> Field {
    if reason == Reason::BadOrganisationCode {
        Field::PracticeCode
    } else {
        Field::PatientId
    }
}

/// Reads the columns that describe a person.
pub(crate) fn person(
    row: &Row<'_>,
    reader: &mut ItemState<'_>,
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

/// The row's patient, as [`Row::patient_id`] has it, without a text where the cell is a number.
fn person_id(row: &Row<'_>) -> Result<PersonId, Fate> {
    let number = row
        .cell(Field::PatientId)
        .and_then(|cell| Some((cell, PatientKey::of_number(cell)?)));
    match number {
        Some((cell, key)) if row.id_kind().admits_number(cell, key) => Ok(PersonId::Number(key)),
        Some(_) => Err(Fate::rejected(Reason::DamagedId, Field::PatientId)),
        None => {
            let id = row.patient_id()?;
            let key = PatientKey::of_number(id.as_bytes());
            Ok(key.map_or_else(|| PersonId::Text(id.into()), PersonId::Number))
        }
    }
}
