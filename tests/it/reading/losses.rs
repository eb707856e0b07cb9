//! Is nothing lost in silence: rows, ids, ages, items, and what files about groups cover?

use rxsift::checks::{coverage, findings};
use rxsift::extract::{Effect, Options, Reason, read};
use rxsift::files::Input;

use crate::reading::layouts::reasons;
use crate::support::{command, printed, read_texts};

#[test]
fn the_rejects_are_written_even_if_every_row_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("the folder takes files");
        path
    };
    let header = "patient_id,practice_code,month,bnf_code\n";
    let people = write("people.csv", "patient_id,practice_code,sex\np1,A81001,Q\n");
    let items = write(
        "items.csv",
        &format!("{header}p1,A81001,soon,0205051R0\np2,A81001,2024-03,?\n"),
    );
    let rejects = folder.path().join("rejects.csv");
    for verb in ["check", "indicators", "shortlist"] {
        let output = command(&["-q", verb, "--force", "--rejects"])
            .arg(&rejects)
            .args([&people, &items])
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(3), "{verb}");
        let text = std::fs::read_to_string(&rejects).expect("written all the same");
        let rows: Vec<&str> = text
            .lines()
            .map(|line| line.rsplit_once(['/', '\\']).map_or(line, |(_, rest)| rest))
            .collect();
        assert_eq!(
            rows,
            [
                "file,line,column,effect,reason",
                "people.csv,2,sex,\"set aside, the row kept\",not a recorded sex",
                "items.csv,2,month,rejected,not a month",
                "items.csv,3,bnf_code,rejected,not a BNF code",
            ],
            "{verb}"
        );
        std::fs::remove_file(&rejects).expect("there");
    }
}

#[test]
fn the_limit_of_unmatched_items_names_the_worst_file_and_its_largest_route() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, rows: &str| {
        let text = format!("patient_id,practice_code,month,bnf_code,medicine,items\n{rows}");
        std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    };
    // a.csv has 2 unmatched items in two rows; b.csv 1 unknown code and 4 of unknown names.
    write(
        "a.csv",
        "p1,A81001,2024-03,0205051ZZ,,1\np2,A81001,2024-03,0205051ZZ,,1\np3,A81001,2024-03,0205051R0,,1\n",
    );
    write(
        "b.csv",
        "p1,A81001,2024-03,0205051ZZ,,1\np2,A81001,2024-03,,Qwertyl,4\n",
    );
    let output = command(&["-q", "indicators"])
        .arg(folder.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        told.contains("7 of 8 items (87.5 %) have no known substance; most in "),
        "{told}"
    );
    assert!(told.contains("b.csv: 5, of them 4 unknown name"), "{told}");
}

#[test]
fn a_patient_id_that_is_no_text_is_rejected_and_an_empty_one_excluded() {
    let header = b"patient_id,practice_code,month,bnf_code\n".to_vec();
    let rows: [&[u8]; 5] = [
        b"p1,A81001,2024-03,0205051R0\n",
        b"p\xe9,A81001,2024-03,0205051R0\n",
        b",A81001,2024-03,0205051R0\n",
        b"n/a,A81001,2024-03,0205051R0\n",
        b"p\x02,A81001,2024-03,0205051R0\n",
    ];
    let bytes = rows.iter().fold(header, |text, row| [&text, *row].concat());
    let reading = read(
        &[Input::memory("items.csv", bytes)],
        Options::default(),
        &|_| (),
    )
    .expect("one row");
    let told: Vec<_> = reasons(&reading)
        .into_iter()
        .filter(|(_, _, reason)| *reason != Reason::WindowsText)
        .collect();
    assert_eq!(
        told,
        [
            (3, Effect::Rejected, Reason::UnreadableId),
            (4, Effect::Excluded, Reason::NoPatientId),
            (5, Effect::Excluded, Reason::NoPatientId),
            (6, Effect::Rejected, Reason::UnreadableId),
        ]
    );
    // What a list and a patients file say of such an id is the same.
    let list = Input::memory(
        "acb_6_plus.csv",
        b"NHS Number\n9990000018\n99900000\xb26\n".to_vec(),
    );
    let reading = read(&[list], Options::default(), &|_| ()).expect("one row");
    assert!(reasons(&reading).contains(&(3, Effect::Rejected, Reason::UnreadableId)));
}

#[test]
fn one_hundred_and_twenty_years_by_date_of_birth_are_an_age_and_more_are_told() {
    // On 31 March 2024: 120; 121 less a day, so 120 too; 121; and born the day after.
    let text = "patient_id,practice_code,month,bnf_code,date_of_birth\n\
                p1,A81001,2024-03,0205051R0,1904-03-31\n\
                p2,A81001,2024-03,0205051R0,1903-04-01\n\
                p3,A81001,2024-03,0205051R0,1903-03-31\n\
                p4,A81001,2024-03,0205051R0,2024-04-01\n";
    let reading = read_texts(&[("items.csv", text)]).expect("every row is kept");
    assert_eq!(reading.files[0].used, 4);
    let aside = Effect::CellSetAside;
    assert_eq!(
        reasons(&reading),
        [
            (4, aside, Reason::AgeOutOfRange),
            (5, aside, Reason::AgeOutOfRange)
        ]
    );
    let items = "patient_id,practice_code,month,bnf_code\np1,A81001,2024-03,0205051R0\n";
    let people = "patient_id,date_of_birth\np1,1904-03-31\np3,1903-03-31\np4,2024-04-01\np5,\n";
    let reading = read_texts(&[("items.csv", items), ("people.csv", people)]).expect("sound");
    let texts: Vec<_> = findings(&reading)
        .into_iter()
        .map(|found| found.text)
        .collect();
    assert_eq!(
        texts,
        [
            "people of the patients files who by their date of birth are not born in 2024-03, or are over 120: 2"
        ]
    );
}

#[test]
fn check_says_which_months_and_organisations_files_about_groups_cover() {
    // By hand: 2 practices in January and March; lists of 2 practices without a date; figures of
    // one practice and one network in two months.
    let epd = "PRACTICE_CODE,YEAR_MONTH,BNF_CODE,ITEMS\n\
               A81001,202401,0205051R0AAADAD,1\nA81001,202403,0205051R0AAADAD,1\nA81002,202403,0205051R0AAADAD,1\n";
    let lists = "practice_code,list_size\nA81001,100\nA81002,200\n";
    let published = "practice_code,month,comparator,numerator,denominator\n\
                     A81001,2024-02,10 or more unique medicines,5,100\nA81001,2024-03,10 or more unique medicines,6,100\n";
    let files = [
        ("epd.csv", epd),
        ("lists.csv", lists),
        ("published.csv", published),
    ];
    let covered = coverage(&read_texts(&files).expect("sound"));
    let told: Vec<_> = covered
        .iter()
        .map(|c| (c.kind.as_str(), c.months.len(), c.organisations["practice"]))
        .collect();
    assert_eq!(
        told,
        [
            ("practice-level prescribing", 2, 2),
            ("list sizes", 0, 2),
            ("comparators", 2, 1)
        ]
    );
    let text = printed(&[
        "-q",
        "check",
        "fixtures/groups/list_sizes.csv",
        "fixtures/groups/epd_202403.csv",
        "--format",
        "csv",
    ]);
    for line in [
        "fact,,months,\"practice-level prescribing, 2024-03 to 2024-03\",1",
        "fact,,practices,practice-level prescribing,3",
        "fact,,practices,list sizes,2",
    ] {
        assert!(
            text.lines().any(|printed| printed == line),
            "{line} is missing:\n{text}"
        );
    }
}
