//! From ranked people to the rows of reports, for the list and for one person.

use crate::cohort::Cohort;
use crate::model::{Level, Month};
use crate::reference;
use crate::report::{HumanCells, InvitationRow, PersonRow, ReasonRow};
use crate::shortlist::{Entry, HumanColumns, Outcome, ReviewReason};

pub(crate) fn person_row(entry: &Entry, cohort: &Cohort, month: Option<Month>) -> PersonRow {
    let practice = entry
        .practice
        .map(|practice| &cohort.practices[practice as usize]);
    let group = |level| practice.and_then(|practice| cohort.organisations.group(practice, level));
    let reasons = entry
        .assessments
        .iter()
        .filter_map(|assessment| match &assessment.outcome {
            Outcome::Met(reason) => Some(reason_row(reason)),
            _ => None,
        });
    PersonRow {
        rank: entry.rank as u64,
        patient_id: cohort.patient_id(entry.patient),
        practice_code: practice.map(ToString::to_string).unwrap_or_default(),
        practice_name: group(Level::Practice)
            .map(|(_, name)| name)
            .unwrap_or_default(),
        pcn_code: group(Level::Pcn).map(|(code, _)| code).unwrap_or_default(),
        age: entry.age.map(u64::from),
        sex: entry
            .sex
            .map(|sex| sex.as_str().to_owned())
            .unwrap_or_default(),
        score: u64::from(entry.score),
        medicines: entry.has_items.then(|| u64::from(entry.medicines)),
        acb_score: entry.has_items.then(|| u64::from(entry.acb_score)),
        reasons: reasons.collect(),
        medicines_listed: entry
            .counted
            .iter()
            .map(|medicine| reference::substances().name(*medicine))
            .collect(),
        data_month: month.map(|month| month.to_string()).unwrap_or_default(),
        human: HumanCells::default(),
    }
}

fn reason_row(reason: &ReviewReason) -> ReasonRow {
    ReasonRow {
        criterion: reason.criterion.clone(),
        points: u64::from(reason.points),
        text: reason.text.clone(),
        value: u64::from(reason.value),
        threshold: reason.threshold.map(u64::from),
        medicines: reason
            .medicines
            .iter()
            .map(|medicine| medicine.name.clone())
            .collect(),
    }
}

/// What was last written of a person, as a worklist shows it.
pub(crate) fn human_cells(written: &HumanColumns) -> HumanCells {
    HumanCells {
        status: written.status.clone(),
        date: written.date,
        outcome: written.outcome.clone(),
        snooze_until: written.snooze_until,
        note: written.note.clone(),
    }
}

/// What a letter needs to know of a person.
pub(crate) fn invitation_row(entry: &Entry, cohort: &Cohort) -> InvitationRow {
    let practice = entry
        .practice
        .map(|practice| &cohort.practices[practice as usize]);
    let named = practice.and_then(|practice| cohort.organisations.group(practice, Level::Practice));
    InvitationRow {
        patient_id: cohort.patient_id(entry.patient),
        practice_code: practice.map(ToString::to_string).unwrap_or_default(),
        practice_name: named.map(|(_, name)| name).unwrap_or_default(),
        language: cohort
            .person(entry.patient)
            .and_then(|person| person.language.as_deref())
            .unwrap_or_default()
            .to_owned(),
    }
}
