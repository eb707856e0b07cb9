//! Are the same rows the same, whatever they are written in and packed into?

use proptest::prelude::*;
use rxsift::extract::{Options, ReadError, Reading, RecognisedInputs};
use rxsift::files::FileError;
use rxsift::files::find_inputs;
use rxsift::model::{Level, OdsCode};

use crate::support::files::{
    Cells, archive, gzip, parquet, text_rows, utf16, workbook, workbook_of_xml, zstd,
};
use crate::support::folder::Folder;
use crate::support::readings::{
    error_of, items_file, items_of, memory, messy, problems_of, read_one, read_sound, sound_items,
    told, try_read,
};

/// Line 4 has no BNF code; line 3 has a letter outside ASCII.
const ROWS: [[&str; 7]; 5] = [
    [
        "patient_id",
        "practice_code",
        "month",
        "bnf_code",
        "items",
        "age",
        "note",
    ],
    [
        "9990000018",
        "A81001",
        "2024-03-05",
        "0205051R0AAADAD",
        "1",
        "79",
        "",
    ],
    [
        "9990000026",
        "A81001",
        "2024-03-05",
        "0403010B0AAAHAH",
        "2",
        "64",
        "caf\u{e9}",
    ],
    [
        "9990000034",
        "A81001",
        "2024-03-05",
        "nothing",
        "1",
        "50",
        "",
    ],
    [
        "9990000042",
        "A81001",
        "2024-03-05",
        "0212000B0AAABAB",
        "1",
        "",
        "x",
    ],
];

fn text() -> String {
    ROWS.iter().map(|row| row.join(",") + "\n").collect()
}

fn as_workbook() -> Vec<u8> {
    let rows: Vec<&[&str]> = ROWS.iter().map(|row| &row[..]).collect();
    workbook(&[("Items", &rows)])
}

fn as_parquet() -> Vec<u8> {
    const DAY: i32 = 19_787; // 2024-03-05, days since 1970
    let column = |at: usize| -> Vec<Option<&str>> {
        let cells = ROWS[1..].iter().map(|row| row[at]);
        cells
            .map(|cell| Some(cell).filter(|cell| !cell.is_empty()))
            .collect()
    };
    let numbers = |at| {
        column(at)
            .iter()
            .map(|cell| cell.and_then(|cell| cell.parse().ok()))
            .collect()
    };
    parquet(&[
        ("patient_id", Cells::Number(numbers(0))),
        ("practice_code", Cells::Text(column(1))),
        ("month", Cells::Days(vec![Some(DAY); 4])),
        ("bnf_code", Cells::Text(column(3))),
        ("items", Cells::Number(numbers(4))),
        ("age", Cells::Number(numbers(5))),
        ("note", Cells::Text(column(6))),
    ])
}

/// The rows in every form that has to be read alike.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let text = text();
    let plain = text.as_bytes();
    vec![
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("semicolons", text.replace(',', ";").into_bytes()),
        ("pipes", text.replace(',', "|").into_bytes()),
        ("byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16 LE", utf16(&text, u16::to_le_bytes)),
        (
            "UTF-16 BE",
            utf16(&text.replace('\n', "\r\n"), u16::to_be_bytes),
        ),
        ("gz", gzip(plain)),
        ("zst", zstd(plain)),
        (
            "two frames of zst",
            [zstd(&plain[..99]), zstd(&plain[99..])].concat(),
        ),
        (
            "zip",
            archive(&[("READ ME.txt", b"about"), ("items.csv", plain)]),
        ),
        ("workbook", as_workbook()),
        (
            "workbook in zip",
            archive(&[("folder/items.xlsx", &as_workbook())]),
        ),
        ("workbook in gz", gzip(&as_workbook())),
        ("Parquet", as_parquet()),
        ("Parquet in zst", zstd(&as_parquet())),
    ]
}

fn read_bytes(bytes: Vec<u8>) -> Result<Reading, ReadError> {
    try_read(&[memory("items", bytes)])
}

#[test]
fn the_same_rows_are_the_same_cohort_in_every_form() {
    let expected = read_bytes(text().into_bytes()).expect("sound");
    let bad = ["4 BnfCode BadBnfCode Rejected"];
    assert_eq!(problems_of(&expected), bad);
    for (form, bytes) in forms() {
        let reading = read_bytes(bytes).unwrap_or_else(|error| panic!("{form}: {error:?}"));
        assert_eq!(items_of(&reading), items_of(&expected), "{form}");
        assert_eq!(
            (reading.files[0].read, reading.files[0].used),
            (4, 3),
            "{form}"
        );
        assert_eq!(problems_of(&reading), bad, "{form}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_read_as_windows_1252_and_told_once() {
    let inputs = [messy("windows_text.csv"), sound_items()];
    assert_eq!(problems_of(&read_sound(&inputs)), ["3 - WindowsText Noted"]);

    let names = b"practice_code,practice_name\nA81001,Caf\xe9 Surgery\nA81002,O\x92Brien\n";
    let items = items_file(&[("p", "0205051R0")]);
    let inputs = [
        memory("names.csv", names.to_vec()),
        memory("items.csv", items),
    ];
    let reading = read_sound(&inputs);
    let name = |code: &[u8]| {
        let code = OdsCode::parse(code).expect("a code");
        let group = reading.cohort.organisations.group(&code, Level::Practice);
        group.map(|(_, name)| name.to_owned())
    };
    assert_eq!(name(b"A81001").as_deref(), Some("Caf\u{e9} Surgery"));
    assert_eq!(name(b"A81002").as_deref(), Some("O\u{2019}Brien"));
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].line, 2);
}

#[test]
fn numbers_dates_and_truths_of_a_workbook_are_the_text_of_a_csv() {
    // 45356 is 2024-03-05 of the calendar that begins in 1900.
    let rows = "<row r=\"2\"><c t=\"inlineStr\"><is><t>patient_id</t></is></c><c t=\"inlineStr\"><is><t>practice_code</t></is></c>\
        <c t=\"inlineStr\"><is><t>month</t></is></c><c t=\"inlineStr\"><is><t>bnf_code</t></is></c><c t=\"inlineStr\"><is><t>items</t></is></c>\
        <c t=\"inlineStr\"><is><t>age</t></is></c></row>\
        <row r=\"4\"><c><v>9990000018</v></c><c t=\"inlineStr\"><is><t>A81001</t></is></c><c s=\"1\"><v>45356</v></c>\
        <c t=\"inlineStr\"><is><t>0205051R0AAADAD</t></is></c><c><v>2.0</v></c><c t=\"b\"><v>1</v></c><c r=\"J4\"><v>1</v></c></row>\
        <row r=\"6\"><c r=\"A6\"/><c r=\"B6\" t=\"inlineStr\"><is><t>A81001</t></is></c></row>";
    let reading = read_bytes(workbook_of_xml(&[("Items", rows)])).expect("one row is sound");
    assert_eq!(
        problems_of(&reading),
        [
            "4 Age BadAge CellSetAside",
            "6 PatientId NoPatientId Excluded"
        ]
    );
    let csv = "patient_id,practice_code,month,bnf_code,items\n9990000018,A81001,2024-03-05,0205051R0AAADAD,2\n";
    let expected = read_bytes(csv.as_bytes().to_vec()).expect("sound");
    assert_eq!(items_of(&reading), items_of(&expected));
}

#[test]
fn nanoseconds_of_parquet_are_a_date() {
    let bytes = parquet(&[
        ("patient_id", Cells::Text(vec![Some("p")])),
        ("practice_code", Cells::Text(vec![Some("A81001")])),
        (
            "month",
            Cells::Nanoseconds(vec![Some(1_709_596_800_000_000_000)]),
        ), // 2024-03-05
        ("bnf_code", Cells::Text(vec![Some("0205051R0")])),
    ]);
    let reading = read_bytes(bytes).expect("sound");
    let expected = read_one(memory("items.csv", items_file(&[("p", "0205051R0")])));
    assert_eq!(items_of(&reading), items_of(&expected));
}

#[test]
fn damage_locks_and_archives_of_several_files_are_told() {
    for name in ["damaged.parquet", "damaged.xlsx", "truncated.csv.zst"] {
        assert!(
            matches!(
                error_of(messy(name)),
                ReadError::File(FileError::Broken { .. })
            ),
            "{name}"
        );
    }
    assert!(matches!(
        error_of(messy("damaged.csv.zip")),
        ReadError::File(FileError::Broken { line: 1.., .. })
    ));
    assert!(matches!(
        error_of(messy("two_files.zip")),
        ReadError::File(FileError::SeveralMembers { count: 2, .. })
    ));
    assert!(matches!(
        error_of(messy("no_data_file.zip")),
        ReadError::File(FileError::NoMember { .. })
    ));
    assert!(matches!(
        error_of(messy("locked.xlsx")),
        ReadError::File(FileError::Locked { .. })
    ));
    let empty = workbook(&[("Empty", &[])]);
    assert!(matches!(
        read_bytes(empty),
        Err(ReadError::File(FileError::Empty { .. }))
    ));
    let header: &[&[&str]] = &[&ROWS[0]];
    let header = workbook(&[("Header", header)]);
    assert!(matches!(
        read_bytes(header),
        Err(ReadError::HeaderOnly { .. })
    ));
}

#[test]
fn a_line_of_any_length_is_refused_in_an_archive_too() {
    let endless = gzip(&vec![b'x'; 3 << 20]);
    assert!(matches!(
        read_bytes(endless),
        Err(ReadError::File(FileError::LongLine { line: 1, .. }))
    ));
}

#[test]
fn a_folder_gives_its_data_files_and_passes_over_the_rest() {
    let folder = Folder::new();
    for name in [
        "a.parquet",
        "b.XLSX",
        "c.tsv.zst",
        "d.zip",
        "~$b.xlsx",
        ".e.csv",
        "f.pdf",
    ] {
        folder.write(name, b"");
    }
    let found = find_inputs(&[folder.path("")]).expect("four files");
    let names = found
        .iter()
        .map(|input| input.name().rsplit('/').next().unwrap_or_default());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["a.parquet", "b.XLSX", "c.tsv.zst", "d.zip"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 960, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_containers_never_panic_and_keep_their_arithmetic(
        (form, sound) in proptest::sample::select(vec![
            ("gz", gzip(text().as_bytes())),
            ("zst", zstd(text().as_bytes())),
            ("zip", archive(&[("items.csv", text().as_bytes())])),
            ("workbook", as_workbook()),
            ("Parquet", as_parquet()),
        ]),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 0..4),
    ) {
        let mut bytes = sound;
        for (at, bit) in &flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        if let Some(cut) = &cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        // `told` checks the arithmetic.
        let told = told("items", &bytes);
        prop_assert!(!told.contains("99900000"), "{form}: {told}");
    }

    // The checksum of an archive stops most damage before it reaches the sheet: this does not.
    #[test]
    fn a_damaged_sheet_never_panics_and_keeps_its_arithmetic(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let rows: Vec<&[&str]> = ROWS.iter().map(|row| &row[..]).collect();
        let mut xml = text_rows(&rows).replace('\u{e9}', "e").into_bytes();
        for (at, byte) in &edits {
            let at = at.index(xml.len());
            xml[at] = byte % 128;
        }
        let xml = String::from_utf8(xml).expect("ASCII");
        let told = told("items.xlsx", &workbook_of_xml(&[("Items", &xml)]));
        prop_assert!(!told.contains("99900000"), "{told}");
    }
}

/// A file that is gone from its folder can be read on by whoever has it open, and by nobody else.
#[cfg(unix)]
#[test]
fn what_was_recognised_is_read_without_being_opened_again() {
    let expected = items_of(&read_one(memory("items.csv", text())));
    assert!(!expected.is_empty());
    for (name, bytes) in forms() {
        let folder = Folder::new();
        folder.write("items", bytes);
        let inputs = find_inputs(&[folder.path("items")]).expect("the file is there");
        let recognised = RecognisedInputs::open(&inputs, None, true, &|_| ()).expect("items");
        folder.remove("items");
        let reading = recognised.read(Options::default()).expect("readable");
        assert_eq!(items_of(&reading), expected, "{name}");
    }
}
