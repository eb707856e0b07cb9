//! Whom to write to: no medicine, no condition and no score, so that it can go to whoever sends
//! letters.

use super::document::{
    Cell, Document, Meta, PersonRecord, ReportTable, Setting, Supplement, TableView,
};

/// One letter.
#[derive(Clone, Debug)]
pub struct InvitationRow {
    /// Whole id.
    pub patient_id: String,
    /// Practice, if known.
    pub practice_code: String,
    /// Its name, if known.
    pub practice_name: String,
    /// Language the person reads; empty if it is not known.
    pub language: String,
}

impl PersonRecord for InvitationRow {}

/// The document of the letters to write, in the order given. There is a column for the language if
/// anyone's is known.
#[must_use]
pub fn invitations(letters: &[InvitationRow], meta: Meta) -> Document {
    let mut columns = vec!["patient_id", "practice_code", "practice_name"];
    let with_language = letters.iter().any(|letter| !letter.language.is_empty());
    if with_language {
        columns.push("language");
    }
    let cells = |letter: &InvitationRow| {
        let texts = [
            &letter.patient_id,
            &letter.practice_code,
            &letter.practice_name,
            &letter.language,
        ];
        texts
            .map(|text| Cell::text(text.as_str()))
            .into_iter()
            .take(columns.len())
            .collect()
    };
    let table = ReportTable::of_people(&columns, letters, cells);
    let view = TableView {
        headings: columns
            .iter()
            .map(|column| (*column, Setting::Word))
            .collect(),
        rows: table
            .rows()
            .iter()
            .map(|row| row.iter().map(Cell::as_text).collect())
            .collect(),
        ..TableView::default()
    };
    Document {
        meta,
        table,
        view,
        more: Supplement::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_stands_there_if_anyones_is_known() {
        let letter = |language: &str| InvitationRow {
            patient_id: "p".to_owned(),
            practice_code: "A81001".to_owned(),
            practice_name: String::new(),
            language: language.to_owned(),
        };
        let columns = |letters: &[InvitationRow]| {
            let document = invitations(letters, Meta::default());
            document.table.columns().len()
        };
        assert_eq!(columns(&[letter("")]), 3);
        assert_eq!(columns(&[letter(""), letter("Polish")]), 4);
    }
}
