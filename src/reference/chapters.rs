//! Titles of the BNF chapters, as NHSBSA writes them.

use super::file;

/// The title of a chapter; `None` for a number that NHSBSA gives no chapter.
#[must_use]
pub fn chapter_title(chapter: u8) -> Option<String> {
    let text = file("chapters.csv").expect("the file is embedded");
    let mut rows = csv::Reader::from_reader(text.as_bytes()).into_records();
    rows.find_map(|row| {
        let row = row.expect("the embedded table is sound CSV");
        (row[0].parse() == Ok(chapter)).then(|| row[1].to_owned())
    })
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
