//! Is nothing lost in silence: rows, ids, ages, items, and what files about groups cover?

use rxsift::checks::coverage;
use rxsift::extract::{Effect, Reason};

use crate::support::folder::Folder;
use crate::support::readings::{found_in, memory, read_one, reasons, sound};
use crate::support::run::{Printed, printed, run};

#[test]
fn the_rejects_are_written_even_if_every_row_is_lost() {
    let header = "patient_id,practice_code,month,bnf_code\n";
    let items = format!("{header}p1,A81001,soon,0205051R0\np2,A81001,2024-03,?\n");
    for verb in ["check", "indicators", "shortlist"] {
        let people = "patient_id,practice_code,sex\np1,A81001,Q\n";
        let folder = Folder::with(&[("people.csv", people), ("items.csv", &items)]);
        let run = folder.run(verb).args("-q --rejects @rejects.csv");
        run.args("@people.csv @items.csv").fails(3);
        let text = folder.text("rejects.csv");
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
    }
}

#[test]
fn the_limit_of_unmatched_items_names_the_worst_file_and_its_largest_route() {
    let header = "patient_id,practice_code,month,bnf_code,medicine,items\n";
    let file = |rows: &str| format!("{header}{rows}");
    // a.csv has 2 unmatched items in two rows; b.csv 1 unknown code and 4 of unknown names.
    let a = "p1,A81001,2024-03,0205051ZZ,,1\np2,A81001,2024-03,0205051ZZ,,1\np3,A81001,2024-03,0205051R0,,1\n";
    let b = "p1,A81001,2024-03,0205051ZZ,,1\np2,A81001,2024-03,,Qwertyl,4\n";
    run("-q indicators @")
        .file("a.csv", file(a))
        .file("b.csv", file(b))
        .fails(3)
        .telling("7 of 8 items (87.5 %) have no known substance; most in ")
        .telling("b.csv: 5, of them 4 unknown name");
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
    let reading = read_one(memory("items.csv", bytes));
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
    let list = memory("acb_6_plus.csv", b"NHS Number\n9990000018\n99900000\xb26\n");
    let reading = read_one(list);
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
    let reading = sound(&[("items.csv", text)]);
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
    let reading = sound(&[("items.csv", items), ("people.csv", people)]);
    let texts: Vec<_> = found_in(&reading);
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
    let covered = coverage(&sound(&files));
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
    let text = printed(
        "-q check fixtures/groups/list_sizes.csv fixtures/groups/epd_202403.csv --format csv",
    );
    text.has_lines([
        "fact,,months,\"practice-level prescribing, 2024-03 to 2024-03\",1",
        "fact,,practices,practice-level prescribing,3",
        "fact,,practices,list sizes,2",
    ]);
}
