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

/// Every field with the headers that mean it, the plainest first. Where a file has several of
/// them the earliest of the list is read.
const HEADERS: [(Field, &str); 36] = [
    (
        Field::PatientId,
        "patient_id nhs_number nhs_no person_id identified_patient_id patient_pseudonym \
         pseudo_id nhs_id pseudonym pseudonymised_id",
    ),
    (
        Field::PracticeCode,
        "practice_code gp_practice_code practice_ods_code cost_centre_ods_code \
         registered_practice_code practice organisation_code \
         registered_gp_organisation_id practice_id gp_code partner_organisation_code",
    ),
    (
        Field::Month,
        "month year_month processed_period processing_period_date data_month period \
         date_of_issue issue_date",
    ),
    (
        Field::BnfCode,
        "bnf_code paid_bnf_code bnf_presentation_code prescribed_bnf_code",
    ),
    (Field::Items, "items item_count number_of_items items_count"),
    (Field::Age, "age patient_age age_years calc_age"),
    (Field::Sex, "sex gender patient_gender patient_sex"),
    (
        Field::DateOfBirth,
        "date_of_birth dob patient_dob birth_date",
    ),
    (
        Field::ImdDecile,
        "imd_decile index_of_multiple_deprivation_decile imd",
    ),
    (
        Field::CareHome,
        "care_home care_home_resident care_home_flag lives_in_care_home",
    ),
    (
        Field::Frailty,
        "frailty frailty_category efi efi_category electronic_frailty_index efi_score",
    ),
    (
        Field::PracticeName,
        "practice_name gp_practice_name partner_name",
    ),
    (Field::PcnCode, "pcn_code primary_care_network_code"),
    (Field::PcnName, "pcn_name primary_care_network_name"),
    (
        Field::SubIcbCode,
        "sub_icb_code sub_icb_location_code ccg_code practice_parent_sub_icb_loc_code",
    ),
    (
        Field::SubIcbName,
        "sub_icb_name sub_icb_location_name ccg_name practice_parent_sub_icb_loc_name",
    ),
    (Field::IcbCode, "icb_code stp_code"),
    (Field::IcbName, "icb_name stp_name"),
    (Field::RegionCode, "region_code comm_region_code"),
    (Field::RegionName, "region_name comm_region_name"),
    (
        Field::DmdCode,
        "dmd_code paid_dmd_code prescribed_dmd_code snomed_code dmd dmd_id vmp_code",
    ),
    (
        Field::Medicine,
        "medicine drug drug_name medication medicine_name name_dosage_and_quantity \
         bnf_name bnf_description bnf_presentation_name presentation",
    ),
    (
        Field::MedicationStart,
        "medication_start start_date medication_start_date",
    ),
    (
        Field::MedicationEnd,
        "medication_end end_date medication_end_date",
    ),
    (Field::CourseStatus, "course_status medication_status"),
    (Field::NotDispensed, "not_dispensed_indicator"),
    (
        Field::Disallowed,
        "paid_dissallowed_indicator paid_disallowed_indicator",
    ),
    (Field::OutOfHours, "out_of_hours_indicator"),
    (Field::PrivatePrescription, "private_prescription_indicator"),
    (Field::Comparator, "comparator comparator_name"),
    (Field::ReviewDate, "review_date date_of_review date"),
    (Field::ReviewOutcome, "outcome review_outcome"),
    (Field::ReviewStatus, "status review_status"),
    (Field::ReviewNote, "note notes review_note"),
    (Field::SnoozeUntil, "snooze_until"),
    (Field::EndDate, "practice_to_pcn_relationship_end_date"),
];

impl Field {
    /// The plainest header that means this.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        headers(self).next().unwrap_or("column")
    }
}

fn headers(field: Field) -> impl Iterator<Item = &'static str> {
    let mut known = HEADERS.iter().chain(&super::kind_groups::HEADERS);
    let found = known.find(|(known, _)| *known == field);
    found.map_or("", |(_, headers)| *headers).split_whitespace()
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
    /// Meanings that several columns have, with the positions of two of them, from 1.
    pub(super) repeated: Vec<(Field, (usize, usize))>,
    /// Columns of the group that describes the person, where the file has a row of groups.
    pub(super) of_person: Vec<usize>,
    /// Number of columns of the header.
    pub(super) width: usize,
}

impl Columns {
    /// Maps a header. `groups` is the group of each column, where a row above names them: a name
    /// that stands several times is then taken from the group it belongs to.
    pub(super) fn of(header: &[String], groups: Option<&[String]>) -> Self {
        let plain_header: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let mut columns = Self {
            width: header.len(),
            ..Self::default()
        };
        for (field, names) in HEADERS {
            let places = |name: &str| -> Vec<usize> {
                let wanted = plain(name);
                (0..header.len())
                    .filter(|at| plain_header[*at] == wanted)
                    .collect()
            };
            let Some(places) = names
                .split_whitespace()
                .map(places)
                .find(|places| !places.is_empty())
            else {
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

/// The first of several places that lies in the group the field belongs to.
fn in_its_group(field: Field, places: &[usize], groups: &[String]) -> Option<usize> {
    use Field::{
        Age, BnfCode, CourseStatus, DateOfBirth, Items, Medicine, Month, PatientId, PracticeCode,
        Sex,
    };
    let belongs = |group: &String| match field {
        PatientId | PracticeCode | Age | Sex | DateOfBirth => group.contains("patient"),
        Medicine | BnfCode | Month | Items | CourseStatus => {
            group.contains("medication") && !group.contains("review")
        }
        _ => false,
    };
    places
        .iter()
        .copied()
        .find(|at| groups.get(*at).is_some_and(belongs))
}

/// The header most like one that means `field`. A header with many digits is not shown: a file
/// without a header has a row of data in its place.
pub(super) fn near(field: Field, header: &[String]) -> Option<String> {
    let likeness = |name: &str| {
        let name = plain(name);
        headers(field)
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
    fn paid_codes_are_read_before_prescribed_ones() {
        let columns = columns(&["PrescribedBNFCode", "PaidBNFCode"]);
        assert_eq!(columns.position(Field::BnfCode), Some(1));
    }

    #[test]
    fn a_near_name_is_found_and_a_number_is_never_shown() {
        let header = ["bnf_cod", "9990001006"].map(str::to_owned);
        assert_eq!(near(Field::BnfCode, &header).as_deref(), Some("bnf_cod"));
        assert_eq!(near(Field::PatientId, &header), None);
    }
}
