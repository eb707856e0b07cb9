//! What a column means, by its header: names as extracts write them, in any case, with or without
//! blanks, underscores and hyphens.

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}

/// Every field with the headers that mean it, the plainest first. Where a file has several of
/// them the earliest of the list is read.
const HEADERS: [(Field, &[&str]); 20] = [
    (
        Field::PatientId,
        &[
            "patient_id",
            "nhs_number",
            "nhs_no",
            "person_id",
            "identified_patient_id",
            "patient_pseudonym",
            "pseudo_id",
        ],
    ),
    (
        Field::PracticeCode,
        &[
            "practice_code",
            "gp_practice_code",
            "practice_ods_code",
            "cost_centre_ods_code",
            "registered_practice_code",
            "practice",
        ],
    ),
    (
        Field::Month,
        &[
            "month",
            "year_month",
            "processed_period",
            "processing_period_date",
            "data_month",
            "period",
            "date_of_issue",
            "issue_date",
        ],
    ),
    (
        Field::BnfCode,
        &[
            "bnf_code",
            "paid_bnf_code",
            "bnf_presentation_code",
            "prescribed_bnf_code",
        ],
    ),
    (Field::Items, &["items", "item_count", "number_of_items"]),
    (Field::Age, &["age", "patient_age", "age_years", "calc_age"]),
    (
        Field::Sex,
        &["sex", "gender", "patient_gender", "patient_sex"],
    ),
    (
        Field::DateOfBirth,
        &["date_of_birth", "dob", "patient_dob", "birth_date"],
    ),
    (
        Field::ImdDecile,
        &["imd_decile", "index_of_multiple_deprivation_decile", "imd"],
    ),
    (
        Field::CareHome,
        &[
            "care_home",
            "care_home_resident",
            "care_home_flag",
            "lives_in_care_home",
        ],
    ),
    (
        Field::Frailty,
        &[
            "frailty",
            "frailty_category",
            "efi",
            "efi_category",
            "electronic_frailty_index",
            "efi_score",
        ],
    ),
    (Field::PracticeName, &["practice_name", "gp_practice_name"]),
    (Field::PcnCode, &["pcn_code", "primary_care_network_code"]),
    (Field::PcnName, &["pcn_name", "primary_care_network_name"]),
    (
        Field::SubIcbCode,
        &["sub_icb_code", "sub_icb_location_code", "ccg_code"],
    ),
    (
        Field::SubIcbName,
        &["sub_icb_name", "sub_icb_location_name", "ccg_name"],
    ),
    (Field::IcbCode, &["icb_code", "stp_code"]),
    (Field::IcbName, &["icb_name", "stp_name"]),
    (Field::RegionCode, &["region_code", "comm_region_code"]),
    (Field::RegionName, &["region_name", "comm_region_name"]),
];

impl Field {
    /// The plainest header that means this.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        headers(self)[0]
    }
}

fn headers(field: Field) -> &'static [&'static str] {
    HEADERS
        .iter()
        .chain(&super::kind_groups::HEADERS)
        .find(|(known, _)| *known == field)
        .map_or(&["column"], |(_, headers)| *headers)
}

/// Letters and digits alone, lower case: "BNF Code", "BNF_CODE" and "bnfCode" are one header.
pub(super) fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The columns of a file by meaning.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Meaning and position, in order of meaning.
    pub(super) found: Vec<(Field, usize)>,
    /// Number of columns of the header.
    pub(super) width: usize,
    /// The file has no header: its first row is data.
    pub(super) headerless: bool,
}

impl Columns {
    /// Maps a header.
    ///
    /// # Errors
    /// Meaning and positions (from 1) of two columns with the same header.
    pub(super) fn of(header: &[String]) -> Result<Self, (Field, (usize, usize))> {
        let plain_header: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let mut found = Vec::new();
        for (field, names) in HEADERS {
            for name in names {
                let wanted = plain(name);
                let mut at = plain_header
                    .iter()
                    .enumerate()
                    .filter(|(_, h)| **h == wanted)
                    .map(|(at, _)| at);
                if let Some(first) = at.next() {
                    if let Some(second) = at.next() {
                        return Err((field, (first + 1, second + 1)));
                    }
                    found.push((field, first));
                    break;
                }
            }
        }
        Ok(Self {
            found,
            width: header.len(),
            headerless: false,
        })
    }

    pub(super) fn position(&self, field: Field) -> Option<usize> {
        self.found
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, at)| *at)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }
}

/// The header most like one that means `field`. A header with many digits is not shown: a file
/// without a header has a row of data in its place.
pub(super) fn near(field: Field, header: &[String]) -> Option<String> {
    let likeness = |name: &str| {
        let name = plain(name);
        headers(field)
            .iter()
            .map(|known| strsim::jaro_winkler(&name, &plain(known)))
            .fold(0.0, f64::max)
    };
    let safe =
        |name: &&String| name.len() <= 40 && name.chars().filter(char::is_ascii_digit).count() < 5;
    let scored = header
        .iter()
        .filter(safe)
        .map(|name| (likeness(name), name));
    let best = scored
        .filter(|(score, _)| *score > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &[&str]) -> Result<Columns, (Field, (usize, usize))> {
        Columns::of(
            &header
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn case_blanks_and_underscores_do_not_matter() {
        let columns = columns(&["Practice Code", "BNF_CODE", "nhsNumber"]).expect("no repeats");
        assert_eq!(columns.position(Field::PracticeCode), Some(0));
        assert_eq!(columns.position(Field::BnfCode), Some(1));
        assert_eq!(columns.position(Field::PatientId), Some(2));
    }

    #[test]
    fn two_columns_of_one_name_are_an_error_with_their_places() {
        assert_eq!(
            columns(&["bnf_code", "x", "BNF Code"]).err(),
            Some((Field::BnfCode, (1, 3)))
        );
    }

    #[test]
    fn paid_codes_are_read_before_prescribed_ones() {
        let columns = columns(&["PrescribedBNFCode", "PaidBNFCode"]).expect("no repeats");
        assert_eq!(columns.position(Field::BnfCode), Some(1));
    }

    #[test]
    fn a_near_name_is_found_and_a_number_is_never_shown() {
        let header = ["bnf_cod", "9990001006"].map(str::to_owned);
        assert_eq!(near(Field::BnfCode, &header).as_deref(), Some("bnf_cod"));
        assert_eq!(near(Field::PatientId, &header), None);
    }
}
