//! Titles of the BNF chapters, as NHSBSA writes them.

use serde::Deserialize;

use super::table;

pub(crate) const TABLE: &str = include_str!("data/chapters.csv");

/// The title of a chapter; `None` for a number that NHSBSA gives no chapter.
#[must_use]
pub fn chapter_title(chapter: u8) -> Option<String> {
    #[derive(Deserialize)]
    struct ChapterRow {
        chapter: u8,
        title: String,
    }
    let mut rows = table::<ChapterRow>(TABLE).into_iter();
    rows.find(|row| row.chapter == chapter).map(|row| row.title)
}

#[cfg(test)]
mod tests {
    use super::chapter_title;

    #[test]
    fn titles_are_those_of_nhsbsa_and_none_is_made_up() {
        let title = |chapter| chapter_title(chapter).unwrap_or_default();
        assert_eq!(title(2), "Cardiovascular System");
        assert_eq!(title(12), "Ear, Nose And Oropharynx");
        assert_eq!(title(23), "Stoma Appliances");
        assert!(
            [0, 16, 17, 24, 99]
                .iter()
                .all(|none| title(*none).is_empty())
        );
    }
}
