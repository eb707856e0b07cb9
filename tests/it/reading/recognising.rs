//! Is a file taken for what it is, in any layout and encoding it comes in?

use rxsift::extract::{Field, ReadError};
use rxsift::failure::Failure;
use rxsift::files::find_inputs;
use rxsift::model::{FileKind, Level, OdsCode};

use crate::support::folder::Folder;
use crate::support::readings::{
    error_of, items_file, items_of, memory, messy, read_one, read_sound, read_texts, sound,
    sound_items, try_read,
};
use crate::support::run::run;

#[test]
fn a_practice_in_no_network_has_no_network() {
    let organisations = read_sound(&[messy("unallocated_network.csv"), sound_items()])
        .cohort
        .organisations;
    let pcn = |code: &str| {
        organisations.group(
            &OdsCode::parse(code.as_bytes()).expect("a code"),
            Level::Pcn,
        )
    };
    assert_eq!(
        pcn("A81001").map(|(code, _)| code).as_deref(),
        Some("U10001")
    );
    assert_eq!(pcn("A81002"), None);
}

#[test]
fn a_missing_column_is_named_with_its_likeliest_header() {
    let ReadError::MissingColumns {
        kind: FileKind::Items,
        missing,
        ..
    } = error_of(messy("missing_column.csv"))
    else {
        panic!("an items file without a month")
    };
    assert_eq!(missing, [(Field::Month, Some("mnth".to_owned()))]);
}

#[test]
fn an_unknown_kind_lists_the_kinds_tried_and_what_each_misses() {
    let ReadError::UnknownKind { tried, .. } = error_of(messy("unknown_kind.csv")) else {
        panic!("no kind fits")
    };
    let tried: Vec<String> = tried
        .iter()
        .map(|(kind, misses)| format!("{kind:?}: {misses:?}"))
        .collect();
    assert_eq!(
        tried,
        [
            "Items: [PatientId, Month, BnfCode]",
            "Reviews: [PatientId, ReviewDate, ReviewOutcome]",
            "PatientList: [PatientId, Comparator]",
            "Patients: [PatientId, PracticeCode]",
            "Organisations: [PracticeCode, PcnCode]",
            "Prescribing: [PracticeCode, BnfCode, Month, Items]",
            "ListSizes: [PracticeCode, ListSize]",
            "Comparators: [PracticeCode, Month, Comparator, Numerator, Denominator]",
        ]
    );
}

#[test]
fn a_file_without_a_header_does_not_show_its_first_row() {
    let failure = Failure::from(error_of(messy("no_header.csv")));
    let told = format!("{} {}", failure.what, failure.hints.join(" "));
    assert!(
        !told.contains("9990000018") && !told.contains("A81001"),
        "{told}"
    );
}

#[test]
fn items_without_a_practice_column_need_a_patients_file_with_one() {
    let items = "patient_id,month,bnf_code\np1,2024-03,0205051R0\np2,2024-03,0205051R0\n";
    assert!(matches!(
        read_texts(&[("items.csv", items)]),
        Err(ReadError::NoPractice { .. })
    ));
    let patients = "patient_id,practice_code\np1,A81001\n";
    let reading = sound(&[("items.csv", items), ("patients.csv", patients)]);
    assert_eq!(
        (
            reading.files[0].used,
            reading.files[0].rejected.values().sum::<u64>()
        ),
        (1, 1)
    );
}

#[test]
fn a_byte_order_mark_tabs_gzip_and_crlf_change_nothing() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;
    let plain = items_file(&[("a", "0205051R0AAADAD"), ("b", "0403010B0AAAHAH")]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(plain.as_bytes())
        .expect("memory takes every write");
    let forms = [
        format!("\u{feff}{plain}").into_bytes(),
        plain.replace(',', "\t").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
        plain.trim_end().as_bytes().to_vec(),
        gzip.finish().expect("memory takes every write"),
    ];
    let expected = sound(&[("items.csv", &plain)]);
    for form in forms {
        let reading = read_one(memory("items.csv", form));
        assert_eq!(items_of(&reading), items_of(&expected));
        assert_eq!(reading.files[0].used, 2);
    }
}

#[test]
fn the_published_map_of_practices_is_recognised() {
    let map = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_CCG_CODE,\
               CCG_CODE,CCG_NAME,ONS_STP_CODE,STP_CODE,STP_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME\n\
               GP_PRAC_PAT_LIST,01Jan2022,A81001,A SURGERY,AA1 1AA,U10001,A PCN,E1,16C,A CCG,E2,QHM,AN STP,E3,Y63,A REGION\n";
    let newer = map
        .replace("CCG_", "SUB_ICB_LOCATION_")
        .replace("STP_CODE,STP_NAME", "ICB_CODE,ICB_NAME")
        .replace("ONS_STP", "ONS_ICB");
    let items = items_file(&[("a", "0205051R0")]);
    for text in [map.to_owned(), newer] {
        let reading = sound(&[("map.csv", &text), ("items.csv", &items)]);
        let practice = OdsCode::parse(b"A81001").expect("a code");
        let group = |level| {
            reading
                .cohort
                .organisations
                .group(&practice, level)
                .map(|(code, name)| format!("{code} {name}"))
        };
        let levels = [
            Level::Practice,
            Level::Pcn,
            Level::SubIcb,
            Level::Icb,
            Level::Region,
        ]
        .map(group);
        let expected = [
            "A81001 A SURGERY",
            "U10001 A PCN",
            "16C A CCG",
            "QHM AN STP",
            "Y63 A REGION",
        ];
        assert_eq!(levels.map(|level| level.unwrap_or_default()), expected);
    }
}

#[test]
fn a_text_beside_the_data_of_a_folder_is_passed_over_and_a_named_one_is_an_error() {
    let notes = "About these files: patient lists of March.\nAsk the data team.\n";
    let folder = Folder::with(&[
        ("a readme.txt", notes),
        ("b.csv", &items_file(&[("a", "0205051R0")])),
        ("c.txt", &items_file(&[("b", "0205051R0")])),
    ]);
    let inputs = find_inputs(&[folder.path("")]).expect("three files");
    let reading = read_sound(&inputs);
    assert_eq!((reading.files.len(), reading.cohort.patients()), (2, 2));
    assert!(reading.passed_over.len() == 1 && reading.passed_over[0].ends_with("a readme.txt"));
    // A problem still has the name of its own file.
    folder.write(
        "d.csv",
        "patient_id,practice_code,month,bnf_code\na,A81001,soon,0205051R0\nb,A81001,2024-03,0205051R0\n",
    );
    let inputs = find_inputs(&[folder.path("")]).expect("four files");
    let reading = read_sound(&inputs);
    assert!(
        reading.files[reading.problems[0].file]
            .name
            .ends_with("d.csv")
    );
    folder
        .run("check @ --max-rejected 50 --format csv")
        .output()
        .printing("a readme.txt,kind,,none; passed over");
    let named = [folder.path("a readme.txt"), folder.path("b.csv")];
    let inputs = find_inputs(&named).expect("two files");
    let error = try_read(&inputs).err();
    assert!(matches!(error, Some(ReadError::UnknownKind { .. })));
    // A folder of nothing but texts, and a file of another ending, were meant.
    for name in ["b.csv", "c.txt", "d.csv"] {
        folder.remove(name);
    }
    let inputs = find_inputs(&[folder.path("")]).expect("one file");
    let error = try_read(&inputs).err();
    assert!(matches!(error, Some(ReadError::UnknownKind { .. })));
}

#[test]
fn a_title_with_other_marks_above_a_table_does_not_decide_the_delimiter() {
    let items = items_file(&[("a", "0205051R0"), ("b", "0205051R0")]);
    let titled = format!("Items; March 2024; all practices; all people; made up; x\n\n{items}");
    let reading = sound(&[("items.csv", &titled)]);
    assert_eq!(
        (reading.files[0].kind, reading.files[0].used),
        (FileKind::Items, 2)
    );
}

#[test]
fn plural_headers_are_read() {
    let text = "Patient IDs,Practice Codes,Month,BNF Codes\na,A81001,03-OCT-2024 10:00,0205051R0\nb,A81001,3/10/2024 9:05,0205051R0\n";
    let reading = sound(&[("items.csv", text)]);
    assert_eq!(
        (reading.files[0].kind, reading.files[0].used),
        (FileKind::Items, 2)
    );
}

#[test]
fn a_practice_that_has_left_a_network_is_not_put_back_into_it() {
    let partners = "Partner Organisation Code,Partner Name,PCN Code,PCN Name,Practice to PCN Relationship End Date\n\
                    A81001,A SURGERY,U10001,OLD PCN,20230331\nA81001,A SURGERY,U10002,NEW PCN,\n";
    let items = items_file(&[("a", "0205051R0")]);
    let reading = sound(&[("partners.csv", partners), ("items.csv", &items)]);
    let practice = OdsCode::parse(b"A81001").expect("a code");
    let pcn = reading.cohort.organisations.group(&practice, Level::Pcn);
    assert_eq!(pcn, Some(("U10002".to_owned(), "NEW PCN".to_owned())));
    assert_eq!(reading.files[0].excluded.values().sum::<u64>(), 1);
}

#[test]
fn no_name_of_a_file_without_a_header_is_taken_for_a_misspelt_one() {
    let input = memory("list.csv", b"9990001006,Monty,Smith,A81001\n");
    let error = error_of(input);
    let failure = Failure::from(error);
    assert!(
        !failure.hints.join(" ").contains("Monty"),
        "{:?}",
        failure.hints
    );
}

#[test]
fn a_line_with_a_control_character_does_not_end_the_file() {
    let text = items_file(&[("a", "0205051R0"), ("b", "0205051R0")]);
    let broken = text.replacen("\nb", "\n\u{1}\nb", 1);
    let reading = sound(&[("items.csv", &broken)]);
    assert_eq!((reading.files[0].read, reading.files[0].used), (3, 2));
}

#[test]
fn a_list_of_presentations_among_the_inputs_is_told_where_it_belongs() {
    run("check fixtures/dictionary/presentations.csv")
        .fails(3)
        .telling("give it as --dictionary fixtures/dictionary/presentations.csv");
}
