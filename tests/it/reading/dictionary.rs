//! Is a user's dictionary read as it stands, and a damaged one refused?

use std::io::{Cursor, Write};

use rxsift::medicines::{Dictionary, DictionaryError};
use rxsift::medicines::{NameMatch, names};
use rxsift::model::{DmdCode, Substance};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::root;

const PLAIN: &str = "fixtures/dictionary/presentations.csv";

fn one(code: &str) -> Option<NameMatch> {
    let code = Substance::from_bnf_code(code.as_bytes()).expect("a code").0;
    Some(NameMatch::One(code))
}

fn by_dmd(dictionary: &Dictionary, code: &str) -> Option<NameMatch> {
    dictionary.by_dmd(DmdCode::parse(code.as_bytes()).expect("a dm+d code"))
}

fn plain() -> Vec<u8> {
    std::fs::read(root(PLAIN)).expect("the fixture is there")
}

fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .expect("a new member");
        archive.write_all(bytes).expect("memory takes it");
    }
    archive.finish().expect("memory takes it").into_inner()
}

/// A workbook of one sheet: text cells inline, numbers as they are.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (at, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", at + 1);
        for (column, cell) in row.iter().enumerate() {
            let place = format!("{}{}", char::from(b'A' + column as u8), at + 1);
            sheet += &match cell.strip_prefix('#') {
                Some(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                None => {
                    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
                }
            };
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{TYPE}.worksheet+xml\"/></Types>"
    );
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" \
             Type=\"{DOCUMENT}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><sheets>\
         <sheet name=\"Data\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        (
            "_rels/.rels",
            relation("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The layout of NHSBSA's mapping; the third code is a number that a float has rounded.
fn mapping() -> Vec<u8> {
    workbook(&[
        &[
            "BNF Code",
            "BNF Name",
            "SNOMED Code",
            "DM+D: Product Description",
            "DM+D: Product and Pack Description",
        ],
        &[
            "0407010H0AAAMAM",
            "Paracetamol 500mg tablets",
            "322236009",
            "Paracetamol 500mg tablets",
            "Paracetamol 500mg 32 tablets",
        ],
        &[
            "0206020T0AAAGAG",
            "Verapamil 160mg tablets",
            "#42217211000001104",
            "Verapamil 160mg tablets",
            "",
        ],
        &["", "Urine strips", "3377411000001106", "Urine strips", ""],
        &["0206020T0AAAGAG", "Verapamil 160mg tablets", "12", "", ""],
    ])
}

#[test]
fn a_name_is_found_whatever_its_case_and_blanks() {
    let dictionary = Dictionary::read("presentations.csv", &plain()).expect("sound");
    for name in [
        "Ramipril_Cap 2.5mg",
        " RAMIPRIL_CAP  2.5MG ",
        "Made Up_Cap 2.5mg",
    ] {
        assert_eq!(dictionary.by_name(name), one("0205051R0"), "{name}");
    }
    assert_eq!(
        dictionary.by_name("Paracetamol_Tab 500mg @gn"),
        one("0407010H0")
    );
    assert_eq!(dictionary.len(), 4);
    assert_eq!(
        (dictionary.counts().rows, dictionary.counts().left_out),
        (5, 1)
    );
}

#[test]
fn a_name_of_two_substances_is_ambiguous_and_an_absent_one_is_none() {
    let dictionary = Dictionary::read("presentations.csv", &plain()).expect("sound");
    let terazosin = dictionary.by_name("Terazosin HCl_Tab 10mg");
    assert_eq!(terazosin, Some(NameMatch::Ambiguous));
    assert_eq!(dictionary.by_name("Paracetamol_Tab 500mg"), None);
    assert_eq!(dictionary.by_name(""), None);
}

#[test]
fn a_packed_file_reads_like_a_plain_one() {
    let hidden: (&str, &[u8]) = ("__MACOSX/a.csv", b"x");
    let bytes = packed(&[hidden, ("2020_BNF_Code_Information.csv", &plain())]);
    let dictionary = Dictionary::read("packed.zip", &bytes).expect("sound");
    assert_eq!(dictionary.by_name("Ramipril_Cap 2.5mg"), one("0205051R0"));
}

#[test]
fn windows_1252_is_read() {
    let bytes = b"BNF Name,BNF Code\nCr\xe8me X,0205051R0AAABAB\n";
    let dictionary = Dictionary::read("old.csv", bytes).expect("sound");
    assert_eq!(dictionary.by_name("CR\u{c8}ME x"), one("0205051R0"));
}

#[test]
fn a_workbook_gives_names_and_codes_as_text_or_number() {
    for bytes in [
        mapping(),
        packed(&[("BNF Snomed Mapping data.xlsx", &mapping())]),
    ] {
        let dictionary = Dictionary::read("mapping", &bytes).expect("sound");
        assert_eq!(
            dictionary.by_name("Verapamil 160mg tablets"),
            one("0206020T0")
        );
        assert_eq!(
            dictionary.by_name("Paracetamol 500mg 32 tablets"),
            one("0407010H0")
        );
        assert_eq!(by_dmd(&dictionary, "322236009"), one("0407010H0"));
        assert_eq!(by_dmd(&dictionary, "42217211000001101"), one("0206020T0"));
        assert_eq!(by_dmd(&dictionary, "3377411000001106"), None);
        let counts = dictionary.counts();
        assert_eq!((counts.restored, counts.unread, counts.left_out), (1, 1, 1));
    }
}

/// 39922011000001110 is what 39922011000001109 (a product) and 39922011000001113 (a description of
/// the published lists) both become.
#[test]
fn of_two_codes_that_are_damaged_alike_the_one_in_the_dictionary_is_meant() {
    let of = |rows: &[(&str, &str)]| {
        let mut text = "BNF Code,BNF Name,SNOMED Code\n".to_owned();
        for (code, dmd) in rows {
            text += &format!("{code},Some name,{dmd}\n");
        }
        Dictionary::read("mapping.csv", text.as_bytes()).expect("sound")
    };
    let (verapamil, paracetamol) = ("0206020T0AAAGAG", "0407010H0AAAMAM");
    for known in ["39922011000001109", "39922011000001113"] {
        let dictionary = of(&[(verapamil, known)]);
        assert_eq!(by_dmd(&dictionary, "39922011000001110"), one("0206020T0"));
        assert_eq!(by_dmd(&dictionary, known), one("0206020T0"));
    }
    let both = of(&[
        (verapamil, "39922011000001109"),
        (paracetamol, "39922011000001113"),
    ]);
    assert_eq!(
        by_dmd(&both, "39922011000001110"),
        Some(NameMatch::Ambiguous)
    );
    assert_eq!(by_dmd(&both, "39922011000001113"), one("0407010H0"));
    let damaged = of(&[(verapamil, "39922011000001110")]);
    assert_eq!(by_dmd(&damaged, "39922011000001113"), one("0206020T0"));
}

#[test]
fn what_is_missing_is_named_and_nothing_else() {
    let file = || "d".to_owned();
    let refused = |bytes: &[u8]| Dictionary::read("d", bytes).expect_err("refused");
    let missing = |missing| DictionaryError::MissingColumns {
        file: file(),
        missing,
    };
    assert_eq!(refused(b""), DictionaryError::Empty { file: file() });
    assert_eq!(
        refused(b"a,b\n1,2\n"),
        missing(vec!["BNF Presentation Code", "BNF Presentation"])
    );
    assert_eq!(
        refused(b"BNF Name\nx\n"),
        missing(vec!["BNF Presentation Code"])
    );
    assert_eq!(
        refused(&workbook(&[&["BNF Code"]])),
        missing(vec!["BNF Presentation"])
    );
    assert_eq!(
        refused(b"BNF Name,BNF Code\n"),
        DictionaryError::NoRowUsable { file: file() }
    );
    assert_eq!(
        refused(&packed(&[("a.txt", b"x")])),
        DictionaryError::NothingInside { file: file() }
    );
    assert_eq!(
        refused(b"PK\x03\x04 and no more"),
        DictionaryError::Broken { file: file() }
    );
}

#[test]
fn damaged_files_never_panic() {
    for whole in [mapping(), packed(&[("a.csv", &plain())]), plain()] {
        for length in (0..whole.len()).step_by(7) {
            let _ = Dictionary::read("cut", &whole[..length]);
            let mut changed = whole.clone();
            changed[length] ^= 0x5a;
            let _ = Dictionary::read("changed", &changed);
        }
    }
}

/// Repeat with the file that NHSBSA publishes, its path in `RXSIFT_BNF_CODE_INFORMATION`.
#[test]
#[ignore = "needs NHSBSA's BNF Code Information file"]
fn the_published_presentations_lead_to_their_own_substance() {
    let path = std::env::var_os("RXSIFT_BNF_CODE_INFORMATION").expect("the path is given");
    let bytes = std::fs::read(path).expect("readable");
    let dictionary = Dictionary::read("published", &bytes).expect("sound");
    let (mut rows, mut found, mut wrong) = (0_u32, 0_u32, Vec::new());
    let (mut medicines, mut resolved, mut astray) = (0_u32, 0_u32, Vec::new());
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|cell| cell == name).expect("there");
    let (name, code) = (column("BNF Presentation"), column("BNF Presentation Code"));
    for row in reader.records() {
        let row = row.expect("sound CSV");
        let own = Substance::from_bnf_code(row[code].as_bytes())
            .expect("a code")
            .0;
        rows += 1;
        match dictionary.by_name(&row[name]) {
            Some(NameMatch::One(other)) if other == own => found += 1,
            Some(NameMatch::Ambiguous) => {}
            _ => wrong.push(row[name].to_owned()),
        }
        // The embedded names, on names that are not written for them.
        medicines += u32::from(own.chapter() < 16);
        if let NameMatch::One(other) = names().resolve(&row[name]) {
            resolved += 1;
            if other != own {
                astray.push(format!("{}: {own} and not {other}", &row[name]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let share = f64::from(found) / f64::from(rows);
    assert!(share >= 0.995, "{found} of {rows}");
    assert!(
        f64::from(u32::try_from(astray.len()).expect("few")) <= f64::from(resolved) * 0.03,
        "{} astray of {resolved} resolved of {medicines}: {astray:#?}",
        astray.len()
    );
}
