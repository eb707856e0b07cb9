//! Which column of a file means what: its header mapped to fields.

use super::field::{Field, folded, known_headers};

/// The columns of a file by meaning.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Meaning and position, in order of meaning.
    pub(crate) found: Vec<(Field, usize)>,
    /// Meanings that several columns have, with the positions of two of them, from 1.
    pub(crate) repeated: Vec<(Field, (usize, usize))>,
    /// Columns of the group that describes the person, where the file has a row of groups.
    pub(crate) of_person: Vec<usize>,
    /// Number of columns of the header.
    pub(crate) width: usize,
}

impl Columns {
    /// Maps a header. `groups` is the group of each column, where a row above names them: a name
    /// that stands several times is then taken from the group it belongs to.
    pub(crate) fn of(header: &[String], groups: Option<&[String]>) -> Self {
        let folded_header: Vec<String> = header.iter().map(|name| folded(name)).collect();
        let mut columns = Self {
            width: header.len(),
            ..Self::default()
        };
        for known in &known_headers().every_file {
            let field = known.means;
            let places = |wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
                let found = folded_header.iter().enumerate();
                found
                    .filter(|(_, name)| wanted(name))
                    .map(|(at, _)| at)
                    .collect()
            };
            let singular = known
                .folded
                .iter()
                .map(|name| places(&|header| header == name));
            // "NHS Numbers" are ids; "Practices" may be a count of them.
            let several_words = known.headers.iter().zip(&known.folded);
            let several_words = several_words.filter(|(name, _)| name.contains('_'));
            let plural = several_words
                .map(|(_, name)| places(&|header| header.strip_suffix('s') == Some(name)));
            let Some(places) = singular.chain(plural).find(|places| !places.is_empty()) else {
                continue;
            };
            match (
                groups.and_then(|groups| in_its_group(field, &places, groups)),
                &places[..],
            ) {
                (Some(at), _) | (None, &[at]) => columns.found.push((field, at)),
                (None, places) => columns
                    .repeated
                    .push((field, (places[0] + 1, places[1] + 1))),
            }
        }
        // The group the patient id stands in describes the person, whatever it is called.
        let own = columns
            .position(Field::PatientId)
            .and_then(|at| groups?.get(at));
        if let (Some(groups), Some(own)) = (groups, own) {
            columns.of_person = (0..groups.len()).filter(|at| groups[*at] == *own).collect();
        }
        columns
    }

    /// The same with the columns that have a meaning in files about groups alone.
    pub(crate) fn with_those_of_groups(&self, header: &[String]) -> Self {
        let mut columns = self.clone();
        let folded_header: Vec<String> = header.iter().map(|name| folded(name)).collect();
        for known in &known_headers().files_of_groups {
            let place = |name| folded_header.iter().position(|header| header == name);
            let at = known.folded.iter().find_map(place);
            columns.found.extend(at.map(|at| (known.means, at)));
        }
        columns
    }

    pub(crate) fn position(&self, field: Field) -> Option<usize> {
        self.found
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, at)| *at)
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }
}

/// The first of several places that lies in the group the field belongs to.
fn in_its_group(field: Field, places: &[usize], groups: &[String]) -> Option<usize> {
    use Field::{
        Age, BnfCode, CourseStatus, DateOfBirth, DaysSupplied, DrugType, Items, Medicine, Month,
        PatientId, PracticeCode, Quantity, Sex,
    };
    let of_medicine = |group: &String| group.contains("medication") && !group.contains("review");
    let belongs = |group: &String| match field {
        PatientId | PracticeCode | Age | Sex | DateOfBirth => group.contains("patient"),
        Medicine | BnfCode | Month | Items | CourseStatus | Quantity | DaysSupplied | DrugType => {
            of_medicine(group)
        }
        _ => false,
    };
    // What was issued may differ from what the course has on record; it is what the person got.
    let of_issue = |group: &String| {
        matches!(field, Quantity | DaysSupplied) && of_medicine(group) && group.contains("issue")
    };
    let first = |wanted: &dyn Fn(&String) -> bool| {
        let mut places = places.iter().copied();
        places.find(|at| groups.get(*at).is_some_and(wanted))
    };
    first(&of_issue).or_else(|| first(&belongs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &[&str]) -> Columns {
        Columns::of(
            &header
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
            None,
        )
    }

    #[test]
    fn case_blanks_and_underscores_do_not_matter() {
        let columns = columns(&["Practice Code", "BNF_CODE", "nhsNumber"]);
        assert_eq!(columns.position(Field::PracticeCode), Some(0));
        assert_eq!(columns.position(Field::BnfCode), Some(1));
        assert_eq!(columns.position(Field::PatientId), Some(2));
    }

    #[test]
    fn a_plural_of_several_words_is_read_and_of_one_word_is_not() {
        let columns = columns(&["NHS Numbers", "BNF codes", "Practices", "practice_code"]);
        assert_eq!(columns.position(Field::PatientId), Some(0));
        assert_eq!(columns.position(Field::BnfCode), Some(1));
        assert_eq!(columns.position(Field::PracticeCode), Some(3));
        let alone = super::Columns::of(&["Practices".to_owned()], None);
        assert_eq!(alone.found, []);
    }

    #[test]
    fn two_columns_of_one_name_are_told_with_their_places() {
        let columns = columns(&["bnf_code", "x", "BNF Code"]);
        assert_eq!(
            (columns.found, columns.repeated),
            (vec![], vec![(Field::BnfCode, (1, 3))])
        );
    }

    #[test]
    fn a_repeated_name_is_taken_from_its_group() {
        let header =
            ["Age", "Date of Issue", "Age", "Date of Issue", "NHS Number"].map(str::to_owned);
        let groups = [
            "medication review",
            "medication issues",
            "patient details",
            "medication courses",
            "patient details",
        ];
        let columns = Columns::of(&header, Some(&groups.map(str::to_owned)));
        assert_eq!(columns.position(Field::Age), Some(2));
        assert_eq!(
            columns.position(Field::Month),
            Some(1),
            "the first of the group"
        );
        assert_eq!((columns.repeated, columns.of_person), (vec![], vec![2, 4]));
    }

    #[test]
    fn the_quantity_that_was_issued_is_read_before_that_of_the_course() {
        let header = ["NHS Number", "Quantity", "Quantity", "Quantity"].map(str::to_owned);
        let groups = [
            "patient details",
            "medication review",
            "medication courses",
            "medication issues",
        ];
        let columns = Columns::of(&header, Some(&groups.map(str::to_owned)));
        assert_eq!(columns.position(Field::Quantity), Some(3));
    }

    #[test]
    fn paid_codes_are_read_before_prescribed_ones() {
        let columns = columns(&["PrescribedBNFCode", "PaidBNFCode"]);
        assert_eq!(columns.position(Field::BnfCode), Some(1));
    }
}
