//! What a column can mean, and the headers that mean it: names as extracts write them, in any
//! case, with or without blanks, underscores and hyphens.

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

/// Every field with the headers that mean it, the plainest first. Where a file has several of
/// them the earliest of the list is read.
pub(crate) const HEADERS: [(Field, &str); 42] = [
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
    (
        Field::Quantity,
        "quantity paid_quantity total_quantity quantity_prescribed prescribed_quantity",
    ),
    (Field::DaysSupplied, "days_supply duration duration_days"),
    (Field::DrugType, "drug_type issue_type prescription_type"),
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
        Field::LastReview,
        "last_review_date last_smr_date date_of_last_review last_medication_review \
         last_medication_review_date last_review last_smr",
    ),
    (
        Field::EndOfLife,
        "end_of_life eol palliative_care gold_standards_framework",
    ),
    (Field::Language, "language preferred_language main_language"),
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

/// Fields of files about groups alone, with the headers that mean them; kept apart so that a column
/// "Value" of a patient report is not taken for one of them.
pub(crate) const GROUP_HEADERS: [(Field, &str); 12] = [
    (Field::Unidentified, "unidentified"),
    (
        Field::OrganisationCode,
        "org_code organisation_code organisation code",
    ),
    (Field::OrganisationType, "org_type type"),
    (Field::AgeBand, "age_band age_group_5 age_group band"),
    (
        Field::ListSize,
        "number_of_patients list_size registered_patients patients_registered",
    ),
    (Field::ExtractDate, "extract_date"),
    (Field::PracticeStatus, "status_code"),
    (Field::PrescribingSetting, "prescribing_setting"),
    (Field::Comparator, "comparator indicator measure"),
    (Field::Numerator, "numerator"),
    (Field::Denominator, "denominator"),
    (Field::Value, "value percentage percent"),
];

impl Field {
    /// The plainest header that means this.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        headers(self).next().unwrap_or("column")
    }
}

fn headers(field: Field) -> impl Iterator<Item = &'static str> {
    let mut known = HEADERS.iter().chain(&GROUP_HEADERS);
    let found = known.find(|(known, _)| *known == field);
    found.map_or("", |(_, headers)| *headers).split_whitespace()
}

/// Letters and digits alone, lower case: "BNF Code", "BNF_CODE" and "bnfCode" are one header.
pub(crate) fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The header most like one that means `field`. A header with many digits is not shown: a file
/// without a header has a row of data in its place.
pub(crate) fn near(field: Field, header: &[String]) -> Option<String> {
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

    #[test]
    fn a_near_name_is_found_and_a_number_is_never_shown() {
        let header = ["bnf_cod", "9990001006"].map(str::to_owned);
        assert_eq!(near(Field::BnfCode, &header).as_deref(), Some("bnf_cod"));
        assert_eq!(near(Field::PatientId, &header), None);
    }
}
