//! Patients: one row is a person.

use super::cell::{age, date, is_yes, whole_number};
use super::error::ReadError;
use super::field::Field;
use super::kind_shape::{KindShape, MEDICINE};
use super::problem::{Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::{CohortBuilder, Person};
use crate::files::text;
use crate::model::FileKind;
use crate::model::Sex;

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Patients,
    needs: &[Field::PatientId],
    one_of: &[
        Field::PracticeCode,
        Field::Age,
        Field::DateOfBirth,
        Field::Sex,
        Field::ImdDecile,
        Field::CareHome,
        Field::Frailty,
        Field::LastReview,
        Field::EndOfLife,
        Field::Language,
    ],
    never: MEDICINE,
};

/// Above this electronic frailty index a person is severely frail.
/// A. Clegg and others, Age and Ageing 45 (2016), 353 to 360: severe frailty is an index above 0.36.
const SEVERE_FRAILTY_INDEX: f64 = 0.36;

pub(crate) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, report| {
        person(row, builder, report).err().unwrap_or(Fate::Used)
    })
}

fn person(row: &Row<'_>, builder: &mut CohortBuilder, report: &mut Report) -> Result<(), Fate> {
    let id = row.patient_id()?;
    let practice = row
        .practice()?
        .map(|code| u32::from(builder.shard.practice(code)));
    let born = row.describe(report, Field::DateOfBirth, date);
    let person = Person {
        practice,
        born: born.map(|written| written.date),
        two_digit_birth_year: born.is_some_and(|written| written.two_digit_year),
        age: row.describe(report, Field::Age, age),
        sex: row.describe(report, Field::Sex, |cell| {
            Sex::parse(cell).ok_or(Reason::BadSex)
        }),
        imd_decile: row.describe(report, Field::ImdDecile, decile),
        care_home: row.describe(report, Field::CareHome, yes_no),
        severe_frailty: row.describe(report, Field::Frailty, severe_frailty),
        last_review: row
            .describe(report, Field::LastReview, date)
            .map(|written| written.date),
        end_of_life: row.describe(report, Field::EndOfLife, yes_no),
        columns: row.free().map(|text| text.map(Into::into)).collect(),
        language: row.describe(report, Field::Language, |cell| Ok(text(cell).trim().into())),
    };
    if builder.push_person(&id, person) {
        Ok(())
    } else {
        Err(Fate::rejected(Reason::RepeatedPerson, Field::PatientId))
    }
}

fn decile(cell: &[u8]) -> Result<u32, Reason> {
    let decile = whole_number(cell).and_then(|decile| u32::try_from(decile).ok());
    decile
        .filter(|decile| (1..=10).contains(decile))
        .ok_or(Reason::BadDecile)
}

fn yes_no(cell: &[u8]) -> Result<bool, Reason> {
    if is_yes(cell) {
        return Ok(true);
    }
    match cell.trim_ascii().to_ascii_lowercase().as_slice() {
        b"0" | b"n" | b"no" | b"false" | b"f" => Ok(false),
        _ => Err(Reason::BadYesNo),
    }
}

/// A category, or an electronic frailty index of 0 to 1.
fn severe_frailty(cell: &[u8]) -> Result<bool, Reason> {
    let word = cell.trim_ascii().to_ascii_lowercase();
    match word.as_slice() {
        b"severe" | b"severe frailty" | b"severely frail" => return Ok(true),
        b"moderate" | b"moderate frailty" | b"mild" | b"mild frailty" | b"fit" | b"none"
        | b"no frailty" => {
            return Ok(false);
        }
        _ => {}
    }
    let index = std::str::from_utf8(&word)
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    let index = index
        .filter(|index| (0.0..=1.0).contains(index))
        .ok_or(Reason::BadFrailty)?;
    Ok(index > SEVERE_FRAILTY_INDEX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_exactly_0_36_is_not_severe() {
        assert_eq!(severe_frailty(b"0.36"), Ok(false));
        assert_eq!(severe_frailty(b"0.37"), Ok(true));
        assert_eq!(severe_frailty(b"Severe"), Ok(true));
        assert_eq!(severe_frailty(b"moderate"), Ok(false));
        for cell in ["1.1", "-0.1", "NaN", "frail"] {
            assert_eq!(
                severe_frailty(cell.as_bytes()),
                Err(Reason::BadFrailty),
                "{cell}"
            );
        }
    }

    #[test]
    fn deciles_run_from_one_to_ten() {
        assert_eq!(decile(b"1"), Ok(1));
        assert_eq!(decile(b"10"), Ok(10));
        assert_eq!(decile(b"0"), Err(Reason::BadDecile));
        assert_eq!(decile(b"11"), Err(Reason::BadDecile));
    }
}
