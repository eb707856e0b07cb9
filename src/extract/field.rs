//! What a column can mean, and the headers that mean it: names as extracts write them, in any
//! case, with or without blanks, underscores and hyphens. They stand in `data/headers.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{likeness, most_alike};
use crate::reference::word_lists;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// NHS number or pseudonym.
    PatientId,
    /// Code of the practice.
    PracticeCode,
    /// Month, or a date in it.
    Month,
    /// BNF code.
    BnfCode,
    /// Number of items.
    Items,
    /// Quantity supplied or prescribed.
    Quantity,
    /// Days that the quantity lasts.
    DaysSupplied,
    /// How the item is issued: repeat, acute.
    DrugType,
    /// Age in completed years.
    Age,
    /// Recorded sex.
    Sex,
    /// Date of birth.
    DateOfBirth,
    /// Index of Multiple Deprivation decile.
    ImdDecile,
    /// Lives in a care home.
    CareHome,
    /// Frailty category, or electronic frailty index.
    Frailty,
    /// Day of the last structured medication review.
    LastReview,
    /// On an end of life or palliative care register.
    EndOfLife,
    /// Language the person prefers.
    Language,
    /// Name of the practice.
    PracticeName,
    /// Code of the primary care network.
    PcnCode,
    /// Its name.
    PcnName,
    /// Code of the sub-ICB location.
    SubIcbCode,
    /// Its name.
    SubIcbName,
    /// Code of the integrated care board.
    IcbCode,
    /// Its name.
    IcbName,
    /// Code of the region.
    RegionCode,
    /// Its name.
    RegionName,
    /// Prescribing that no practice could be found for.
    Unidentified,
    /// Code of an organisation of any kind.
    OrganisationCode,
    /// Kind of organisation a row counts.
    OrganisationType,
    /// Ages a row counts.
    AgeBand,
    /// Registered patients.
    ListSize,
    /// Day the lists were counted.
    ExtractDate,
    /// Whether a practice is active.
    PracticeStatus,
    /// What a prescriber is: 4 for a general practice.
    PrescribingSetting,
    /// Title of a published comparator.
    Comparator,
    /// Patients who count.
    Numerator,
    /// Patients it is out of.
    Denominator,
    /// Percent or mean.
    Value,
    /// Dictionary of medicines and devices (dm+d) product code.
    DmdCode,
    /// Name of the medicine, perhaps with dose and quantity.
    Medicine,
    /// First day a medicine of a snapshot counts.
    MedicationStart,
    /// Last day a medicine of a snapshot counts.
    MedicationEnd,
    /// Whether a medicine of a snapshot is still taken.
    CourseStatus,
    /// Yes if the item was not dispensed.
    NotDispensed,
    /// Yes if the item was disallowed; the misspelling is real.
    Disallowed,
    /// Yes if the item was prescribed out of hours.
    OutOfHours,
    /// Yes if the prescription was private.
    PrivatePrescription,
    /// Day of a review.
    ReviewDate,
    /// What came of a review.
    ReviewOutcome,
    /// Where an invitation stands.
    ReviewStatus,
    /// Free text about a review.
    ReviewNote,
    /// Day until which a person is not to be listed.
    SnoozeUntil,
    /// Day on which a practice left its network.
    EndDate,
}

impl Field {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::EndDate as usize + 1;
}

pub(crate) const WORDS: &str = include_str!("data/headers.toml");

/// A field with the headers that mean it, the plainest first. Where a file has several of them the
/// earliest is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldHeaders {
    pub(crate) means: Field,
    pub(crate) headers: Vec<String>,
    /// The same as [`folded`] has them, made once.
    #[serde(skip)]
    pub(crate) folded: Vec<String>,
}

/// The headers of every field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headers {
    pub(crate) every_file: Vec<FieldHeaders>,
    /// Those that mean something in files about groups alone.
    pub(crate) files_of_groups: Vec<FieldHeaders>,
}

/// Every known header; read when first asked for.
pub(crate) fn known_headers() -> &'static Headers {
    static HEADERS: OnceLock<Headers> = OnceLock::new();
    HEADERS.get_or_init(|| {
        let mut known: Headers = word_lists(WORDS);
        let all = known.every_file.iter_mut();
        for field in all.chain(&mut known.files_of_groups) {
            field.folded = field.headers.iter().map(|name| folded(name)).collect();
        }
        known
    })
}

impl Headers {
    /// The headers of a field; of one that has them in both tables those of every file.
    fn of(&self, field: Field) -> Option<&FieldHeaders> {
        let mut known = self.every_file.iter().chain(&self.files_of_groups);
        known.find(|known| known.means == field)
    }
}

impl Field {
    /// The plainest header that means this.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        headers(self).next().unwrap_or("column")
    }
}

fn headers(field: Field) -> impl Iterator<Item = &'static str> {
    let found = known_headers().of(field);
    let headers = found.map_or(&[][..], |found| &found.headers);
    headers.iter().map(String::as_str)
}

/// Letters and digits alone, lower case: "BNF Code", "BNF_CODE" and "bnfCode" are one header.
pub(crate) fn folded(header: &str) -> String {
    header
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Headers that are less alike than this are no slips of the hand.
pub(crate) const ALIKE: f64 = 0.85;

/// The header most like one that means `field`. A header with many digits is not shown: a file
/// without a header has a row of data in its place.
pub(crate) fn near(field: Field, header: &[String]) -> Option<String> {
    let best = |name: &str| {
        let name = folded(name);
        let known = known_headers()
            .of(field)
            .into_iter()
            .flat_map(|known| &known.folded);
        known
            .map(|known| likeness(&name, known))
            .fold(0.0, f64::max)
    };
    let safe =
        |name: &&String| name.len() <= 40 && name.chars().filter(char::is_ascii_digit).count() < 5;
    let scored = header.iter().filter(safe).map(|name| (best(name), name));
    most_alike(scored, ALIKE).cloned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_has_headers_and_one_entry_for_each_kind_of_file() {
        let known = known_headers();
        for entries in [&known.every_file, &known.files_of_groups] {
            let fields: BTreeSet<Field> = entries.iter().map(|known| known.means).collect();
            assert_eq!(fields.len(), entries.len());
        }
        let all = known.every_file.iter().chain(&known.files_of_groups);
        let fields: BTreeSet<Field> = all.map(|known| known.means).collect();
        assert_eq!(fields.len(), Field::COUNT);
        for field in fields {
            assert!(headers(field).next().is_some(), "{field:?}");
        }
    }

    #[test]
    fn a_near_name_is_found_and_a_number_is_never_shown() {
        let header = ["bnf_cod", "9990001006"].map(str::to_owned);
        assert_eq!(near(Field::BnfCode, &header).as_deref(), Some("bnf_cod"));
        assert_eq!(near(Field::PatientId, &header), None);
    }
}
