//! Records of reviews done: one row is a person and what became of the invitation.

use super::cell::date;
use super::error::ReadError;
use super::field::Field;
use super::kind_shape::{KindShape, MEDICINE};
use super::problem::{Effect, Reason, Report};
use super::row::{Fate, Row};
use super::rows::Rows;
use crate::cohort::Review;
use crate::files::text;
use crate::model::{FileKind, Month, is_missing};

/// What a header needs to be one.
pub(crate) const SHAPE: KindShape = KindShape {
    kind: FileKind::Reviews,
    needs: &[Field::PatientId, Field::ReviewDate, Field::ReviewOutcome],
    one_of: &[],
    never: MEDICINE,
};

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Reads records of reviews, and the ids of everyone they name. A row of a worklist that nobody
/// has filled in is left out.
pub(crate) fn read(
    rows: &mut Rows<'_>,
    reviews: &mut Vec<Review>,
    named: &mut Vec<String>,
    report: &mut Report,
) -> Result<(), ReadError> {
    rows.each(report, |row, report| {
        let review = row.patient_id().and_then(|patient| {
            named.push(patient.clone());
            review(patient, row, report)
        });
        match review {
            Ok(review) => {
                reviews.push(review);
                Fate::Used
            }
            Err(fate) => fate,
        }
    })
}

fn review(patient: String, row: &Row<'_>, report: &mut Report) -> Result<Review, Fate> {
    let filled = |field| row.cell(field).filter(|cell| !is_missing(cell));
    let written = |field| filled(field).map(written).unwrap_or_default();
    let date_of = filled(Field::ReviewDate)
        .map(date)
        .transpose()
        .map_err(|reason| Fate::rejected(reason, Field::ReviewDate))?;
    let snooze_until = row.describe(report, Field::SnoozeUntil, date);
    let review = Review {
        date: date_of.map(|written| written.date),
        status: written(Field::ReviewStatus),
        outcome: written(Field::ReviewOutcome),
        snooze_until: snooze_until.map(|written| written.date),
        note: written(Field::ReviewNote),
        month: None,
        patient: String::new(),
    };
    if review == Review::default() {
        return Err(Fate::Not(
            Effect::Excluded,
            Reason::NotReviewed,
            Some(Field::ReviewDate),
        ));
    }
    Ok(Review {
        patient,
        month: filled(Field::Month).and_then(Month::parse),
        ..review
    })
}

/// What a person wrote, without the apostrophe that keeps a spreadsheet from taking it for a
/// formula.
fn written(cell: &[u8]) -> String {
    let text = text(cell);
    let text = text.trim();
    let guarded = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULA));
    guarded.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_guarded_text_is_read_as_it_was_written() {
        assert_eq!(written(b"'=1+1 "), "=1+1");
        assert_eq!(written(b"'tis fine"), "'tis fine");
    }
}
