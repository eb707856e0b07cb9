//! The shortlist: one row a person, with reasons and columns for the human.

use chrono::NaiveDate;

use super::document::{
    Cell, Document, Meta, PersonRecord, ReasonRow, ReportTable, Setting, Supplement, TableView,
};

const COLUMNS: [&str; 19] = [
    "rank",
    "patient_id",
    "practice_code",
    "practice_name",
    "pcn_code",
    "age",
    "sex",
    "score",
    "medicines",
    "acb_score",
    "criteria",
    "reasons",
    "medicines_listed",
    "data_month",
    "status",
    "date",
    "outcome",
    "snooze_until",
    "note",
];

/// One person of the shortlist.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// From 1.
    pub rank: u64,
    /// Whole id, for files.
    pub patient_id: String,
    /// Practice, if known.
    pub practice_code: String,
    /// Its name, if known.
    pub practice_name: String,
    /// Its network, if known.
    pub pcn_code: String,
    /// Completed years, if known.
    pub age: Option<u64>,
    /// Recorded sex; empty if unknown.
    pub sex: String,
    /// Points.
    pub score: u64,
    /// Unique medicines, if items are known.
    pub medicines: Option<u64>,
    /// Anticholinergic burden score, if items are known.
    pub acb_score: Option<u64>,
    /// Why.
    pub reasons: Vec<ReasonRow>,
    /// The medicines that count.
    pub medicines_listed: Vec<String>,
    /// Month of the data.
    pub data_month: String,
    /// What people wrote into earlier worklists.
    pub human: HumanCells,
}

impl PersonRecord for PersonRow {}

/// The columns for the human.
#[derive(Clone, Debug, Default)]
pub struct HumanCells {
    /// Where the invitation stands.
    pub status: String,
    /// Day of the review.
    pub date: Option<NaiveDate>,
    /// What came of it.
    pub outcome: String,
    /// Not to be listed up to this day.
    pub snooze_until: Option<NaiveDate>,
    /// Free text.
    pub note: String,
}

/// The document of a shortlist. `show_ids` decides whether the table for the screen shows ids
/// whole; files and machine formats always do.
#[must_use]
pub fn people(
    people: &[PersonRow],
    show_ids: bool,
    footer: Vec<String>,
    meta: Meta,
    more: Supplement,
) -> Document {
    Document {
        meta,
        table: ReportTable::of_people(&COLUMNS, people, row),
        view: view(people, show_ids, footer),
        more,
    }
}

/// A number for reading; nothing if it is not known.
pub(crate) fn number(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The last three characters of an id, for a screen that others can see.
pub(crate) fn shortened(id: &str) -> String {
    let length = id.chars().count();
    let kept: String = id.chars().skip(length.saturating_sub(3)).collect();
    if length > 3 {
        format!("..{kept}")
    } else {
        "..".to_owned()
    }
}

fn row(person: &PersonRow) -> Vec<Cell> {
    let criteria = person
        .reasons
        .iter()
        .map(|reason| reason.criterion.clone())
        .collect();
    let human = &person.human;
    vec![
        Cell::Count(person.rank),
        Cell::text(person.patient_id.as_str()),
        Cell::text(person.practice_code.as_str()),
        Cell::text(person.practice_name.as_str()),
        Cell::text(person.pcn_code.as_str()),
        Cell::count(person.age),
        Cell::text(person.sex.as_str()),
        Cell::Count(person.score),
        Cell::count(person.medicines),
        Cell::count(person.acb_score),
        Cell::List(criteria),
        Cell::Reasons(person.reasons.clone()),
        Cell::List(person.medicines_listed.clone()),
        Cell::text(person.data_month.as_str()),
        Cell::text(human.status.as_str()),
        Cell::day(human.date),
        Cell::text(human.outcome.as_str()),
        Cell::day(human.snooze_until),
        Cell::text(human.note.as_str()),
    ]
}

fn view(people: &[PersonRow], show_ids: bool, footer: Vec<String>) -> TableView {
    let headings = vec![
        ("rank", Setting::Number),
        ("patient", Setting::Word),
        ("practice", Setting::Word),
        ("age", Setting::Number),
        ("score", Setting::Number),
        ("medicines", Setting::Number),
        ("ACB", Setting::Number),
        ("reasons", Setting::Prose),
    ];
    let rows = people.iter().map(|person| {
        let id = if show_ids {
            person.patient_id.clone()
        } else {
            shortened(&person.patient_id)
        };
        let reasons: Vec<&str> = person
            .reasons
            .iter()
            .map(|reason| reason.text.as_str())
            .collect();
        vec![
            person.rank.to_string(),
            id,
            person.practice_code.clone(),
            number(person.age),
            person.score.to_string(),
            number(person.medicines),
            number(person.acb_score),
            reasons.join("; "),
        ]
    });
    TableView {
        headings,
        rows: rows.collect(),
        footer,
        ..TableView::default()
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn three_characters_of_an_id_are_shown() {
        assert_eq!(shortened("9990001006"), "..006");
        assert_eq!(shortened("abc"), "..");
        assert_eq!(shortened(""), "..");
    }
}
