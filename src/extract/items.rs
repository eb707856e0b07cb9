//! Items: one row is a dispensed or prescribed item line of one person.

use super::error::ReadError;
use super::field::Field;
use super::problem::{Effect, Reason, Report};
use super::rows::{Fate, Row, Rows};
use crate::model::{
    BnfFault, CohortBuilder, ItemRow, Month, OdsCode, Sex, Substance, is_missing, normalised_id,
};

/// The highest age that is believed.
const OLDEST: u32 = 120;

pub(super) fn read(
    rows: &mut Rows<'_>,
    builder: &mut CohortBuilder,
    report: &mut Report,
) -> Result<(), ReadError> {
    if !rows.has(Field::PracticeCode) && !builder.knows_registered_practices() {
        return Err(ReadError::NoPractice {
            file: rows.name().to_owned(),
        });
    }
    rows.each(report, |row, report| match item(row, builder, report) {
        Ok(item) => {
            builder.push_item(item);
            Fate::Used
        }
        Err(fate) => fate,
    })
}

fn item(row: &Row<'_>, builder: &mut CohortBuilder, report: &mut Report) -> Result<ItemRow, Fate> {
    let id = row.cell(Field::PatientId).and_then(normalised_id);
    let id = id.ok_or(Fate::Not(
        Effect::Excluded,
        Reason::NoPatientId,
        Some(Field::PatientId),
    ))?;
    let month = row.cell(Field::Month).and_then(Month::parse);
    let month = month.ok_or(Fate::rejected(Reason::BadMonth, Field::Month))?;
    let code = Substance::from_bnf_code(row.cell(Field::BnfCode).unwrap_or_default());
    let (substance, restored) = code.map_err(|fault| {
        let reason = if fault == BnfFault::Exponent {
            Reason::BnfExponent
        } else {
            Reason::BadBnfCode
        };
        Fate::rejected(reason, Field::BnfCode)
    })?;
    let items = match row.cell(Field::Items) {
        Some(cell) => whole_number(cell).ok_or(Fate::rejected(Reason::BadItems, Field::Items))?,
        None => 1,
    };
    let code = practice(row)?;
    let patient = builder.patient(&id);
    if code.is_none() && builder.registered_practice(patient).is_none() {
        return Err(Fate::rejected(Reason::NoPractice, Field::PracticeCode));
    }
    if restored {
        row.note(
            report,
            Field::BnfCode,
            Reason::LostLeadingZero,
            Effect::Restored,
        );
    }
    Ok(ItemRow {
        patient,
        month,
        substance: builder.substance(substance),
        practice: code.map(|code| builder.practice(code)),
        items,
        age: row.describe(report, Field::Age, age),
        sex: row.describe(report, Field::Sex, |cell| {
            Sex::parse(cell).ok_or(Reason::BadSex)
        }),
    })
}

/// The row's practice; `None` where the cell is blank or the file has no such column.
pub(super) fn practice(row: &Row<'_>) -> Result<Option<OdsCode>, Fate> {
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
pub(super) fn age(cell: &[u8]) -> Result<u32, Reason> {
    match whole_number(cell).map(u32::try_from) {
        Some(Ok(age)) if age <= OLDEST => Ok(age),
        Some(_) => Err(Reason::AgeOutOfRange),
        None => Err(Reason::BadAge),
    }
}

/// A whole number of at most nine digits; "2.0" is one too, as spreadsheets write it.
pub(super) fn whole_number(cell: &[u8]) -> Option<i64> {
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
