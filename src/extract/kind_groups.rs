//! Recognising the files about groups: practice-level prescribing, list sizes, comparator exports,
//! and the published list of practices that has no header.

use super::columns::Columns;
use super::field::{Field, FieldHeaders, known_headers, near, plain};
use crate::extract::comparators::layout::Layout;
use crate::extract::items::rule::whole_number;
use crate::model::{FileKind, OdsCode};

/// Columns of `epraccur.csv`, which has no header. Organisation Data Service, "GP practices and
/// prescribing cost centres": 1 code, 2 name, 13 status, 15 commissioner, 26 prescribing setting.
const EPRACCUR: [(Field, usize); 5] = [
    (Field::PracticeCode, 0),
    (Field::PracticeName, 1),
    (Field::SubIcbCode, 14),
    (Field::PracticeStatus, 12),
    (Field::PrescribingSetting, 25),
];

/// The columns of `epraccur.csv`, if the first row is one of its rows.
pub(crate) fn headerless(first: &[String]) -> Option<Columns> {
    let status = first.get(12)?.as_bytes();
    let setting = first.get(25)?.as_bytes();
    let code = OdsCode::parse(first[0].as_bytes())?;
    let fits = first.len() >= 27
        && code.as_str().bytes().any(|byte| byte.is_ascii_digit())
        && status.len() == 1
        && status[0].is_ascii_alphabetic()
        && whole_number(setting).is_some();
    fits.then(|| Columns {
        found: EPRACCUR.to_vec(),
        width: first.len(),
        ..Columns::default()
    })
}

/// The kind of a file about groups, and its columns; `None` where the header is of none.
pub(crate) fn of_groups(header: &[String], columns: &Columns) -> Option<(FileKind, Columns)> {
    if columns.has(Field::PatientId) {
        return None;
    }
    let mut columns = columns.clone();
    let plain_header: Vec<String> = header.iter().map(|name| plain(name)).collect();
    for FieldHeaders { means, headers } in &known_headers().files_of_groups {
        let at = headers.iter().find_map(|name| {
            let wanted = plain(name);
            plain_header.iter().position(|header| *header == wanted)
        });
        columns.found.extend(at.map(|at| (*means, at)));
    }
    let kind = if is_prescribing(header, &columns) {
        FileKind::Prescribing
    } else if columns.has(Field::BnfCode) {
        return None;
    } else if Layout::of(header, &columns).is_some() {
        FileKind::Comparators
    } else if is_list_sizes(&columns) {
        FileKind::ListSizes
    } else {
        return None;
    };
    Some((kind, columns))
}

/// Items without a person. Where a header looks like a misspelt patient id, or a column describes
/// a person, it is rather an items file with something missing.
fn is_prescribing(header: &[String], columns: &Columns) -> bool {
    let needs = [
        Field::PracticeCode,
        Field::BnfCode,
        Field::Month,
        Field::Items,
    ];
    let of_people = [Field::Age, Field::Sex, Field::DateOfBirth];
    // "PERIOD" looks like "person id": only headers without a meaning are looked at.
    let unknown: Vec<String> = header
        .iter()
        .enumerate()
        .filter(|(at, _)| !columns.found.iter().any(|(_, known)| known == at))
        .map(|(_, name)| name.clone())
        .collect();
    needs.iter().all(|field| columns.has(*field))
        && !of_people.iter().any(|field| columns.has(*field))
        && near(Field::PatientId, &unknown).is_none()
}

/// A count for each practice; with networks beside it, it is a file of organisations.
fn is_list_sizes(columns: &Columns) -> bool {
    columns.has(Field::ListSize)
        && (columns.has(Field::PracticeCode) || columns.has(Field::OrganisationCode))
        && !columns.has(Field::PcnCode)
}

/// What a header misses to be of each of these kinds.
pub(crate) fn tried(columns: &Columns) -> Vec<(FileKind, Vec<Field>)> {
    let kinds: [(FileKind, &[Field]); 3] = [
        (
            FileKind::Prescribing,
            &[
                Field::PracticeCode,
                Field::BnfCode,
                Field::Month,
                Field::Items,
            ],
        ),
        (FileKind::ListSizes, &[Field::PracticeCode, Field::ListSize]),
        (
            FileKind::Comparators,
            &[
                Field::PracticeCode,
                Field::Month,
                Field::Comparator,
                Field::Numerator,
                Field::Denominator,
            ],
        ),
    ];
    let missing = kinds.into_iter().map(|(kind, needs)| {
        let missing = needs.iter().copied().filter(|field| !columns.has(*field));
        (kind, missing.collect::<Vec<Field>>())
    });
    missing.filter(|(_, missing)| !missing.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str) -> Option<FileKind> {
        let header: Vec<String> = header
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        let columns = Columns::of(&header, None);
        of_groups(&header, &columns).map(|(kind, _)| kind)
    }

    #[test]
    fn each_generation_of_practice_level_prescribing_is_recognised() {
        for header in [
            " SHA,PCT,PRACTICE,BNF CODE,BNF NAME          ,ITEMS  ,NIC    ,ACT COST   ,QUANTITY,PERIOD",
            "YEAR_MONTH,PCO_NAME,PCO_CODE,PRACTICE_NAME,PRACTICE_CODE,BNF_CHEMICAL_SUBSTANCE,BNF_CODE,ITEMS,UNIDENTIFIED",
            "YEAR_MONTH,ICB_NAME,ICB_CODE,PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,POSTCODE,BNF_CHEMICAL_SUBSTANCE_CODE,\
             BNF_CHEMICAL_SUBSTANCE,BNF_PRESENTATION_CODE,BNF_PRESENTATION_NAME,ITEMS,NIC,UNIDENTIFIED,SNOMED_CODE",
        ] {
            assert_eq!(kind(header), Some(FileKind::Prescribing), "{header}");
        }
    }

    #[test]
    fn items_with_a_misspelt_patient_id_are_not_practice_level() {
        for header in [
            "patient,practice_code,month,bnf_code,items",
            "nhs_num,practice_code,month,bnf_code,items",
            "practice_code,month,bnf_code,items,age",
            "patient_id,practice_code,month,bnf_code,items",
        ] {
            assert_eq!(kind(header), None, "{header}");
        }
    }

    #[test]
    fn list_sizes_are_recognised_and_organisations_are_left_alone() {
        for header in [
            "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
            "PUBLICATION,EXTRACT_DATE,TYPE,SUB_ICB_LOCATION_CODE,ONS_SUB_ICB_LOCATION_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS",
            "practice_code,list_size",
        ] {
            assert_eq!(kind(header), Some(FileKind::ListSizes), "{header}");
        }
        assert_eq!(kind("practice_code,practice_name,pcn_code"), None);
        assert_eq!(kind("practice_code,pcn_code,list_size"), None);
        let described = "practice_code,pcn_code,mean_imd,% patients over 75,federation";
        assert_eq!(kind(described), None);
    }

    #[test]
    fn comparators_are_recognised_in_their_wide_and_long_forms() {
        for header in [
            "PCN plus Code,Month,Patients prescribed 10 or more unique medicines,Total patients,% of patients prescribed 10 or more unique medicines",
            "Practice plus Code,Average number of unique medicines",
            "ICB plus Code,Patients on 4+ analgesics,% of patients on 4+ analgesics",
            "pcn_code,month,comparator,numerator,denominator,value",
            "organisation,month,comparator,value",
        ] {
            assert_eq!(kind(header), Some(FileKind::Comparators), "{header}");
        }
    }

    #[test]
    fn a_row_of_the_headerless_list_is_told_by_its_shape() {
        let mut row: Vec<String> = vec![String::new(); 27];
        (row[0], row[12], row[25]) = ("A81001".to_owned(), "A".to_owned(), "4".to_owned());
        assert!(headerless(&row).is_some());
        assert!(headerless(&row[..26]).is_none());
        row[12] = "Active".to_owned();
        assert!(headerless(&row).is_none());
    }
}
