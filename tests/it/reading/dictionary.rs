//! Is a user's dictionary read as it stands, and a damaged one refused?

use rxsift::extract::{DictionaryError, read_dictionary};
use rxsift::files::Input;
use rxsift::medicines::Dictionary;
use rxsift::medicines::{NameMatch, names};
use rxsift::model::{DmdCode, Substance};

use crate::support::files::{archive, workbook};
use crate::support::root;

const PLAIN: &str = "fixtures/dictionary/presentations.csv";

fn one(code: &str) -> Option<NameMatch> {
    let code = Substance::from_bnf_code(code.as_bytes()).expect("a code").0;
    Some(NameMatch::One(code))
}

fn read(name: &str, bytes: &[u8]) -> Result<Dictionary, DictionaryError> {
    read_dictionary(&Input::memory(name, bytes.to_vec()))
}

fn by_dmd(dictionary: &Dictionary, code: &str) -> Option<NameMatch> {
    dictionary.by_dmd(DmdCode::parse(code.as_bytes()).expect("a dm+d code"))
}

fn plain() -> Vec<u8> {
    std::fs::read(root(PLAIN)).expect("the fixture is there")
}

fn one_sheet(rows: &[&[&str]]) -> Vec<u8> {
    workbook(&[("Data", rows)])
}

/// The layout of NHSBSA's mapping; the third code is a number that a float has rounded.
fn mapping() -> Vec<u8> {
    one_sheet(&[
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
    let dictionary = read("presentations.csv", &plain()).expect("sound");
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
    let dictionary = read("presentations.csv", &plain()).expect("sound");
    let terazosin = dictionary.by_name("Terazosin HCl_Tab 10mg");
    assert_eq!(terazosin, Some(NameMatch::Ambiguous));
    assert_eq!(dictionary.by_name("Paracetamol_Tab 500mg"), None);
    assert_eq!(dictionary.by_name(""), None);
}

#[test]
fn a_packed_file_reads_like_a_plain_one() {
    let hidden: (&str, &[u8]) = ("__MACOSX/a.csv", b"x");
    let bytes = archive(&[hidden, ("2020_BNF_Code_Information.csv", &plain())]);
    let dictionary = read("packed.zip", &bytes).expect("sound");
    assert_eq!(dictionary.by_name("Ramipril_Cap 2.5mg"), one("0205051R0"));
}

#[test]
fn windows_1252_is_read() {
    let bytes = b"BNF Name,BNF Code\nCr\xe8me X,0205051R0AAABAB\n";
    let dictionary = read("old.csv", bytes).expect("sound");
    assert_eq!(dictionary.by_name("CR\u{c8}ME x"), one("0205051R0"));
}

#[test]
fn a_workbook_gives_names_and_codes_as_text_or_number() {
    for bytes in [
        mapping(),
        archive(&[("BNF Snomed Mapping data.xlsx", &mapping())]),
    ] {
        let dictionary = read("mapping", &bytes).expect("sound");
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
        read("mapping.csv", text.as_bytes()).expect("sound")
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
    let refused = |bytes: &[u8]| read("d", bytes).expect_err("refused");
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
        refused(&one_sheet(&[&["BNF Code"]])),
        missing(vec!["BNF Presentation"])
    );
    assert_eq!(
        refused(b"BNF Name,BNF Code\n"),
        DictionaryError::NoRowUsable { file: file() }
    );
    assert_eq!(
        refused(&archive(&[("a.pdf", b"x")])),
        DictionaryError::NothingInside { file: file() }
    );
    assert_eq!(
        refused(b"PK\x03\x04 and no more"),
        DictionaryError::Broken { file: file() }
    );
}

#[test]
fn damaged_files_never_panic() {
    for whole in [mapping(), archive(&[("a.csv", &plain())]), plain()] {
        for length in (0..whole.len()).step_by(7) {
            let _ = read("cut", &whole[..length]);
            let mut changed = whole.clone();
            changed[length] ^= 0x5a;
            let _ = read("changed", &changed);
        }
    }
}

/// Repeat with the file that NHSBSA publishes, its path in `RXSIFT_BNF_CODE_INFORMATION`.
#[test]
#[ignore = "needs NHSBSA's BNF Code Information file"]
fn the_published_presentations_lead_to_their_own_substance() {
    let path = std::env::var_os("RXSIFT_BNF_CODE_INFORMATION").expect("the path is given");
    let bytes = std::fs::read(path).expect("readable");
    let dictionary = read("published", &bytes).expect("sound");
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
